import type { Acknowledged, Congested, Congestion, CongestionControl } from './CongestionControl.ts';
import { congestion, congestionControl } from './CongestionControl.ts';
import type { Ratio } from './exactly.ts';
import { proportion } from './exactly.ts';
import { LARGEST_WINDOW, slowStart } from './slowStart.ts';

/**
 * What may differ between two Renos.
 *
 * @category model
 * @since 0.1.0
 */
export interface RenoConstants {
  /** L of RFC 3465: segments by which one ACK may open the window in slow start; 1 is RFC 5681, 2 the most that is allowed. */
  readonly limit: number;
  /** What is left of the octets in flight after a loss: a half. (RFC 5681 (4)) */
  readonly beta: Ratio;
  /** After an ECN mark: a half as well (RFC 3168), or 0.8, since a mark tells of a shorter queue than a loss. (RFC 8511 §3) */
  readonly betaMark: Ratio;
}

/** RFC 5681, to the letter. */
export const RENO: RenoConstants = { limit: 1, beta: { of: 1, in: 2 }, betaMark: { of: 1, in: 2 } };

/** The ABE factor for Reno. (RFC 8511 §3) */
export const RENO_ABE: Ratio = { of: 4, in: 5 };

/** Does this slow start follow a timeout? Then L must be 1. (RFC 3465 §2.3) */
type AfterTimeout = boolean;

/** One SMSS for each window's worth of acknowledged octets: the counting that RFC 5681 §3.1 recommends. */
const avoid = (c: Congestion, a: Acknowledged): Congestion => {
  const counted = c.counted + a.acked;
  return counted >= c.cwnd
    ? congestion(Math.min(c.cwnd + a.smss, LARGEST_WINDOW), c.ssthresh, counted - c.cwnd, false)
    : congestion(c.cwnd, c.ssthresh, counted, false);
};

/** ssthresh = max (FlightSize · beta, 2·SMSS); RFC 5681 (4) */
const threshold = (e: Congested, beta: Ratio): number => Math.max(proportion(e.flight, beta.of, beta.in), 2 * e.smss);

/**
 * Reno with constants of one's own.
 *
 * @example
 * renoWith({ ...RENO, betaMark: RENO_ABE }).name // 'reno'
 *
 * @category constructors
 * @since 0.1.0
 */
export const renoWith = (constants: RenoConstants): CongestionControl =>
  congestionControl<AfterTimeout>({
    name: 'reno',
    born: false,
    grow: (c, a, afterTimeout) => {
      // A window that did not hold sending back tells nothing about the path. (RFC 7661 §4.3)
      if (!a.limited) return c;
      // Where both are equal, RFC 5681 leaves the choice; here that is congestion avoidance.
      return c.cwnd < c.ssthresh ? slowStart(c, a, afterTimeout ? 1 : constants.limit, afterTimeout) : avoid(c, a);
    },
    reduce: (c, e) =>
      congestion(c.cwnd, threshold(e, e.by === 'mark' ? constants.betaMark : constants.beta), 0, e.by === 'timeout'),
  });

/**
 * Slow start and congestion avoidance: doubling, then one segment more each round trip; a loss halves.
 *
 * RFC     5681 §3.1
 *
 * @category constructors
 * @since 0.1.0
 */
export const reno: CongestionControl = renoWith(RENO);
