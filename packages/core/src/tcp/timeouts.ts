// What becomes due: RFC 9293 §3.10.8, RFC 6298 §5, RFC 8985, and the persist, delayed-ACK and keep-alive timers.
import { after } from '../basis/time.ts';
import { lt } from '../wire/seqnum.ts';
import { withWindow } from './congestion/CongestionControl.ts';
import { end, sendReset } from './ending.ts';
import { owesCwr } from './ecn/leaving.ts';
import { keepAliveTimeout } from './keepAlive.ts';
import { earlyTimedOut } from './fastOpen/client.ts';
import { isEarly } from './fastOpen/early.ts';
import { resendOldest, sendProbe, sendSyn, sendTailProbe } from './output.ts';
import { flightFor, lookForLoss, beginReduction } from './recovery/react.ts';
import { pipe } from './recovery/pipe.ts';
import { reorderingWindow } from './recovery/rack.ts';
import { timeoutOfOldest } from './recovery/tailLoss.ts';
import { backedOff } from './roundTrip.ts';
import { RULES } from './rules.ts';
import { oldest } from './scoreboard.ts';
import { allLost } from './lossMarks.ts';
import type { Tcb } from './Tcb.ts';
import { debtsWith } from './Tcb.ts';
import { NEVER, withDelayedAck, withPersist, withRetransmission, withUser } from './Timers.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';

/** The peer has drawn its window back to nothing, over octets in flight: what is sent again is a probe. (RFC 9293 §3.8.6, SHLD-17) */
const isShut = (t: Tcb): boolean => t.snd.wnd === 0 && t.state !== 'SYN-SENT' && t.state !== 'SYN-RECEIVED';

/**
 * The timer has expired, and RTO doubles. Behind a window that is shut only what the peer does not answer counts towards R2: as
 * long as it answers, the connection stays (MUST-37).
 */
const backOff = (turn: Turn): void => {
  const t = turn.tcb;
  const { retransmissions } = t.rtt;
  t.rtt = backedOff(t.rtt, turn.config.profile.parameters);
  if (!isShut(t)) return;
  t.rtt = { ...t.rtt, retransmissions: Math.max(retransmissions, 1) };
  t.fixed = { ...t.fixed, probes: t.fixed.probes + 1 };
};

/** Is it time to give up? R2, in retransmissions, unless the user has named a time. (RFC 9293 §3.8.3, MUST-20, MUST-21) */
const isHopeless = (turn: Turn, opening: boolean): boolean => {
  const t = turn.tcb;
  const { parameters } = turn.config.profile;
  const { options, listener } = t.fixed;
  if (!opening) {
    const unanswered = isShut(t) ? t.fixed.probes : t.rtt.retransmissions;
    return options.userTimeout === undefined && unanswered >= parameters.retransmissions;
  }
  const most =
    t.state === 'SYN-RECEIVED' && listener !== 0
      ? parameters.synAckRetransmissions
      : (options.synRetransmissions ?? parameters.synRetransmissions);
  // A user that has the connection already is worth one more. (Linux)
  return t.rtt.retransmissions >= (isEarly(t) ? most + 1 : most);
};

/**
 * All that is in flight is taken for lost, but what was sent a moment ago; the window is one segment.
 *
 * RFC     5681 (4) and §3.1; 6582 §4; 8985 §6.3; 2018 §8 (a peer that forgets what it told); 5682 §2.1 step 1
 */
const enterLoss = (turn: Turn): void => {
  const t = turn.tcb;
  const { profile } = turn.config;
  const { smss, unit } = t.fixed;
  const r = t.recovery;
  const first = oldest(t.board);
  const reneged = first?.sacked === true;
  const wait = t.rack.rtt + reorderingWindow(t, profile.recovery.duplicates);
  const isRecent = (sentAt: number): boolean =>
    profile.recovery.rack && t.fixed.sack && t.rack.rtt > 0 && sentAt + wait > turn.now;
  if (reneged) note(turn, RULES.reneged);
  t.board = allLost(t.board, (p) => !reneged && p !== first && isRecent(p.sentAt), reneged, unit);
  // A segment that was sent again by the timer already must not lower the threshold again. (RFC 5681 §3.1)
  const isNew =
    r.phase === 'open' ||
    r.phase === 'disorder' ||
    !lt(t.snd.una, r.recover) ||
    (r.phase === 'loss' && t.rtt.retransmissions === 0);
  const before = t.congestion;
  if (isNew) {
    t.congestion = t.fixed.control.reduce(before, { now: turn.now, smss, flight: flightFor(t), by: 'timeout' });
    t.ecn = owesCwr(t.ecn);
  }
  t.recovery = {
    ...r,
    phase: 'loss',
    recover: t.snd.nxt,
    duplicates: 0,
    priorCwnd: isNew ? before.cwnd : r.priorCwnd,
    priorThreshold: isNew ? before.ssthresh : r.priorThreshold,
    undo: isNew ? t.snd.una : r.undo,
    undoResent: isNew ? (t.board.resent > 0 ? Math.ceil(t.board.resent / smss) : -1) : r.undoResent,
    firstResentAt: isNew && t.board.resent === 0 ? NEVER : r.firstResentAt,
    frto: profile.recovery.frto && (isNew || t.rtt.retransmissions > 0),
    reordering:
      r.phase === 'open' || r.phase === 'disorder' ? Math.min(r.reordering, profile.recovery.duplicates) : r.reordering,
    probeEnd: undefined,
  };
  t.congestion = withWindow(t.congestion, Math.max(pipe(t), 0) + smss);
};

/** Some stacks tell the peer that they have given up. */
const giveUp = (turn: Turn, opening: boolean): void => {
  if (!opening && turn.config.profile.robustness.resetWhenGivenUp === 'always') sendReset(turn);
};

/** R1: "pass negative advice to the IP layer, to trigger dead-gateway diagnosis". (RFC 9293 §3.8.3 (b), MUST-20) */
const adviseIp = (turn: Turn): void => {
  if (turn.tcb.rtt.retransmissions < turn.config.profile.parameters.r1) return;
  if (turn.tcb.rtt.retransmissions === turn.config.profile.parameters.r1) note(turn, RULES.wayInDoubt);
  turn.inDoubt = true;
};

/** The oldest segment was not acknowledged in time. (RFC 6298 (5.4)–(5.7); RFC 9293 §3.8.3) */
const retransmissionTimeout = (turn: Turn): void => {
  const t = turn.tcb;
  const opening = t.state === 'SYN-SENT' || t.state === 'SYN-RECEIVED';
  const hopeless = isHopeless(turn, opening);
  earlyTimedOut(turn, hopeless);
  if (hopeless) {
    note(turn, RULES.userTimeout, t.state);
    giveUp(turn, opening);
    end(turn, t.fixed.softError ?? 'timed-out');
    return;
  }
  t.timers = withRetransmission(t.timers, NEVER, 'timeout');
  if (t.ecn.holding) t.ecn = { ...t.ecn, holding: false };
  if (!opening) enterLoss(turn);
  // Text that followed the SYN-ACK is sent again once that is acknowledged.
  if (isEarly(t)) t.board = allLost(t.board, () => false, false, t.fixed.unit);
  backOff(turn);
  adviseIp(turn);
  note(turn, RULES.retransmissionTimeout, `RTO now ${t.rtt.rto / 1_000_000} ms`);
  if (opening) sendSyn(turn);
  else resendOldest(turn);
  if (t.timers.retransmission === NEVER && !turn.deleted && t.board.out > 0) {
    t.timers = withRetransmission(t.timers, after(turn.now, t.rtt.rto), 'timeout');
  }
};

/** RACK's timer: what was not yet late enough is so now. (RFC 8985 §6.3) */
const reorderingTimeout = (turn: Turn): void => {
  const t = turn.tcb;
  t.timers = withRetransmission(t.timers, timeoutOfOldest(turn), 'timeout');
  const lost = lookForLoss(turn);
  if (lost > 0 && t.recovery.phase !== 'recovery' && t.recovery.phase !== 'loss') {
    note(turn, RULES.fastRetransmit);
    beginReduction(turn, 'recovery', 'loss', true);
    // One segment leaves whatever the proportion says. (RFC 9937 §6)
    t.congestion = withWindow(t.congestion, pipe(t) + t.fixed.smss);
  }
};

/** ACKs have stopped: one segment asks for another. (RFC 8985 §7.3) */
const probeTimeout = (turn: Turn): void => {
  const t = turn.tcb;
  t.timers = withRetransmission(t.timers, NEVER, 'timeout');
  if (t.recovery.probeEnd === undefined) sendTailProbe(turn);
  t.timers = withRetransmission(t.timers, after(turn.now, t.rtt.rto), 'timeout');
};

/** The window was closed for a whole persist interval: probe it, and wait longer. (RFC 9293 §3.8.6.1, MUST-37) */
const persistTimeout = (turn: Turn): void => {
  const t = turn.tcb;
  const p = turn.config.profile.parameters;
  if (t.ecn.holding) {
    // It was no closed window that held back, but a mark: one segment may go again.
    t.ecn = { ...t.ecn, holding: false };
    t.timers = withPersist(t.timers, NEVER);
    return;
  }
  // "as long as the receiving TCP peer continues to send acknowledgments … the connection must stay open" (MUST-37)
  if (t.fixed.probes >= p.retransmissions) {
    note(turn, RULES.userTimeout, 'no answer to window probes');
    giveUp(turn, false);
    end(turn, 'timed-out');
    return;
  }
  note(turn, RULES.zeroWindowProbe, `${t.snd.wnd} octets offered`);
  t.fixed = {
    ...t.fixed,
    probes: t.fixed.probes + 1,
    windowProbes: t.snd.wnd === 0 ? t.fixed.windowProbes + 1 : t.fixed.windowProbes,
  };
  sendProbe(turn);
  if (t.timers.retransmission !== NEVER) {
    t.timers = withPersist(t.timers, NEVER);
    return;
  }
  const doublings = Math.min(t.fixed.windowProbes, 16);
  const wait = Math.min(t.rtt.rto * (1 << doublings), p.maximumRto) as typeof p.maximumRto;
  t.timers = withPersist(t.timers, after(turn.now, wait));
};

/** The wait after the end is over. (RFC 9293 §3.10.8, time-wait timeout) */
const timeWaitTimeout = (turn: Turn): void => {
  note(turn, turn.tcb.state === 'TIME-WAIT' ? RULES.timeWaitOver : RULES.orphanOver);
  end(turn, 'closed');
};

/** What the timer that watches octets in flight stands for at the moment. */
const inFlightTimeout = (turn: Turn): void => {
  switch (turn.tcb.timers.kind) {
    case 'timeout':
      return retransmissionTimeout(turn);
    case 'reordering':
      return reorderingTimeout(turn);
    case 'probe':
      return probeTimeout(turn);
  }
};

/** An ACK that was put off leaves; a user who has not answered by now is in no dialogue. */
const delayedAckTimeout = (turn: Turn): void => {
  const t = turn.tcb;
  note(turn, RULES.delayedAck);
  t.timers = withDelayedAck(t.timers, NEVER);
  const d = t.debts;
  if (d.dialogue) t.debts = debtsWith(d, d.unacknowledged, d.wantsRoom, d.quick, false, d.heardAt, d.duplicate);
  turn.ackNow = true;
};

/**
 * Whatever of a block is due now.
 *
 * @category timers
 * @since 0.1.0
 */
export const timeouts = (turn: Turn): void => {
  const t = turn.tcb;
  const { now } = turn;
  if (t.timers.timeWait <= now) {
    timeWaitTimeout(turn);
    return;
  }
  if (t.timers.user <= now) {
    note(turn, RULES.userTimeout, t.state);
    t.timers = withUser(t.timers, NEVER);
    giveUp(turn, false);
    end(turn, 'timed-out');
    return;
  }
  if (t.timers.retransmission <= now) inFlightTimeout(turn);
  if (t.timers.persist <= now) persistTimeout(turn);
  if (t.timers.delayedAck <= now) delayedAckTimeout(turn);
  if (t.timers.keepAlive <= now) keepAliveTimeout(turn);
};
