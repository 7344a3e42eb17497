// Urgent data. (RFC 9293 §3.8.5; RFC 6093)
import { drop, slice, toBytes } from '../basis/rope.ts';
import { has, URG } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { distance, gt, leq, plus } from '../wire/seqnum.ts';
import { RULES } from './rules.ts';
import { rcvWith } from './spaces.ts';
import type { Draft, Tcb } from './Tcb.ts';
import { mayReceiveText } from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/** The number of the first octet that waits for the user. */
const unreadFrom = (t: Tcb): SeqNum => {
  const { rcv } = t;
  const end = rcv.fin !== undefined && leq(plus(rcv.fin, 1), rcv.nxt) ? rcv.fin : rcv.nxt;
  return plus(end, -rcv.buffer.length);
};

/** How many octets lie before the urgent one; undefined when none is pointed at, or it was passed. */
const untilMark = (t: Tcb): number | undefined => {
  if (!t.fixed.urgent) return undefined;
  const offset = distance(plus(t.rcv.up, -1), unreadFrom(t));
  return offset < 0 ? undefined : offset;
};

/**
 * Sixth, check the URG bit: RCV.UP moves on, and the user hears of it.
 *
 * The pointer leads to the octet behind the urgent text, as RFC 9293 §3.1 has it; urgent text is one octet for whoever takes
 * it out of the stream, as every socket API does.
 *
 * RFC     9293 §3.10.7.4, sixth; §3.8.5 (MUST-30, MUST-31, MUST-32)
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const checkUrgent = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const r = t.rcv;
  if (!has(segment, URG) || !mayReceiveText(t.state)) return;
  const up = plus(segment.seq, segment.up);
  if (!gt(up, r.up)) return;
  note(turn, RULES.urgent);
  t.rcv = { ...r, up };
  t.fixed = { ...t.fixed, urgent: true, urgentTaken: false };
  if (!t.fixed.known || t.fixed.released) return;
  const ahead = Math.max(0, distance(plus(up, -1), unreadFrom(t)));
  tell(turn, { _tag: 'Urgent', connection: t.id, ahead });
};

/**
 * How many octets a RECEIVE of that size may take: it does not read across the mark.
 *
 * At the mark, out of line, the urgent octet is passed over: it is for `ReceiveUrgent`.
 */
export const readable = (t: Draft, size: number): number => {
  const offset = untilMark(t);
  if (offset === undefined || offset >= t.rcv.buffer.length) return size;
  if (offset > 0) return Math.min(size, offset);
  if (t.fixed.options.urgentInline) return size;
  const r = t.rcv;
  t.fixed = { ...t.fixed, urgentOctet: toBytes(slice(r.buffer, 0, 1))[0], urgent: false };
  t.rcv = rcvWith(r, r.nxt, r.wnd, drop(r.buffer, 1), r.held, r.fin);
  return size;
};

/**
 * Answers `ReceiveUrgent`: the octet that RCV.UP points behind, if it has come, is out of line, and was not taken yet.
 *
 * @category events
 * @since 0.1.0
 */
export const receiveUrgent = (turn: Turn, peek: boolean): void => {
  const t = turn.tcb;
  const offset = untilMark(t);
  const { fixed } = t;
  const waiting =
    offset === undefined || offset >= t.rcv.buffer.length ? undefined : toBytes(slice(t.rcv.buffer, offset, 1))[0];
  const octet = fixed.options.urgentInline || fixed.urgentTaken ? undefined : (waiting ?? fixed.urgentOctet);
  if (octet !== undefined && !peek) t.fixed = { ...fixed, urgentTaken: true, urgentOctet: undefined };
  tell(turn, { _tag: 'ReceivedUrgent', connection: t.id, octet });
};

/** Is the next octet of the stream the urgent one? (sockatmark) */
export const isAtMark = (t: Tcb): boolean => untilMark(t) === 0;
