import type { Duration, Instant } from '../../basis/time.ts';
import type { SeqNum } from '../../wire/seqnum.ts';

/**
 * The window of congestion control. Sizes are octets; an algorithm that counts segments keeps them multiples of SMSS.
 *
 * @category model
 * @since 0.1.0
 */
export interface Congestion {
  /** The congestion window. */
  readonly cwnd: number;
  /** The slow start threshold; `NO_THRESHOLD` before any loss. */
  readonly ssthresh: number;
  /** Octets acknowledged since the window last grew, in congestion avoidance. (RFC 5681 §3.1, "count") */
  readonly counted: number;
  /** What the algorithm itself remembers; only it looks inside. */
  readonly memory: unknown;
}

/** ssthresh "SHOULD be set arbitrarily high" at the beginning. (RFC 5681 §3.1) */
export const NO_THRESHOLD: number = Number.MAX_SAFE_INTEGER;

/** What an ACK says that acknowledges new octets. */
export interface Acknowledged {
  readonly now: Instant;
  /** Octets that are acknowledged for the first time, by the ACK field (and by SACK, where it is in use). */
  readonly acked: number;
  readonly smss: number;
  /** Octets in flight before this ACK. */
  readonly flight: number;
  /** Was the window what held sending back? A window that is not used must not grow. (RFC 7661) */
  readonly limited: boolean;
  /** SND.UNA after this ACK, and SND.NXT: whoever counts rounds needs them. */
  readonly una: SeqNum;
  readonly nxt: SeqNum;
  /** The round trip that this ACK measured; undefined when it measured none. */
  readonly rtt: Duration | undefined;
  /** Smoothed and smallest round trip; 0 before the first measurement. */
  readonly srtt: Duration;
  readonly minRtt: Duration;
}

/** What is known when congestion was noticed. */
export interface Congested {
  readonly now: Instant;
  readonly smss: number;
  /** FlightSize: octets sent and not cumulatively acknowledged. (RFC 5681 §2) */
  readonly flight: number;
  /** By a timer, by duplicates or SACK, or by an ECN mark (RFC 8511 lets a mark weigh less). */
  readonly by: 'timeout' | 'loss' | 'mark';
}

/**
 * A congestion control algorithm: how the window grows, and what a loss makes of its threshold. Which segments are sent again,
 * and when, is loss recovery, so that a lecture can set one algorithm beside another.
 *
 * @category service
 * @since 0.1.0
 */
export interface CongestionControl {
  readonly name: string;
  /** What it remembers at the beginning. */
  readonly born: unknown;
  /** New octets were acknowledged while nothing is being recovered, or in slow start after a timeout: the window may grow. */
  readonly grow: (congestion: Congestion, acknowledged: Acknowledged) => Congestion;
  /** Congestion was noticed: another `ssthresh`, and what is to be remembered. `cwnd` is left to loss recovery. */
  readonly reduce: (congestion: Congestion, congested: Congested) => Congestion;
}

/** Copied by hand: this is a hot path. */
export const congestion = (cwnd: number, ssthresh: number, counted: number, memory: unknown): Congestion => ({
  cwnd,
  ssthresh,
  counted,
  memory,
});

/** The same, with another window. */
export const withWindow = (c: Congestion, cwnd: number): Congestion =>
  cwnd === c.cwnd ? c : congestion(cwnd, c.ssthresh, c.counted, c.memory);

/**
 * An algorithm with a memory of type M: the one place at which `unknown` becomes M, since only `born`, `grow` and `reduce`
 * ever make one.
 *
 * @category constructors
 * @since 0.1.0
 */
export const congestionControl = <M>(algorithm: {
  readonly name: string;
  readonly born: M;
  readonly grow: (congestion: Congestion, acknowledged: Acknowledged, memory: M) => Congestion;
  readonly reduce: (congestion: Congestion, congested: Congested, memory: M) => Congestion;
}): CongestionControl => ({
  name: algorithm.name,
  born: algorithm.born,
  grow: (c, acknowledged) => algorithm.grow(c, acknowledged, c.memory as M),
  reduce: (c, congested) => algorithm.reduce(c, congested, c.memory as M),
});
