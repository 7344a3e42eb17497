// Go-back-N: up to a window of blocks under way, a receiver that takes nothing out of order, and one timer. When it runs out,
// everything that is not acknowledged is sent again. The window must be smaller than the count of numbers.
import type { Bytes, Endpoint } from '@sockeye/core';
import { bind, iterate, program, read, recvfrom, sendto, socket, STDIN, STDOUT, writeAll } from '@sockeye/core';
import { either as E } from 'fp-ts';
import type { Settings } from './datagrams.ts';
import { blockOf, LONGEST, numbered, numberOf, within } from './datagrams.ts';

/** What a sender remembers: the number of the oldest block that is not acknowledged, and the blocks from there on. */
interface Sending {
  readonly base: number;
  readonly blocks: ReadonlyArray<Bytes>;
  readonly isOver: boolean;
}

const FIRST: Sending = { base: 0, blocks: [], isOver: false };

/** Fills the window, waits for an acknowledgment, and slides the window up to it; or goes back to the oldest block. */
export const sender = (to: Endpoint, { numbers, window, timeout, block }: Settings) =>
  program(function* () {
    const sock = yield* socket('datagram');
    return yield* iterate(FIRST, (sending) =>
      program(function* () {
        const { base } = sending;
        const blocks = [...sending.blocks];
        let { isOver } = sending;
        while (!isOver && blocks.length < window) {
          const octets = yield* read(STDIN, block);
          isOver = octets.length === 0;
          if (isOver) break;
          yield* sendto(sock, numbered((base + blocks.length) % numbers, octets), to);
          blocks.push(octets);
        }
        if (blocks.length === 0) return E.right(undefined);
        const answer = yield* within(sock, timeout);
        if (answer === undefined) {
          for (const [i, octets] of blocks.entries()) yield* sendto(sock, numbered((base + i) % numbers, octets), to);
          return E.left({ base, blocks, isOver });
        }
        // An acknowledgment names the block that is expected next: all before it have arrived.
        const arrived = (numberOf(answer) + numbers - base) % numbers;
        if (arrived > blocks.length) return E.left({ base, blocks, isOver });
        return E.left({ base: (base + arrived) % numbers, blocks: blocks.slice(arrived), isOver });
      }),
    );
  });

/** Passes on what has the number that is next, throws away the rest, and says each time which number is next. */
export const receiver = (at: Endpoint, { numbers }: Settings) =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* bind(sock, at);
    return yield* iterate(0, (expected) =>
      program(function* () {
        const [datagram, from] = yield* recvfrom(sock, LONGEST);
        const isNext = numberOf(datagram) === expected;
        const next = isNext ? (expected + 1) % numbers : expected;
        if (isNext) yield* writeAll(STDOUT, blockOf(datagram));
        yield* sendto(sock, numbered(next), from);
        return E.left(next);
      }),
    );
  });
