import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { instant, milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import { congestion, NO_THRESHOLD } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { decayed, restarted, restartWindow, underused } from '../../../../packages/core/src/tcp/congestion/idle.ts';
import {
  afterLostSyn,
  initialWindow,
  initialWindowOf5681,
} from '../../../../packages/core/src/tcp/congestion/initialWindow.ts';
import {
  expired,
  isValidated,
  lostUnvalidated,
  NON_VALIDATED_PERIOD,
  pipeAck,
  samplingPeriod,
  unvalidated,
  validated,
} from '../../../../packages/core/src/tcp/congestion/validation.ts';
import { seqnum } from '../../../../packages/core/src/wire/seqnum.ts';

describe('the initial window', () => {
  test.each([
    // [SMSS, RFC 6928, RFC 5681]
    [536, 5_360, 2_144],
    [1_095, 10_950, 4_380],
    [1_096, 10_960, 3_288],
    [1_460, 14_600, 4_380],
    [2_190, 14_600, 6_570],
    [2_191, 14_600, 4_382],
    [8_960, 17_920, 17_920],
  ])('segments of %d octets: %d, and %d before', (smss, now, then) => {
    expect([initialWindow(smss), initialWindowOf5681(smss)]).toEqual([now, then]);
  });

  test('a lost SYN leaves one segment: RFC 5681 at once, RFC 6928 after the second', () => {
    expect([0, 1, 2].map((lost) => afterLostSyn(14_600, 1_460, lost, 0))).toEqual([14_600, 1_460, 1_460]);
    expect([0, 1, 2].map((lost) => afterLostSyn(14_600, 1_460, lost, 1))).toEqual([14_600, 14_600, 1_460]);
  });
});

const c = congestion(80_000, 40_000, 500, 'remembered');

describe('an idle connection', () => {
  test('RFC 5681: after an RTO it starts again with the restart window, never with more than it had', () => {
    expect(restarted(c, seconds(1), seconds(1), 10_000)).toBe(c);
    expect(restarted(c, milliseconds(1_001), seconds(1), 10_000)).toEqual(
      congestion(10_000, 40_000, 500, 'remembered'),
    );
    expect(restartWindow(10_000, 4_000)).toBe(4_000);
  });

  test.each([
    [999, 80_000],
    [1_000, 40_000],
    [1_999, 40_000],
    [2_000, 20_000],
    [3_500, 10_000],
    [60_000, 10_000],
  ])('RFC 2861: after %d ms of RTOs of a second the window is %d', (idle, cwnd) => {
    const next = decayed(c, milliseconds(idle), seconds(1), 10_000, 1);
    expect(next.cwnd).toBe(cwnd);
    expect(next.ssthresh).toBe(idle < 1_000 ? 40_000 : 60_000);
  });

  test('where segments are counted, whole ones are left', () => {
    const next = decayed(congestion(9_000, NO_THRESHOLD, 0, undefined), seconds(1), seconds(1), 2_000, 1_000);
    expect(next).toMatchObject({ cwnd: 4_000, ssthresh: NO_THRESHOLD });
  });

  test('RFC 2861: a window that was not filled goes half the way down to what was used', () => {
    expect(underused(c, 80_000)).toBe(c);
    expect(underused(c, 20_001)).toMatchObject({ cwnd: 50_000, ssthresh: 60_000 });
  });

  test('no pause makes a window larger, a longer one never leaves more, and a threshold never falls', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 2_000, max: 1e9 }),
        fc.integer({ min: 0, max: 1e12 }),
        fc.integer({ min: 0, max: 1e12 }),
        (cwnd, ssthresh, a, b) => {
          const at = (idle: number) =>
            decayed(congestion(cwnd, ssthresh, 0, undefined), milliseconds(idle), seconds(1), 14_600, 1);
          const [short, long] = [at(Math.min(a, b)), at(Math.max(a, b))];
          expect(short.cwnd).toBeLessThanOrEqual(cwnd);
          expect(long.cwnd).toBeLessThanOrEqual(short.cwnd);
          expect(long.cwnd).toBeGreaterThanOrEqual(Math.min(cwnd, 14_600));
          expect(long.ssthresh).toBeGreaterThanOrEqual(ssthresh);
          expect(Number.isSafeInteger(long.cwnd) && Number.isSafeInteger(long.ssthresh)).toBe(true);
        },
      ),
    );
  });
});

describe('window validation (RFC 7661)', () => {
  const begin = unvalidated(seqnum(0), seqnum(5_000), instant(0));
  /** ACKs of 5,000 octets for each round trip of 100 ms. */
  const steady = (rounds: number, each: number, cwnd: number) => {
    let v = unvalidated(seqnum(0), seqnum(each), instant(0));
    for (let i = 1; i <= rounds; i++) {
      v = validated(v, seqnum(i * each), seqnum((i + 1) * each), cwnd, milliseconds(100), instant(i * 100_000_000));
    }
    return v;
  };

  test('before the first sample a window counts as validated', () => {
    expect(pipeAck(begin)).toBeUndefined();
    expect(isValidated(begin, 1_000_000)).toBe(true);
  });

  test('it is validated while half of it is used', () => {
    expect(pipeAck(steady(3, 5_000, 10_000))).toBe(5_000);
    expect(steady(3, 5_000, 10_000).since).toBeUndefined();
    expect(steady(3, 5_000, 10_001).since).toBe(100_000_000);
    expect(isValidated(steady(3, 5_000, 10_001), 10_001)).toBe(false);
  });

  test('a sample is what was acknowledged while the octets in flight at its beginning were', () => {
    const half = validated(begin, seqnum(2_500), seqnum(7_500), 10_000, milliseconds(100), instant(50));
    expect(pipeAck(half)).toBeUndefined();
    expect(pipeAck(validated(half, seqnum(5_000), seqnum(10_000), 10_000, milliseconds(100), instant(100)))).toBe(
      5_000,
    );
  });

  test('an old maximum is forgotten within one sampling period: three round trips, at least a second', () => {
    expect([samplingPeriod(milliseconds(100)), samplingPeriod(milliseconds(500))]).toEqual([1e9, 1.5e9]);
    let v = steady(5, 50_000, 100_000);
    expect(pipeAck(v)).toBe(50_000);
    for (let i = 0; i <= 11; i++) {
      const una = 300_000 + i * 1_000;
      v = validated(
        v,
        seqnum(una),
        seqnum(una + 1_000),
        100_000,
        milliseconds(100),
        instant(600_000_000 + i * 100_000_000),
      );
    }
    // The first of these samples still began with 50,000 octets in flight.
    expect(pipeAck(v)).toBeLessThanOrEqual(2_000);
    expect(v.since).toBeDefined();
  });

  test('a half period without an ACK used nothing; after a long pause nothing is left of the old maximum', () => {
    const v = steady(5, 50_000, 100_000);
    const later = (ms: number) =>
      validated(v, seqnum(250_001), seqnum(300_000), 100_000, milliseconds(100), instant(ms * 1_000_000));
    expect(pipeAck(later(900))).toBe(50_000);
    expect(pipeAck(later(9_000))).toBe(0);
    expect(isValidated(later(9_000), 100_000)).toBe(false);
  });

  test('sequence numbers may wrap', () => {
    const v = unvalidated(seqnum(2 ** 32 - 1_000), seqnum(4_000), instant(0));
    expect(pipeAck(validated(v, seqnum(4_000), seqnum(9_000), 10_000, milliseconds(100), instant(1)))).toBe(5_000);
  });

  test('a loss leaves half of what was really used, less what was repaired, at least a segment', () => {
    const v = steady(3, 6_000, 40_000);
    expect(lostUnvalidated(v, 4_000, 0, 1_000)).toBe(3_000);
    expect(lostUnvalidated(v, 8_000, 0, 1_000)).toBe(4_000);
    expect(lostUnvalidated(v, 8_000, 3_000, 1_000)).toBe(2_500);
    expect(lostUnvalidated(v, 8_000, 8_000, 1_000)).toBe(1_000);
  });

  test('after five minutes without validation the window halves, once for each five minutes', () => {
    const v = steady(3, 5_000, 80_000);
    const since = 100_000_000;
    expect(expired(c, v, 10_000, instant(since + NON_VALIDATED_PERIOD - 1))).toEqual({ congestion: c, validation: v });
    const at = instant(since + NON_VALIDATED_PERIOD);
    const once = expired(c, v, 10_000, at);
    expect(once.congestion).toMatchObject({ cwnd: 40_000, ssthresh: 60_000 });
    expect(expired(once.congestion, once.validation, 10_000, at).congestion).toBe(once.congestion);
    expect(expired(congestion(4_000, 2_000, 0, undefined), v, 10_000, at).congestion.cwnd).toBe(4_000);
  });
});
