import { EMPTY_ROPE, slice } from '../basis/rope.ts';
import { after } from '../basis/time.ts';
import { ACK, FIN, PSH, SYN } from '../wire/control.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { distance, gt, lt, plus } from '../wire/seqnum.ts';
import { synOptions } from './handshakeOptions.ts';
import { opened } from './receiveWindow.ts';
import { timing, untimed } from './roundTrip.ts';
import { RULES } from './rules.ts';
import type { Tcb } from './Tcb.ts';
import {
  bufferStart,
  flightSize,
  maySendText,
  NEVER,
  sndSentTo,
  timersWith,
  withDebts,
  withRcv,
  withRtt,
  withSnd,
  withTimers,
} from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { NO_OPTIONS, note, sendSegment } from './Turn.ts';

/** An ACK goes out with whatever is sent now: the window is looked at, and nothing is owed any more. */
const acknowledging = (turn: Turn): void => {
  const rcv = opened(turn.tcb);
  let t = rcv === turn.tcb.rcv ? turn.tcb : withRcv(turn.tcb, rcv);
  const m = t.timers;
  if (m.delayedAck !== NEVER) {
    t = withTimers(t, timersWith(m.retransmission, m.persist, NEVER, m.timeWait, m.keepAlive));
  }
  turn.tcb = t.debts.unacknowledged === 0 ? t : withDebts(t, 0, t.debts.wantsRoom);
  turn.ackNow = false;
};

/** Sends a bare ACK: `<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>`. */
export const sendAck = (turn: Turn): void => {
  acknowledging(turn);
  sendSegment(turn, turn.tcb.snd.nxt, ACK, EMPTY_ROPE, NO_OPTIONS);
};

/** Sends, or sends again, the SYN: alone in SYN-SENT, with an ACK in SYN-RECEIVED. */
export const sendSyn = (turn: Turn): void => {
  const t = turn.tcb;
  const control = t.state === 'SYN-SENT' ? SYN : SYN | ACK;
  const shift = t.fixed.scaling ? t.fixed.receiveShift : undefined;
  sendSegment(turn, t.fixed.iss, control, EMPTY_ROPE, synOptions(t.fixed.rmss, shift));
  turn.ackNow = false;
  const end = plus(t.fixed.iss, 1);
  const next =
    t.snd.nxt === t.fixed.iss
      ? withRtt(withSnd(t, sndSentTo(t.snd, end, end)), timing(t.rtt, end, turn.now))
      : withRtt(t, untimed(t.rtt));
  turn.tcb = withRetransmissionTimer(next, turn);
};

/** Starts the retransmission timer if it does not run, and ends the persist timer: something is in flight. (RFC 6298 (5.1)) */
const withRetransmissionTimer = (t: Tcb, turn: Turn): Tcb => {
  const m = t.timers;
  return m.retransmission !== NEVER && m.persist === NEVER
    ? t
    : withTimers(
        t,
        timersWith(
          m.retransmission === NEVER ? after(turn.now, t.rtt.rto) : m.retransmission,
          NEVER,
          m.delayedAck,
          m.timeWait,
          m.keepAlive,
        ),
      );
};

/** Puts text on the wire, with ACK; PSH on the last octet that the user gave, FIN where it is due. */
const emit = (turn: Turn, seq: SeqNum, length: number, fin: boolean): void => {
  acknowledging(turn);
  const t = turn.tcb;
  const offset = distance(seq, bufferStart(t));
  const isLast = length > 0 && offset + length === t.snd.buffer.length;
  sendSegment(
    turn,
    seq,
    ACK | (isLast ? PSH : 0) | (fin ? FIN : 0),
    length === 0 ? EMPTY_ROPE : slice(t.snd.buffer, offset, length),
    NO_OPTIONS,
  );
};

/**
 * May a segment of this length go now? The sender's avoidance of silly windows, with Nagle's algorithm.
 *
 * `length` is min(D, U) of the RFC, cut to one segment; `rest` is D.
 *
 * RFC     9293 §3.8.6.2.1 (MUST-38), §3.7.4 (SHLD-7)
 */
const mayGo = (t: Tcb, length: number, rest: number, flight: number): boolean =>
  length >= t.fixed.smss ||
  ((flight === 0 || t.fixed.options.noDelay) &&
    length > 0 &&
    (length === rest || length >= Math.floor(t.snd.maxWnd / 2)));

/** Something is to be sent, and nothing is in flight that would bring news: look again after a while. (RFC 9293 §3.8.6.1) */
const withPersistTimer = (turn: Turn): void => {
  const t = turn.tcb;
  const m = t.timers;
  if (m.persist !== NEVER) return;
  turn.tcb = withTimers(t, timersWith(NEVER, after(turn.now, t.rtt.rto), m.delayedAck, m.timeWait, m.keepAlive));
};

/** Sends as many segments of text as the windows allow, first those taken for lost, then new ones, then the FIN. */
const sendText = (turn: Turn): void => {
  for (;;) {
    const t = turn.tcb;
    const s = t.snd;
    const seq = s.resend;
    const rest = s.buffer.length - distance(seq, bufferStart(t));
    const flight = flightSize(t);
    const usable = Math.min(t.congestion.cwnd, s.wnd) - flight;
    const length = Math.max(0, Math.min(rest, usable, t.fixed.smss));
    const fin = s.finQueued && rest >= 0 && length === rest && usable > length;
    const again = lt(seq, s.nxt);
    if (!fin && (length === 0 || !(again || mayGo(t, length, rest, flight)))) {
      if (rest > 0 || (rest === 0 && s.finQueued)) {
        if (length > 0) note(turn, RULES.sillyWindowWait);
        if (flight === 0) withPersistTimer(turn);
      }
      return;
    }
    emit(turn, seq, length, fin);
    advance(turn, seq, length, fin, again);
  }
};

/** What was sent is in flight: NXT moves, one segment is timed, the timer runs. */
const advance = (turn: Turn, seq: SeqNum, length: number, fin: boolean, again: boolean): void => {
  const t = turn.tcb;
  const end = plus(seq, length + (fin ? 1 : 0));
  let next = withSnd(t, sndSentTo(t.snd, gt(end, t.snd.nxt) ? end : t.snd.nxt, end));
  if (again) next = withRtt(next, untimed(next.rtt));
  else if (next.rtt.timedAt === NEVER) next = withRtt(next, timing(next.rtt, end, turn.now));
  turn.tcb = withRetransmissionTimer(next, turn);
};

/** Sends the oldest segment again, whatever the windows say: a fast retransmit, or a partial ACK's answer. */
export const resendOldest = (turn: Turn): void => {
  const t = turn.tcb;
  const start = bufferStart(t);
  const inFlight = Math.min(distance(t.snd.nxt, start), t.snd.buffer.length);
  const length = Math.min(inFlight, t.fixed.smss);
  const end = plus(start, length);
  const fin = t.snd.finQueued && length === t.snd.buffer.length && lt(end, t.snd.nxt);
  if (length === 0 && !fin) return;
  emit(turn, start, length, fin);
  turn.tcb = withRetransmissionTimer(withRtt(turn.tcb, untimed(turn.tcb.rtt)), turn);
};

/**
 * Tries a closed window with one octet, or with the FIN; a window that is merely silly with what fits.
 *
 * The octet counts as sent, so that an ACK of it is acceptable, but not as in flight: it will be sent again with
 * what follows it.
 *
 * RFC     9293 §3.8.6.1 (MUST-35, MUST-36), §3.8.6.2.1 (the override timeout)
 */
export const sendProbe = (turn: Turn): void => {
  const t = turn.tcb;
  const start = bufferStart(t);
  const size = t.snd.buffer.length;
  const length = Math.min(size, Math.max(1, Math.min(t.snd.wnd, t.congestion.cwnd, t.fixed.smss)));
  const fin = t.snd.finQueued && length === size && (size === 0 || t.snd.wnd > length);
  if (length === 0 && !fin) return;
  emit(turn, start, length, fin);
  const next = turn.tcb;
  const end = plus(start, length + (fin ? 1 : 0));
  const nxt = gt(end, next.snd.nxt) ? end : next.snd.nxt;
  turn.tcb =
    t.snd.wnd === 0
      ? withSnd(next, sndSentTo(next.snd, nxt, start))
      : withRetransmissionTimer(withSnd(next, sndSentTo(next.snd, nxt, end)), turn);
};

/** Sends what can be sent now, and the ACK that is owed if nothing else carried it. */
export const transmit = (turn: Turn): void => {
  if (turn.deleted) return;
  if (maySendText(turn.tcb.state)) sendText(turn);
  if (turn.ackNow) sendAck(turn);
};
