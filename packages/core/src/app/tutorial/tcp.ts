// The tutorial's TCP flow: a connection, and in it a stream of octets without boundaries.
import type { Bytes } from '../../basis/bytes.ts';
import { text } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import type { Duration } from '../../basis/time.ts';
import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import { accept, bind, close, connect, listen, print, recv, sendAll, setsockopt, socket } from '../../program/calls.ts';
import { andThen, attempt, forever, iterate, spawn } from '../../program/control.ts';
import { succeed } from '../../program/nodes.ts';
import type { Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { showEndpoint } from '../../wire/addresses.ts';
import { BACKLOG, BUFFER, MESSAGE, REPLY } from './messages.ts';

/** Steps 5 and 6 of the tutorial's server. */
const answer = (connection: Fd, reply: Bytes): Program<Fails<'recv' | 'send'>, void> =>
  program(function* () {
    const data = yield* recv(connection, BUFFER);
    yield* print(`received ${data.length} bytes: ${text(data)}`);
    yield* sendAll(connection, reply);
  });

/**
 * The TCP server of the tutorial: accepts a connection, receives, sends a reply, closes, and accepts the next.
 *
 * A connection that fails is closed as any other; the server goes on.
 *
 * @category calls
 * @since 0.1.0
 */
export const tcpServer = (
  local: Endpoint,
  reply: Bytes = REPLY,
): Program<Fails<'socket' | 'bind' | 'listen' | 'accept' | 'close'>, never> =>
  program(function* () {
    const sock = yield* socket('stream');
    yield* bind(sock, local);
    yield* listen(sock, BACKLOG);
    return yield* forever(
      program(function* () {
        const [connection, client] = yield* accept(sock);
        yield* print(`connection from ${showEndpoint(client)}`);
        yield* attempt(answer(connection, reply));
        yield* close(connection);
      }),
    );
  });

/**
 * The TCP client of the tutorial: connects, sends the message, receives the reply, closes.
 *
 * Gives   the reply, or as much of it as came in one piece: a stream has no boundaries
 *
 * @category calls
 * @since 0.1.0
 */
export const tcpClient = (
  server: Endpoint,
  message: Bytes = MESSAGE,
): Program<Fails<'socket' | 'connect' | 'send' | 'recv' | 'close'>, Bytes> =>
  program(function* () {
    const sock = yield* socket('stream');
    yield* connect(sock, server);
    yield* sendAll(sock, message);
    const data = yield* recv(sock, BUFFER);
    yield* print(`received ${data.length} bytes from ${showEndpoint(server)}: ${text(data)}`);
    yield* close(sock);
    return data;
  });

/** Sends back whatever comes, until the other side has ended its stream; then closes, as it does after an error. */
export const echoStream = (connection: Fd): Program<Fails<'close'>, void> =>
  andThen(
    attempt(
      iterate(undefined, () =>
        andThen(recv(connection, 65_536), (data) =>
          data.length === 0
            ? succeed(E.right(undefined))
            : andThen(sendAll(connection, data), () => succeed(E.left(undefined))),
        ),
      ),
    ),
    () => close(connection),
  );

/** Calls on a connection give up after so long; what follows is what follows after any error. */
const patient = (connection: Fd, idle: Duration): Program<never, void> =>
  andThen(
    attempt(
      program(function* () {
        yield* setsockopt(connection, 'SO_RCVTIMEO', idle);
        yield* setsockopt(connection, 'SO_SNDTIMEO', idle);
      }),
    ),
    () => succeed(undefined),
  );

/**
 * A thread for each connection, for ever.
 *
 * Takes   the listener, and after how long a peer that neither sends nor receives is dropped; undefined: never
 */
export const echoConnections = (listener: Fd, idle?: Duration): Program<Fails<'accept'>, never> =>
  forever(
    program(function* () {
      const [connection] = yield* accept(listener);
      if (idle !== undefined) yield* patient(connection, idle);
      yield* spawn(echoStream(connection));
    }),
  );

/**
 * Echo over TCP. (RFC 862)
 *
 * @category calls
 * @since 0.1.0
 */
export const tcpEcho = (local: Endpoint): Program<Fails<'socket' | 'bind' | 'listen' | 'accept'>, never> =>
  program(function* () {
    const sock = yield* socket('stream');
    yield* bind(sock, local);
    yield* listen(sock, BACKLOG);
    return yield* echoConnections(sock);
  });
