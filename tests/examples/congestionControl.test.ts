import { congestion, instant } from '@sockeye/core';
import { expect, test } from 'vitest';
import { aimd, windows } from '../../examples/congestionControl.ts';

test('slow start, then two segments a round trip, then a half: the saw has the teeth that were asked for', () => {
  const saw = windows(aimd(2, 50), 40, 40);
  expect(saw.slice(0, 12)).toEqual([4, 8, 16, 20, 22, 24, 26, 28, 30, 32, 34, 36]);
  // Then up by two, or down to half of what was too much.
  saw.slice(12).forEach((cwnd, i) => {
    const next = saw[i + 11]! + 2;
    expect(cwnd).toBe(next > 40 ? next / 2 : next);
  });
  expect(Math.min(...saw.slice(12))).toBeGreaterThan(20);
});

test('it remembers, and a mark weighs half of a loss', () => {
  const control = aimd(1, 50);
  const c = congestion(20_000, 20_000, 0, control.born);
  const congested = { now: instant(0), smss: 1_000, flight: 20_000 };
  const lost = control.reduce(c, { ...congested, by: 'loss' });
  expect(lost).toMatchObject({ cwnd: 20_000, ssthresh: 10_000, memory: { losses: 1 } });
  expect(control.reduce(lost, { ...congested, by: 'mark' })).toMatchObject({ ssthresh: 15_000, memory: { losses: 2 } });
});
