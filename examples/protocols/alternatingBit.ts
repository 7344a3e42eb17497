// The alternating bit protocol: stop-and-wait whose number is one bit. (Bartlett, Scantlebury and Wilkinson, 1969)
//
// One bit is enough where the line keeps the order: it tells a block from the one before it, and no older one can come. Where a
// datagram can be overtaken, an old one can come when its bit has come round again.
import type { Endpoint } from '@sockeye/core';
import { bind, iterate, program, read, recvfrom, sendto, socket, STDIN, STDOUT, writeAll } from '@sockeye/core';
import { either as E } from 'fp-ts';
import type { Settings } from './datagrams.ts';
import { blockOf, LONGEST, numbered, numberOf, within } from './datagrams.ts';

/** Sends each block under the bit until that bit is acknowledged; then the bit is turned. */
export const sender = (to: Endpoint, { timeout, block }: Pick<Settings, 'timeout' | 'block'>) =>
  program(function* () {
    const sock = yield* socket('datagram');
    return yield* iterate(0, (bit) =>
      program(function* () {
        const octets = yield* read(STDIN, block);
        if (octets.length === 0) return E.right(undefined);
        yield* sendto(sock, numbered(bit, octets), to);
        for (;;) {
          const answer = yield* within(sock, timeout);
          if (answer === undefined) yield* sendto(sock, numbered(bit, octets), to);
          else if (numberOf(answer) === bit) return E.left(1 - bit);
        }
      }),
    );
  });

/** Passes on what has the bit that it waits for; acknowledges the other one as well, since its acknowledgment may be lost. */
export const receiver = (at: Endpoint) =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* bind(sock, at);
    return yield* iterate(0, (expected) =>
      program(function* () {
        const [datagram, from] = yield* recvfrom(sock, LONGEST);
        const bit = numberOf(datagram);
        if (bit === expected) yield* writeAll(STDOUT, blockOf(datagram));
        yield* sendto(sock, numbered(bit), from);
        return E.left(bit === expected ? 1 - expected : expected);
      }),
    );
  });
