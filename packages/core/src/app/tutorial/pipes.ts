// The bare sockets of the tutorial between standard input and standard output, for pipes.
import { utf8 } from '../../basis/bytes.ts';
import { E, pipe } from '../../basis/fp.ts';
import type { Duration } from '../../basis/time.ts';
import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import {
  accept,
  bind,
  close,
  connect,
  getsockname,
  listen,
  read,
  recv,
  recvfrom,
  send,
  sendAll,
  sendto,
  setsockopt,
  shutdown,
  socket,
  write,
  writeAll,
} from '../../program/calls.ts';
import { andThen, attempt, iterate, orElse, spawn } from '../../program/control.ts';
import { fail, succeed } from '../../program/nodes.ts';
import type { Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import { MAXIMUM_DATAGRAM, STDERR, STDIN, STDOUT } from '../../socket/calls/Calls.ts';
import { strerror } from '../../socket/calls/errno.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { showEndpoint } from '../../wire/addresses.ts';

const CHUNK = 65_536;

/** What a connection brings, to standard output, until its end. */
const toOutput = (connection: Fd): Program<Fails<'recv' | 'write'>, void> =>
  iterate(undefined, () =>
    andThen(recv(connection, CHUNK), (octets) =>
      octets.length === 0
        ? succeed(E.right(undefined))
        : andThen(writeAll(STDOUT, octets), () => succeed(E.left(undefined))),
    ),
  );

/** What standard input brings, to a connection, until its end; then that direction is ended (half-close). */
const fromInput = (connection: Fd): Program<Fails<'read' | 'send' | 'shutdown'>, void> =>
  iterate(undefined, () =>
    andThen(read(STDIN, CHUNK), (octets) =>
      octets.length === 0
        ? andThen(shutdown(connection, 'write'), () => succeed(E.right(undefined)))
        : andThen(sendAll(connection, octets), () => succeed(E.left(undefined))),
    ),
  );

/** Where it listens, on standard error: standard output is for what comes. */
const announce = (fd: Fd): Program<Fails<'getsockname' | 'write'>, void> =>
  andThen(getsockname(fd), (at) => writeAll(STDERR, utf8(`listening on ${showEndpoint(at)}\n`)));

/**
 * Standard input to a server, and what comes back to standard output; over when the server has ended its stream.
 *
 * Both directions go at once: a server that answers while it reads would stop it otherwise, when both buffers are full.
 * A failure to send is said on standard error; the connection's own end decides the rest.
 *
 * @category calls
 * @since 0.1.0
 */
export const tcpSend = (server: Endpoint): Program<Fails<'socket' | 'connect' | 'recv' | 'write' | 'close'>, void> =>
  program(function* () {
    const connection = yield* socket('stream');
    yield* connect(connection, server);
    yield* spawn(
      pipe(
        fromInput(connection),
        orElse((error) => write(STDERR, utf8(`send: ${strerror(error)}\n`))),
      ),
    );
    yield* toOutput(connection);
    yield* close(connection);
  });

/**
 * Accepts one connection, and writes what it brings to standard output.
 *
 * @category calls
 * @since 0.1.0
 */
export const tcpListen = (
  local: Endpoint,
): Program<
  Fails<'socket' | 'setsockopt' | 'bind' | 'listen' | 'getsockname' | 'accept' | 'recv' | 'write' | 'close'>,
  void
> =>
  program(function* () {
    const listener = yield* socket('stream');
    yield* setsockopt(listener, 'SO_REUSEADDR', true);
    yield* bind(listener, local);
    yield* listen(listener, 1);
    yield* announce(listener);
    const [connection] = yield* accept(listener);
    yield* close(listener);
    yield* toOutput(connection);
    yield* close(connection);
  });

/**
 * Standard input as datagrams, one for each piece that is read, an empty input as an empty datagram.
 *
 * Gives   how many were sent
 *
 * @category calls
 * @since 0.1.0
 */
export const udpSend = (server: Endpoint): Program<Fails<'socket' | 'read' | 'sendto' | 'close'>, number> =>
  program(function* () {
    const sock = yield* socket('datagram');
    const sent = yield* iterate(0, (count) =>
      andThen(read(STDIN, MAXIMUM_DATAGRAM), (octets) =>
        octets.length === 0 && count > 0
          ? succeed(E.right(count))
          : andThen(sendto(sock, octets, server), () =>
              succeed(octets.length === 0 ? E.right(count + 1) : E.left(count + 1)),
            ),
      ),
    );
    yield* close(sock);
    return sent;
  });

/**
 * Every datagram to standard output, without end.
 *
 * @category calls
 * @since 0.1.0
 */
export const udpListen = (
  local: Endpoint,
): Program<Fails<'socket' | 'bind' | 'getsockname' | 'recvfrom' | 'write'>, never> =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* bind(sock, local);
    yield* announce(sock);
    return yield* iterate(undefined, () =>
      andThen(recvfrom(sock, MAXIMUM_DATAGRAM), ([octets]) =>
        andThen(writeAll(STDOUT, octets), () => succeed(E.left(undefined))),
      ),
    );
  });

/**
 * Standard input as datagrams, and the reply to each to standard output: asked again when none came in time.
 *
 * Takes   the server, how long to wait for a reply, and how often to ask
 * Fails   with EAGAIN when no reply came
 *
 * @category calls
 * @since 0.1.0
 */
export const udpAsk = (
  server: Endpoint,
  patience: Duration,
  tries: number,
): Program<Fails<'socket' | 'setsockopt' | 'connect' | 'read' | 'send' | 'recv' | 'write' | 'close'>, void> =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* setsockopt(sock, 'SO_RCVTIMEO', patience);
    yield* connect(sock, server);
    yield* iterate(undefined, () =>
      andThen(read(STDIN, MAXIMUM_DATAGRAM), (octets) =>
        octets.length === 0
          ? succeed(E.right(undefined))
          : andThen(ask(sock, octets, tries), () => succeed(E.left(undefined))),
      ),
    );
    yield* close(sock);
  });

const ask = (sock: Fd, question: Uint8Array, tries: number): Program<Fails<'send' | 'recv' | 'write'>, void> =>
  iterate(1, (count) =>
    program(function* () {
      yield* send(sock, question);
      const answer = yield* attempt(recv(sock, MAXIMUM_DATAGRAM));
      if (E.isRight(answer)) return E.right(yield* writeAll(STDOUT, answer.right));
      return answer.left === 'EAGAIN' && count < tries ? E.left(count + 1) : yield* fail(answer.left);
    }),
  );
