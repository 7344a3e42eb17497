// STATUS: what is known of a connection. (RFC 9293 §3.9.1, §3.10.6; Linux's TCP_INFO)
import type { Duration, Instant } from '../basis/time.ts';
import { between, NO_TIME } from '../basis/time.ts';
import { NO_THRESHOLD } from './congestion/CongestionControl.ts';
import { heldWithoutSack } from './recovery/pipe.ts';
import { RULES } from './rules.ts';
import type { TcpStatus } from './TcpStatus.ts';
import type { Tcb } from './Tcb.ts';
import { unsentOctets } from './Tcb.ts';
import { NEVER } from './Timers.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

const since = (at: Instant, now: Instant): Duration => (at === NEVER ? NO_TIME : between(at, now));

/**
 * What STATUS tells.
 *
 * @category events
 * @since 0.1.0
 */
export const statusOf = (t: Tcb, now: Instant): TcpStatus => {
  const { fixed, board, rtt, recovery, counts } = t;
  const segments = (weight: number): number => Math.ceil(weight / fixed.smss);
  const opening = t.state === 'SYN-SENT' || t.state === 'SYN-RECEIVED';
  return {
    state: t.state,
    phase: recovery.phase,
    timestamps: fixed.timestamps,
    sack: fixed.sack,
    windowScaling: fixed.scaling,
    sendShift: fixed.sendShift,
    receiveShift: fixed.receiveShift,
    ecn: t.ecn.mode !== 'off',
    ecnSeen: t.ecn.seen,
    synData: fixed.fastOpen.synData,
    retransmits: rtt.retransmissions,
    backoff: rtt.retransmissions,
    probes: fixed.probes,
    rto: rtt.rto,
    ato: t.debts.heardAt === NEVER ? NO_TIME : (40_000_000 as Duration),
    srtt: rtt.srtt,
    rttvar: rtt.rttvar,
    minRtt: rtt.minRtt,
    receiveRtt: NO_TIME,
    sendMss: fixed.smss,
    receiveMss: fixed.rmss,
    advertisedMss: fixed.rmss,
    pathMtu: fixed.pathMtu,
    cwnd: t.congestion.cwnd,
    ssthresh: t.congestion.ssthresh >= NO_THRESHOLD ? undefined : t.congestion.ssthresh,
    unacknowledged: segments(board.out) + (opening ? 1 : 0),
    sacked: segments(board.sacked + heldWithoutSack(t)),
    lost: segments(board.lost),
    retransmitted: segments(board.resent),
    reordering: recovery.reordering,
    totalRetransmitted: counts.segmentsResent,
    lastDataSent: since(counts.lastSentAt, now),
    lastDataReceived: since(t.debts.heardAt, now),
    lastAckReceived: since(counts.lastAckAt, now),
    octetsSent: counts.sent,
    octetsResent: counts.resent,
    octetsAcknowledged: counts.acknowledged,
    octetsReceived: counts.received,
    dataSegmentsSent: counts.segmentsSent,
    dataSegmentsReceived: counts.segmentsReceived,
    // A stack that counts segments counts the SYN, or the SYN-ACK, among them.
    delivered: segments(counts.delivered) + (fixed.unit === 1 || opening ? 0 : 1),
    deliveredMarked: t.ecn.marked,
    duplicatesSacked: counts.duplicatesSacked,
    reorderingSeen: recovery.reorderingSeen,
    outOfOrder: counts.outOfOrder,
    unsent: unsentOctets(t),
    unread: t.rcv.buffer.length,
    sendWindow: t.snd.wnd,
    receiveWindow: t.rcv.wnd,
    busy: NO_TIME,
    windowLimited: NO_TIME,
    bufferLimited: NO_TIME,
  };
};

/** Answers `Status`. */
export const status = (turn: Turn): void => {
  note(turn, RULES.statusTold);
  tell(turn, { _tag: 'Status', connection: turn.tcb.id, status: statusOf(turn.tcb, turn.now) });
};
