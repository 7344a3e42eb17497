import type { Duration, Instant } from '../basis/time.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import type { Parameters } from './parameters.ts';
import type { RoundTrip } from './Tcb.ts';
import { NEVER } from './Tcb.ts';

const roundTrip = (
  srtt: Duration,
  rttvar: Duration,
  rto: Duration,
  timedSeq: SeqNum,
  timedAt: Instant,
  retransmissions: number,
): RoundTrip => ({ srtt, rttvar, rto, timedSeq, timedAt, retransmissions });

const bounded = (rto: number, p: Parameters): Duration =>
  Math.min(Math.max(rto, p.minimumRto), p.maximumRto) as Duration;

/** Before anything was measured. (RFC 6298 (2.1)) */
export const unmeasured = (p: Parameters, seq: SeqNum): RoundTrip =>
  roundTrip(0 as Duration, 0 as Duration, p.initialRto, seq, NEVER, 0);

/** Begins to time the segment that ends at `seq`. */
export const timing = (r: RoundTrip, seq: SeqNum, now: Instant): RoundTrip =>
  roundTrip(r.srtt, r.rttvar, r.rto, seq, now, r.retransmissions);

/**
 * One measurement R. (RFC 6298 (2.2) and (2.3); alpha = 1/8, beta = 1/4, K = 4)
 *
 * Whole nanoseconds by rounding, so that every engine computes the same.
 *
 * Takes   the estimates, the measurement, the parameters
 * Gives   the new estimates, with nothing timed and no retransmission counted
 * RFC     6298 §2
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const measured = (r: RoundTrip, sample: Duration, p: Parameters): RoundTrip => {
  const first = r.srtt === 0;
  const rttvar = first ? Math.floor(sample / 2) : Math.floor((3 * r.rttvar + Math.abs(r.srtt - sample)) / 4);
  const srtt = first ? sample : Math.floor((7 * r.srtt + sample) / 8);
  const rto = bounded(srtt + Math.max(p.clockGranularity, 4 * rttvar), p);
  return roundTrip(Math.max(srtt, 1) as Duration, rttvar as Duration, rto, r.timedSeq, NEVER, 0);
};

/** New octets are acknowledged: what was backed off is computed anew from the estimates, if there are any. */
export const progressed = (r: RoundTrip, p: Parameters): RoundTrip =>
  r.retransmissions === 0
    ? r
    : roundTrip(
        r.srtt,
        r.rttvar,
        r.srtt === 0 ? r.rto : bounded(r.srtt + Math.max(p.clockGranularity, 4 * r.rttvar), p),
        r.timedSeq,
        r.timedAt,
        0,
      );

/** The timer expired: RTO doubles (5.5), and what is in flight is no longer timed (Karn's algorithm, §3). */
export const backedOff = (r: RoundTrip, p: Parameters): RoundTrip =>
  roundTrip(r.srtt, r.rttvar, Math.min(2 * r.rto, p.maximumRto) as Duration, r.timedSeq, NEVER, r.retransmissions + 1);

/** A segment is sent again before its time: what is in flight is no longer timed. (RFC 6298 §3) */
export const untimed = (r: RoundTrip): RoundTrip =>
  r.timedAt === NEVER ? r : roundTrip(r.srtt, r.rttvar, r.rto, r.timedSeq, NEVER, r.retransmissions);

/** The SYN had to be sent again: begin with 3 s once established. (RFC 6298 (5.7)) */
export const afterLostSyn = (r: RoundTrip, p: Parameters): RoundTrip =>
  roundTrip(r.srtt, r.rttvar, p.rtoAfterLostSyn, r.timedSeq, r.timedAt, 0);
