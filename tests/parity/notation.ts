// How the programs of the parity list are written: where they run, what they answer, and what many of them do.
import { either as E } from 'fp-ts';
import type { Bytes, Endpoint, Fd, Ipv4Address, PollEvent, Program } from '@sockeye/core';
import {
  getsockname,
  accept,
  andThen,
  attempt,
  bind,
  close,
  connect,
  forever,
  listen,
  milliseconds,
  poll,
  program,
  recvAll,
  send,
  setsockopt,
  sleep,
  socket,
  spawn,
  succeed,
  text,
  utf8,
} from '@sockeye/core';

/** Where a program runs, and where its server does; on real sockets both are loopback. */
export interface Ends {
  readonly own: Ipv4Address;
  readonly server: Endpoint;
  /** On the server's host, a port on which nothing listens. */
  readonly nobody: Endpoint;
}

export interface Parity {
  readonly name: string;
  /** What runs at the other end, and is running before the program begins. */
  readonly server?: (at: Endpoint) => Program<unknown, unknown>;
  readonly program: (ends: Ends) => Program<unknown, unknown>;
  /** What the program answers; it may not fail. */
  readonly expected: unknown;
}

/** Long enough for a segment to go and come back, on loopback as in any simulated network of the tests. */
export const moment = sleep(milliseconds(60));

/** The answer, or the error's name. Octets are told as text. */
export const said = (asked: Program<string, unknown>): Program<never, unknown> =>
  andThen(attempt(asked), (answer) =>
    succeed(E.isLeft(answer) ? answer.left : answer.right instanceof Uint8Array ? text(answer.right) : answer.right),
  );

/** The answers of several programs, one after another. */
export const each = (...asked: ReadonlyArray<Program<string, unknown>>): Program<never, ReadonlyArray<unknown>> =>
  asked.reduce<Program<never, ReadonlyArray<unknown>>>(
    (before, one) => andThen(before, (list) => andThen(said(one), (answer) => succeed([...list, answer]))),
    succeed([]),
  );

export const NO_FD = 77 as Fd;
export const ONE = utf8('x');

/** Accepts connections for ever, and does this with each, in a thread of its own. */
export const serving =
  (serve: (connection: Fd) => Program<unknown, unknown>) =>
  (at: Endpoint): Program<unknown, never> =>
    program(function* () {
      const listener = yield* socket('stream');
      yield* bind(listener, at);
      yield* listen(listener, 8);
      return yield* forever(
        program(function* () {
          const [connection] = yield* accept(listener);
          yield* spawn(serve(connection));
        }),
      );
    });

/** A client's socket, connected. */
export const connected = (server: Endpoint): Program<string, Fd> =>
  program(function* () {
    const fd = yield* socket('stream');
    yield* connect(fd, server);
    return fd;
  });

/** A socket that listens, with SO_REUSEADDR where it is wanted. */
export const listener = (at: Endpoint, backlog = 8, reuse = false): Program<string, Fd> =>
  program(function* () {
    const fd = yield* socket('stream');
    if (reuse) yield* setsockopt(fd, 'SO_REUSEADDR', true);
    yield* bind(fd, at);
    yield* listen(fd, backlog);
    return fd;
  });

/** Both ends of a connection within one process: who connected, and who was accepted. */
export const met = (guests: Fd): Program<string, { readonly fd: Fd; readonly far: Fd }> =>
  program(function* () {
    const fd = yield* connected(yield* getsockname(guests));
    const [far] = yield* accept(guests);
    return { fd, far };
  });

/** Resets the connection after it has sent this. */
export const resetting =
  (octets: Bytes): ((connection: Fd) => Program<unknown, unknown>) =>
  (connection) =>
    program(function* () {
      yield* moment;
      if (octets.length > 0) yield* send(connection, octets);
      yield* setsockopt(connection, 'SO_LINGER', milliseconds(0));
      yield* close(connection);
    });

export const holding = (connection: Fd): Program<unknown, unknown> => recvAll(connection);

export const pollOnce = (fd: Fd, ...events: ReadonlyArray<PollEvent>): Program<string, unknown> =>
  andThen(poll([{ fd, events }], milliseconds(0)), (ready) => succeed(ready.map((one) => one.events.join(' ')).join()));

/** Enough to fill every buffer on the way more than once. */
export const BULK: Bytes = Uint8Array.from({ length: 1_500_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 24) & 255);
