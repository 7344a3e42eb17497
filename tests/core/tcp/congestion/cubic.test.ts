// RFC 9438 against its own formulas: in big integers where they can be exact, in floating point along the curve.
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { instant, milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import type { Congestion } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { congestion } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import type { CubicMemory } from '../../../../packages/core/src/tcp/congestion/cubic.ts';
import {
  CUBIC,
  CUBIC_ABE,
  cubic,
  cubicWith,
  kCubic,
  wCubic,
} from '../../../../packages/core/src/tcp/congestion/cubic.ts';
import { acknowledged, born, congested, rounds, SMSS } from './path.ts';

const memory = (c: Congestion): CubicMemory => c.memory as CubicMemory;

/** The state in which a recovery ends: the window is at the threshold. */
const recovered = (control: typeof cubic, window: number): Congestion => {
  const c = control.reduce(born(control, window), congested('loss', window));
  return congestion(c.ssthresh, c.ssthresh, 0, c.memory);
};

describe('the formulas', () => {
  const size = fc.integer({ min: 48, max: 9_000 });
  const time = fc.integer({ min: 0, max: 150_000 });

  test('W_cubic(t) is C·(t − K)³ + W_max to the octet, in big integers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 }), time, size, time, (wMax, k, smss, t) => {
        const cube = (BigInt(t) - BigInt(k)) ** 3n;
        const exact = BigInt(wMax) + (cube * 2n * BigInt(smss)) / 5_000_000_000n;
        const bounded = exact < 0n ? 0n : exact;
        fc.pre(bounded <= 65_535n * 16_384n);
        expect(BigInt(wCubic(CUBIC, { wMax, k }, smss, t))).toBe(bounded);
      }),
    );
  });

  test('K is the cube root of (W_max − cwnd_epoch) / C, rounded down to a millisecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 30 }),
        fc.integer({ min: 0, max: 2 ** 30 }),
        size,
        (wMax, cwnd, smss) => {
          const k = BigInt(kCubic(CUBIC, wMax, cwnd, smss));
          // K³ · C · SMSS ≤ gap < (K + 1)³ · C · SMSS, times 5·10⁹; beyond 160 s only the first.
          const gap = BigInt(Math.max(0, wMax - cwnd)) * 5_000_000_000n;
          expect(k ** 3n * 2n * BigInt(smss) <= gap).toBe(true);
          expect(k === 160_000n || (k + 1n) ** 3n * 2n * BigInt(smss) > gap).toBe(true);
        },
      ),
    );
  });

  test('a hundred segments, thirty lost: K is 4.217 s, and the curve begins at seventy and turns at a hundred', () => {
    const k = kCubic(CUBIC, 100_000, 70_000, SMSS);
    expect(k).toBe(4_217);
    expect(wCubic(CUBIC, { wMax: 100_000, k }, SMSS, 0)).toBeCloseTo(70_000, -2);
    expect(wCubic(CUBIC, { wMax: 100_000, k }, SMSS, k)).toBe(100_000);
    expect(wCubic(CUBIC, { wMax: 100_000, k }, SMSS, 2 * k)).toBeCloseTo(130_000, -2);
  });

  test('the curve rises everywhere', () => {
    fc.assert(
      fc.property(time, time, time, (k, a, b) => {
        const at = (t: number) => wCubic(CUBIC, { wMax: 500_000_000, k }, 1_460, t);
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
      }),
    );
  });
});

describe('concave and convex (§4.4, §4.5)', () => {
  const steep = cubicWith({ ...CUBIC, renoFriendly: false });
  const W = (t: number, wMax: number, cwnd: number): number => 0.4 * (t - Math.cbrt((wMax - cwnd) / 0.4)) ** 3 + wMax;

  test.each([
    [50, 100],
    [100, 100],
    [100, 1_000],
    [200, 500],
  ])('round trips of %d ms, a loss at %d segments: the window is on the curve, within one per cent', (rtt, window) => {
    const { readings } = rounds(steep, recovered(steep, window * SMSS), Math.floor(20_000 / rtt), {
      rtt: rtt * 1_000_000,
    });
    // The first ACK begins the stage.
    for (const { at, cwnd } of readings.slice(3)) {
      const expected = W(at / 1e9, window, 0.7 * window);
      expect(Math.abs(cwnd / SMSS / expected - 1)).toBeLessThan(0.01);
    }
  });

  test('in a large window many small steps add up: the growth is right to two per cent', () => {
    const start = recovered(steep, 20_000_000);
    const { readings } = rounds(steep, start, 10);
    for (const { at, cwnd } of readings.slice(3)) {
      expect(Math.abs((cwnd - start.cwnd) / SMSS / (W(at / 1e9, 20_000, 14_000) - 14_000) - 1)).toBeLessThan(0.02);
    }
  });

  test('steps of less than an octet add up as well', () => {
    let c = recovered(steep, 20_000_000);
    const start = c.cwnd;
    // The curve is 7,320 octets above in 10 ms, of which each ACK is worth a 14,000th.
    for (let i = 0; i < 1_000; i++) c = steep.grow(c, acknowledged({ srtt: milliseconds(10) }));
    const expected = 7_320 * (1 - Math.exp(-1 / 14));
    expect(Math.abs((c.cwnd - start) / expected - 1)).toBeLessThan(0.05);
  });

  test('what matters is time, not the round trip: after eight seconds 20 ms and 200 ms have the same window', () => {
    const after = (rtt: number) =>
      rounds(steep, recovered(steep, 200_000), Math.floor(8_000 / rtt), { rtt: rtt * 1_000_000 }).end.cwnd;
    expect(Math.abs(after(20) / after(200) - 1)).toBeLessThan(0.02);
  });

  test('an ACK that covers two segments counts twice', () => {
    const one = rounds(steep, recovered(steep, 200_000), 60, { acked: 1 }).end.cwnd;
    const two = rounds(steep, recovered(steep, 200_000), 60, { acked: 2 }).end.cwnd;
    expect(Math.abs(one / two - 1)).toBeLessThan(0.01);
  });

  test('in one round trip the window grows by half at most', () => {
    // Ten seconds after a loss of a window of two segments the curve is far above.
    let c = recovered(steep, 4_000);
    c = steep.grow(c, acknowledged({ now: instant(0), srtt: seconds(10) }));
    let now = 0;
    for (let round = 0; round < 20; round++) {
      const before = c.cwnd;
      const acks = Math.floor(before / SMSS);
      for (let k = 1; k <= acks; k++) {
        c = steep.grow(c, acknowledged({ now: instant(now + Math.floor((k * 1e10) / acks)), srtt: seconds(10) }));
      }
      now += 1e10;
      expect(c.cwnd).toBeLessThanOrEqual(before * 1.75);
    }
  });
});

describe('the Reno-friendly region (§4.3)', () => {
  test('where Reno would be faster the window is W_est, to the octet', () => {
    const start = recovered(cubic, 20_000);
    let c = start;
    let estimate = start.cwnd;
    for (let i = 1; i <= 2_000; i++) {
      const alpha = estimate >= 20_000 ? 1 : 9 / 17;
      estimate += (alpha * SMSS * SMSS) / c.cwnd;
      // Round trips of a millisecond: the curve has hardly begun.
      c = cubic.grow(c, acknowledged({ now: instant(i * 50_000), srtt: milliseconds(1) }));
      expect(Math.abs(c.cwnd - Math.max(start.cwnd, estimate))).toBeLessThan(12);
    }
    expect(c.cwnd).toBeGreaterThan(40_000);
  });

  test('alpha is 9/17 up to the window before the loss, and 1 beyond', () => {
    const { readings } = rounds(cubic, recovered(cubic, 20_000), 30, { rtt: 1_000_000 });
    const steps = readings.map(({ cwnd }, i) => cwnd - (readings[i - 1]?.cwnd ?? 14_000));
    expect(steps[2]).toBeGreaterThan(500);
    expect(steps[2]).toBeLessThan(560);
    expect(steps[25]).toBeGreaterThan(940);
    expect(steps[25]).toBeLessThan(1_010);
  });

  test('without it the same path is slower', () => {
    const steep = cubicWith({ ...CUBIC, renoFriendly: false });
    const friendly = rounds(cubic, recovered(cubic, 20_000), 100, { rtt: 5_000_000 }).end.cwnd;
    expect(rounds(steep, recovered(steep, 20_000), 100, { rtt: 5_000_000 }).end.cwnd).toBeLessThan(friendly);
  });
});

describe('reductions', () => {
  test('a loss leaves seven tenths of what was in flight, at least two segments (§4.6)', () => {
    const c = born(cubic, 100_000);
    expect(cubic.reduce(c, congested('loss', 90_000))).toMatchObject({ cwnd: 100_000, ssthresh: 63_000 });
    expect(cubic.reduce(c, congested('loss', 1_000)).ssthresh).toBe(2_000);
    expect(memory(cubic.reduce(c, congested('loss', 90_000)))).toMatchObject({ wMax: 100_000, prior: 100_000 });
  });

  test('fast convergence: a window that did not come back to W_max leaves 0.85 of it (§4.7)', () => {
    const once = cubic.reduce(born(cubic, 100_000), congested('loss', 100_000));
    const lower = cubic.reduce(congestion(80_000, 70_000, 0, once.memory), congested('loss', 80_000));
    expect(memory(lower)).toMatchObject({ wMax: 68_000, prior: 80_000 });
    const higher = cubic.reduce(congestion(110_000, 70_000, 0, once.memory), congested('loss', 110_000));
    expect(memory(higher).wMax).toBe(110_000);
    const greedy = cubicWith({ ...CUBIC, fastConvergence: false });
    expect(memory(greedy.reduce(congestion(80_000, 70_000, 0, once.memory), congested('loss', 80_000))).wMax).toBe(
      80_000,
    );
  });

  test('RFC 8511: with ABE a mark leaves 0.85', () => {
    const abe = cubicWith({ ...CUBIC, betaMark: CUBIC_ABE });
    expect(abe.reduce(born(abe, 100_000), congested('mark', 100_000)).ssthresh).toBe(85_000);
    expect(abe.reduce(born(abe, 100_000), congested('loss', 100_000)).ssthresh).toBe(70_000);
  });

  test('after a timeout the next stage begins at the turning point: K is 0 and W_max the window (§4.8)', () => {
    const c = cubic.reduce(born(cubic, 100_000), congested('timeout', 100_000));
    expect(c.ssthresh).toBe(70_000);
    let slow = congestion(SMSS, c.ssthresh, 0, c.memory);
    for (let i = 0; slow.cwnd < slow.ssthresh; i++) slow = cubic.grow(slow, acknowledged({ now: instant(i) }));
    const stage = cubic.grow(slow, acknowledged({ now: seconds(1) as number as never }));
    expect(memory(stage)).toMatchObject({ wMax: 70_000, k: 0, epoch: 1e9 });
    // Without a timeout it would climb towards the old window.
    expect(memory(cubic.grow(recovered(cubic, 100_000), acknowledged()))).toMatchObject({ wMax: 100_000, k: 4_217 });
  });

  test('when slow start ends without loss, the curve starts at its turning point too, and Reno is followed with alpha 1 (§4.10)', () => {
    const c = cubic.grow(born(cubic, 50_000, 50_000), acknowledged());
    expect(memory(c)).toMatchObject({ wMax: 50_000, prior: 50_000, k: 0 });
  });
});

describe('time that does not count (§5.8)', () => {
  const steep = cubicWith({ ...CUBIC, renoFriendly: false });

  test('while the application is the limit nothing grows, and the curve waits', () => {
    const busy = rounds(steep, recovered(steep, 100_000), 20);
    let c = busy.end;
    for (let i = 1; i <= 100; i++) {
      c = steep.grow(c, acknowledged({ now: instant(busy.now + i * 100_000_000), limited: false }));
      expect(c.cwnd).toBe(busy.end.cwnd);
    }
    // Ten seconds later it goes on from where it was.
    const later = rounds(steep, c, 20, { from: busy.now + 10_000_000_000 });
    const straight = rounds(steep, recovered(steep, 100_000), 40);
    expect(Math.abs(later.end.cwnd / straight.end.cwnd - 1)).toBeLessThan(0.01);
  });

  test('nor does a pause in which nothing was sent', () => {
    const busy = rounds(steep, recovered(steep, 100_000), 20);
    const later = rounds(steep, busy.end, 20, { from: busy.now + 30_000_000_000 });
    const straight = rounds(steep, recovered(steep, 100_000), 40);
    expect(Math.abs(later.end.cwnd / straight.end.cwnd - 1)).toBeLessThan(0.01);
  });

  test('a delayed ACK on a short path is no pause', () => {
    const start = steep.grow(recovered(steep, 100_000), acknowledged({ srtt: milliseconds(10) }));
    const at = (ms: number) =>
      memory(steep.grow(start, acknowledged({ now: instant(ms * 1_000_000), srtt: milliseconds(10) }))).epoch;
    expect([at(40), at(220), at(221)]).toEqual([0, 0, 211_000_000]);
  });

  test('slow start after an idle time begins another stage', () => {
    const busy = rounds(cubic, recovered(cubic, 100_000), 20).end;
    const slow = cubic.grow(congestion(10_000, busy.ssthresh, 0, busy.memory), acknowledged());
    expect(memory(slow).epoch).toBeUndefined();
    expect(slow.cwnd).toBe(11_000);
  });
});
