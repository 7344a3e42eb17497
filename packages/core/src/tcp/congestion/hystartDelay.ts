import type { Duration, Instant } from '../../basis/time.ts';
import { milliseconds } from '../../basis/time.ts';
import type { SeqNum } from '../../wire/seqnum.ts';
import { gt } from '../../wire/seqnum.ts';
import type { Acknowledged } from './CongestionControl.ts';

/**
 * The constants of Linux's hybrid slow start.
 *
 * @category model
 * @since 0.1.0
 */
export interface HystartDelayConstants {
  /** It begins at so many segments of window. */
  readonly lowWindow: number;
  /** So many round trips are looked at in the beginning of each round. */
  readonly samples: number;
  /** An eighth of the smallest round trip more is too much, but no less and no more than this. */
  readonly minimum: Duration;
  readonly maximum: Duration;
  /** Does a long train of ACKs end slow start too? */
  readonly train: boolean;
  /** ACKs at most this far apart are one train. */
  readonly spacing: Duration;
}

/** What Linux takes. */
export const HYSTART_DELAY: HystartDelayConstants = {
  lowWindow: 16,
  samples: 8,
  minimum: milliseconds(4),
  maximum: milliseconds(16),
  train: true,
  spacing: milliseconds(2),
};

/** What is remembered of a round. */
export interface HystartDelay {
  /** Slow start was ended; a timeout forgets that. */
  readonly found: boolean;
  /** The round ends when more than this is acknowledged; undefined before the first ACK. */
  readonly end: SeqNum | undefined;
  readonly began: Instant;
  /** The last ACK of the train. */
  readonly last: Instant;
  /** The smallest round trip in this round; undefined before its first. */
  readonly least: Duration | undefined;
  readonly samples: number;
}

/** Before the first round. */
export const HYSTART_DELAY_BORN: HystartDelay = {
  found: false,
  end: undefined,
  began: 0 as Instant,
  last: 0 as Instant,
  least: undefined,
  samples: 0,
};

const hystart = (
  found: boolean,
  end: SeqNum | undefined,
  began: Instant,
  last: Instant,
  least: Duration | undefined,
  samples: number,
): HystartDelay => ({ found, end, began, last, least, samples });

/** 65,536 octets, the largest burst that a network card cuts into segments, four times: what an interrupt may hold back. */
const HELD_BACK = 4 * 65_536;

/**
 * How long ACKs may be held back on their way: a quarter of a mebioctet at the rate of slow start, which is two windows for
 * each round trip; a millisecond at most.
 */
const heldBack = (cwnd: number, srtt: Duration): number =>
  Math.min(1_000_000, Math.floor((HELD_BACK * srtt) / (2 * Math.max(cwnd, 1))));

/** Has the train of ACKs become longer than half a round trip? Then the pipe is full. */
const trainIsLong = (h: HystartDelay, a: Acknowledged, cwnd: number, delayMin: Duration): boolean =>
  a.now - h.began > Math.floor((delayMin + heldBack(cwnd, a.srtt)) / 2);

/**
 * One round trip in slow start: did a queue begin to build?
 *
 * This is not RFC 9406, its successor: here the first sign ends slow start for good, the comparison is with the smallest round
 * trip ever, and the window that begins it is sixteen segments.
 *
 * Takes   `delayMin`, the smallest round trip of the connection, in which `rtt` is counted already; `cwnd` in octets
 * Gives   the round; `found`: the threshold is to be set to the window
 */
export const hystartSample = (
  constants: HystartDelayConstants,
  before: HystartDelay,
  a: Acknowledged,
  cwnd: number,
  rtt: Duration,
  delayMin: Duration,
): HystartDelay => {
  const h =
    before.end === undefined || gt(a.una, before.end)
      ? hystart(before.found, a.nxt, a.now, a.now, undefined, 0)
      : before;
  if (cwnd < constants.lowWindow * a.smss) return h;
  const inTrain = constants.train && a.now - h.last <= constants.spacing;
  const long = inTrain && trainIsLong(h, a, cwnd, delayMin);
  const least = h.least === undefined || rtt < h.least ? rtt : h.least;
  const last = inTrain ? a.now : h.last;
  if (h.samples < constants.samples) return hystart(h.found || long, h.end, h.began, last, least, h.samples + 1);
  const more = Math.min(Math.max(Math.floor(delayMin / 8), constants.minimum), constants.maximum);
  return hystart(h.found || long || least > delayMin + more, h.end, h.began, last, least, h.samples);
};
