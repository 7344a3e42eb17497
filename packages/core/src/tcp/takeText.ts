import { append, EMPTY_ROPE } from '../basis/rope.ts';
import { after } from '../basis/time.ts';
import { FIN, has, URG } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { distance, gt, plus } from '../wire/seqnum.ts';
import { sendReset, end } from './ending.ts';
import { hold, release } from './reassembly.ts';
import { RULES } from './rules.ts';
import type { ReceiveSpace } from './Tcb.ts';
import { mayReceiveText, NEVER, rcvWith, timersWith, withDebts, withRcv, withTimers } from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/**
 * Sixth, check the URG bit: RCV.UP moves on. What urgent data would mean to the user, the socket floor does not offer;
 * the octets stay in line (SO_OOBINLINE). (RFC 9293 §3.10.7.4, sixth; RFC 6093)
 */
export const checkUrgent = (turn: Turn, segment: TcpSegment): void => {
  const r = turn.tcb.rcv;
  if (!has(segment, URG) || !mayReceiveText(turn.tcb.state)) return;
  const up = plus(segment.seq, segment.up);
  if (!gt(up, r.up)) return;
  note(turn, RULES.urgent);
  turn.tcb = withRcv(turn.tcb, { ...r, up });
};

/** An ACK is owed: at once for every second full segment, else after a while. (RFC 9293 §3.8.6.3, SHLD-18, SHLD-19) */
const oweAck = (turn: Turn, octets: number): void => {
  const t = turn.tcb;
  const full = octets >= t.fixed.rmss ? t.debts.unacknowledged + 1 : t.debts.unacknowledged;
  if (full >= 2) {
    turn.ackNow = true;
    return;
  }
  if (full !== t.debts.unacknowledged) turn.tcb = withDebts(turn.tcb, full, t.debts.wantsRoom);
  const m = turn.tcb.timers;
  if (m.delayedAck === NEVER) {
    const at = after(turn.now, turn.config.parameters.delayedAck);
    turn.tcb = withTimers(turn.tcb, timersWith(m.retransmission, m.persist, at, m.timeWait, m.keepAlive));
  }
};

/** In order: RCV.NXT moves over the text, and over what was held behind it. The window's right edge stays where it is. */
const deliver = (turn: Turn, segment: TcpSegment): void => {
  const r = turn.tcb.rcv;
  const nxt = plus(segment.seq, segment.payload.length);
  const more = r.held.length === 0 ? undefined : release(r.held, nxt);
  const buffer = append(append(r.buffer, segment.payload), more?.octets ?? EMPTY_ROPE);
  const end = plus(nxt, more?.octets?.length ?? 0);
  const wnd = Math.max(0, r.wnd - distance(end, r.nxt));
  turn.tcb = withRcv(turn.tcb, rcvWith(r, end, wnd, buffer, more?.held ?? r.held, r.fin));
  note(turn, RULES.textDelivered);
  // A gap was there, or was filled: the sender must hear of it at once. (RFC 5681 §4.2)
  if (r.held.length > 0) turn.ackNow = true;
  else oweAck(turn, segment.payload.length);
  tell(turn, { _tag: 'Readable', connection: turn.tcb.id });
};

/**
 * Seventh, process the segment text.
 *
 * The segment is cut to the window already. Text for a user who is gone is answered with RST, as RFC 1122 §4.2.2.13 has it.
 *
 * Gives   true when the segment is to be looked at further
 * RFC     9293 §3.10.7.4, seventh
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const takeText = (turn: Turn, segment: TcpSegment): boolean => {
  const t = turn.tcb;
  if (segment.payload.length === 0 || !mayReceiveText(t.state)) return true;
  if (t.fixed.released) {
    note(turn, RULES.textAfterRelease);
    sendReset(turn);
    end(turn, 'reset');
    return false;
  }
  if (segment.seq === t.rcv.nxt) {
    deliver(turn, segment);
    return true;
  }
  const r: ReceiveSpace = t.rcv;
  const held = hold(r.held, { seq: segment.seq, octets: segment.payload });
  turn.tcb = withRcv(t, rcvWith(r, r.nxt, r.wnd, r.buffer, held, r.fin));
  note(turn, RULES.textHeld);
  // "A TCP receiver SHOULD send an immediate duplicate ACK when an out-of-order segment arrives." (RFC 5681 §4.2)
  turn.ackNow = true;
  return true;
};

/** The FIN of a segment lies behind its text. */
export const finOf = (segment: TcpSegment): TcpSegment['seq'] | undefined =>
  has(segment, FIN) ? plus(segment.seq, segment.payload.length) : undefined;
