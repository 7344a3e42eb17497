// What is counted for STATUS: small numbers that no other rule reads, but when text was sent last.
import type { Instant } from '../basis/time.ts';
import { NEVER } from './Timers.ts';

/** The counts of one connection. */
export interface Tally {
  /** Octets of text: sent, sent again, acknowledged, received in order. */
  readonly sent: number;
  readonly resent: number;
  readonly acknowledged: number;
  readonly received: number;
  /** Segments of text: sent (again ones too), sent again, received. */
  readonly segmentsSent: number;
  readonly segmentsResent: number;
  readonly segmentsReceived: number;
  /** Weight that was delivered, by ACK or SACK. */
  readonly delivered: number;
  /** Segments that the peer told to be duplicates; that came out of order. */
  readonly duplicatesSacked: number;
  readonly outOfOrder: number;
  readonly lastSentAt: Instant;
  readonly lastAckAt: Instant;
}

/** Nothing was counted; shared. */
export const NO_COUNTS: Tally = {
  sent: 0,
  resent: 0,
  acknowledged: 0,
  received: 0,
  segmentsSent: 0,
  segmentsResent: 0,
  segmentsReceived: 0,
  delivered: 0,
  duplicatesSacked: 0,
  outOfOrder: 0,
  lastSentAt: NEVER,
  lastAckAt: NEVER,
};

const tally = (
  c: Tally,
  sent: number,
  resent: number,
  segmentsSent: number,
  segmentsResent: number,
  lastSentAt: Instant,
): Tally => ({
  sent,
  resent,
  acknowledged: c.acknowledged,
  received: c.received,
  segmentsSent,
  segmentsResent,
  segmentsReceived: c.segmentsReceived,
  delivered: c.delivered,
  duplicatesSacked: c.duplicatesSacked,
  outOfOrder: c.outOfOrder,
  lastSentAt,
  lastAckAt: c.lastAckAt,
});

/** Text was sent for the first time. */
export const afterText = (c: Tally, octets: number, now: Instant): Tally =>
  tally(c, c.sent + octets, c.resent, c.segmentsSent + 1, c.segmentsResent, now);

/** Text was sent again. */
export const afterTextAgain = (c: Tally, octets: number, now: Instant): Tally =>
  tally(c, c.sent + octets, c.resent + octets, c.segmentsSent + 1, c.segmentsResent + 1, now);

/** An ACK came: so many octets are acknowledged by it, so much weight is delivered. */
export const afterAck = (c: Tally, octets: number, delivered: number, now: Instant): Tally => ({
  sent: c.sent,
  resent: c.resent,
  acknowledged: c.acknowledged + octets,
  received: c.received,
  segmentsSent: c.segmentsSent,
  segmentsResent: c.segmentsResent,
  segmentsReceived: c.segmentsReceived,
  delivered: c.delivered + delivered,
  duplicatesSacked: c.duplicatesSacked,
  outOfOrder: c.outOfOrder,
  lastSentAt: c.lastSentAt,
  lastAckAt: now,
});

/** Text came in order: so many octets of it are new. */
export const afterArrival = (c: Tally, octets: number): Tally => ({
  sent: c.sent,
  resent: c.resent,
  acknowledged: c.acknowledged,
  received: c.received + octets,
  segmentsSent: c.segmentsSent,
  segmentsResent: c.segmentsResent,
  segmentsReceived: c.segmentsReceived + 1,
  delivered: c.delivered,
  duplicatesSacked: c.duplicatesSacked,
  outOfOrder: c.outOfOrder,
  lastSentAt: c.lastSentAt,
  lastAckAt: c.lastAckAt,
});
