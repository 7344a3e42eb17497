// A path without packets: what a control is told, round by round, for the tests of this folder.
import type {
  Acknowledged,
  Congested,
  Congestion,
  CongestionControl,
} from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { congestion, NO_THRESHOLD } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { instant, milliseconds, nanoseconds } from '../../../../packages/core/src/basis/time.ts';
import { seqnum } from '../../../../packages/core/src/wire/seqnum.ts';

export const SMSS = 1_000;

export const born = (control: CongestionControl, cwnd: number, ssthresh: number = NO_THRESHOLD): Congestion =>
  congestion(cwnd, ssthresh, 0, control.born);

/** An ACK of one segment on a path of 100 ms that is always full. */
export const acknowledged = (change: Partial<Acknowledged> = {}): Acknowledged => ({
  now: instant(0),
  acked: SMSS,
  smss: SMSS,
  flight: 10 * SMSS,
  limited: true,
  una: seqnum(0),
  nxt: seqnum(0),
  rtt: undefined,
  srtt: milliseconds(100),
  minRtt: milliseconds(100),
  ...change,
});

export const congested = (by: Congested['by'], flight: number, now: number = 0): Congested => ({
  now: instant(now),
  smss: SMSS,
  flight,
  by,
});

/** One reading of the window. */
export interface Reading {
  /** Nanoseconds. */
  readonly at: number;
  readonly cwnd: number;
}

/**
 * A window's worth of ACKs in each round trip, evenly spread, for so many rounds; `wait` may change the round trip of a round.
 */
export const rounds = (
  control: CongestionControl,
  start: Congestion,
  count: number,
  options: { readonly rtt?: number; readonly from?: number; readonly smss?: number; readonly acked?: number } = {},
): { readonly end: Congestion; readonly readings: ReadonlyArray<Reading>; readonly now: number } => {
  const rtt = options.rtt ?? 100_000_000;
  const smss = options.smss ?? SMSS;
  const each = (options.acked ?? 1) * smss;
  const readings: Array<Reading> = [];
  let c = start;
  let now = options.from ?? 0;
  let una = 0;
  for (let i = 0; i < count; i++) {
    const acks = Math.max(1, Math.floor(c.cwnd / each));
    const nxt = una + acks * each;
    const window = c.cwnd;
    for (let k = 1; k <= acks; k++) {
      una += each;
      c = control.grow(c, {
        now: instant(now + Math.floor((k * rtt) / acks)),
        acked: each,
        smss,
        flight: window,
        limited: true,
        una: seqnum(una),
        nxt: seqnum(nxt + (c.cwnd - window)),
        rtt: nanoseconds(rtt),
        srtt: nanoseconds(rtt),
        minRtt: nanoseconds(rtt),
      });
    }
    now += rtt;
    readings.push({ at: now, cwnd: c.cwnd });
  }
  return { end: c, readings, now };
};
