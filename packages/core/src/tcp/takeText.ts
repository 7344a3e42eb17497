import { append, EMPTY_ROPE } from '../basis/rope.ts';
import { after } from '../basis/time.ts';
import { FIN, has } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { distance, plus } from '../wire/seqnum.ts';
import { sendReset, end } from './ending.ts';
import { STAMP_ROOM } from './options/timestamps.ts';
import { heldTwice, hold, release } from './reassembly.ts';
import { RULES } from './rules.ts';
import { afterArrival } from './Tally.ts';
import type { ReceiveSpace } from './Tcb.ts';
import { debtsWith, mayReceiveText } from './Tcb.ts';
import { rcvWith } from './spaces.ts';
import { NEVER, withDelayedAck } from './Timers.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/**
 * An ACK is owed: at once for every second full segment, else after a while. (RFC 9293 §3.8.6.3, SHLD-18, SHLD-19)
 *
 * A young connection, and one that was disturbed, acknowledges each segment at once, unless its user is in dialogue.
 */
const oweAck = (turn: Turn, octets: number): void => {
  const t = turn.tcb;
  const d = t.debts;
  const { parameters } = turn.config.profile;
  const isFull = octets >= t.fixed.rmss - (t.fixed.timestamps ? STAMP_ROOM : 0) || octets >= t.fixed.smss;
  const full = isFull ? d.unacknowledged + 1 : Math.max(d.unacknowledged, 0);
  t.debts = debtsWith(d, full, d.wantsRoom, d.quick, d.dialogue, turn.now, d.duplicate);
  const { quickAck } = t.fixed.options;
  if (full >= 2 || quickAck === true || (quickAck === undefined && d.quick > 0 && !d.dialogue)) {
    if (d.quick > 0 && full === 0) t.debts = debtsWith(d, 1, d.wantsRoom, d.quick, d.dialogue, turn.now, d.duplicate);
    turn.ackNow = true;
    return;
  }
  if (t.timers.delayedAck === NEVER) {
    t.timers = withDelayedAck(t.timers, after(turn.now, parameters.delayedAck));
  }
};

/** The ACK tells the first run of octets that came twice; what lies below RCV.NXT is told already. (RFC 2883 §4) */
const tellHeldTwice = (turn: Turn, r: ReceiveSpace, segment: TcpSegment): void => {
  const t = turn.tcb;
  const d = t.debts;
  if (d.duplicate !== undefined || !t.fixed.sack || !turn.config.profile.recovery.dsack) return;
  const twice = heldTwice(r.held, segment.seq, segment.payload.length);
  if (twice === undefined) return;
  t.debts = debtsWith(d, d.unacknowledged, d.wantsRoom, d.quick, d.dialogue, d.heardAt, twice);
};

/** In order: RCV.NXT moves over the text, and over what was held behind it. The window's right edge stays where it is. */
const deliver = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const r = t.rcv;
  const nxt = plus(segment.seq, segment.payload.length);
  const more = r.held.length === 0 ? undefined : release(r.held, nxt);
  const buffer = append(append(r.buffer, segment.payload), more?.octets ?? EMPTY_ROPE);
  const end = plus(nxt, more?.octets?.length ?? 0);
  const wnd = Math.max(0, r.wnd - distance(end, r.nxt));
  t.rcv = rcvWith(r, end, wnd, buffer, more?.held ?? r.held, r.fin);
  t.counts = afterArrival(t.counts, distance(end, r.nxt));
  note(turn, RULES.textDelivered);
  // What was held already came twice: the ACK that fills the gap tells so. (RFC 2883 §4)
  if (r.held.length > 0) tellHeldTwice(turn, r, segment);
  // A gap was there, or was filled: the sender must hear of it at once. (RFC 5681 §4.2)
  if (r.held.length > 0) turn.ackNow = true;
  oweAck(turn, segment.payload.length);
  tell(turn, { _tag: 'Readable', connection: t.id });
};

/** Out of order: it waits, and the sender hears at once where the gap is, and what it need not send again. */
const holdText = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const r: ReceiveSpace = t.rcv;
  const { unacknowledged, wantsRoom, quick, dialogue, duplicate } = t.debts;
  t.debts = debtsWith(t.debts, unacknowledged, wantsRoom, quick, dialogue, turn.now, duplicate);
  tellHeldTwice(turn, r, segment);
  const held = hold(r.held, segment.seq, segment.payload);
  t.rcv = rcvWith(r, r.nxt, r.wnd, r.buffer, held, r.fin);
  t.counts = { ...t.counts, outOfOrder: t.counts.outOfOrder + 1 };
  note(turn, RULES.textHeld);
  // "A TCP receiver SHOULD send an immediate duplicate ACK when an out-of-order segment arrives." (RFC 5681 §4.2)
  turn.ackNow = true;
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
  holdText(turn, segment);
  return true;
};

/** The FIN of a segment lies behind its text. */
export const finOf = (segment: TcpSegment): TcpSegment['seq'] | undefined =>
  has(segment, FIN) ? plus(segment.seq, segment.payload.length) : undefined;
