import { drop } from '../basis/rope.ts';
import { between } from '../basis/time.ts';
import { ACK, has } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { distance, geq, gt, laterSeq, leq, lt } from '../wire/seqnum.ts';
import { answerWithReset, end, enterTimeWait, waitForPeer } from './ending.ts';
import { watch } from './keepAlive.ts';
import { challenge } from './checkReset.ts';
import { duplicateAcknowledged, isDuplicate, newlyAcknowledged, restartTimer } from './lossRecovery.ts';
import { afterLostSyn, measured, progressed } from './roundTrip.ts';
import { RULES } from './rules.ts';
import type { Tcb } from './Tcb.ts';
import {
  bufferStart,
  NEVER,
  sndAcknowledged,
  sndWindow,
  timersWith,
  withCongestion,
  withDebts,
  withFixed,
  withRtt,
  withSnd,
  withState,
  withTimers,
} from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/** SEG.WND: the field, scaled. (RFC 7323 §2.3) */
const scaledWindow = (t: Tcb, segment: TcpSegment): number => segment.wnd << t.fixed.sendShift;

/**
 * Is it worth telling a user that waits for room? When a third of the buffer is free: to wake it for every ACK would cut its
 * octets into crumbs. (Linux wakes a writer by the same third.)
 */
const isRoomy = (t: Tcb): boolean => {
  const { sendBuffer } = t.fixed.options;
  return 3 * (sendBuffer - t.snd.buffer.length) >= sendBuffer;
};

/** Octets of ours left the network: UNA moves, the buffer shrinks, the round trip is measured. */
const acknowledge = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const octets = Math.max(0, Math.min(distance(segment.ack, bufferStart(t)), t.snd.buffer.length));
  const p = turn.config.parameters;
  const wasSynLost = t.snd.una === t.fixed.iss && t.rtt.retransmissions > 0;
  const isTimed = t.rtt.timedAt !== NEVER && geq(segment.ack, t.rtt.timedSeq);
  let rtt = isTimed ? measured(t.rtt, between(t.rtt.timedAt, turn.now), p) : progressed(t.rtt, p);
  if (wasSynLost) rtt = afterLostSyn(rtt, p);
  note(turn, RULES.acknowledged);
  if (isTimed) note(turn, RULES.roundTripMeasured);
  const snd = sndAcknowledged(
    t.snd,
    segment.ack,
    laterSeq(t.snd.resend, segment.ack),
    octets === 0 ? t.snd.buffer : drop(t.snd.buffer, octets),
  );
  turn.tcb = withRtt(withSnd(t, snd), rtt);
  if (t.fixed.softError !== undefined) turn.tcb = withFixed(turn.tcb, { softError: undefined });
  if (octets > 0 && t.debts.wantsRoom && isRoomy(turn.tcb)) {
    turn.tcb = withDebts(turn.tcb, turn.tcb.debts.unacknowledged, false);
    tell(turn, { _tag: 'Writable', connection: t.id });
  }
};

/** The send window: SND.WND, WL1, WL2. (§3.10.7.4, fifth) */
const updateWindow = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const s = t.snd;
  const isNewer = lt(s.wl1, segment.seq) || (s.wl1 === segment.seq && leq(s.wl2, segment.ack));
  if (!isNewer) return;
  const wnd = scaledWindow(t, segment);
  if (wnd !== s.wnd) note(turn, RULES.windowUpdated);
  turn.tcb = withSnd(t, sndWindow(s, wnd, segment.seq, segment.ack));
  const m = t.timers;
  // The window that was being probed is open: what is sent from now on is watched by the retransmission timer.
  if (m.persist !== NEVER && wnd > 0) {
    turn.tcb = withTimers(turn.tcb, timersWith(m.retransmission, NEVER, m.delayedAck, m.timeWait, m.keepAlive));
    if (t.fixed.windowProbes > 0) turn.tcb = withFixed(turn.tcb, { windowProbes: 0 });
  }
};

/** SYN-RECEIVED: an acceptable ACK establishes the connection. */
const establish = (turn: Turn, segment: TcpSegment): boolean => {
  const t = turn.tcb;
  if (!gt(segment.ack, t.snd.una) || !leq(segment.ack, t.snd.nxt)) {
    note(turn, RULES.synReceivedBadAck);
    answerWithReset(turn.said, t.local, t.remote, segment);
    return false;
  }
  note(turn, RULES.synReceivedEstablished);
  const snd = sndWindow(t.snd, scaledWindow(t, segment), segment.seq, segment.ack);
  turn.tcb = withFixed(withState(withSnd(t, snd), t.snd.finQueued ? 'FIN-WAIT-1' : 'ESTABLISHED'), { known: true });
  if (t.rtt.retransmissions > 0) {
    // A SYN that was lost leaves one segment for the beginning. (RFC 5681 §3.1)
    turn.tcb = withCongestion(turn.tcb, turn.config.congestionControl.initial(t.fixed.smss, 1, t.fixed.iss));
  }
  watch(turn);
  tell(turn, {
    _tag: 'Established',
    connection: t.id,
    listener: t.fixed.listener,
    local: t.local,
    remote: t.remote,
  });
  return true;
};

/** What the ACK of our FIN does. */
const finAcknowledged = (turn: Turn): boolean => {
  const t = turn.tcb;
  note(turn, RULES.finAcknowledged, t.state);
  if (t.fixed.released && t.state !== 'LAST-ACK') tell(turn, { _tag: 'Drained', connection: t.id });
  if (t.state === 'FIN-WAIT-1') {
    turn.tcb = withState(t, 'FIN-WAIT-2');
    if (t.fixed.released) waitForPeer(turn);
  } else if (t.state === 'CLOSING') {
    enterTimeWait(turn);
  } else if (t.state === 'LAST-ACK') {
    end(turn, 'closed');
    return false;
  }
  return true;
};

/**
 * Fifth, check the ACK field.
 *
 * Gives   true when the segment is to be looked at further
 * RFC     9293 §3.10.7.4, fifth; 5961 §5.2; 5681; 6298 (5.2), (5.3); 7323 §2.3
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const checkAcknowledgment = (turn: Turn, segment: TcpSegment): boolean => {
  if (!has(segment, ACK)) {
    note(turn, RULES.withoutAck);
    return false;
  }
  if (turn.tcb.state === 'SYN-RECEIVED' && !establish(turn, segment)) return false;
  const t = turn.tcb;
  if (gt(segment.ack, t.snd.nxt)) {
    note(turn, RULES.ackOfUnsent);
    turn.ackNow = true;
    return false;
  }
  if (distance(t.snd.una, segment.ack) > t.snd.maxWnd) {
    note(turn, RULES.ackTooOld);
    challenge(turn);
    return false;
  }
  if (gt(segment.ack, t.snd.una)) {
    const acked = distance(segment.ack, bufferStart(t));
    acknowledge(turn, segment);
    updateWindow(turn, segment);
    if (acked > 0) newlyAcknowledged(turn, acked);
    restartTimer(turn);
    // What was acknowledged is one more than the octets that were there: the FIN.
    return t.snd.finQueued && acked > t.snd.buffer.length ? finAcknowledged(turn) : true;
  }
  const duplicate = isDuplicate(t, segment, scaledWindow(t, segment));
  if (segment.ack === t.snd.una) updateWindow(turn, segment);
  if (duplicate) duplicateAcknowledged(turn);
  return true;
};
