import type { Duration } from '../basis/time.ts';

/** What the loss recovery is about. (The names are Linux's, which tools know: TCP_CA_Open …) */
export type RecoveryPhase = 'open' | 'disorder' | 'cwr' | 'recovery' | 'loss';

/**
 * What STATUS tells of a connection, and `getsockopt(TCP_INFO)` with it. (RFC 9293 §3.9.1, §3.10.6)
 *
 * Counts of segments are rounded up to whole ones of SMSS; sizes are octets; times are durations.
 *
 * @category service
 * @since 0.1.0
 */
export interface TcpStatus {
  /** As RFC 9293 prints it: `ESTABLISHED`, …, `LISTEN`. */
  readonly state: string;
  readonly phase: RecoveryPhase;
  /** Which options both ends use. */
  readonly timestamps: boolean;
  readonly sack: boolean;
  readonly windowScaling: boolean;
  readonly sendShift: number;
  readonly receiveShift: number;
  readonly ecn: boolean;
  readonly ecnSeen: boolean;
  /** Text of our SYN was acknowledged with it (of the peer's SYN, taken). (RFC 7413) */
  readonly synData: boolean;
  /** How often the oldest segment was sent again, how far the timer is backed off, how often idle probes went unanswered. */
  readonly retransmits: number;
  readonly backoff: number;
  readonly probes: number;
  readonly rto: Duration;
  readonly ato: Duration;
  readonly srtt: Duration;
  readonly rttvar: Duration;
  readonly minRtt: Duration;
  readonly receiveRtt: Duration;
  readonly sendMss: number;
  readonly receiveMss: number;
  readonly advertisedMss: number;
  readonly pathMtu: number;
  readonly cwnd: number;
  readonly ssthresh: number | undefined;
  readonly unacknowledged: number;
  readonly sacked: number;
  readonly lost: number;
  readonly retransmitted: number;
  readonly reordering: number;
  readonly totalRetransmitted: number;
  readonly lastDataSent: Duration;
  readonly lastDataReceived: Duration;
  readonly lastAckReceived: Duration;
  readonly octetsSent: number;
  readonly octetsResent: number;
  readonly octetsAcknowledged: number;
  readonly octetsReceived: number;
  readonly segmentsSent: number;
  readonly segmentsReceived: number;
  readonly dataSegmentsSent: number;
  readonly dataSegmentsReceived: number;
  readonly delivered: number;
  readonly deliveredMarked: number;
  readonly duplicatesSacked: number;
  readonly reorderingSeen: number;
  readonly outOfOrder: number;
  readonly unsent: number;
  readonly unread: number;
  readonly sendWindow: number;
  readonly receiveWindow: number;
  /** How long there was something in flight, and how long the peer's window or our buffer held it back. */
  readonly busy: Duration;
  readonly windowLimited: Duration;
  readonly bufferLimited: Duration;
}
