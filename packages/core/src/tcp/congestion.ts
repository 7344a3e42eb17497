import type { SeqNum } from '../wire/seqnum.ts';
import type { Congestion } from './Tcb.ts';

/**
 * A congestion control algorithm: how the window grows and shrinks. Which segments are sent again, and when, is loss
 * recovery (`lossRecovery.ts`), so that a lecture can set one algorithm beside another.
 *
 * All sizes are octets.
 *
 * @category service
 * @since 0.1.0
 */
export interface CongestionControl {
  readonly name: string;
  /** The window when the connection is established. */
  readonly initial: (smss: number, segments: number, iss: SeqNum) => Congestion;
  /** An ACK of `acked` new octets came while nothing is being recovered, or after a timeout. */
  readonly grow: (congestion: Congestion, acked: number, smss: number) => Congestion;
  /** Loss was noticed with `flight` octets in flight: the new threshold. */
  readonly threshold: (congestion: Congestion, flight: number, smss: number) => number;
}

/** The state of congestion control, copied by hand. */
export const congestionWith = (
  cwnd: number,
  ssthresh: number,
  duplicates: number,
  recover: SeqNum,
  phase: Congestion['phase'],
  counted: number,
): Congestion => ({ cwnd, ssthresh, duplicates, recover, phase, counted });

/**
 * Slow start and congestion avoidance. (RFC 5681 §3.1)
 *
 * The initial window is RFC 6928's ten segments, bounded by 14,600 octets but never below two segments.
 *
 * @category constructors
 * @since 0.1.0
 */
export const reno: CongestionControl = {
  name: 'reno',
  initial: (smss, segments, iss) =>
    congestionWith(Math.min(segments * smss, Math.max(2 * smss, 14_600)), Number.MAX_SAFE_INTEGER, 0, iss, 'open', 0),
  grow: (c, acked, smss) => {
    if (c.cwnd < c.ssthresh) {
      // cwnd += min (N, SMSS); RFC 5681 (2)
      return congestionWith(c.cwnd + Math.min(acked, smss), c.ssthresh, c.duplicates, c.recover, c.phase, 0);
    }
    // One SMSS for each window's worth of acknowledged octets: the counting that RFC 5681 §3.1 recommends.
    const counted = c.counted + acked;
    return counted >= c.cwnd
      ? congestionWith(c.cwnd + smss, c.ssthresh, c.duplicates, c.recover, c.phase, counted - c.cwnd)
      : congestionWith(c.cwnd, c.ssthresh, c.duplicates, c.recover, c.phase, counted);
  },
  // ssthresh = max (FlightSize / 2, 2*SMSS); RFC 5681 (4)
  threshold: (_c, flight, smss) => Math.max(Math.floor(flight / 2), 2 * smss),
};
