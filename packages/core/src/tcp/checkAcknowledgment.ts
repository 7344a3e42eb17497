import { drop } from '../basis/rope.ts';
import type { Duration } from '../basis/time.ts';
import { between, NO_TIME } from '../basis/time.ts';
import { ACK, has, segmentLength } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { distance, gt, leq, lt } from '../wire/seqnum.ts';
import { challenge } from './checkReset.ts';
import { handshakeEnds } from './ecn/arriving.ts';
import { answerWithReset, end, enterTimeWait, waitForPeer } from './ending.ts';
import { isEarly } from './fastOpen/early.ts';
import { watch } from './keepAlive.ts';
import { congestionAtStart, roundBuffers } from './open.ts';
import { blocksOf, heardBlocks, NO_BLOCKS } from './options/sack.ts';
import { roundTripOf, stampOf } from './options/timestamps.ts';
import { setTimer } from './output.ts';
import type { News } from './recovery/News.ts';
import { deliveredWithoutSack, react } from './recovery/react.ts';
import { pipe } from './recovery/pipe.ts';
import { afterLostSyn, measured, progressed } from './roundTrip.ts';
import { RULES } from './rules.ts';
import type { Piece, TakenOff, Told } from './scoreboard.ts';
import { acknowledgedTo, selectively, weightOf } from './scoreboard.ts';
import { afterAck } from './Tally.ts';
import type { Tcb } from './Tcb.ts';
import { bufferStart, debtsWith, outstanding, unsentOctets } from './Tcb.ts';
import { sndAcknowledged, sndWindow } from './spaces.ts';
import { NEVER, withPersist, withRetransmission, withUser } from './Timers.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/** SEG.WND: the field, scaled. (RFC 7323 §2.3) */
const scaledWindow = (t: Tcb, segment: TcpSegment): number => segment.wnd << t.fixed.sendShift;

/**
 * Is it worth telling a user that waits for room? When a third of the buffer is free: to wake it for every ACK would cut its
 * octets into crumbs. (Linux wakes a writer by the same third.)
 */
const isRoomy = (t: Tcb): boolean => {
  const { sendBuffer, unsentLowWater } = t.fixed.options;
  if (unsentLowWater !== undefined && 2 * unsentOctets(t) >= unsentLowWater) return false;
  return 3 * (sendBuffer - t.snd.buffer.length) >= sendBuffer;
};

/** Nothing was taken off the board, nothing was told. */
const NO_PIECES: ReadonlyArray<Piece> = [];

/** Octets of ours left the network: UNA moves, the buffer shrinks, a user that waits for room hears of it. */
const acknowledge = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const octets = Math.max(0, Math.min(distance(segment.ack, bufferStart(t)), t.snd.buffer.length));
  note(turn, RULES.acknowledged);
  const s = t.snd;
  t.snd = sndAcknowledged(s, segment.ack, octets === 0 ? s.buffer : drop(s.buffer, octets), s.wnd, s.wl1, s.wl2);
  if (t.fixed.softError !== undefined) t.fixed = { ...t.fixed, softError: undefined };
  const d = t.debts;
  if (octets > 0 && d.wantsRoom && isRoomy(t)) {
    t.debts = debtsWith(d, d.unacknowledged, false, d.quick, d.dialogue, d.heardAt, d.duplicate);
    tell(turn, { _tag: 'Writable', connection: t.id });
  }
};

/**
 * The round trip that this ACK measured: of the oldest octets that were sent once only (Karn's algorithm), else by the echoed
 * timestamp, which tells copies apart.
 *
 * RFC     6298 §3; 7323 §4.1
 */
const sampleOf = (turn: Turn, taken: TakenOff, echo: number | undefined): Duration | undefined => {
  if (taken.firstSentAt !== undefined && !taken.resent) return between(taken.firstSentAt, turn.now);
  if (echo === undefined) return undefined;
  const { timestampTick } = turn.config.profile;
  return roundTripOf({ kind: 'TS', val: 0, ecr: echo }, turn.now, timestampTick, turn.tcb.fixed.stampOffset);
};

/** The estimates after this ACK. */
const measure = (turn: Turn, sample: Duration | undefined): void => {
  const t = turn.tcb;
  const { parameters, estimator } = turn.config.profile;
  if (sample === undefined) {
    t.rtt = progressed(t.rtt);
    return;
  }
  note(turn, RULES.roundTripMeasured);
  t.rtt = measured(t.rtt, sample, parameters, estimator, t.snd.una, t.snd.nxt);
};

/** The send window: SND.WND, WL1, WL2. (§3.10.7.4, fifth) */
const updateWindow = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const s = t.snd;
  const isNewer = lt(s.wl1, segment.seq) || (s.wl1 === segment.seq && leq(s.wl2, segment.ack));
  if (!isNewer) return;
  const wnd = scaledWindow(t, segment);
  if (wnd !== s.wnd) note(turn, RULES.windowUpdated);
  t.snd = sndWindow(s, wnd, segment.seq, segment.ack);
  // The window that was being probed is open: what is sent from now on is watched by the retransmission timer.
  if (t.timers.persist !== NEVER && wnd > 0 && !t.ecn.holding) {
    t.timers = withPersist(t.timers, NEVER);
    if (t.fixed.windowProbes > 0) t.fixed = { ...t.fixed, windowProbes: 0 };
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
  const early = isEarly(t);
  note(turn, RULES.synReceivedEstablished);
  handshakeEnds(turn, segment);
  const { profile } = turn.config;
  t.snd = sndWindow(t.snd, scaledWindow(t, segment), segment.seq, segment.ack);
  t.state = t.snd.finQueued ? 'FIN-WAIT-1' : 'ESTABLISHED';
  t.fixed = { ...t.fixed, known: true };
  if (t.rtt.retransmissions > 0) {
    // A SYN that was lost leaves one segment for the beginning. (RFC 5681 §3.1)
    t.congestion = congestionAtStart(t.fixed, profile, t.rtt.retransmissions);
    t.rtt = afterLostSyn(t.rtt, profile.parameters);
  } else {
    const sample = between(t.rack.sentAt, turn.now);
    t.rtt = measured(t.rtt, sample, profile.parameters, profile.estimator, segment.ack, t.snd.nxt);
  }
  t.rack = { sentAt: t.rack.sentAt, end: t.rack.end, rtt: NO_TIME };
  t.timers = withRetransmission(t.timers, NEVER, 'timeout');
  roundBuffers(t, turn.config);
  watch(turn);
  if (early) return true;
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
    t.state = 'FIN-WAIT-2';
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
 * A duplicate ACK: octets are in flight (the octet that probes a closed window is not), the segment has neither text nor SYN
 * nor FIN, it acknowledges SND.UNA, and its window is the one we know. (RFC 5681 §2)
 */
const isDuplicate = (t: Tcb, segment: TcpSegment, wnd: number): boolean =>
  t.board.out > 0 && segmentLength(segment) === 0 && segment.ack === t.snd.una && wnd === t.snd.wnd;

/** A duplicate that the peer tells counts against what could be undone. (RFC 2883 §5, RFC 3708) */
const countDuplicate = (t: Turn['tcb'], block: readonly [SeqNum, SeqNum]): void => {
  const r = t.recovery;
  const segments = Math.max(1, Math.ceil(distance(block[1], block[0]) / t.fixed.smss));
  t.counts = { ...t.counts, duplicatesSacked: t.counts.duplicatesSacked + segments };
  if (r.undo !== undefined && r.undoResent > 0 && gt(block[1], r.undo)) {
    t.recovery = { ...r, undoResent: Math.max(0, r.undoResent - segments) };
  }
};

/** All that is known by SACK, and by duplicates without it, goes to loss recovery. */
const recover = (
  turn: Turn,
  segment: TcpSegment,
  before: { readonly flight: number; readonly duplicate: boolean; readonly acked: number; readonly octets: number },
  taken: TakenOff | undefined,
  sample: Duration | undefined,
  echo: number | undefined,
): void => {
  const t = turn.tcb;
  const { profile } = turn.config;
  const { sack } = t.fixed;
  const heard = sack
    ? heardBlocks(t, segment, blocksOf(segment), profile.recovery.dsack)
    : { blocks: NO_BLOCKS, duplicate: undefined };
  let told: Told | undefined;
  if (heard.blocks.length > 0) {
    told = selectively(t.board, heard.blocks, t.fixed.unit);
    t.board = told.board;
  }
  if (heard.duplicate !== undefined) countDuplicate(t, heard.duplicate);
  const sacked = told !== undefined && told.pieces.length > 0;
  const duplicateAck = !sack && before.duplicate;
  const byAck = taken?.delivered ?? 0;
  const delivered = sack
    ? byAck + (told?.delivered ?? 0)
    : deliveredWithoutSack(t, duplicateAck, weightOf(byAck, t.fixed.unit));
  const news: News = {
    advanced: before.acked > 0,
    flight: before.flight,
    delivered,
    acknowledged: before.acked,
    sacked,
    duplicateAck,
    duplicateTold: heard.duplicate !== undefined,
    original: taken?.original === true || told?.original === true,
    ordinary: segment.payload.length > 0 || !before.duplicate,
    pieces: told === undefined ? (taken?.pieces ?? NO_PIECES) : [...(taken?.pieces ?? NO_PIECES), ...told.pieces],
    firstSacked: taken?.pieces.length ?? 0,
    rtt: sample,
    echo,
  };
  t.counts = afterAck(t.counts, before.octets, delivered, turn.now);
  if (duplicateAck || (sacked && before.acked === 0)) note(turn, RULES.duplicateAck);
  react(turn, news);
};

/** The timer after progress. (RFC 6298 (5.2), (5.3)) */
const restartTimer = (turn: Turn): void => {
  const t = turn.tcb;
  if (outstanding(t) === 0 || t.board.out === 0) {
    if (t.timers.persist === NEVER) t.timers = withRetransmission(t.timers, NEVER, 'timeout');
  } else {
    setTimer(turn, true);
  }
  t.timers = withUser(t.timers, NEVER);
  const { userTimeout } = t.fixed.options;
  if (userTimeout !== undefined && t.board.out > 0)
    t.timers = withUser(t.timers, (turn.now + userTimeout) as typeof NEVER);
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
  const t = turn.tcb;
  if (t.state === 'SYN-RECEIVED' && !establish(turn, segment)) return false;
  if (gt(segment.ack, t.snd.nxt)) {
    note(turn, RULES.ackOfUnsent);
    if (turn.config.profile.robustness.ackOfUnsent === 'challenge') challenge(turn);
    else turn.ackNow = true;
    return false;
  }
  if (distance(t.snd.una, segment.ack) > t.snd.maxWnd) {
    note(turn, RULES.ackTooOld);
    challenge(turn);
    return false;
  }
  const stamp = t.fixed.timestamps ? stampOf(segment) : undefined;
  const echo = stamp === undefined || stamp.ecr === 0 ? undefined : stamp.ecr;
  const duplicate = isDuplicate(t, segment, scaledWindow(t, segment));
  const flight = pipe(t);
  if (!gt(segment.ack, t.snd.una)) {
    if (segment.ack === t.snd.una) updateWindow(turn, segment);
    if (segment.ack === t.snd.una || t.fixed.sack) {
      recover(turn, segment, { flight, duplicate, acked: 0, octets: 0 }, undefined, undefined, echo);
    }
    return true;
  }
  const acked = distance(segment.ack, bufferStart(t));
  const size = t.snd.buffer.length;
  acknowledge(turn, segment);
  const taken = acknowledgedTo(t.board, segment.ack, t.fixed.unit);
  t.board = taken.board;
  const sample = acked > 0 ? sampleOf(turn, taken, echo) : undefined;
  if (acked > 0) measure(turn, sample);
  updateWindow(turn, segment);
  if (acked > 0) {
    recover(turn, segment, { flight, duplicate: false, acked, octets: Math.min(acked, size) }, taken, sample, echo);
  }
  restartTimer(turn);
  // What was acknowledged is one more than the octets that were there: the FIN.
  return t.snd.finQueued && acked > size ? finAcknowledged(turn) : true;
};
