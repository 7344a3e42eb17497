import type { Duration, Instant } from '../../basis/time.ts';
import { after, between, milliseconds } from '../../basis/time.ts';
import type { Acknowledged, Congested, Congestion, CongestionControl } from './CongestionControl.ts';
import { congestion, congestionControl } from './CongestionControl.ts';
import type { Ratio } from './exactly.ts';
import { cubeRoot, divided, proportion } from './exactly.ts';
import { LARGEST_WINDOW, slowStart } from './slowStart.ts';

/**
 * The constants of RFC 9438 §5.1 and §4.
 *
 * @category model
 * @since 0.1.0
 */
export interface CubicConstants {
  /** C, segments per second cubed: how steep the curve is. (§5.1: 0.4) */
  readonly c: Ratio;
  /** beta_cubic: what is left after a loss. (§4.6: 0.7) */
  readonly beta: Ratio;
  /** The same after an ECN mark; RFC 8511 §3 would have 0.85. */
  readonly betaMark: Ratio;
  /** Give up some more when the window did not come back to where it was, so that newcomers find room. (§4.7) */
  readonly fastConvergence: boolean;
  /** Never be slower than Reno would be. (§4.3) */
  readonly renoFriendly: boolean;
  /** L of slow start. (RFC 5681: 1) */
  readonly limit: number;
}

/** RFC 9438 as it stands. */
export const CUBIC: CubicConstants = {
  c: { of: 2, in: 5 },
  beta: { of: 7, in: 10 },
  betaMark: { of: 7, in: 10 },
  fastConvergence: true,
  renoFriendly: true,
  limit: 1,
};

/** The ABE factor for CUBIC. (RFC 8511 §3) */
export const CUBIC_ABE: Ratio = { of: 17, in: 20 };

/** What CUBIC remembers. Windows are octets. */
export interface CubicMemory {
  /** W_max: the window before the last reduction; 0 while it is undefined. */
  readonly wMax: number;
  /** cwnd_prior: the window at the last reduction; where Reno would catch up. 0 while there was none. */
  readonly prior: number;
  /** t_epoch: when this stage of congestion avoidance began, later by the time that does not count; undefined outside. */
  readonly epoch: Instant | undefined;
  /** When the last ACK of this stage came. */
  readonly seen: Instant;
  /** K: after so many milliseconds the curve is back at W_max. */
  readonly k: number;
  /** W_est, in parts of an octet: as many as alpha's denominator. */
  readonly estimate: number;
  /** What the last step of W_est left over. */
  readonly carry: number;
}

/** CUBIC before any congestion. */
export const CUBIC_BORN: CubicMemory = {
  wMax: 0,
  prior: 0,
  epoch: undefined,
  seen: 0 as Instant,
  k: 0,
  estimate: 0,
  carry: 0,
};

/** Beyond this many milliseconds from W_max the curve lies above every window; cubes below are exact. */
const FARTHEST = 160_000;

const milli = (d: Duration): number => Math.floor(d / 1_000_000);

/**
 * C·d³ in octets, for a span of d milliseconds, rounded down.
 *
 * RFC     9438 §4.2, figure 1
 */
const rise = (constants: CubicConstants, smss: number, d: number): number => {
  const span = Math.min(d, FARTHEST);
  const cube = span * span * span;
  const steepness = constants.c.of * smss;
  // d³ / 10⁹ in two parts, so that nothing is lost.
  const rest = Math.floor(((cube % 1_000_000) * steepness) / 1_000_000);
  return divided(Math.floor(cube / 1_000_000), steepness, constants.c.in * 1_000, rest).quotient;
};

/**
 * W_cubic(t) = C·(t − K)³ + W_max, in octets.
 *
 * Takes   t and K in milliseconds, W_max in octets
 *
 * @example
 * wCubic(CUBIC, { wMax: 100_000, k: 2_000 }, 1_000, 3_000) // 100_400
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const wCubic = (
  constants: CubicConstants,
  curve: Pick<CubicMemory, 'wMax' | 'k'>,
  smss: number,
  t: number,
): number =>
  t < curve.k
    ? Math.max(0, curve.wMax - rise(constants, smss, curve.k - t))
    : Math.min(LARGEST_WINDOW, curve.wMax + rise(constants, smss, t - curve.k));

/**
 * K, in milliseconds: the cube root of (W_max − cwnd_epoch) / C.
 *
 * RFC     9438 §4.2, figure 2; rounded down
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const kCubic = (constants: CubicConstants, wMax: number, cwnd: number, smss: number): number => {
  const gap = wMax - cwnd;
  if (gap <= 0) return 0;
  const perSegment = Math.floor((constants.c.in * 1_000_000_000) / constants.c.of);
  const segments = Math.floor(gap / smss);
  const cubed = segments * perSegment + Math.floor(((gap % smss) * perSegment) / smss);
  return cubed >= FARTHEST * FARTHEST * FARTHEST ? FARTHEST : cubeRoot(cubed);
};

/** alpha_cubic = 3·(1 − beta) / (1 + beta): how fast Reno would grow whose losses cost only 1 − beta. (§4.3, figure 4) */
const alphaOf = (beta: Ratio): Ratio => ({ of: 3 * (beta.in - beta.of), in: beta.in + beta.of });

/**
 * A stage of congestion avoidance begins.
 *
 * Where W_max is not known — after a timeout (§4.8), or when slow start ended without loss (§4.10) — or was passed already,
 * the curve starts at its turning point: K is 0, and W_max is the window.
 */
const begin = (
  constants: CubicConstants,
  alpha: Ratio,
  m: CubicMemory,
  cwnd: number,
  smss: number,
  now: Instant,
): CubicMemory => ({
  wMax: Math.max(m.wMax, cwnd),
  prior: m.prior === 0 ? cwnd : m.prior,
  epoch: now,
  seen: now,
  k: kCubic(constants, m.wMax, cwnd, smss),
  estimate: cwnd * alpha.in,
  carry: 0,
});

const remembering = (m: CubicMemory, epoch: Instant | undefined, seen: Instant, estimate: number, carry: number) => ({
  wMax: m.wMax,
  prior: m.prior,
  epoch,
  seen,
  k: m.k,
  estimate,
  carry,
});

/** How late an ACK may be because its receiver waits for a second segment: what stacks take; RFC 9293 allows 500 ms. */
const DELAYED_ACK: Duration = milliseconds(200);

/**
 * How much of the time since the last ACK does not count: all of it when the window was not used; what is more than a round
 * trip when nothing was heard for longer than two and a delayed ACK, since then nothing was sent. "t MUST NOT include" such
 * periods. (§5.8)
 */
export const uncounted = (since: Duration, a: Acknowledged): Duration => {
  if (!a.limited) return since;
  return (since > 2 * a.srtt + DELAYED_ACK && a.srtt > 0 ? since - a.srtt : 0) as Duration;
};

/** Congestion avoidance: one ACK. (§4.2–§4.5) */
const avoid = (
  constants: CubicConstants,
  alpha: Ratio,
  c: Congestion,
  a: Acknowledged,
  memory: CubicMemory,
): Congestion => {
  const m = memory.epoch === undefined ? begin(constants, alpha, memory, c.cwnd, a.smss, a.now) : memory;
  const epoch = after(m.epoch ?? a.now, uncounted(between(m.seen, a.now), a));
  if (!a.limited) {
    return congestion(c.cwnd, c.ssthresh, c.counted, remembering(m, epoch, a.now, m.estimate, m.carry));
  }
  // W_est = W_est + alpha_cubic · segments_acked / cwnd; alpha is 1 as soon as W_est has come to cwnd_prior (§4.3)
  const acked = Math.min(a.acked, c.cwnd);
  const step = divided(acked, a.smss, c.cwnd, m.carry);
  const estimate = m.estimate + step.quotient * (m.estimate >= m.prior * alpha.in ? alpha.in : alpha.of);
  const remembered = remembering(m, epoch, a.now, estimate, step.remainder);
  const t = milli(between(epoch, a.now));
  const friendly = Math.min(Math.floor(estimate / alpha.in), LARGEST_WINDOW);
  if (constants.renoFriendly && wCubic(constants, m, a.smss, t) < friendly) {
    return congestion(Math.max(c.cwnd, friendly), c.ssthresh, c.counted, remembered);
  }
  // target = W_cubic(t + RTT), but neither less than cwnd nor more than half as much again (§4.2)
  const wanted = wCubic(constants, m, a.smss, t + milli(a.srtt));
  const target = Math.min(Math.max(wanted, c.cwnd), Math.floor((3 * c.cwnd) / 2));
  // (target − cwnd) / cwnd for each acknowledged segment: an ACK that covers two counts twice, so that a peer that delays
  // its ACKs does not slow the curve down. What the division leaves over is counted.
  const more = divided(acked, target - c.cwnd, c.cwnd, c.counted);
  return congestion(Math.min(c.cwnd + more.quotient, LARGEST_WINDOW), c.ssthresh, more.remainder, remembered);
};

/** §4.6 and §4.7; after a timeout W_max is not known. (§4.8) */
const reduce = (constants: CubicConstants, c: Congestion, e: Congested, m: CubicMemory): Congestion => {
  const beta = e.by === 'mark' ? constants.betaMark : constants.beta;
  const wMax =
    constants.fastConvergence && c.cwnd < m.wMax ? proportion(c.cwnd, beta.in + beta.of, 2 * beta.in) : c.cwnd;
  return congestion(c.cwnd, Math.max(proportion(e.flight, beta.of, beta.in), 2 * e.smss), 0, {
    wMax: e.by === 'timeout' ? 0 : wMax,
    prior: c.cwnd,
    epoch: undefined,
    seen: e.now,
    k: 0,
    estimate: 0,
    carry: 0,
  });
};

/**
 * CUBIC with constants of one's own.
 *
 * @example
 * cubicWith({ ...CUBIC, betaMark: CUBIC_ABE }).name // 'cubic'
 *
 * @category constructors
 * @since 0.1.0
 */
export const cubicWith = (constants: CubicConstants): CongestionControl => {
  const alpha = alphaOf(constants.beta);
  return congestionControl<CubicMemory>({
    name: 'cubic',
    born: CUBIC_BORN,
    grow: (c, a, m) => {
      // "no more than ssthresh" (§4.10): the equal case, which RFC 5681 leaves open, is congestion avoidance here, because a
      // reduction leaves the window exactly there.
      if (c.cwnd >= c.ssthresh) return avoid(constants, alpha, c, a, m);
      if (!a.limited) return c;
      // Slow start after an idle time ends the stage of congestion avoidance.
      return slowStart(c, a, constants.limit, m.epoch === undefined ? m : remembering(m, undefined, a.now, 0, 0));
    },
    reduce: (c, e, m) => reduce(constants, c, e, m),
  });
};

/**
 * CUBIC: after a loss the window climbs along a cubic curve of the time, flat where the last loss was, whatever the round trip.
 *
 * All is whole numbers, octets and milliseconds: W_cubic is the formula at that millisecond, to the octet.
 *
 * RFC     9438; §4.9, undoing what a spurious loss did, is loss recovery's
 *
 * @category constructors
 * @since 0.1.0
 */
export const cubic: CongestionControl = cubicWith(CUBIC);
