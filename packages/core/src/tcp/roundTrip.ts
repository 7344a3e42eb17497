import type { Duration } from '../basis/time.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import type { Parameters } from './parameters.ts';
import type { Estimator } from './profile/Profile.ts';
import type { RoundTrip } from './Tcb.ts';

const roundTrip = (
  srtt: Duration,
  rttvar: Duration,
  rto: Duration,
  minRtt: Duration,
  retransmissions: number,
  mdev: Duration,
  mdevMax: Duration,
  round: SeqNum,
): RoundTrip => ({ srtt, rttvar, rto, minRtt, retransmissions, mdev, mdevMax, round });

const NOTHING = 0 as Duration;

/** Before anything was measured. (RFC 6298 (2.1)) */
export const unmeasured = (p: Parameters, seq: SeqNum): RoundTrip =>
  roundTrip(NOTHING, NOTHING, p.initialRto, NOTHING, 0, NOTHING, NOTHING, seq);

/**
 * The RTO that the estimates give, not backed off.
 *
 * RFC 6298 (2.4) rounds the whole RTO up to the minimum; the kernels put the minimum under its second term, so that an RTO is
 * always that much longer than the round trip.
 */
const timeoutOf = (srtt: number, rttvar: number, p: Parameters, estimator: Estimator): Duration => {
  const rto =
    estimator === 'rfc6298'
      ? Math.max(srtt + Math.max(p.clockGranularity, 4 * rttvar), p.minimumRto)
      : srtt + Math.max(p.minimumRto, 4 * rttvar);
  return Math.min(rto, p.maximumRto) as Duration;
};

/** (2.2) and (2.3): alpha = 1/8, beta = 1/4, K = 4. Whole nanoseconds by rounding, so that every engine computes the same. */
const byRfc6298 = (r: RoundTrip, sample: Duration, p: Parameters, estimator: Estimator): RoundTrip => {
  const first = r.srtt === 0;
  const rttvar = first ? Math.floor(sample / 2) : Math.floor((3 * r.rttvar + Math.abs(r.srtt - sample)) / 4);
  const srtt = first ? sample : Math.floor((7 * r.srtt + sample) / 8);
  return roundTrip(
    Math.max(srtt, 1) as Duration,
    rttvar as Duration,
    timeoutOf(srtt, rttvar, p, estimator),
    smaller(r.minRtt, sample),
    0,
    r.mdev,
    r.mdevMax,
    r.round,
  );
};

const smaller = (least: Duration, sample: Duration): Duration =>
  least === 0 || sample < least ? (Math.max(sample, 1) as Duration) : least;

/**
 * Linux's way: the deviation falls slowly when a round trip is shorter than the average, and the variance shrinks once a round
 * at most. `rttvar` is four times the deviation here, never below the minimum RTO.
 */
const byLinux = (r: RoundTrip, sample: Duration, p: Parameters, una: SeqNum, nxt: SeqNum): RoundTrip => {
  const least = smaller(r.minRtt, sample);
  if (r.srtt === 0) {
    const mdev = Math.floor(2 * sample) as Duration;
    const rttvar = Math.max(mdev, p.minimumRto) as Duration;
    const rto = Math.min(sample + rttvar, p.maximumRto) as Duration;
    return roundTrip(Math.max(sample, 1) as Duration, (rttvar / 4) as Duration, rto, least, 0, mdev, rttvar, nxt);
  }
  const error = sample - r.srtt;
  const srtt = Math.floor(r.srtt + error / 8);
  let m = Math.abs(error) - r.mdev / 4;
  if (error < 0 && m > 0) m /= 8;
  const mdev = Math.floor(r.mdev + m);
  let mdevMax: number = r.mdevMax;
  let var4 = r.rttvar * 4;
  if (mdev > mdevMax) {
    mdevMax = mdev;
    if (mdevMax > var4) var4 = mdevMax;
  }
  let { round } = r;
  if (((una - round) | 0) > 0) {
    if (mdevMax < var4) var4 -= (var4 - mdevMax) / 4;
    round = nxt;
    mdevMax = p.minimumRto;
  }
  const rto = Math.min(srtt + Math.floor(var4), p.maximumRto) as Duration;
  return roundTrip(
    Math.max(srtt, 1) as Duration,
    Math.floor(var4 / 4) as Duration,
    rto,
    least,
    0,
    mdev as Duration,
    Math.floor(mdevMax) as Duration,
    round,
  );
};

/**
 * One measurement R.
 *
 * Takes   the estimates, the measurement, the parameters, the estimator, SND.UNA and SND.NXT (for estimators that count rounds)
 * Gives   the new estimates, with no retransmission counted
 * RFC     6298 §2
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const measured = (
  r: RoundTrip,
  sample: Duration,
  p: Parameters,
  estimator: Estimator,
  una: SeqNum,
  nxt: SeqNum,
): RoundTrip => (estimator === 'linux' ? byLinux(r, sample, p, una, nxt) : byRfc6298(r, sample, p, estimator));

/**
 * New octets are acknowledged, but nothing was measured: retransmissions count from the start, and the RTO stays backed off.
 *
 * RFC 6298 §3 demands Karn's algorithm, whose second half is that the backoff lasts until "a new RTT measurement is obtained"
 * (§5).
 */
export const progressed = (r: RoundTrip): RoundTrip =>
  r.retransmissions === 0 ? r : roundTrip(r.srtt, r.rttvar, r.rto, r.minRtt, 0, r.mdev, r.mdevMax, r.round);

/** The timer expired: RTO doubles. (RFC 6298 (5.5)) */
export const backedOff = (r: RoundTrip, p: Parameters): RoundTrip =>
  roundTrip(
    r.srtt,
    r.rttvar,
    Math.min(2 * r.rto, p.maximumRto) as Duration,
    r.minRtt,
    r.retransmissions + 1,
    r.mdev,
    r.mdevMax,
    r.round,
  );

/** The SYN had to be sent again: begin with 3 s once established. (RFC 6298 (5.7)) */
export const afterLostSyn = (r: RoundTrip, p: Parameters): RoundTrip =>
  roundTrip(r.srtt, r.rttvar, p.rtoAfterLostSyn, r.minRtt, 0, r.mdev, r.mdevMax, r.round);
