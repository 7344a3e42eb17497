import type { Duration } from '../../basis/time.ts';
import { milliseconds } from '../../basis/time.ts';
import type { SeqNum } from '../../wire/seqnum.ts';
import { geq } from '../../wire/seqnum.ts';
import type { Acknowledged, Congestion, CongestionControl } from './CongestionControl.ts';
import { congestion, congestionControl, NO_THRESHOLD } from './CongestionControl.ts';
import { LARGEST_WINDOW } from './slowStart.ts';

/**
 * The constants of RFC 9406 §4.3.
 *
 * @category model
 * @since 0.1.0
 */
export interface HystartConstants {
  /** MIN_RTT_THRESH, MAX_RTT_THRESH: a rise by less is never a sign, by more always. */
  readonly minimum: Duration;
  readonly maximum: Duration;
  /** MIN_RTT_DIVISOR: in between, this part of the last round's smallest round trip. */
  readonly divisor: number;
  /** N_RTT_SAMPLE: a round tells nothing before so many samples. */
  readonly samples: number;
  /** CSS_GROWTH_DIVISOR: conservative slow start is slower by this. */
  readonly growthDivisor: number;
  /** CSS_ROUNDS: after so many rounds of it slow start is over. */
  readonly rounds: number;
  /** L: segments for one ACK at most; 8 for a sender that does not pace. */
  readonly limit: number;
}

/** RFC 9406 as it stands, for a sender that does not pace. */
export const HYSTART: HystartConstants = {
  minimum: milliseconds(4),
  maximum: milliseconds(16),
  divisor: 8,
  samples: 8,
  growthDivisor: 4,
  rounds: 5,
  limit: 8,
};

/** What is remembered of the rounds, and what the decorated control remembers. */
export interface HystartMemory {
  /** windowEnd: the round ends when this is acknowledged; undefined before the first ACK. */
  readonly windowEnd: SeqNum | undefined;
  /** lastRoundMinRTT, currentRoundMinRTT; undefined: infinity. */
  readonly lastRound: Duration | undefined;
  readonly thisRound: Duration | undefined;
  /** rttSampleCount */
  readonly samples: number;
  /** cssBaselineMinRtt; undefined outside conservative slow start. */
  readonly baseline: Duration | undefined;
  /** Rounds of conservative slow start that are over; a partial one counts. */
  readonly cssRounds: number;
  readonly inner: unknown;
}

const hystartMemory = (
  windowEnd: SeqNum | undefined,
  lastRound: Duration | undefined,
  thisRound: Duration | undefined,
  samples: number,
  baseline: Duration | undefined,
  cssRounds: number,
  inner: unknown,
): HystartMemory => ({ windowEnd, lastRound, thisRound, samples, baseline, cssRounds, inner });

/** A round trip was measured. */
const sampled = (m: HystartMemory, rtt: Duration | undefined): HystartMemory =>
  rtt === undefined
    ? m
    : hystartMemory(
        m.windowEnd,
        m.lastRound,
        m.thisRound === undefined || rtt < m.thisRound ? rtt : m.thisRound,
        m.samples + 1,
        m.baseline,
        m.cssRounds,
        m.inner,
      );

/** RttThresh = max (MIN_RTT_THRESH, min (lastRoundMinRTT / MIN_RTT_DIVISOR, MAX_RTT_THRESH)) */
const threshold = (constants: HystartConstants, last: Duration): number =>
  Math.max(constants.minimum, Math.min(Math.floor(last / constants.divisor), constants.maximum));

/** Did the queue begin to grow, or was that a false alarm? */
const judged = (constants: HystartConstants, m: HystartMemory): HystartMemory => {
  if (m.samples < constants.samples || m.thisRound === undefined) return m;
  if (m.baseline !== undefined) {
    return m.thisRound < m.baseline
      ? hystartMemory(m.windowEnd, m.lastRound, m.thisRound, m.samples, undefined, 0, m.inner)
      : m;
  }
  return m.lastRound !== undefined && m.thisRound >= m.lastRound + threshold(constants, m.lastRound)
    ? hystartMemory(m.windowEnd, m.lastRound, m.thisRound, m.samples, m.thisRound, 0, m.inner)
    : m;
};

/** windowEnd was acknowledged: the next round begins. */
const turned = (m: HystartMemory, a: Acknowledged): HystartMemory => {
  if (m.windowEnd === undefined) {
    return hystartMemory(a.nxt, m.lastRound, m.thisRound, m.samples, m.baseline, m.cssRounds, m.inner);
  }
  return geq(a.una, m.windowEnd)
    ? hystartMemory(
        a.nxt,
        m.thisRound ?? m.lastRound,
        undefined,
        0,
        m.baseline,
        m.baseline === undefined ? 0 : m.cssRounds + 1,
        m.inner,
      )
    : m;
};

/** One ACK of the first slow start. (RFC 9406 §4.2) */
const slowly = (constants: HystartConstants, c: Congestion, a: Acknowledged, before: HystartMemory): Congestion => {
  const m = judged(constants, sampled(before, a.rtt));
  const most = Math.min(a.acked, constants.limit * a.smss);
  const more = m.baseline === undefined ? most : Math.floor(most / constants.growthDivisor);
  const cwnd = a.limited ? Math.min(c.cwnd + more, LARGEST_WINDOW) : c.cwnd;
  const next = turned(m, a);
  const over = next.baseline !== undefined && next.cssRounds >= constants.rounds;
  return congestion(cwnd, over ? cwnd : c.ssthresh, 0, next);
};

/** The same state, as the decorated control knows it. */
const inside = (c: Congestion, m: HystartMemory): Congestion => congestion(c.cwnd, c.ssthresh, c.counted, m.inner);

/** What the decorated control made of it, with our own memory around. */
const around = (c: Congestion, m: HystartMemory): Congestion =>
  congestion(
    c.cwnd,
    c.ssthresh,
    c.counted,
    c.memory === m.inner
      ? m
      : hystartMemory(m.windowEnd, m.lastRound, m.thisRound, m.samples, m.baseline, m.cssRounds, c.memory),
  );

/**
 * HyStart++: a control whose first slow start ends when round trips become longer, before anything is lost.
 *
 * At the first sign it goes on at a quarter of the speed (conservative slow start); if the round trips shorten again it was a
 * false alarm, else slow start is over after five rounds. Only the first slow start, while no threshold is known, is decorated:
 * "fall back to standard slow start for the remainder of the connection lifetime" (§4.3). It counts octets.
 *
 * Takes   any control that counts octets
 * Gives   the same, by the same name
 *
 * RFC     9406 §4.2, §4.3
 *
 * @category constructors
 * @since 0.1.0
 */
export const hystartPlusPlus = (control: CongestionControl, constants: HystartConstants): CongestionControl =>
  congestionControl<HystartMemory>({
    name: control.name,
    born: hystartMemory(undefined, undefined, undefined, 0, undefined, 0, control.born),
    grow: (c, a, m) =>
      c.ssthresh === NO_THRESHOLD ? slowly(constants, c, a, m) : around(control.grow(inside(c, m), a), m),
    reduce: (c, e, m) => around(control.reduce(inside(c, m), e), m),
  });
