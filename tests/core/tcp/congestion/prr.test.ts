import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Prr } from '../../../../packages/core/src/tcp/congestion/prr.ts';
import { prrAcknowledged, prrBegin, prrEnd, prrSent } from '../../../../packages/core/src/tcp/congestion/prr.ts';
import { SMSS } from './path.ts';

/** A recovery as RFC 9937 sees it: `window` segments in flight, some lost, every ACK delivers one; all that may be sent is sent. */
const recovery = (window: number, ssthresh: number, lost: number, isSafe: (ack: number) => boolean) => {
  let prr = prrBegin(ssthresh * SMSS, window * SMSS);
  // What is lost is known at once, as with RACK after a burst.
  let pipe = (window - lost) * SMSS;
  const steps: Array<{ readonly allowance: number; readonly before: Prr; readonly pipe: number }> = [];
  for (let ack = 0; ack < window - lost; ack++) {
    pipe -= SMSS;
    const answer = prrAcknowledged(prr, {
      newlyDelivered: SMSS,
      newlyLost: 0,
      pipe,
      advanced: isSafe(ack),
      smss: SMSS,
    });
    steps.push({ allowance: answer.allowance, before: answer.prr, pipe });
    // Only whole segments go.
    const sent = Math.floor(answer.allowance / SMSS) * SMSS;
    prr = prrSent(answer.prr, sent);
    pipe += sent;
  }
  return { prr, pipe, steps };
};

describe('PRR (RFC 9937)', () => {
  test('one loss of twenty, threshold ten: a segment goes out for two that are delivered, and half a window is left', () => {
    const { prr, pipe, steps } = recovery(20, 10, 1, () => false);
    expect(steps[0]?.allowance).toBe(500);
    expect(pipe).toBe(10_000);
    expect(prr.sent).toBeLessThanOrEqual(10_000);
    expect(prrEnd(prr)).toBe(10_000);
  });

  test('what is in proportion is rounded up', () => {
    const begun = prrSent(prrBegin(7_000, 10_001), 1);
    const at = { newlyDelivered: SMSS, newlyLost: 0, pipe: 9_000, advanced: false, smss: SMSS };
    // 1,000 · 7,000 / 10,001 = 699.9
    expect(prrAcknowledged(begun, at).allowance).toBe(699);
  });

  test('a stack that counts segments rounds the proportion up to whole ones', () => {
    const begun = prrSent(prrBegin(7_000, 10_000), SMSS);
    const at = { newlyDelivered: 2 * SMSS, newlyLost: 0, pipe: 9_000, advanced: false, smss: SMSS };
    // 2,000 · 7,000 / 10,000 = 1,400, of which 1,000 went.
    expect(prrAcknowledged(begun, at).allowance).toBe(400);
    expect(prrAcknowledged(begun, { ...at, unit: SMSS }).allowance).toBe(1_000);
  });

  test('the first answer is at least one segment: the fast retransmit', () => {
    const begun = prrBegin(7_000, 10_000);
    expect(
      prrAcknowledged(begun, { newlyDelivered: 0, newlyLost: 0, pipe: 9_000, advanced: false, smss: SMSS }).allowance,
    ).toBe(1_000);
    const full = prrAcknowledged(begun, {
      newlyDelivered: SMSS,
      newlyLost: 0,
      pipe: 7_000,
      advanced: false,
      smss: SMSS,
    });
    expect(full.allowance).toBe(1_000);
  });

  test('an ACK that delivers nothing allows nothing, once something was sent', () => {
    const prr = prrSent(prrBegin(7_000, 10_000), SMSS);
    const answer = prrAcknowledged(prr, { newlyDelivered: 0, newlyLost: 0, pipe: 2_000, advanced: true, smss: SMSS });
    expect(answer).toEqual({ prr, allowance: 0 });
  });

  test('below the threshold: what was delivered; a segment more when SND.UNA advanced and nothing else is lost', () => {
    const prr = prrSent(prrBegin(7_000, 10_000), SMSS);
    const at = (advanced: boolean, newlyLost: number) =>
      prrAcknowledged(prr, { newlyDelivered: SMSS, newlyLost, pipe: 2_000, advanced, smss: SMSS }).allowance;
    expect([at(false, 0), at(true, 0), at(true, SMSS)]).toEqual([1_000, 2_000, 1_000]);
  });

  const anyRecovery = fc.record({
    window: fc.integer({ min: 4, max: 200 }),
    share: fc.integer({ min: 30, max: 90 }),
    lost: fc.integer({ min: 1, max: 199 }),
    safe: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
  });

  const run = ({
    window,
    share,
    lost,
    safe,
  }: {
    window: number;
    share: number;
    lost: number;
    safe: ReadonlyArray<boolean>;
  }) => {
    const ssthresh = Math.max(2, Math.floor((window * share) / 100));
    const losses = Math.min(lost, window - 1);
    return { ssthresh, losses, ...recovery(window, ssthresh, losses, (ack) => safe[ack % safe.length] ?? false) };
  };

  test('never negative, always whole octets', () => {
    fc.assert(
      fc.property(anyRecovery, (r) => {
        for (const { allowance } of run(r).steps) {
          expect(Number.isSafeInteger(allowance) && allowance >= 0).toBe(true);
        }
      }),
    );
  });

  test('in proportion: no more goes out than was delivered, but for the fast retransmit', () => {
    fc.assert(
      fc.property(anyRecovery, (r) => {
        const { steps, ssthresh } = run(r);
        for (const { allowance, before, pipe } of steps) {
          if (pipe <= ssthresh * SMSS) break;
          expect(before.sent + allowance).toBeLessThanOrEqual(Math.max(before.delivered, SMSS));
        }
      }),
    );
  });

  test('at or below the threshold: what was delivered and a segment an ACK, and never beyond the threshold', () => {
    fc.assert(
      fc.property(anyRecovery, (r) => {
        const { steps, ssthresh } = run(r);
        for (const { allowance, before, pipe } of steps) {
          if (pipe > ssthresh * SMSS || before.sent === 0) continue;
          expect(allowance).toBeLessThanOrEqual(Math.max(before.delivered - before.sent, SMSS) + SMSS);
          expect(pipe + allowance).toBeLessThanOrEqual(ssthresh * SMSS);
        }
      }),
    );
  });

  test('the flight ends at the threshold when a window without many losses was recovered', () => {
    fc.assert(
      fc.property(anyRecovery, ({ window, share, safe }) => {
        const { pipe, ssthresh } = run({ window, share, lost: 1, safe });
        expect(Math.abs(pipe - ssthresh * SMSS)).toBeLessThanOrEqual(2 * SMSS);
      }),
    );
  });

  test('after heavy losses slow start brings the flight back to the threshold', () => {
    const { pipe, steps } = recovery(100, 50, 60, () => true);
    expect(steps[0]?.pipe).toBe(39_000);
    expect(pipe).toBe(50_000);
  });

  test('after heavy losses without good progress the flight stays where it is', () => {
    expect(recovery(100, 50, 60, () => false).pipe).toBe(40_000);
  });

  test('more delivered never allows less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 2_000, max: 80_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (less, more, ssthresh, flight, pipe) => {
          const prr = prrSent(prrBegin(ssthresh, flight), SMSS);
          const allowed = (newlyDelivered: number) =>
            prrAcknowledged(prr, { newlyDelivered, newlyLost: 0, pipe, advanced: false, smss: SMSS }).allowance;
          expect(allowed(less)).toBeLessThanOrEqual(allowed(less + more));
        },
      ),
    );
  });
});
