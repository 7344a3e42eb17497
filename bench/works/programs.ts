// What the programs of the works are made of: drain a connection, fill one, and serve many.
import type { Endpoint, Fd, Program } from '@sockeye/core';
import {
  accept,
  andThen,
  bind,
  close,
  connect,
  endpoint,
  forever,
  ipv4Address,
  iterate,
  listen,
  program,
  recv,
  sendAll,
  setsockopt,
  socket,
  spawn,
  succeed,
} from '@sockeye/core';
import { either as E } from 'fp-ts';

/** What is written and read at once. */
export const CHUNK = 65_536;
const OCTETS = Uint8Array.from({ length: CHUNK }, (_, i) => i & 255);

/** Where the sink of a pair listens; each pair is a network of its own, from 10.0.0.0/24 on. */
export const sinkOf = (pair: number): Endpoint => endpoint(ipv4Address(10, pair >> 8, pair & 255, 2), 5001);

/** Reads until the end, closes, and answers how much it was. */
export const drain = (connection: Fd): Program<unknown, number> =>
  andThen(
    iterate<number, Program<unknown, E.Either<number, number>>>(0, (count) =>
      andThen(recv(connection, CHUNK), (octets) =>
        succeed(octets.length === 0 ? E.right(count) : E.left(count + octets.length)),
      ),
    ),
    (count) => andThen(close(connection), () => succeed(count)),
  );

/** Writes so many octets, at most 64 kB at a time, and closes. */
export const fill = (connection: Fd, length: number): Program<unknown, void> =>
  andThen(
    iterate<number, Program<unknown, E.Either<number, void>>>(length, (left) =>
      left === 0
        ? succeed(E.right(undefined))
        : andThen(sendAll(connection, left < CHUNK ? OCTETS.subarray(0, left) : OCTETS), () =>
            succeed(E.left(left - Math.min(left, CHUNK))),
          ),
    ),
    () => close(connection),
  );

/** A connection to there, with a send buffer of so many octets. */
export const opened = (remote: Endpoint, buffer: number): Program<unknown, Fd> =>
  program(function* () {
    const connection = yield* socket('stream');
    yield* setsockopt(connection, 'SO_SNDBUF', buffer);
    yield* connect(connection, remote);
    return connection;
  });

/** Accepts for ever, and gives each connection to a thread of its own; what a thread answers is counted by `measure`. */
export const serve = (
  local: Endpoint,
  buffer: number,
  thread: (connection: Fd) => Program<unknown, unknown>,
): Program<unknown, never> =>
  program(function* () {
    const listener = yield* socket('stream');
    yield* setsockopt(listener, 'SO_RCVBUF', buffer);
    yield* bind(listener, local);
    yield* listen(listener, 20_000);
    return yield* forever(andThen(accept(listener), ([connection]) => spawn(thread(connection))));
  });
