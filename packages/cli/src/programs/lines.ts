// Datagrams for pipes: each line of standard input is one, with its line feed, so that what comes out is what went in.
import type { Bytes, Duration, Endpoint, Fails, Fd, Program } from '@sockeye/core';
import {
  andThen,
  concatBytes,
  connect,
  iterate,
  MAXIMUM_DATAGRAM,
  NO_BYTES,
  program,
  read,
  recv,
  send,
  sendto,
  setsockopt,
  socket,
  close,
  STDIN,
  STDOUT,
  succeed,
  writeAll,
} from '@sockeye/core';
import { either as E } from 'fp-ts';

const LINE_FEED = 10;

/** What was read and is no whole line yet, and whether more will come. */
interface Pending {
  readonly octets: Bytes;
  readonly hasEnded: boolean;
}

/** How many octets the next datagram takes: a line, or as much of it as a datagram may hold; 0: it is not whole yet. */
const lineLength = ({ octets, hasEnded }: Pending): number => {
  const end = octets.indexOf(LINE_FEED) + 1;
  if (end > 0 && end <= MAXIMUM_DATAGRAM) return end;
  if (octets.length >= MAXIMUM_DATAGRAM) return MAXIMUM_DATAGRAM;
  return hasEnded ? octets.length : 0;
};

/** Does something with each line of standard input, until its end. Gives how many there were. */
export const eachLine = <Err>(turn: (line: Bytes) => Program<Err, unknown>): Program<Err | Fails<'read'>, number> =>
  iterate({ octets: NO_BYTES, hasEnded: false, count: 0 }, ({ octets, hasEnded, count }) => {
    const length = lineLength({ octets, hasEnded });
    if (length > 0) {
      return andThen(turn(octets.subarray(0, length)), () =>
        succeed(E.left({ octets: octets.subarray(length), hasEnded, count: count + 1 })),
      );
    }
    if (hasEnded) return succeed(E.right(count));
    return andThen(read(STDIN, MAXIMUM_DATAGRAM), (more) =>
      succeed(E.left({ octets: concatBytes([octets, more]), hasEnded: more.length === 0, count })),
    );
  });

/** Sends each line as a datagram, and waits for nothing. Gives how many it sent. */
export const sendLines = (server: Endpoint): Program<Fails<'socket' | 'read' | 'sendto' | 'close'>, number> =>
  program(function* () {
    const sock = yield* socket('datagram');
    const count = yield* eachLine((line) => sendto(sock, line, server));
    yield* close(sock);
    return count;
  });

const ask = (sock: Fd, line: Bytes): Program<Fails<'send' | 'recv' | 'write'>, void> =>
  andThen(send(sock, line), () => andThen(recv(sock, MAXIMUM_DATAGRAM), (answer) => writeAll(STDOUT, answer)));

/**
 * Sends each line as a datagram, and waits for what comes back before the next.
 *
 * It does not ask again: a datagram that was lost stays lost, and this is where that can be seen.
 *
 * Takes   the server, and how long to wait for an answer; undefined: for ever
 * Gives   how many lines came back
 * Fails   with EAGAIN when nothing came in time
 */
export const askLines = (
  server: Endpoint,
  patience: Duration | undefined,
): Program<Fails<'socket' | 'setsockopt' | 'connect' | 'read' | 'send' | 'recv' | 'write' | 'close'>, number> =>
  program(function* () {
    const sock = yield* socket('datagram');
    if (patience !== undefined) yield* setsockopt(sock, 'SO_RCVTIMEO', patience);
    yield* connect(sock, server);
    const count = yield* eachLine((line) => ask(sock, line));
    yield* close(sock);
    return count;
  });
