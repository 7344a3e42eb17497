// Selective repeat: a window on both sides, a timer for each block, and only what is missing is sent again. The receiver keeps what
// came too early. The window may be half of the numbers at most: else an old block can be taken for a new one.
import type { Bytes, Endpoint, Instant } from '@sockeye/core';
import {
  after,
  between,
  bind,
  iterate,
  now,
  program,
  read,
  recvfrom,
  seconds,
  sendto,
  socket,
  STDIN,
  STDOUT,
  writeAll,
} from '@sockeye/core';
import { either as E } from 'fp-ts';
import type { Settings } from './datagrams.ts';
import { blockOf, LONGEST, numbered, numberOf, within } from './datagrams.ts';

/** A block under way, and when it is sent again; undefined: it has arrived. */
interface UnderWay {
  readonly octets: Bytes;
  readonly due: Instant | undefined;
}

interface Sending {
  readonly base: number;
  readonly blocks: ReadonlyArray<UnderWay>;
  readonly isOver: boolean;
}

const FIRST: Sending = { base: 0, blocks: [], isOver: false };

/** Fills the window, and waits for an acknowledgment or for the first timer. What has arrived at its lower end leaves the window. */
export const sender = (to: Endpoint, { numbers, window, timeout = seconds(1), block }: Settings) =>
  program(function* () {
    const sock = yield* socket('datagram');
    return yield* iterate(FIRST, (sending) =>
      program(function* () {
        const { base } = sending;
        const blocks = [...sending.blocks];
        let { isOver } = sending;
        const time = yield* now;
        while (!isOver && blocks.length < window) {
          const octets = yield* read(STDIN, block);
          isOver = octets.length === 0;
          if (!isOver) blocks.push({ octets, due: time });
        }
        if (blocks.length === 0) return E.right(undefined);
        // What is due is sent, for the first time or again.
        for (const [i, { octets, due }] of blocks.entries()) {
          if (due === undefined || due > time) continue;
          yield* sendto(sock, numbered((base + i) % numbers, octets), to);
          blocks[i] = { octets, due: after(time, timeout) };
        }
        const first = Math.min(...blocks.flatMap(({ due }) => (due === undefined ? [] : [due]))) as Instant;
        const answer = yield* within(sock, between(time, first));
        if (answer === undefined) return E.left({ base, blocks, isOver });
        const arrived = blocks[(numberOf(answer) + numbers - base) % numbers];
        const left = blocks.map((one) => (one === arrived ? { octets: one.octets, due: undefined } : one));
        const missing = left.findIndex(({ due }) => due !== undefined);
        const slide = missing === -1 ? left.length : missing;
        return E.left({ base: (base + slide) % numbers, blocks: left.slice(slide), isOver });
      }),
    );
  });

/** What a receiver remembers: the number that is next, and what has come of the window that begins there. */
interface Receiving {
  readonly base: number;
  readonly held: ReadonlyArray<Bytes | undefined>;
}

/** Keeps what lies in its window, passes on what has no gap before it, and acknowledges each block by its own number. */
export const receiver = (at: Endpoint, { numbers, window }: Settings) =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* bind(sock, at);
    const empty: Receiving = { base: 0, held: Array.from({ length: window }, () => undefined) };
    return yield* iterate(empty, ({ base, held }) =>
      program(function* () {
        const [datagram, from] = yield* recvfrom(sock, LONGEST);
        const ahead = (numberOf(datagram) + numbers - base) % numbers;
        // Behind the window lie the blocks that have arrived, whose acknowledgment may be lost.
        if (ahead < window || ahead >= numbers - window) yield* sendto(sock, numbered(numberOf(datagram)), from);
        const kept = ahead < window ? held.with(ahead, blockOf(datagram)) : held;
        const missing = kept.indexOf(undefined);
        const slide = missing === -1 ? window : missing;
        for (const octets of kept.slice(0, slide)) if (octets !== undefined) yield* writeAll(STDOUT, octets);
        return E.left({ base: (base + slide) % numbers, held: [...kept.slice(slide), ...empty.held.slice(0, slide)] });
      }),
    );
  });
