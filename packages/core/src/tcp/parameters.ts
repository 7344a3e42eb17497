import type { Duration } from '../basis/time.ts';
import { milliseconds, seconds } from '../basis/time.ts';

/**
 * Every constant of the floor, with its unit. Values are RFC 9293's and RFC 6298's where they name one.
 *
 * @category model
 * @since 0.1.0
 */
export interface Parameters {
  /** Maximum segment lifetime. RFC 9293 §3.4.2 takes two minutes and leaves it to engineering; 30 s is what FreeBSD and Linux wait. */
  readonly msl: Duration;
  /** RFC 6298 (2.1): the RTO before anything was measured. */
  readonly initialRto: Duration;
  /** RFC 6298 (2.4): the RTO is rounded up to this. */
  readonly minimumRto: Duration;
  /** RFC 6298 (2.5): a maximum is allowed if it is at least 60 s. */
  readonly maximumRto: Duration;
  /** RFC 8985 §7.2, WCDelAckT: how long a peer may delay the ACK of a single segment. */
  readonly worstDelayedAck: Duration;
  /** What timers of loss detection are late by: an operating system's tick; 0 where time is exact. */
  readonly timerSlack: Duration;
  /** RFC 6298 (5.7): the RTO for data when the SYN had to be sent again. */
  readonly rtoAfterLostSyn: Duration;
  /** G of RFC 6298: the clock of the simulator is exact, so this only keeps RTTVAR from vanishing. */
  readonly clockGranularity: Duration;
  /** Retransmissions of a SYN-ACK before the attempt is forgotten. */
  readonly synAckRetransmissions: number;
  /** Retransmissions of a SYN before the connection is given up: R2 of at least three minutes (RFC 9293 §3.8.3, MUST-23). */
  readonly synRetransmissions: number;
  /** Retransmissions of text before the connection is given up: R2 of at least 100 s (SHLD-11). */
  readonly retransmissions: number;
  /** R1: so many retransmissions, and IP is told that its way may be dead. RFC 9293 §3.8.3 wants at least 3 (SHLD-10). */
  readonly r1: number;
  /** RFC 9293 §3.8.6.3: below 0.5 s (MUST-40). */
  readonly delayedAck: Duration;
  /** How long FIN-WAIT-2 is kept when its user is gone; no RFC names one, Linux waits 60 s. */
  readonly orphanTimeout: Duration;
  /** RFC 9293 §3.8.4: an idle connection is probed no sooner than after two hours (MUST-28). */
  readonly keepAliveIdle: Duration;
  readonly keepAliveInterval: Duration;
  readonly keepAliveProbes: number;
  /** RFC 5961 §7: challenge ACKs in one second, for the whole host. */
  readonly challengeAcks: number;
  /** The smallest segment size that is believed; below it a peer could make us send headers only. */
  readonly minimumMss: number;
  /** RFC 9293 §3.7.1: what to assume when the peer names none (MUST-15). */
  readonly defaultMss: number;
}

/** The parameters that RFC 9293 would have. */
export const RFC9293_PARAMETERS: Parameters = {
  msl: seconds(30),
  initialRto: seconds(1),
  minimumRto: seconds(1),
  maximumRto: seconds(60),
  worstDelayedAck: milliseconds(200),
  timerSlack: milliseconds(0),
  rtoAfterLostSyn: seconds(3),
  clockGranularity: milliseconds(1),
  // 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 s = 183 s from the first SYN to the end.
  synRetransmissions: 7,
  synAckRetransmissions: 7,
  retransmissions: 15,
  r1: 3,
  delayedAck: milliseconds(40),
  orphanTimeout: seconds(60),
  keepAliveIdle: seconds(7200),
  keepAliveInterval: seconds(75),
  keepAliveProbes: 9,
  challengeAcks: 100,
  minimumMss: 48,
  defaultMss: 536,
};
