// The tutorial's UDP flow: no connection, each datagram for itself, and nobody promises that it arrives.
import type { Bytes } from '../../basis/bytes.ts';
import { text } from '../../basis/bytes.ts';
import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import { bind, close, print, recvfrom, sendto, socket } from '../../program/calls.ts';
import { attempt, forever } from '../../program/control.ts';
import type { Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import { MAXIMUM_DATAGRAM } from '../../socket/calls/Calls.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { showEndpoint } from '../../wire/addresses.ts';
import { BUFFER, MESSAGE, REPLY } from './messages.ts';

/**
 * The UDP server of the tutorial: waits for a datagram, sends a reply to whoever sent it, and begins again.
 *
 * @category calls
 * @since 0.1.0
 */
export const udpServer = (
  local: Endpoint,
  reply: Bytes = REPLY,
): Program<Fails<'socket' | 'bind' | 'recvfrom' | 'sendto'>, never> =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* bind(sock, local);
    return yield* forever(
      program(function* () {
        const [data, client] = yield* recvfrom(sock, BUFFER);
        yield* print(`received ${data.length} bytes from ${showEndpoint(client)}: ${text(data)}`);
        yield* sendto(sock, reply, client);
      }),
    );
  });

/**
 * The UDP client of the tutorial: sends the message, and waits for a reply, for ever where it was lost.
 *
 * Gives   the reply
 *
 * @category calls
 * @since 0.1.0
 */
export const udpClient = (
  server: Endpoint,
  message: Bytes = MESSAGE,
): Program<Fails<'socket' | 'sendto' | 'recvfrom' | 'close'>, Bytes> =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* sendto(sock, message, server);
    const [data, from] = yield* recvfrom(sock, BUFFER);
    yield* print(`received ${data.length} bytes from ${showEndpoint(from)}: ${text(data)}`);
    yield* close(sock);
    return data;
  });

/** Sends every datagram back whence it came. An error that one peer causes (ECONNREFUSED) is no reason to stop. */
export const echoDatagrams = (sock: Fd): Program<never, never> =>
  forever(
    attempt(
      program(function* () {
        const [data, client] = yield* recvfrom(sock, MAXIMUM_DATAGRAM);
        yield* sendto(sock, data, client);
      }),
    ),
  );

/**
 * Echo over UDP. (RFC 862)
 *
 * @category calls
 * @since 0.1.0
 */
export const udpEcho = (local: Endpoint): Program<Fails<'socket' | 'bind'>, never> =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* bind(sock, local);
    return yield* echoDatagrams(sock);
  });
