import { describe, expect, test } from 'vitest';
import { congestion } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { linuxReno } from '../../../../packages/core/src/tcp/congestion/linuxReno.ts';
import { RENO, RENO_ABE, reno, renoWith } from '../../../../packages/core/src/tcp/congestion/reno.ts';
import { acknowledged, born, congested, rounds } from './path.ts';

describe('reno', () => {
  test('slow start adds what was acknowledged, at most a segment for one ACK', () => {
    const c = born(reno, 10_000, 20_000);
    expect(reno.grow(c, acknowledged({ acked: 3_000 })).cwnd).toBe(11_000);
    expect(reno.grow(c, acknowledged({ acked: 300 })).cwnd).toBe(10_300);
  });

  test('slow start doubles the window in each round trip', () => {
    const { readings } = rounds(reno, born(reno, 10_000), 4);
    expect(readings.map(({ cwnd }) => cwnd)).toEqual([20_000, 40_000, 80_000, 160_000]);
  });

  // MUST-19
  test('congestion avoidance adds a segment for a window of acknowledged octets', () => {
    let c = congestion(10_000, 10_000, 0, reno.born);
    for (let i = 0; i < 9; i++) c = reno.grow(c, acknowledged());
    expect(c.cwnd).toBe(10_000);
    c = reno.grow(c, acknowledged());
    expect([c.cwnd, c.counted]).toEqual([11_000, 0]);
    expect(reno.grow(congestion(10_000, 10_000, 9_500, false), acknowledged())).toMatchObject({
      cwnd: 11_000,
      counted: 500,
    });
    expect(rounds(reno, c, 10).end.cwnd).toBe(21_000);
  });

  test('delayed ACKs do not slow congestion avoidance down, since octets are counted', () => {
    expect(rounds(reno, born(reno, 10_000, 10_000), 10, { acked: 2 }).end.cwnd).toBeGreaterThanOrEqual(19_000);
  });

  test('a window that did not hold sending back stays as it is', () => {
    for (const c of [born(reno, 10_000), born(reno, 10_000, 10_000)]) {
      expect(reno.grow(c, acknowledged({ limited: false }))).toBe(c);
    }
  });

  test('the threshold after a loss is half of what was in flight, at least two segments; the window is left alone', () => {
    const c = born(reno, 30_000);
    expect(reno.reduce(c, congested('loss', 20_001))).toMatchObject({ cwnd: 30_000, ssthresh: 10_000 });
    expect(reno.reduce(c, congested('timeout', 1_000)).ssthresh).toBe(2_000);
    expect(reno.reduce(c, congested('mark', 20_000)).ssthresh).toBe(10_000);
  });

  test('RFC 8511: with ABE a mark takes a fifth, a loss a half', () => {
    const abe = renoWith({ ...RENO, betaMark: RENO_ABE });
    const c = born(abe, 20_000);
    expect(abe.reduce(c, congested('mark', 20_000)).ssthresh).toBe(16_000);
    expect(abe.reduce(c, congested('loss', 20_000)).ssthresh).toBe(10_000);
    expect(abe.reduce(c, congested('mark', 2_000)).ssthresh).toBe(2_000);
  });

  test('RFC 3465: with L = 2 an ACK of two segments opens by two, but not in slow start after a timeout', () => {
    const two = renoWith({ ...RENO, limit: 2 });
    const c = born(two, 10_000);
    expect(two.grow(c, acknowledged({ acked: 3_000 })).cwnd).toBe(12_000);
    const lost = two.reduce(c, congested('timeout', 10_000));
    const after = congestion(1_000, lost.ssthresh, 0, lost.memory);
    const grown = two.grow(after, acknowledged({ acked: 2_000 }));
    expect(grown.cwnd).toBe(2_000);
    // Congestion avoidance ends that slow start; the next one has L = 2 again.
    const avoided = two.grow(congestion(5_000, 5_000, 0, grown.memory), acknowledged());
    expect(two.grow(congestion(1_000, 9_000, 0, avoided.memory), acknowledged({ acked: 2_000 })).cwnd).toBe(3_000);
  });
});

describe("Linux's reno", () => {
  test('slow start takes the whole ACK, up to the threshold; the rest counts for congestion avoidance', () => {
    const c = born(linuxReno, 10_000, 12_000);
    expect(linuxReno.grow(c, acknowledged({ acked: 5_000 }))).toMatchObject({ cwnd: 12_000, counted: 3_000 });
  });

  test('a piece of a segment counts as a segment', () => {
    expect(linuxReno.grow(born(linuxReno, 10_000), acknowledged({ acked: 1 })).cwnd).toBe(11_000);
  });

  test('congestion avoidance adds a segment for a window of segments', () => {
    const { readings } = rounds(linuxReno, born(linuxReno, 10_000, 10_000), 5);
    expect(readings.map(({ cwnd }) => cwnd)).toEqual([11_000, 12_000, 13_000, 14_000, 15_000]);
  });

  test('a loss halves the window, whatever is in flight', () => {
    expect(linuxReno.reduce(born(linuxReno, 11_000), congested('loss', 3_000)).ssthresh).toBe(5_000);
    expect(linuxReno.reduce(born(linuxReno, 3_000), congested('loss', 3_000)).ssthresh).toBe(2_000);
  });
});
