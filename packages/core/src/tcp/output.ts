import { EMPTY_ROPE, slice } from '../basis/rope.ts';
import { after, between, NO_TIME } from '../basis/time.ts';
import { ACK, FIN, PSH, SYN, URG } from '../wire/control.ts';
import { ECT0, NOT_ECT } from '../wire/ecn.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { distance, gt, leq, lt, plus } from '../wire/seqnum.ts';
import { decayed, restarted } from './congestion/idle.ts';
import { prrSent } from './congestion/prr.ts';
import { isEarly } from './fastOpen/early.ts';
import { synAckFlags, synFlags } from './ecn/negotiate.ts';
import { synOptions } from './handshakeOptions.ts';
import { extraRoom, optionsNow } from './options/onSegments.ts';
import { acknowledgedAt } from './options/timestamps.ts';
import { opened } from './receiveWindow.ts';
import { pipe } from './recovery/pipe.ts';
import { probeAt, timeoutOfOldest } from './recovery/tailLoss.ts';
import { RULES } from './rules.ts';
import type { Piece } from './scoreboard.ts';
import { afterResending, afterSending, lostRun, nextLost, oldest, weightOf } from './scoreboard.ts';
import { size, at as pieceAt } from '../basis/deque.ts';
import { afterText, afterTextAgain } from './Tally.ts';
import type { Tcb } from './Tcb.ts';
import { bufferStart, debtsWith, maySendText, sendPoint } from './Tcb.ts';
import { sndNxt } from './spaces.ts';
import { NEVER, withDelayedAck, withPersist, withRetransmission, withUser } from './Timers.ts';
import type { Turn } from './Turn.ts';
import { note, sendSegment } from './Turn.ts';

/** An ACK goes out with whatever is sent now: the window is looked at, and nothing is owed any more. */
const acknowledging = (turn: Turn): void => {
  const t = turn.tcb;
  t.rcv = opened(t, turn.config.profile.receiveWindow);
  t.timers = withDelayedAck(t.timers, NEVER);
  t.stamps = acknowledgedAt(t.stamps, t.rcv.nxt);
  turn.ackNow = false;
};

/** What was told is owed no more. */
const paid = (t: Turn['tcb']): void => {
  const d = t.debts;
  if (d.unacknowledged === 0 && d.duplicate === undefined) return;
  const quick = d.quick > 0 && d.unacknowledged > 0 ? d.quick - 1 : d.quick;
  t.debts = debtsWith(d, 0, d.wantsRoom, quick, d.dialogue, d.heardAt, undefined);
};

/** Sends a bare ACK: `<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>`. */
export const sendAck = (turn: Turn): void => {
  acknowledging(turn);
  sendSegment(turn, turn.tcb.snd.nxt, ACK, EMPTY_ROPE, optionsNow(turn.tcb, turn.config, turn.now), 0);
  paid(turn.tcb);
};

/** The flags with which our SYN asks for ECN. (RFC 3168 §6.1.1, RFC 9768 §3.1.1) */
const asksForEcn = (turn: Turn): number => {
  const t = turn.tcb;
  const policy = turn.config.profile.ecn;
  if (policy.initiate === 'off') return 0;
  const flags = synFlags(policy, t.rtt.retransmissions);
  if (flags === 0) note(turn, RULES.ecnGivenUp);
  else if (t.ecn.asked !== policy.initiate) t.ecn = { ...t.ecn, asked: policy.initiate };
  return flags;
};

/** Sends, or sends again, the SYN: alone in SYN-SENT, with an ACK in SYN-RECEIVED. */
export const sendSyn = (turn: Turn): void => {
  const t = turn.tcb;
  const isActive = t.state === 'SYN-SENT';
  const control = isActive ? SYN : SYN | ACK;
  const first = t.snd.nxt === t.fixed.iss;
  const flags = isActive ? asksForEcn(turn) : synAckFlags(t.ecn.mode, t.ecn.opening);
  // Text of a Fast Open rides on the first SYN alone: one that is sent again is as plain as can be. (RFC 7413 §4.2.2)
  const early = first && isActive ? t.fixed.fastOpen.early : 0;
  const text = early === 0 ? EMPTY_ROPE : slice(t.snd.buffer, 0, early);
  sendSegment(turn, t.fixed.iss, control | flags, text, synOptions(turn, first), 0);
  turn.ackNow = false;
  if (!isActive && turn.config.profile.ecn.synAck && t.ecn.mode !== 'off') {
    t.ecn = { ...t.ecn, sentOpening: first ? ECT0 : NOT_ECT };
  }
  const end = plus(t.fixed.iss, 1);
  if (first) {
    t.snd = sndNxt(t.snd, plus(end, early), t.snd.small);
    if (early > 0) t.board = afterSending(t.board, end, plus(end, early), turn.now, t.fixed.smss, t.fixed.unit);
    // Until something is acknowledged, RACK's latest delivery stands for the SYN, whose round trip is to be measured.
    t.rack = { sentAt: turn.now, end, rtt: NO_TIME };
  }
  startTimer(turn);
};

/** The retransmission timer runs from now, if it does not run; the persist timer ends: something is in flight. (RFC 6298 (5.1)) */
const startTimer = (turn: Turn): void => {
  const t = turn.tcb;
  const m = t.timers;
  if (m.retransmission === NEVER) t.timers = withRetransmission(m, after(turn.now, t.rtt.rto), 'timeout');
  t.timers = withPersist(t.timers, NEVER);
  const { userTimeout } = t.fixed.options;
  if (userTimeout !== undefined && t.timers.user === NEVER) t.timers = withUser(t.timers, after(turn.now, userTimeout));
};

/**
 * The timer after something new was sent, or acknowledged: a probe where one is of use, else the timeout.
 *
 * RFC     6298 (5.1), (5.3); 8985 §7.2
 */
export const setTimer = (turn: Turn, advancing: boolean): void => {
  const t = turn.tcb;
  const m = t.timers;
  if (m.persist !== NEVER || turn.reordering) return;
  const timeout = advancing || m.kind !== 'timeout' ? after(turn.now, t.rtt.rto) : m.retransmission;
  const probe = probeAt(turn, advancing ? after(turn.now, t.rtt.rto) : timeoutOfOldest(turn));
  t.timers =
    probe === undefined
      ? withRetransmission(m, m.kind === 'timeout' || advancing ? timeout : timeoutOfOldest(turn), 'timeout')
      : withRetransmission(m, probe, 'probe');
};

/** Puts text on the wire, with ACK; PSH on the last octet that the user gave, FIN where it is due, URG while the urgent octets lie ahead. */
const emit = (turn: Turn, seq: SeqNum, length: number, fin: boolean): void => {
  acknowledging(turn);
  const t = turn.tcb;
  const offset = distance(seq, bufferStart(t));
  const isLast = length > 0 && offset + length === t.snd.buffer.length;
  const urgent = gt(t.snd.up, seq) ? Math.min(distance(t.snd.up, seq), 65_535) : 0;
  sendSegment(
    turn,
    seq,
    ACK | (isLast ? PSH : 0) | (fin ? FIN : 0) | (urgent > 0 ? URG : 0),
    length === 0 ? EMPTY_ROPE : slice(t.snd.buffer, offset, length),
    optionsNow(t, turn.config, turn.now),
    urgent,
  );
  paid(t);
};

/** The most text of a segment now: SMSS, less what SACK blocks take. */
const fullSize = (t: Tcb): number => Math.max(1, t.fixed.smss - extraRoom(t));

/**
 * May a segment of this length go now? The sender's avoidance of silly windows, with Nagle's algorithm, and what a corked
 * user has asked for.
 *
 * `length` is min(D, U) of the RFC, cut to one segment; `rest` is D. Minshall's form of Nagle's rule waits only for a small
 * segment that is not acknowledged; Nagle's own for any.
 *
 * RFC     9293 §3.8.6.2.1 (MUST-38), §3.7.4 (SHLD-7)
 */
const mayGo = (turn: Turn, length: number, rest: number, full: number): boolean => {
  const t = turn.tcb;
  const { options } = t.fixed;
  if (length >= full) return true;
  if (length === 0) return false;
  const waits = turn.config.profile.sending.nagle === 'small' ? gt(t.snd.small, t.snd.una) : t.board.out > 0;
  const isEnd = length === rest;
  if (isEnd && t.snd.finQueued) return true;
  if (isEnd && (options.cork || t.debts.more)) return false;
  return (!waits || options.noDelay) && (isEnd || length >= Math.floor(t.snd.maxWnd / 2));
};

/** Something is to be sent, and nothing is in flight that would bring news: look again after a while. (RFC 9293 §3.8.6.1) */
const startPersist = (turn: Turn): void => {
  const t = turn.tcb;
  if (t.timers.persist !== NEVER) return;
  t.timers = withPersist(withRetransmission(t.timers, NEVER, 'timeout'), after(turn.now, t.rtt.rto));
};

/** Sends part of a piece that is taken for lost again: no more than one segment. */
const resend = (turn: Turn, seq: SeqNum, limit: SeqNum): void => {
  const t = turn.tcb;
  const textEnd = plus(bufferStart(t), t.snd.buffer.length);
  const length = Math.max(0, Math.min(distance(limit, seq), distance(textEnd, seq), fullSize(t)));
  const end = plus(seq, length);
  const fin = t.snd.finQueued && end === textEnd && lt(end, limit);
  if (length === 0 && !fin) return;
  emit(turn, seq, length, fin);
  const sentTo = plus(end, fin ? 1 : 0);
  t.board = afterResending(t.board, seq, sentTo, turn.now, t.fixed.unit);
  const r = t.recovery;
  const weight = weightOf(distance(sentTo, seq), t.fixed.unit);
  t.recovery = {
    ...r,
    prr: r.prr === undefined ? undefined : prrSent(r.prr, weight),
    undoResent: Math.max(r.undoResent, 0) + 1,
    firstResentAt: r.firstResentAt === NEVER ? turn.now : r.firstResentAt,
  };
  t.counts = afterTextAgain(t.counts, length, turn.now);
  startTimer(turn);
};

/** What was lost is sent again, as far as the window allows. (RFC 6675 §5 (C), NextSeg (1)) */
const resendLost = (turn: Turn): void => {
  const t = turn.tcb;
  if (t.ecn.holding) return;
  for (;;) {
    const { board } = t;
    const p = nextLost(board);
    if (p === undefined) return;
    const room = t.congestion.cwnd - pipe(t);
    const wants = Math.min(weightOf(distance(p.end, p.seq), t.fixed.unit), t.fixed.smss);
    if (room < wants) return;
    // Beyond a window that shrank nothing is sent but the oldest octet. (RFC 9293 §3.8.6, SHLD-16)
    const edge = plus(t.snd.una, t.snd.wnd);
    const isOldest = p.seq === bufferStart(t);
    if (!lt(p.seq, edge) && !isOldest) return;
    const end = lostRun(t.board, p.seq, plus(p.seq, t.fixed.smss));
    resend(turn, p.seq, isOldest || leq(end, edge) ? end : edge);
    // Each turn of this loop takes something off what is lost; one that could not must not be tried for ever.
    if (t.board === board) return;
  }
};

/**
 * How much of what is new may go now: by the congestion window and by the peer's, one segment at the most.
 *
 * Without limited transmit (RFC 3042), what duplicates tell to have left the network makes no room before recovery begins.
 */
const newLength = (turn: Turn, seq: SeqNum, rest: number, full: number): number => {
  const t = turn.tcb;
  if (t.ecn.holding) return 0;
  const waits = t.recovery.phase === 'disorder' && !turn.config.profile.recovery.limitedTransmit;
  const room = t.congestion.cwnd - (waits ? t.board.out : pipe(t));
  const windowLeft = t.snd.wnd - distance(seq, t.snd.una);
  const byCongestion = t.fixed.unit === 1 ? room : room >= t.fixed.smss ? full : 0;
  return Math.max(0, Math.min(rest, byCongestion, windowLeft, full));
};

/** The ACK clock has stopped: a window that was not used for so long is no longer believed. (RFC 5681 §4.1; RFC 2861) */
const afterIdle = (turn: Turn): void => {
  const t = turn.tcb;
  const { afterIdle: policy, initial } = turn.config.profile.window;
  const { lastSentAt } = t.counts;
  if (policy === 'keep' || lastSentAt === NEVER || t.board.out > 0) return;
  const idle = between(lastSentAt, turn.now);
  if (idle <= t.rtt.rto) return;
  const first = initial(t.fixed.smss);
  const next =
    policy === 'restart'
      ? restarted(t.congestion, idle, t.rtt.rto, first)
      : decayed(t.congestion, idle, t.rtt.rto, first, t.fixed.unit);
  if (next.cwnd !== t.congestion.cwnd) note(turn, RULES.restartedAfterIdle, `${t.congestion.cwnd} to ${next.cwnd}`);
  t.congestion = next;
};

/** How much of what is unsent belongs to the record that goes on at `seq`. */
const upToRecord = (t: Tcb, seq: SeqNum, all: number): number => {
  const end = t.fixed.records.find((at) => gt(at, seq));
  return end === undefined ? all : Math.min(all, distance(end, seq));
};

/** Sends as many new segments of text as the windows allow, then the FIN. */
const sendNew = (turn: Turn): void => {
  const t = turn.tcb;
  if (t.board.out === 0) afterIdle(turn);
  let sent = false;
  for (;;) {
    const s = t.snd;
    const seq = sendPoint(t);
    const all = s.buffer.length - distance(seq, bufferStart(t));
    const rest = t.fixed.records.length === 0 ? all : upToRecord(t, seq, all);
    if (rest < 0 || (rest === 0 && !s.finQueued)) break;
    const full = fullSize(t);
    const length = newLength(turn, seq, rest, full);
    const hasRoom = !t.ecn.holding && t.congestion.cwnd - pipe(t) > (t.fixed.unit === 1 ? length : 0);
    const fin = s.finQueued && length === all && hasRoom && s.wnd - distance(seq, s.una) > length;
    const again = lt(seq, s.nxt);
    if (!fin && (length === 0 || !(again || mayGo(turn, length, rest, full)))) {
      if (length > 0) note(turn, RULES.sillyWindowWait);
      // In SYN-RECEIVED the SYN-ACK is in flight, and its timer runs.
      if (t.board.out === 0 && t.state !== 'SYN-RECEIVED') startPersist(turn);
      if (length < Math.min(rest, full) && s.wnd - distance(seq, s.una) > length) limitedBy(t);
      break;
    }
    emit(turn, seq, length, fin);
    sentNew(turn, seq, length, fin, full);
    sent = true;
  }
  if (!sent) return;
  used(t);
  setTimer(turn, false);
};

/** The congestion window is what holds sending back. */
const limitedBy = (t: Turn['tcb']): void => {
  t.usage = { limited: true, most: Math.max(t.board.out, t.usage.most), until: t.snd.nxt };
};

/** How much of the window is in use: noted once a window. (RFC 7661 §4.2) */
const used = (t: Turn['tcb']): void => {
  const u = t.usage;
  const isOver = leq(u.until, t.snd.una);
  if (isOver || t.board.out > u.most) {
    t.usage = { limited: isOver ? t.board.out >= t.congestion.cwnd : u.limited, most: t.board.out, until: t.snd.nxt };
  }
};

/** What was sent is on the board: NXT moves, the timer runs. */
const sentNew = (turn: Turn, seq: SeqNum, length: number, fin: boolean, full: number): void => {
  const t = turn.tcb;
  const end = plus(seq, length + (fin ? 1 : 0));
  const small = length < full && length > 0 ? end : t.snd.small;
  t.snd = sndNxt(t.snd, gt(end, t.snd.nxt) ? end : t.snd.nxt, small);
  t.board = afterSending(t.board, seq, end, turn.now, t.fixed.smss, t.fixed.unit);
  t.counts = afterText(t.counts, length, turn.now);
  const { phase } = t.recovery;
  if (phase === 'recovery' || phase === 'cwr') {
    const r = t.recovery;
    const weight = weightOf(length + (fin ? 1 : 0), t.fixed.unit);
    t.recovery = { ...r, prr: r.prr === undefined ? undefined : prrSent(r.prr, weight) };
  }
  // A user that answers soon after it was told is in dialogue: its ACKs ride on its answers.
  const d = t.debts;
  if (turn.config.profile.acknowledging.dialogue && !d.dialogue && d.heardAt !== NEVER) {
    if (turn.now - d.heardAt < turn.config.profile.parameters.delayedAck) {
      t.debts = debtsWith(d, d.unacknowledged, d.wantsRoom, d.quick, true, d.heardAt, d.duplicate);
    }
  }
  startTimer(turn);
};

/** Sends the oldest segment again, whatever the windows say: a timeout has spoken. (RFC 6298 (5.4)) */
export const resendOldest = (turn: Turn): void => {
  const { board, fixed } = turn.tcb;
  const p = oldest(board);
  if (p === undefined) return;
  resend(turn, p.seq, p.lost ? lostRun(board, p.seq, plus(p.seq, fixed.smss)) : p.end);
};

/**
 * The tail loss probe: a new segment if one may go, else the last one again.
 *
 * RFC     8985 §7.3
 */
export const sendTailProbe = (turn: Turn): void => {
  const t = turn.tcb;
  const seq = sendPoint(t);
  const rest = t.snd.buffer.length - distance(seq, bufferStart(t));
  const windowLeft = t.snd.wnd - distance(seq, t.snd.una);
  const length = Math.max(0, Math.min(rest, windowLeft, fullSize(t)));
  note(turn, RULES.tailLossProbe, length > 0 ? 'new text' : 'the last segment again');
  let resent = false;
  if (length > 0) {
    const fin = t.snd.finQueued && length === rest && windowLeft > length;
    emit(turn, seq, length, fin);
    sentNew(turn, seq, length, fin, fullSize(t));
  } else {
    const last: Piece | undefined = pieceAt(t.board.pieces, size(t.board.pieces) - 1);
    if (last === undefined) return;
    const whole = distance(last.end, last.seq);
    const from = plus(last.seq, Math.max(0, (Math.ceil(whole / t.fixed.smss) - 1) * t.fixed.smss));
    resend(turn, from, last.end);
    resent = true;
  }
  t.recovery = { ...t.recovery, probeEnd: t.snd.nxt, probeResent: resent };
};

/**
 * Tries a closed window with one octet, or with the FIN; a window that is merely silly with what fits.
 *
 * The octet counts as sent, so that an ACK of it is acceptable, but it is not on the board: it will be sent again with
 * what follows it.
 *
 * RFC     9293 §3.8.6.1 (MUST-35, MUST-36), §3.8.6.2.1 (the override timeout)
 */
export const sendProbe = (turn: Turn): void => {
  const t = turn.tcb;
  const start = bufferStart(t);
  const available = t.snd.buffer.length;
  const length = Math.min(available, Math.max(1, Math.min(t.snd.wnd, t.congestion.cwnd, fullSize(t))));
  const fin = t.snd.finQueued && length === available && (available === 0 || t.snd.wnd > length);
  if (length === 0 && !fin) return;
  emit(turn, start, length, fin);
  if (t.snd.wnd > 0) {
    sentNew(turn, start, length, fin, fullSize(t));
    return;
  }
  const end = plus(start, length + (fin ? 1 : 0));
  t.snd = sndNxt(t.snd, gt(end, t.snd.nxt) ? end : t.snd.nxt, t.snd.small);
};

/** Sends what can be sent now, and the ACK that is owed if nothing else carried it. */
export const transmit = (turn: Turn): void => {
  if (turn.deleted) return;
  const t = turn.tcb;
  if (maySendText(t.state)) {
    if (turn.newFirst) {
      // F-RTO tries whether new octets are acknowledged; only if none could go, what is lost is sent again. (RFC 5682, step 2.b)
      sendNew(turn);
      if (!gt(t.snd.nxt, t.recovery.recover)) {
        t.recovery = { ...t.recovery, frto: false };
        resendLost(turn);
      }
    } else {
      if (t.board.lost > 0) resendLost(turn);
      sendNew(turn);
    }
  }
  // Nothing but the SYN-ACK is sent again before it is acknowledged. (RFC 7413 §4.2.2)
  if (isEarly(t) && t.rtt.retransmissions === 0) sendNew(turn);
  if (turn.ackNow) sendAck(turn);
};
