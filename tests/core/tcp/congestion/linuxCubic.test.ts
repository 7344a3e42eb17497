// Linux's CUBIC against numbers that were worked out from the published algorithm, and against the curve it approximates.
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { instant, milliseconds, nanoseconds } from '../../../../packages/core/src/basis/time.ts';
import type { Congestion } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { congestion, NO_THRESHOLD } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { HYSTART_DELAY } from '../../../../packages/core/src/tcp/congestion/hystartDelay.ts';
import type { LinuxCubicMemory } from '../../../../packages/core/src/tcp/congestion/linuxCubic.ts';
import {
  LINUX_CUBIC,
  linuxCubic,
  linuxCubicWith,
  linuxRise,
} from '../../../../packages/core/src/tcp/congestion/linuxCubic.ts';
import { increased } from '../../../../packages/core/src/tcp/congestion/linuxSegments.ts';
import { seqnum } from '../../../../packages/core/src/wire/seqnum.ts';
import { acknowledged, born, congested, rounds, SMSS } from './path.ts';

const memory = (c: Congestion): LinuxCubicMemory => c.memory as LinuxCubicMemory;
const plain = linuxCubicWith({ ...LINUX_CUBIC, hystart: undefined });

const recovered = (segments: number): Congestion => {
  const c = plain.reduce(born(plain, segments * SMSS), congested('loss', segments * SMSS));
  return congestion(c.ssthresh, c.ssthresh, 0, c.memory);
};

describe('reductions', () => {
  test('717 of 1,024 of the window are left, whatever is in flight', () => {
    expect(plain.reduce(born(plain, 100_000), congested('loss', 40_000)).ssthresh).toBe(70_000);
    expect(plain.reduce(born(plain, 2_000), congested('loss', 2_000)).ssthresh).toBe(2_000);
    expect(memory(plain.reduce(born(plain, 100_000), congested('mark', 100_000))).maximum).toBe(100);
  });

  test('fast convergence leaves 1,741 of 2,048 of a maximum that was not reached again', () => {
    const { memory: remembered } = plain.reduce(born(plain, 100_000), congested('loss', 1));
    expect(memory(plain.reduce(congestion(80_000, 70_000, 0, remembered), congested('loss', 1))).maximum).toBe(68);
    expect(memory(plain.reduce(congestion(120_000, 70_000, 0, remembered), congested('loss', 1))).maximum).toBe(120);
  });

  test('a timeout forgets everything but sets the threshold', () => {
    const c = plain.reduce(rounds(plain, recovered(100), 10).end, congested('timeout', 1));
    expect(c.memory).toEqual(plain.born);
    expect(c.ssthresh).toBeGreaterThan(40_000);
  });
});

describe('congestion avoidance', () => {
  test('410·d³ / 2^40 segments, to the segment, in big integers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 160_000 }), (d) => {
        expect(BigInt(linuxRise(LINUX_CUBIC, d))).toBe((410n * BigInt(d) ** 3n) >> 40n);
      }),
    );
  });

  test('K after thirty of a hundred segments were given up is 4.217 s', () => {
    const stage = plain.grow(recovered(100), acknowledged());
    expect(memory(stage)).toMatchObject({ origin: 100 });
    expect(Math.abs(memory(stage).k / 1_024 - Math.cbrt(30 / 0.4))).toBeLessThan(0.004);
  });

  test.each([
    [50, 100],
    [100, 200],
    [100, 1_000],
    [200, 500],
  ])('round trips of %d ms, a loss at %d segments: the window follows W(t), within three per cent', (rtt, window) => {
    const steep = linuxCubicWith({ ...LINUX_CUBIC, hystart: undefined, friendly: false });
    const k = Math.cbrt((window - Math.floor((window * 717) / 1_024)) / 0.4);
    const { readings } = rounds(steep, recovered(window), Math.floor(20_000 / rtt), { rtt: rtt * 1_000_000 });
    for (const { at, cwnd } of readings.slice(3)) {
      const expected = 0.4 * (at / 1e9 - k) ** 3 + window;
      expect(Math.abs(cwnd / SMSS / expected - 1)).toBeLessThan(0.03);
    }
  });

  test('while no old maximum is known every twentieth segment opens the window', () => {
    // 100 segments at their turning point: the curve alone would hardly move.
    const start = congestion(100_000, 100_000, 0, plain.born);
    const { readings } = rounds(plain, start, 3);
    expect(readings[0]?.cwnd).toBe(105_000);
    expect(readings[1]?.cwnd).toBe(110_000);
    const late = linuxCubicWith({ ...LINUX_CUBIC, hystart: undefined, early: 1_000, friendly: false });
    expect(rounds(late, congestion(100_000, 100_000, 0, late.born), 2).end.cwnd).toBeLessThanOrEqual(101_000);
  });

  test('with a known maximum that clamp is off', () => {
    const near = recovered(100);
    // Close to the old maximum the curve is flat: two round trips of 100 ms, four seconds after the loss.
    const later = rounds(linuxCubicWith({ ...LINUX_CUBIC, hystart: undefined, friendly: false }), near, 42).end;
    const flat = rounds(linuxCubicWith({ ...LINUX_CUBIC, hystart: undefined, friendly: false }), later, 3, {
      from: 4_200_000_000,
    });
    expect(flat.end.cwnd - later.cwnd).toBeLessThanOrEqual(2_000);
  });

  test('on a short path Reno is followed: a segment for 15/8 of a window', () => {
    // 28 segments, a hundred windows, 15/8 windows for each segment: 81, less what it lags behind.
    const friendly = rounds(plain, recovered(40), 100, { rtt: 10_000_000 }).end.cwnd;
    expect(friendly).toBeGreaterThanOrEqual(70_000);
    expect(friendly).toBeLessThanOrEqual(81_000);
    const steep = linuxCubicWith({ ...LINUX_CUBIC, hystart: undefined, friendly: false });
    expect(rounds(steep, recovered(40), 100, { rtt: 10_000_000 }).end.cwnd).toBeLessThan(40_000);
  });

  test('for the same window the rate is calculated 32 times a second at most', () => {
    const stage = plain.grow(recovered(40), acknowledged());
    const at = (ms: number) => memory(plain.grow(stage, acknowledged({ now: instant(ms * 1_000_000) }))).last;
    expect([at(30), at(31), at(32)]).toEqual([0, 0, 32]);
  });

  test('slow start takes a whole ACK up to the threshold; the rest belongs to congestion avoidance', () => {
    expect(plain.grow(born(plain, 10_000), acknowledged({ acked: 5_000 })).cwnd).toBe(15_000);
    expect(plain.grow(born(plain, 10_000, 12_000), acknowledged({ acked: 5_000 }))).toMatchObject({
      cwnd: 12_000,
      counted: 3_000,
    });
  });

  test('what was counted under a slower rate gives one segment and is forgotten', () => {
    expect(increased(10, 30, 1, 20)).toEqual({ cwnd: 11, counted: 1 });
    expect(increased(10, 0, 45, 20)).toEqual({ cwnd: 12, counted: 5 });
    expect(increased(10, 19, 1, 20)).toEqual({ cwnd: 11, counted: 0 });
  });

  test('a pause does not count as time', () => {
    const busy = rounds(plain, recovered(200), 20);
    const straight = rounds(plain, recovered(200), 40).end.cwnd;
    const paused = rounds(plain, busy.end, 20, { from: busy.now + 30_000_000_000 }).end.cwnd;
    expect(Math.abs(paused / straight - 1)).toBeLessThan(0.02);
  });
});

describe('hybrid slow start', () => {
  /** A round of `count` ACKs, all at once and each with that round trip in milliseconds. */
  const round = (start: Congestion, first: number, count: number, rtt: number, at: number, gap = 0): Congestion => {
    let c = start;
    for (let i = 1; i <= count; i++) {
      c = linuxCubic.grow(
        c,
        acknowledged({
          now: instant(at + i * gap),
          una: seqnum((first + i) * SMSS),
          nxt: seqnum((first + count) * SMSS),
          rtt: milliseconds(rtt),
          srtt: milliseconds(rtt),
        }),
      );
    }
    return c;
  };

  test.each([
    // 100 ms: an eighth is 12.5 ms.
    [100, 112, false],
    [100, 113, true],
    // Never less than 4 ms, never more than 16.
    [8, 12, false],
    [8, 13, true],
    [400, 416, false],
    [400, 417, true],
  ])('%d ms, then %d: it ends: %s', (least, then, ends) => {
    const first = round(born(linuxCubic, 20_000), 0, 20, least, 0);
    const second = round(first, 20, 20, then, 1e9);
    expect(first.ssthresh).toBe(NO_THRESHOLD);
    expect(second.ssthresh !== NO_THRESHOLD).toBe(ends);
  });

  test('the ninth sample ends it, at the window that it had', () => {
    const first = round(born(linuxCubic, 20_000), 0, 20, 100, 0);
    expect(round(first, 20, 8, 150, 1e9).ssthresh).toBe(NO_THRESHOLD);
    expect(round(first, 20, 9, 150, 1e9).ssthresh).toBe(48_000);
  });

  test('below sixteen segments nothing is looked at', () => {
    const first = round(born(linuxCubic, 2_000), 0, 2, 100, 0);
    expect(round(first, 2, 11, 150, 1e9).ssthresh).toBe(NO_THRESHOLD);
  });

  test('one short round trip in a round is enough to go on', () => {
    const first = round(born(linuxCubic, 20_000), 0, 20, 100, 0);
    const short = round(first, 20, 1, 100, 1e9);
    expect(short.ssthresh).toBe(NO_THRESHOLD);
    const c = linuxCubic.grow(short, acknowledged({ now: instant(1e9), una: seqnum(21_000), rtt: milliseconds(150) }));
    expect(c.ssthresh).toBe(NO_THRESHOLD);
  });

  test('a train of ACKs that is longer than half a round trip ends it; one with gaps does not', () => {
    const first = round(born(linuxCubic, 40_000), 0, 40, 100, 0);
    expect(round(first, 40, 80, 100, 1e9, 1_000_000).ssthresh).not.toBe(NO_THRESHOLD);
    expect(round(first, 40, 80, 100, 1e9, 2_500_000).ssthresh).toBe(NO_THRESHOLD);
    const alone = linuxCubicWith({ ...LINUX_CUBIC, hystart: { ...HYSTART_DELAY, train: false } });
    expect(rounds(alone, born(alone, 40_000), 2).end.ssthresh).toBe(NO_THRESHOLD);
  });

  test('a second after congestion avoidance began round trips count again', () => {
    const at = (ms: number, rtt: number) =>
      acknowledged({ now: instant(ms * 1_000_000), rtt: nanoseconds(rtt), srtt: milliseconds(2_000) });
    const stage = plain.grow(recovered(100), at(0, 5));
    const early = plain.grow(stage, at(999, 3));
    expect(memory(early).delayMin).toBe(5);
    expect(memory(plain.grow(early, at(1_000, 3))).delayMin).toBe(3);
  });
});
