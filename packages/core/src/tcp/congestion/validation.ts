import type { Duration, Instant } from '../../basis/time.ts';
import { between, seconds } from '../../basis/time.ts';
import type { SeqNum } from '../../wire/seqnum.ts';
import { distance, geq } from '../../wire/seqnum.ts';
import type { Congestion } from './CongestionControl.ts';
import { congestion } from './CongestionControl.ts';

/**
 * How much of the window was used of late: the largest amount that was acknowledged within one round trip.
 *
 * Two halves of the sampling period are kept, so that an old maximum is forgotten after one period at the latest.
 *
 * @category model
 * @since 0.1.0
 */
export interface Validation {
  /** The sample that is being taken: it ends when this is acknowledged, and began at that. */
  readonly from: SeqNum;
  readonly until: SeqNum;
  /** The largest sample of the half period before, and of this one; undefined: none. */
  readonly before: number | undefined;
  readonly current: number | undefined;
  /** When this half period began. */
  readonly half: Instant;
  /** Since when the window has not been validated; undefined while it is. */
  readonly since: Instant | undefined;
}

/** After so long the window has to shrink. (RFC 7661 §4.4.3) */
export const NON_VALIDATED_PERIOD: Duration = seconds(300);

const validation = (
  from: SeqNum,
  until: SeqNum,
  before: number | undefined,
  current: number | undefined,
  half: Instant,
  since: Instant | undefined,
): Validation => ({ from, until, before, current, half, since });

/** Nothing was measured yet, or a loss made it worthless: pipeACK is undefined, and the window counts as validated. */
export const unvalidated = (una: SeqNum, nxt: SeqNum, now: Instant): Validation =>
  validation(una, nxt, undefined, undefined, now, undefined);

/** The larger of two samples, either of which may be missing. */
const larger = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b);

/** pipeACK: the maximum of the samples within the sampling period; undefined before the first. (RFC 7661 §4.2) */
export const pipeAck = (v: Validation): number | undefined => larger(v.before, v.current);

/** pipeACK Sampling Period: max (3·RTT, 1 s). (RFC 7661 §3) */
export const samplingPeriod = (srtt: Duration): Duration => Math.max(3 * srtt, 1_000_000_000) as Duration;

/**
 * Is the window validated? It is when half of it was used, or when nothing is known yet.
 *
 * RFC     7661 §4.3
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const isValidated = (v: Validation, cwnd: number): boolean => {
  const used = pipeAck(v);
  return used === undefined || 2 * used >= cwnd;
};

/** An ACK came: the sample goes on, or ends and another begins. (RFC 7661 §4.2) */
export const validated = (
  v: Validation,
  una: SeqNum,
  nxt: SeqNum,
  cwnd: number,
  srtt: Duration,
  now: Instant,
): Validation => {
  const over = 2 * between(v.half, now) >= samplingPeriod(srtt);
  const ended = geq(una, v.until);
  const before = over ? v.current : v.before;
  const sample = ended ? distance(una, v.from) : undefined;
  const current = over ? sample : larger(v.current, sample);
  const next = validation(ended ? una : v.from, ended ? nxt : v.until, before, current, over ? now : v.half, v.since);
  if (isValidated(next, cwnd)) return v.since === undefined ? next : within(next, undefined);
  return v.since === undefined ? within(next, now) : next;
};

const within = (v: Validation, since: Instant | undefined): Validation =>
  validation(v.from, v.until, v.before, v.current, v.half, since);

/**
 * A loss while the window was not validated: half of what was really used.
 *
 * `repaired`, R of the RFC, is 0 when the loss is noticed, and what was retransmitted with success when recovery ends.
 *
 * RFC     7661 §4.4.1
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const lostUnvalidated = (v: Validation, flight: number, repaired: number, smss: number): number =>
  Math.max(Math.floor((Math.max(pipeAck(v) ?? 0, flight) - repaired) / 2), smss);

/**
 * The window was not validated for five minutes: it halves, and the threshold remembers three quarters.
 *
 * Gives   the window, and the validation that begins another period
 *
 * RFC     7661 §4.4.3
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const expired = (
  c: Congestion,
  v: Validation,
  initialWindow: number,
  now: Instant,
): { readonly congestion: Congestion; readonly validation: Validation } => {
  if (v.since === undefined || between(v.since, now) < NON_VALIDATED_PERIOD) return { congestion: c, validation: v };
  const ssthresh = Math.max(c.ssthresh, Math.floor((3 * c.cwnd) / 4));
  const cwnd = Math.min(c.cwnd, Math.max(Math.floor(c.cwnd / 2), initialWindow));
  return { congestion: congestion(cwnd, ssthresh, 0, c.memory), validation: within(v, now) };
};
