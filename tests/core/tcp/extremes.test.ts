// The far ends: numbers that wrap, windows of a gibibyte, segments of 48 octets, reads of one, a thousand holes. Streams stay equal,
// and the work stays in bounds: counted in segments and pieces, never by a clock.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { size } from '../../../packages/core/src/basis/deque.ts';
import { equalBytes } from '../../../packages/core/src/basis/bytes.ts';
import { hash32 } from '../../../packages/core/src/basis/hash.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { freebsd } from '../../../packages/core/src/tcp/profile/freebsd.ts';
import { linux } from '../../../packages/core/src/tcp/profile/linux.ts';
import type { Profile } from '../../../packages/core/src/tcp/profile/Profile.ts';
import { rfc9293 } from '../../../packages/core/src/tcp/profile/rfc9293.ts';
import { SYN } from '../../../packages/core/src/wire/control.ts';
import { distance, lt, plus } from '../../../packages/core/src/wire/seqnum.ts';
import { pairAt } from './edges.ts';
import { established, OPTIONS, type Pair, pattern, PLAIN, type Sent } from './pair.ts';

const HALF = 0x8000_0000;
const WRAP = 0;
const PROFILES: ReadonlyArray<Profile> = [PLAIN, rfc9293, linux, freebsd];

const textOf = (pair: Pair, from = 0): ReadonlyArray<Sent> =>
  pair.sent.slice(from).filter((s) => s.from === 'client' && s.segment.payload.length > 0);

/** Neither congestion nor a timestamp stands between the test and the wire. */
const uncongested = (profile: Profile): Profile => ({
  ...profile,
  handshake: { ...profile.handshake, timestamps: false },
  window: { ...profile.window, initial: () => 2 ** 29 },
});

describe('numbers that cross an edge', () => {
  test('whatever is lost, doubled or overtaken, both streams are whole', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer(),
          loss: fc.integer({ min: 0, max: 15 }),
          jitter: fc.integer({ min: 1, max: 40 }),
        }),
        fc.constantFrom(HALF, WRAP),
        fc.constantFrom(HALF, WRAP),
        fc.nat({ max: PROFILES.length - 1 }),
        fc.constantFrom(5_000, 65_536, 1_000_000),
        (f, mine, theirs, which, receiveBuffer) => {
          const profile = PROFILES[which] ?? PLAIN;
          const pair: Pair = pairAt(
            [mine, theirs],
            (s, _from, n) => {
              const delay = milliseconds(5 + (hash32(f.seed, n, 2) % f.jitter));
              const chance = hash32(f.seed, n, 1) % 100;
              // A SYN that is lost would choose other numbers.
              if ((s.control & SYN) === 0 && chance < f.loss && pair.now < seconds(60)) return [];
              return chance > 95 ? [delay, milliseconds(60)] : [delay];
            },
            { profile },
          );
          const options = { ...OPTIONS, receiveBuffer };
          pair.listen(8, options);
          pair.open(options);
          pair.run(seconds(40));
          const first = pair.tcb('client')!.fixed;
          expect(distance(mine as never, first.iss)).toBeLessThan(60_000);
          pair.write('client', pattern(100_000), 'Close');
          pair.write('server', pattern(70_000), 'Close');
          pair.run();
          expect(equalBytes(pair.all('server'), pattern(100_000))).toBe(true);
          expect(equalBytes(pair.all('client'), pattern(70_000))).toBe(true);
          expect([pair.tags('client').at(-1), pair.tags('server').at(-1)]).toEqual(['Ended closed', 'Ended closed']);
          // Both edges lay inside the streams.
          expect(lt(first.iss, mine as never) && lt(mine as never, plus(first.iss, 100_000))).toBe(true);
          expect(lt(first.irs, theirs as never) && lt(theirs as never, plus(first.irs, 70_000))).toBe(true);
        },
      ),
      { numRuns: 24 },
    );
  }, 120_000);

  test('nothing is sent twice where nothing is lost', () => {
    for (const profile of PROFILES) {
      for (const edge of [HALF, WRAP]) {
        const pair = pairAt([edge, edge], undefined, { profile });
        pair.listen();
        pair.open();
        pair.write('client', pattern(100_000));
        pair.run(seconds(30));
        expect(pair.all('server').length).toBe(100_000);
        expect(textOf(pair).reduce((sum, s) => sum + s.segment.payload.length, 0)).toBe(100_000);
      }
    }
  });
});

describe('a window of a gibibyte', () => {
  test.each([HALF, WRAP])(
    'across %d: three megabytes leave at once, one in fifty is lost, all arrive',
    (edge) => {
      let n = 0;
      const pair = pairAt(
        [edge, edge],
        (s) => (s.payload.length > 1_000 && n++ % 50 === 25 ? [] : [milliseconds(10)]),
        {
          profile: uncongested(rfc9293),
        },
      );
      const options = { ...OPTIONS, receiveBuffer: 2 ** 30, sendBuffer: 4_000_000 };
      pair.listen(8, options);
      pair.open(options);
      pair.run(seconds(1));
      pair.write('client', pattern(1_000));
      pair.run(seconds(2));
      expect(pair.tcb('client')!.snd.wnd).toBeGreaterThan(1_000_000_000);
      const from = pair.sent.length;
      pair.write('client', pattern(3_000_000));
      const { snd } = pair.tcb('client')!;
      expect(distance(snd.nxt, snd.una)).toBeGreaterThan(3_000_000 - 1_460);
      pair.run(seconds(200));
      expect(equalBytes(pair.all('server').subarray(1_000), pattern(3_000_000))).toBe(true);
      const segments = Math.ceil(3_000_000 / 1_460);
      // What was lost, and what was lost of that: hardly more.
      expect(textOf(pair, from).length).toBeLessThan(segments * 1.1);
    },
    60_000,
  );
});

describe('segments of 48 octets, and a thousand holes', () => {
  const holes = 1_000;

  test.each([WRAP, HALF])(
    'across %d: pieces are as many as holes, and each hole is filled once',
    (edge) => {
      let most = { held: 0, board: 0 };
      let n = 0;
      let lossy = false;
      const pair: Pair = pairAt(
        [edge, edge],
        (s, from) => {
          // Every second segment is lost on its first way; what is kept and how much of it is looked at all along.
          const [server, client] = [pair.tcb('server'), pair.tcb('client')];
          if (server !== undefined && client !== undefined) {
            most = {
              held: Math.max(most.held, server.rcv.held.length),
              board: Math.max(most.board, size(client.board.pieces)),
            };
          }
          if (!lossy || from === 'server' || s.payload.length === 0) return [milliseconds(10)];
          return n++ < 2 * holes && n % 2 === 1 ? [] : [milliseconds(10)];
        },
        { profile: uncongested(rfc9293), mtu: 88 },
      );
      const options = { ...OPTIONS, receiveBuffer: 400_000, sendBuffer: 400_000 };
      pair.listen(8, options);
      pair.open(options);
      pair.run(seconds(1));
      pair.write('client', pattern(48));
      pair.run(seconds(2));
      lossy = true;
      const from = pair.sent.length;
      const octets = (2 * holes + 20) * 48;
      pair.write('client', pattern(octets));
      pair.run(seconds(300));
      expect(equalBytes(pair.all('server').subarray(48), pattern(octets))).toBe(true);
      expect(Math.max(...textOf(pair, from).map((s) => s.segment.payload.length))).toBe(48);
      expect(most.held).toBeGreaterThanOrEqual(holes - 1);
      expect(most.held).toBeLessThanOrEqual(holes);
      // Never more pieces than segments in flight, however SACK blocks cut them.
      expect(most.board).toBeLessThanOrEqual(2 * holes + 20);
      // Each segment once, each hole once more, and little besides.
      expect(textOf(pair, from).length).toBeLessThanOrEqual(2 * holes + 20 + holes + 20);
    },
    60_000,
  );
});

describe('reads of one octet', () => {
  test('cost the wire nothing: as few acknowledgments as large reads', () => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer: 6_000 });
    pair.reads.server = false;
    pair.write('client', pattern(12_000));
    for (let i = 0; i < 20_000 && pair.all('server').length < 12_000; i++) {
      pair.read('server', pair.accepted(), 1);
      if (i % 50 === 0) pair.run(pair.now + milliseconds(15));
      // What was read is put together now and then: a test, too, should not be quadratic.
      if (i % 1_000 === 0) pair.received.server = [pair.all('server')];
    }
    expect(pair.all('server')).toEqual(pattern(12_000));
    expect(textOf(pair).length).toBeLessThan(40);
    expect(pair.sent.filter((s) => s.from === 'server').length).toBeLessThan(40);
  });
});
