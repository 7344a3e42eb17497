import { EMPTY_ROPE, slice } from '../basis/rope.ts';
import { ACK, FIN, has, RST, segmentLength, SYN, URG } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { distance, geq, leq, lt, plus } from '../wire/seqnum.ts';
import { enterTimeWait } from './ending.ts';
import { isFromThePast, recentAfter, stampOf } from './options/timestamps.ts';
import { RULES } from './rules.ts';
import type { ReceiveSpace } from './Tcb.ts';
import { debtsWith } from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';

const inWindow = (r: ReceiveSpace, seq: SeqNum): boolean => leq(r.nxt, seq) && lt(seq, plus(r.nxt, r.wnd));

/**
 * Is any octet of this segment inside the receive window?
 *
 * ```
 *   SEG.LEN  RCV.WND
 *      0        0     SEG.SEQ = RCV.NXT
 *      0       >0     RCV.NXT =< SEG.SEQ < RCV.NXT+RCV.WND
 *     >0        0     never
 *     >0       >0     its first octet, or its last, is in the window
 * ```
 *
 * A segment that begins before the window and ends beyond it is acceptable too: it covers the whole window, which
 * the RFC's test of both ends would miss only if it were larger than the window.
 *
 * Takes   the receive space and the segment; sequence numbers modulo 2^32, windows in octets
 * Gives   true when the segment may be looked at further
 * Fails   never
 * RFC     9293 §3.10.7.4, first; §3.4, table 6
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const isAcceptable = (r: ReceiveSpace, segment: TcpSegment): boolean => {
  const length = segmentLength(segment);
  if (length === 0) return r.wnd === 0 ? segment.seq === r.nxt : inWindow(r, segment.seq);
  if (r.wnd === 0) return false;
  const last = plus(segment.seq, length - 1);
  return inWindow(r, segment.seq) || inWindow(r, last) || (lt(segment.seq, r.nxt) && geq(last, plus(r.nxt, r.wnd)));
};

/** A segment without text, SYN and FIN, at RCV.NXT: what is left of one whose window is closed. */
const withoutText = (segment: TcpSegment, r: ReceiveSpace): TcpSegment =>
  trimmed(segment, r.nxt, EMPTY_ROPE, segment.control & ~(FIN | SYN));

const trimmed = (s: TcpSegment, seq: SeqNum, payload: TcpSegment['payload'], control: number): TcpSegment => ({
  _tag: 'Tcp',
  sourcePort: s.sourcePort,
  destinationPort: s.destinationPort,
  seq,
  ack: s.ack,
  control,
  wnd: s.wnd,
  up: s.up,
  options: s.options,
  payload,
});

/** Cuts off text before the window and beyond it, with a FIN that lies beyond. (§3.10.7.4: "segments … may be trimmed") */
const intoWindow = (turn: Turn, segment: TcpSegment): TcpSegment => {
  const r = turn.tcb.rcv;
  // A SYN in the window is dealt with by the third check; it is left alone.
  if (has(segment, SYN) || segment.payload.length + (segment.control & FIN) === 0) return segment;
  const before = Math.max(0, distance(r.nxt, segment.seq));
  const beyond = Math.max(0, distance(plus(segment.seq, segmentLength(segment)), plus(r.nxt, r.wnd)));
  if (before === 0 && beyond === 0) return segment;
  note(turn, RULES.textTrimmed);
  const fin = has(segment, FIN) && beyond === 0;
  const cut = beyond === 0 ? 0 : beyond - (has(segment, FIN) ? 1 : 0);
  const length = Math.max(0, segment.payload.length - before - cut);
  const seq = plus(segment.seq, Math.min(before, segment.payload.length));
  return trimmed(segment, seq, slice(segment.payload, before, length), fin ? segment.control : segment.control & ~FIN);
};

/** Text below RCV.NXT came already: the next ACK tells so. (RFC 2883 §4.1) */
const tellDuplicate = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const { length } = segment.payload;
  if (length === 0 || !t.fixed.sack || !turn.config.profile.recovery.dsack || !lt(segment.seq, t.rcv.nxt)) return;
  const end = plus(segment.seq, length);
  const right = lt(end, t.rcv.nxt) ? end : t.rcv.nxt;
  const d = t.debts;
  t.debts = debtsWith(d, d.unacknowledged, d.wantsRoom, d.quick, d.dialogue, d.heardAt, [segment.seq, right]);
};

/**
 * Is the segment older than what came already, by its timestamp? It is acknowledged and dropped.
 *
 * Gives   true when the segment may be looked at further
 * RFC     7323 §5.3, R1, R2, R3; §3.2: once agreed upon, every segment but a RST carries the option
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const checkTimestamps = (turn: Turn, segment: TcpSegment): boolean => {
  const t = turn.tcb;
  if (!t.fixed.timestamps) return true;
  const stamp = stampOf(segment);
  if (stamp === undefined) {
    if (has(segment, RST) || !turn.config.profile.robustness.timestampsRequired) return true;
    note(turn, RULES.timestampMissing);
    return false;
  }
  if (isFromThePast(t, segment, stamp, turn.now)) {
    note(turn, RULES.fromThePast);
    turn.ackNow = true;
    return false;
  }
  t.stamps = recentAfter(t.stamps, segment, stamp, turn.now);
  return true;
};

/**
 * Both sides opened at once, and the peer's SYN comes again as a SYN-ACK: it lies before the window, but what follows the SYN
 * does not, and its ACK establishes the connection. (RFC 9293 §3.5, figure 7; MUST-10)
 */
const crossesOurs = ({ tcb: t }: Turn, segment: TcpSegment): boolean =>
  t.state === 'SYN-RECEIVED' &&
  t.fixed.listener === 0 &&
  segment.seq === t.fixed.irs &&
  (segment.control & (SYN | ACK | RST)) === (SYN | ACK);

/**
 * First, check sequence number.
 *
 * An unacceptable segment is answered with an ACK, unless it is a RST, and dropped. With a closed window, valid ACKs, URGs
 * and RSTs are looked at all the same (§3.10.7.4: "special allowance"): what remains of such a segment goes on.
 *
 * Gives   the segment, cut to the window; undefined when it was dropped
 * RFC     9293 §3.10.7.4, first; MUST-66
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const checkSequence = (turn: Turn, segment: TcpSegment): TcpSegment | undefined => {
  const r = turn.tcb.rcv;
  if (crossesOurs(turn, segment)) {
    return intoWindow(turn, trimmed(segment, r.nxt, segment.payload, segment.control & ~SYN));
  }
  if (isAcceptable(r, segment)) {
    tellDuplicate(turn, segment);
    return intoWindow(turn, segment);
  }
  note(turn, RULES.unacceptable);
  if (has(segment, RST)) return undefined;
  tellDuplicate(turn, segment);
  turn.ackNow = true;
  // The peer's FIN again, which our ACK did not reach: never acceptable, since RCV.NXT lies behind it, and yet "restart the 2 MSL
  // timeout". (§3.10.7.4, eighth)
  if (turn.tcb.state === 'TIME-WAIT' && has(segment, FIN) && plus(segment.seq, segmentLength(segment)) === r.nxt) {
    note(turn, RULES.timeWaitRestarted);
    enterTimeWait(turn);
  }
  if (r.wnd === 0 && segment.seq === r.nxt && (segment.control & (ACK | URG)) !== 0 && !has(segment, SYN)) {
    return withoutText(segment, r);
  }
  return undefined;
};
