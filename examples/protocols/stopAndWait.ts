// Stop-and-wait: send a block, and wait until it is acknowledged. What is sent comes from standard input, what arrives goes to
// standard output.
import type { Endpoint } from '@sockeye/core';
import { bind, iterate, program, read, recvfrom, sendto, socket, STDIN, STDOUT, writeAll } from '@sockeye/core';
import { either as E } from 'fp-ts';
import type { Settings } from './datagrams.ts';
import { blockOf, LONGEST, numbered, numberOf, within } from './datagrams.ts';

/**
 * Sends a block, and sends it again each time no answer came, until its own number is acknowledged.
 *
 * With one number only (`numbers: 1`) every acknowledgment looks like the right one: that is stop-and-wait without numbers.
 */
export const sender = (to: Endpoint, { numbers, timeout, block }: Settings) =>
  program(function* () {
    const sock = yield* socket('datagram');
    return yield* iterate(0, (number) =>
      program(function* () {
        const octets = yield* read(STDIN, block);
        if (octets.length === 0) return E.right(undefined);
        yield* sendto(sock, numbered(number, octets), to);
        for (;;) {
          const answer = yield* within(sock, timeout);
          if (answer === undefined) yield* sendto(sock, numbered(number, octets), to);
          else if (numberOf(answer) === number) return E.left((number + 1) % numbers);
        }
      }),
    );
  });

/** Acknowledges whatever comes by its number, and passes on what has the number that is next. */
export const receiver = (at: Endpoint, { numbers }: Settings) =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* bind(sock, at);
    return yield* iterate(0, (expected) =>
      program(function* () {
        const [datagram, from] = yield* recvfrom(sock, LONGEST);
        const isNext = numberOf(datagram) === expected;
        if (isNext) yield* writeAll(STDOUT, blockOf(datagram));
        yield* sendto(sock, numbered(numberOf(datagram)), from);
        return E.left(isNext ? (expected + 1) % numbers : expected);
      }),
    );
  });
