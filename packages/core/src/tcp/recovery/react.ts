// What an ACK does to loss recovery and to the window: the machine of five phases.
//
//            duplicates, SACK                enough of them                everything up to RECOVER
//     open ------------------> disorder -----------------------> recovery ------------------------> open
//      |                                                            ^
//      |  a probe repaired a loss, a mark of ECN                    |  (a timeout leads from anywhere to loss, and back to open)
//      +-------------------------------------> cwr                loss
import { after } from '../../basis/time.ts';
import { gt, lt } from '../../wire/seqnum.ts';
import type { Acknowledged } from '../congestion/CongestionControl.ts';
import { withWindow } from '../congestion/CongestionControl.ts';
import { prrAcknowledged, prrBegin } from '../congestion/prr.ts';
import { marksHeard } from '../ecn/feedback.ts';
import { owesCwr } from '../ecn/leaving.ts';
import { RULES } from '../rules.ts';
import { isOrderly } from '../scoreboard.ts';
import { firstLost, lostBySack } from '../lossMarks.ts';
import type { RecoveryPhase } from '../TcpStatus.ts';
import type { Draft, Tcb } from '../Tcb.ts';
import { outstanding, sendPoint } from '../Tcb.ts';
import { NEVER, withRetransmission } from '../Timers.ts';
import type { Turn } from '../Turn.ts';
import { note } from '../Turn.ts';
import type { News } from './News.ts';
import { heldWithoutSack, pipe } from './pipe.ts';
import { detectLoss, rackAfter, reorderingAfter, steppedDown, steppedUp } from './rack.ts';
import { probeOutcome } from './tailLoss.ts';
import { mayUndo, originalArrived, undo } from './undo.ts';

const inPhase = (t: Tcb, phase: RecoveryPhase): Tcb['recovery'] =>
  t.recovery.phase === phase ? t.recovery : { ...t.recovery, phase };

/** FlightSize, or what a stack that counts segments takes for it: its window. */
export const flightFor = (t: Tcb): number => (t.fixed.unit === 1 ? outstanding(t) : t.congestion.cwnd);

/**
 * The window begins to shrink. `flight` is what was in flight before the ACK that tells of congestion: a duplicate takes nothing
 * off, but the ACK that tells of a mark does. (RFC 5681 §3.2 step 2, RFC 6675 §5 (4), RFC 9937 §6; RFC 3168 §6.1.2)
 */
export const beginReduction = (
  turn: Turn,
  phase: 'recovery' | 'cwr',
  by: 'loss' | 'mark',
  undoable: boolean,
  flight: number = flightFor(turn.tcb),
): void => {
  const t = turn.tcb;
  const { smss } = t.fixed;
  const before = t.congestion;
  const wasReducing = t.recovery.phase === 'cwr' || t.recovery.phase === 'recovery';
  const r = t.recovery;
  if (!wasReducing) {
    t.congestion = t.fixed.control.reduce(before, { now: turn.now, smss, flight, by });
    t.ecn = owesCwr(t.ecn);
    if (!turn.config.profile.recovery.prr) t.congestion = withWindow(t.congestion, t.congestion.ssthresh);
  }
  t.recovery = {
    ...r,
    phase,
    recover: t.snd.nxt,
    priorCwnd: wasReducing ? r.priorCwnd : before.cwnd,
    priorThreshold: wasReducing ? 0 : before.ssthresh,
    prr: wasReducing ? r.prr : prrBegin(t.congestion.ssthresh, flight),
    undo: undoable ? t.snd.una : undefined,
    undoResent: t.board.resent > 0 ? Math.ceil(t.board.resent / smss) : -1,
    probeEnd: undefined,
  };
};

/** Everything that was lost is made good. (RFC 5681 §3.2 step 6, RFC 6675 §5 (A)) */
const endRecovery = (turn: Turn): void => {
  const t = turn.tcb;
  note(turn, RULES.recoveryEnded);
  if (t.congestion.ssthresh < t.congestion.cwnd || t.recovery.phase === 'cwr' || t.recovery.phase === 'recovery') {
    t.congestion = withWindow(t.congestion, t.congestion.ssthresh);
  }
  t.recovery = steppedDown({ ...t.recovery, phase: 'open', undo: undefined, duplicates: 0, firstResentAt: NEVER });
};

/** Segments that this connection believes lost now; RACK's timer is set when others may be soon. Gives the weight that is new. */
export const lookForLoss = (turn: Turn): number => {
  const t = turn.tcb;
  const { recovery, parameters } = turn.config.profile;
  if (!t.fixed.sack) return 0;
  if (!recovery.rack) {
    const marked = lostBySack(t.board, recovery.duplicates, t.fixed.smss, t.fixed.unit);
    t.board = marked.board;
    return marked.lost;
  }
  const found = detectLoss(t, turn.now, recovery.duplicates);
  t.board = found.board;
  if (found.next !== undefined) {
    t.timers = withRetransmission(t.timers, after(found.next, parameters.timerSlack), 'reordering');
    turn.reordering = true;
  }
  return found.lost;
};

/** Is anything out of order, and not yet enough to act? */
const openOrDisorder = (t: Draft): void => {
  const { phase } = t.recovery;
  if (phase !== 'open' && phase !== 'disorder') return;
  const next = isOrderly(t.board) && t.recovery.duplicates === 0 ? 'open' : 'disorder';
  if (next !== phase) t.recovery = inPhase(t, next);
};

/** Duplicate ACKs without SACK: one segment each has left the network. (RFC 5681 §3.2, RFC 6582 §3.2) */
const countDuplicates = (turn: Turn, news: News): void => {
  const t = turn.tcb;
  if (t.fixed.sack) return;
  const r = t.recovery;
  if (news.duplicateAck) {
    t.recovery = { ...r, duplicates: r.duplicates + 1 };
  } else if (news.advanced && r.duplicates > 0) {
    // The ACK fills one hole; what else it acknowledges are segments that the duplicates stood for.
    const filled = Math.max(0, Math.ceil(news.acknowledged / t.fixed.smss) - 1);
    const duplicates = r.phase === 'recovery' ? Math.max(0, r.duplicates - filled) : 0;
    t.recovery = { ...r, duplicates };
  }
};

/** "If this ACK acknowledges all of the data up to and including RECOVER": the phases that end so. */
const leave = (turn: Turn, news: News): boolean => {
  const t = turn.tcb;
  const { phase, recover } = t.recovery;
  if (phase === 'open' || lt(t.snd.una, recover)) return false;
  if (phase === 'cwr') {
    // One octet beyond, so that a second mark of the same window does not count again.
    if (gt(t.snd.una, recover)) endRecovery(turn);
    return false;
  }
  if (phase === 'recovery') {
    if (mayUndo(turn, t, news)) {
      undo(turn, false);
      t.recovery = { ...inPhase(t, 'open'), duplicates: 0 };
    } else {
      endRecovery(turn);
    }
    return true;
  }
  return false;
};

/**
 * Octets up to RECOVER that were sent once only were delivered now: those that F-RTO tries lie beyond, and prove nothing.
 *
 * Without SACK an ACK that covers a retransmission too proves nothing either: the rest may have arrived long ago.
 */
const originalBelow = (t: Tcb, news: News): boolean =>
  news.original &&
  (t.fixed.sack || news.pieces.every((p) => p.times === 1)) &&
  news.pieces.some((p) => p.times === 1 && !p.sacked && !gt(p.end, t.recovery.recover));

/** After a timeout. (RFC 5682; RFC 5681 §3.1) */
const inLoss = (turn: Turn, news: News): void => {
  const t = turn.tcb;
  const over = !lt(t.snd.una, t.recovery.recover);
  if (news.advanced && mayUndo(turn, t, news)) {
    undo(turn, true);
    t.recovery = inPhase(t, 'open');
    return;
  }
  if (t.recovery.frto) {
    const spurious = originalBelow(t, news) && t.recovery.undo !== undefined && turn.config.profile.recovery.undo;
    if (spurious) {
      // Step 3.b: octets that were never sent again have arrived.
      note(turn, RULES.spuriousTimeout);
      undo(turn, true);
      t.recovery = { ...inPhase(t, 'open'), frto: false };
      return;
    }
    if (gt(t.snd.nxt, t.recovery.recover)) {
      // Step 3.a: new octets went out, and what comes back are duplicates: the loss was real.
      if (news.sacked || news.duplicateAck) t.recovery = { ...t.recovery, frto: false };
    } else if (news.advanced && !over) {
      // Step 2.b: try new octets, if there are any that may go.
      const unsent = ((sendPoint(t) - t.snd.una) | 0) < t.snd.buffer.length;
      const room = ((sendPoint(t) - t.snd.una) | 0) < t.snd.wnd;
      if (unsent && room) {
        t.recovery = { ...t.recovery, recover: t.snd.nxt };
        turn.newFirst = true;
        return;
      }
      t.recovery = { ...t.recovery, frto: false };
    }
  }
  if (over) {
    if (mayUndo(turn, t, news)) undo(turn, false);
    note(turn, RULES.recoveryEnded);
    t.recovery = steppedDown({
      ...t.recovery,
      phase: 'open',
      undo: undefined,
      duplicates: 0,
      firstResentAt: NEVER,
      frto: false,
    });
  }
};

/** In fast recovery: partial ACKs, and signs that nothing was lost. (RFC 6582 §3.2 step 3; RFC 6675 §5 (B), (C)) */
const inRecovery = (turn: Turn, news: News): number => {
  const t = turn.tcb;
  const { profile } = turn.config;
  if (news.advanced) {
    note(turn, RULES.partialAck);
    if (profile.recovery.undo && t.recovery.undo !== undefined && originalArrived(turn, t, news)) {
      // The retransmission was spurious; what still waits for an answer decides the rest.
      if (t.board.resent === 0) {
        undo(turn, true);
        t.recovery = inPhase(t, 'open');
        openOrDisorder(t);
        return 0;
      }
    } else if (!t.fixed.sack) {
      const before = t.board.lost;
      t.board = firstLost(t.board, t.fixed.smss, t.fixed.unit);
      return t.board.lost - before;
    }
  }
  if (profile.recovery.undo && t.recovery.undo !== undefined && t.recovery.undoResent === 0) {
    undo(turn, false);
    t.recovery = inPhase(t, 'open');
    openOrDisorder(t);
    return 0;
  }
  return lookForLoss(turn);
};

/** Open or in disorder: is it time to recover? */
const beforeRecovery = (turn: Turn): number => {
  const t = turn.tcb;
  const { recovery } = turn.config.profile;
  if (t.recovery.phase !== 'cwr' && t.recovery.undoResent === 0 && t.recovery.undo !== undefined && recovery.undo) {
    undo(turn, false);
  }
  let lost = lookForLoss(turn);
  const byDuplicates =
    !t.fixed.sack &&
    t.recovery.duplicates >= recovery.duplicates &&
    // Not again for a loss that was dealt with already: the ACK must cover more than RECOVER. (RFC 6582 §3.2 step 1)
    gt(t.snd.una, t.recovery.recover);
  if (t.board.lost > 0 || byDuplicates) {
    note(turn, RULES.fastRetransmit);
    if (byDuplicates) {
      t.board = firstLost(t.board, t.fixed.smss, t.fixed.unit);
      lost = t.fixed.smss;
    }
    beginReduction(turn, 'recovery', 'loss', true);
  } else {
    openOrDisorder(t);
  }
  return lost;
};

const isLosing = (t: Tcb): boolean => t.recovery.phase === 'loss';

/** Something is amiss, or was: the phases. Gives the weight that is lost newly. */
const alert = (turn: Turn, news: News): number => {
  const t = turn.tcb;
  countDuplicates(turn, news);
  if (leave(turn, news)) {
    openOrDisorder(t);
    return 0;
  }
  switch (t.recovery.phase) {
    case 'recovery':
      return inRecovery(turn, news);
    case 'loss':
      inLoss(turn, news);
      openOrDisorder(t);
      return isLosing(t) ? lookForLoss(turn) : 0;
    case 'open':
    case 'disorder':
    case 'cwr':
      return beforeRecovery(turn);
  }
};

/** The probe's end. (RFC 8985 §7.4) */
const hearOfProbe = (turn: Turn, news: News): void => {
  const t = turn.tcb;
  const outcome = probeOutcome(t, news);
  if (outcome === 'none') return;
  t.recovery = { ...t.recovery, probeEnd: undefined };
  if (outcome === 'over') return;
  note(turn, RULES.probeRepaired);
  beginReduction(turn, 'cwr', 'loss', false);
  t.congestion = withWindow(t.congestion, t.congestion.ssthresh);
  t.recovery = inPhase(t, 'open');
};

/**
 * The window cannot shrink below a segment, but the rate can: "the sending TCP MUST reset the retransmit timer on receiving the
 * ECN-Echo packet when the congestion window is one", and sends again when it runs out. (RFC 3168 §6.1.2)
 */
const hold = (turn: Turn): void => {
  const t = turn.tcb;
  note(turn, RULES.markHolds);
  t.ecn = { ...owesCwr(t.ecn), holding: true };
  if (t.board.out > 0) t.timers = withRetransmission(t.timers, after(turn.now, t.rtt.rto), 'timeout');
};

/**
 * Marks tell of congestion as losses do, once a window: not while it shrinks already, and not for what was in flight when it
 * did. (RFC 3168 §6.1.2; RFC 9768 §3.3)
 */
const hearOfMarks = (turn: Turn, news: News): void => {
  const t = turn.tcb;
  if (marksHeard(turn, news) === 0) return;
  if (turn.config.profile.ecn.holds && t.congestion.cwnd <= t.fixed.smss) {
    hold(turn);
    return;
  }
  const { phase, recover } = t.recovery;
  if ((phase !== 'open' && phase !== 'disorder') || t.snd.una === recover) return;
  note(turn, RULES.markAnswered);
  beginReduction(turn, 'cwr', 'mark', false, t.fixed.unit === 1 ? Math.max(news.flight, flightFor(t)) : flightFor(t));
};

/** Was the window used? In slow start half of it is enough. (RFC 7661; RFC 9293 leaves it open) */
export const isWindowLimited = (t: Tcb): boolean =>
  t.congestion.cwnd < t.congestion.ssthresh ? t.congestion.cwnd < 2 * t.usage.most : t.usage.limited;

/** The window after this ACK. */
const moveWindow = (turn: Turn, news: News, lost: number): void => {
  const t = turn.tcb;
  const { phase } = t.recovery;
  const { profile } = turn.config;
  if (phase === 'recovery' || phase === 'cwr') {
    const { prr } = t.recovery;
    if (prr === undefined || !profile.recovery.prr) return;
    const answer = prrAcknowledged(prr, {
      newlyDelivered: Math.max(news.delivered, 0),
      newlyLost: lost,
      pipe: pipe(t),
      advanced: news.advanced,
      smss: t.fixed.smss,
      unit: t.fixed.unit,
    });
    t.recovery = { ...t.recovery, prr: answer.prr };
    // The first lost segment is sent again whatever the proportion says: half a segment would be none. (RFC 6675 §5, 4.3)
    const allowance = prr.sent === 0 ? Math.max(answer.allowance, t.fixed.smss) : answer.allowance;
    t.congestion = withWindow(t.congestion, Math.max(pipe(t) + allowance, t.fixed.smss));
    return;
  }
  if (news.acknowledged <= 0) return;
  const acknowledged: Acknowledged = {
    now: turn.now,
    acked: Math.max(news.delivered, 0),
    smss: t.fixed.smss,
    flight: news.flight,
    limited: isWindowLimited(t),
    una: t.snd.una,
    nxt: t.snd.nxt,
    rtt: news.rtt,
    srtt: t.rtt.srtt,
    minRtt: t.rtt.minRtt,
  };
  t.congestion = t.fixed.control.grow(t.congestion, acknowledged);
};

/**
 * What an ACK does to loss recovery and to the window.
 *
 * RFC     5681, 6582, 6675, 8985, 9937, 5682, 4015, 2883
 *
 * @category loss recovery
 * @since 0.1.0
 */
export const react = (turn: Turn, news: News): void => {
  const t = turn.tcb;
  const { recovery } = turn.config.profile;
  const calm =
    t.recovery.phase === 'open' &&
    t.recovery.duplicates === 0 &&
    isOrderly(t.board) &&
    !news.sacked &&
    !news.duplicateAck &&
    !news.duplicateTold;
  if (t.fixed.sack && news.pieces.length > 0) {
    t.rack = rackAfter(turn, news);
    if (!calm) t.recovery = reorderingAfter(t, news, recovery.mostReordering);
  }
  if (news.duplicateTold && recovery.dsack) t.recovery = steppedUp(t);
  if (t.recovery.probeEnd !== undefined) hearOfProbe(turn, news);
  const lost = calm ? 0 : alert(turn, news);
  if (t.ecn.mode !== 'off') hearOfMarks(turn, news);
  if (!t.ecn.holding) moveWindow(turn, news, lost);
};

/** What a duplicate ACK of a connection without SACK delivers, as far as can be told. (RFC 6582 §3.2) */
export const deliveredWithoutSack = (t: Tcb, duplicateAck: boolean, acked: number): number =>
  duplicateAck ? t.fixed.smss : Math.max(acked - heldWithoutSack(t), acked > 0 ? t.fixed.smss : 0);
