import { describe, expect, test } from 'vitest';
import { instant, milliseconds } from '../../../../packages/core/src/basis/time.ts';
import type { Congestion } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { congestion, NO_THRESHOLD } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { cubic } from '../../../../packages/core/src/tcp/congestion/cubic.ts';
import type { HystartMemory } from '../../../../packages/core/src/tcp/congestion/hystartPlusPlus.ts';
import { HYSTART, hystartPlusPlus } from '../../../../packages/core/src/tcp/congestion/hystartPlusPlus.ts';
import { reno } from '../../../../packages/core/src/tcp/congestion/reno.ts';
import { seqnum } from '../../../../packages/core/src/wire/seqnum.ts';
import { acknowledged, born, congested, SMSS } from './path.ts';

const control = hystartPlusPlus(reno, HYSTART);
const memory = (c: Congestion): HystartMemory => c.memory as HystartMemory;

interface Place {
  readonly c: Congestion;
  /** Segments acknowledged. */
  readonly una: number;
}

/** One round: ten ACKs of a segment, each with that round trip; what is sent meanwhile ends the next round. */
const round = ({ c, una }: Place, rtt: number, acks = 10): Place => {
  let next = c;
  for (let i = 1; i <= acks; i++) {
    next = control.grow(
      next,
      acknowledged({ una: seqnum((una + i) * SMSS), nxt: seqnum((una + acks + i) * SMSS), rtt: milliseconds(rtt) }),
    );
  }
  return { c: next, una: una + acks };
};
/** The first ACK of a connection begins the first round; then so many rounds. */
const after = (...trips: ReadonlyArray<number>): Congestion => {
  const first = control.grow(born(control, 10_000), acknowledged({ una: seqnum(0), nxt: seqnum(10 * SMSS), acked: 0 }));
  return trips.reduce<Place>((place, rtt) => round(place, rtt), { c: first, una: 0 }).c;
};

describe('HyStart++ (RFC 9406)', () => {
  test('while round trips stay the same, slow start goes on', () => {
    expect(after(100, 100, 100)).toMatchObject({ cwnd: 40_000, ssthresh: NO_THRESHOLD });
    expect(memory(after(100, 100)).baseline).toBeUndefined();
  });

  test.each([
    // RttThresh: an eighth, not less than 4 ms, not more than 16.
    [80, 89, false],
    [80, 90, true],
    [10, 13, false],
    [10, 14, true],
    [400, 415, false],
    [400, 416, true],
  ])('a round of %d ms, then one of %d: conservative: %s', (last, then, conservative) => {
    const c = after(last, then);
    // The last ACK of a round begins the next; the baseline stays.
    expect(memory(c).baseline !== undefined).toBe(conservative);
    expect(c.ssthresh).toBe(NO_THRESHOLD);
  });

  test('seven samples say nothing', () => {
    const first = control.grow(born(control, 10_000), acknowledged({ nxt: seqnum(10 * SMSS), acked: 0 }));
    const place = round({ c: first, una: 0 }, 100);
    expect(memory(round(place, 200, 7).c).baseline).toBeUndefined();
    expect(memory(round(place, 200, 8).c).baseline).toBe(200_000_000);
  });

  test('conservative slow start grows by a quarter', () => {
    const c = after(100, 200);
    // The eighth to tenth ACK of the second round are conservative already.
    expect(c.cwnd).toBe(10_000 + 10_000 + 7_000 + 3 * 250);
    expect(after(100, 200, 200).cwnd - c.cwnd).toBe(2_500);
  });

  test('after five rounds slow start is over: the threshold is the window, and congestion avoidance goes on with it', () => {
    expect(after(100, 200, 200, 200, 200).ssthresh).toBe(NO_THRESHOLD);
    const c = after(100, 200, 200, 200, 200, 200);
    expect(c.ssthresh).toBe(c.cwnd);
    const next = control.grow(c, acknowledged());
    expect(next).toMatchObject({ cwnd: c.cwnd, counted: SMSS });
  });

  test('a false alarm: round trips shorter than the baseline bring slow start back', () => {
    const c = after(100, 200, 150);
    expect(memory(c).baseline).toBeUndefined();
    expect(after(100, 200, 150, 150).cwnd - c.cwnd).toBe(10_000);
  });

  test('L: one ACK opens by eight segments at most', () => {
    expect(control.grow(born(control, 10_000), acknowledged({ acked: 20_000 })).cwnd).toBe(18_000);
  });

  test('only the first slow start is decorated; a loss and what follows is the decorated control', () => {
    const c = control.reduce(after(100, 100), congested('timeout', 30_000));
    expect(c.ssthresh).toBe(15_000);
    expect(memory(c).inner).toBe(true);
    const slow = control.grow(congestion(SMSS, c.ssthresh, 0, c.memory), acknowledged({ acked: 8_000 }));
    expect(slow.cwnd).toBe(2_000);
  });

  test('the decorated control keeps its memory', () => {
    const decorated = hystartPlusPlus(cubic, HYSTART);
    const c = decorated.reduce(born(decorated, 100_000), congested('loss', 100_000));
    const plain = cubic.reduce(born(cubic, 100_000), congested('loss', 100_000));
    const there = acknowledged({ now: instant(5) });
    const next = decorated.grow(congestion(70_000, c.ssthresh, 0, c.memory), there);
    const straight = cubic.grow(congestion(70_000, plain.ssthresh, 0, plain.memory), there);
    expect(memory(next).inner).toEqual(straight.memory);
    expect([next.cwnd, next.counted]).toEqual([straight.cwnd, straight.counted]);
  });

  test('rounds are counted also while the window is not what holds sending back, but it does not grow', () => {
    let c = born(control, 10_000);
    for (let i = 0; i < 20; i++) {
      c = control.grow(
        c,
        acknowledged({ una: seqnum(i * SMSS), nxt: seqnum((i + 5) * SMSS), limited: false, rtt: milliseconds(50) }),
      );
    }
    expect(c.cwnd).toBe(10_000);
    expect(memory(c).lastRound).toBe(50_000_000);
  });
});
