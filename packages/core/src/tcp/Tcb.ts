import type { Rope } from '../basis/rope.ts';
import type { Duration, Instant } from '../basis/time.ts';
import type { Endpoint } from '../wire/addresses.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { plus } from '../wire/seqnum.ts';
import type { Congestion, CongestionControl } from './congestion/CongestionControl.ts';
import type { Prr } from './congestion/prr.ts';
import type { FastOpenPart } from './fastOpen/FastOpenPart.ts';
import type { Ecn } from './ecn/Ecn.ts';
import type { Board } from './scoreboard.ts';
import { boardEnd } from './scoreboard.ts';
import type { ConnectionId, TcpOptions } from './Service.ts';
import type { RecoveryPhase } from './TcpStatus.ts';
import type { Tally } from './Tally.ts';
import type { Timers } from './Timers.ts';
import { NEVER } from './Timers.ts';

/** The states of RFC 9293 §3.3.2, as it prints them. (LISTEN is a `Listener`, a record of its own.) */
export type ConnectionState =
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT'
  | 'CLOSED';

/**
 * The send sequence space. (RFC 9293 §3.3.1)
 *
 * ```
 *      acknowledged      in flight        may be sent      not yet
 *   ----------------|----------------|----------------|------------
 *                 una              nxt          una + wnd
 * ```
 */
export interface SendSpace {
  readonly una: SeqNum;
  readonly nxt: SeqNum;
  readonly wnd: number;
  readonly wl1: SeqNum;
  readonly wl2: SeqNum;
  /** The largest window that the peer ever offered. (RFC 9293 §3.8.6.2.1, Max(SND.WND)) */
  readonly maxWnd: number;
  /** The octets from UNA on (from ISS + 1 while our SYN is not acknowledged): sent and unsent. */
  readonly buffer: Rope;
  /** The user has closed: a FIN follows the last octet of the buffer. */
  readonly finQueued: boolean;
  /** SND.UP: the number behind the last urgent octet; UNA when nothing is urgent. (RFC 9293 §3.8.5) */
  readonly up: SeqNum;
  /** The end of the last segment that was smaller than SMSS: the Minshall form of Nagle's rule asks whether it is acknowledged. */
  readonly small: SeqNum;
}

/**
 * The receive sequence space. (RFC 9293 §3.3.1)
 *
 * ```
 *       received        may be received       not yet
 *   ----------------|-------------------|----------------
 *                 nxt               nxt + wnd
 * ```
 */
export interface ReceiveSpace {
  readonly nxt: SeqNum;
  readonly wnd: number;
  /** RCV.UP: the number behind the last urgent octet that the peer pointed at. */
  readonly up: SeqNum;
  /** In order, and not yet taken by the user. */
  readonly buffer: Rope;
  /** Out of order: pieces beyond NXT that neither touch nor overlap, by sequence number. */
  readonly held: ReadonlyArray<HeldPiece>;
  /** Where the peer's stream ends, once a FIN in the window has said so. */
  readonly fin: SeqNum | undefined;
  /** RCV.BUFF of §3.8.6.2.2: octets that may wait for the user. */
  readonly capacity: number;
}

/** Text that came before its time. `stamp`: the larger, the later something came to it; SACK tells the latest first. (RFC 2018 §4) */
export interface HeldPiece {
  readonly seq: SeqNum;
  readonly octets: Rope;
  readonly stamp: number;
}

/** RFC 6298: the estimates. Nanoseconds. */
export interface RoundTrip {
  /** 0 before the first measurement. */
  readonly srtt: Duration;
  readonly rttvar: Duration;
  readonly rto: Duration;
  /** The smallest round trip that was seen; 0 before the first measurement. */
  readonly minRtt: Duration;
  /** How often the oldest octet was sent again by the timer. */
  readonly retransmissions: number;
  /** Of the estimator: the mean deviation, its largest in this round, and where the round ends. (Linux's way) */
  readonly mdev: Duration;
  readonly mdevMax: Duration;
  readonly round: SeqNum;
}

/** Loss recovery: what is being made good, and what could be undone. Changes only when something is lost or out of order. */
export interface Recovery {
  readonly phase: RecoveryPhase;
  /** RECOVER of RFC 6582, HighData of RFC 6675: recovery is over when everything before it is acknowledged. */
  readonly recover: SeqNum;
  /** Duplicate ACKs in a row, where SACK is not in use. (RFC 5681 §2) */
  readonly duplicates: number;
  /** The window and the threshold when recovery began, for undoing. */
  readonly priorCwnd: number;
  readonly priorThreshold: number;
  /** How sending keeps proportion to what is delivered, while the window shrinks. (RFC 9937) */
  readonly prr: Prr | undefined;
  /** Where SND.UNA was when recovery began: undoing is possible while it is set. (RFC 4015, RFC 2883) */
  readonly undo: SeqNum | undefined;
  /** How many retransmissions since then the peer has not yet told to be duplicates. */
  readonly undoResent: number;
  /** When the first retransmission of this recovery left. (RFC 3522) */
  readonly firstResentAt: Instant;
  /** RFC 5682: a timeout that may have been spurious is being tested. */
  readonly frto: boolean;
  /** Reordering degree in segments, and how often reordering was seen. */
  readonly reordering: number;
  readonly reorderingSeen: number;
  /** RFC 8985: TLP.end_seq, and whether the probe was a retransmission. */
  readonly probeEnd: SeqNum | undefined;
  readonly probeResent: boolean;
  /** RFC 8985 §6.2: RACK.reo_wnd_mult, the round of the last DSACK, and for how many recoveries the multiple stays. */
  readonly steps: number;
  readonly stepsUntil: SeqNum | undefined;
  readonly stepsPersist: number;
  /** The highest number that the peer selectively acknowledged (RACK.fack); ISS before. */
  readonly fack: SeqNum;
}

/** RFC 8985: the most recently sent segment that is known to be delivered. */
export interface Rack {
  readonly sentAt: Instant;
  readonly end: SeqNum;
  readonly rtt: Duration;
}

/** How the window is used: one that is not used must not grow. (RFC 7661) */
export interface Usage {
  /** The window was what held sending back, since `until`. */
  readonly limited: boolean;
  /** The most weight in flight since then. */
  readonly most: number;
  readonly until: SeqNum;
}

/** Timestamps. (RFC 7323) */
export interface Stamps {
  /** TS.Recent, and when it was taken: it is not believed after 24 days of idleness. */
  readonly recent: number;
  readonly recentAt: Instant;
  /** Last.ACK.sent. */
  readonly lastAckSent: SeqNum;
}

/** What seldom changes. */
export interface Fixed {
  readonly iss: SeqNum;
  readonly irs: SeqNum;
  /** SMSS: octets of text in a full segment that we send, the room for timestamps taken off. (RFC 5681 §2, RFC 9293 §3.7.1) */
  readonly smss: number;
  /** What the peer said that it can take, before anything was taken off. */
  readonly peerMss: number;
  /** How weights are counted: 1 for octets, SMSS for segments. */
  readonly unit: number;
  /** Both ends use them. */
  readonly sack: boolean;
  readonly timestamps: boolean;
  /** What is added to the clock's ticks. (RFC 7323 §5.4) */
  readonly stampOffset: number;
  readonly control: CongestionControl;
  /** Path MTU discovery: routers must not fragment. (RFC 1191) */
  readonly dontFragment: boolean;
  /** The path's MTU as far as it is known, octets. */
  readonly pathMtu: number;
  /** RMSS: what we told the peer it may send. */
  readonly rmss: number;
  /** Is window scaling offered, or in use? Then by these shifts. (RFC 7323 §2) */
  readonly scaling: boolean;
  readonly sendShift: number;
  readonly receiveShift: number;
  readonly options: TcpOptions;
  /** The listener this connection came through, or 0. */
  readonly listener: ConnectionId;
  /** The user knows of it: opened by the user, or told as established. */
  readonly known: boolean;
  /** The user is gone; nobody will read. */
  readonly released: boolean;
  /** How often the peer was probed — idle, or behind a closed window — without an answer. */
  readonly probes: number;
  /** How often a closed window was probed since it closed, answered or not: each wait is twice the one before. */
  readonly windowProbes: number;
  /** The peer has pointed at urgent text that was not read yet; the octet, once the stream was read past it; whether it was taken. */
  readonly urgent: boolean;
  readonly urgentOctet: number | undefined;
  readonly urgentTaken: boolean;
  /** Where records end that were sent with END_OF_RECORD: no segment goes across. */
  readonly records: ReadonlyArray<SeqNum>;
  /** When a challenge ACK was sent last. (RFC 5961 §7) */
  readonly challengedAt: Instant;
  /** What Fast Open has to do with it. (RFC 7413) */
  readonly fastOpen: FastOpenPart;
  /** What an ICMP error said of the way to the peer, and nothing that came since has refuted: told if the connection is given up. */
  readonly softError: 'host-unreachable' | 'network-unreachable' | undefined;
}

/** What is owed: to the peer, and to the user. */
export interface Debts {
  /** Full segments that came since an ACK was sent. */
  readonly unacknowledged: number;
  /** The user was refused room in the send buffer, and is to be told when there is some. */
  readonly wantsRoom: boolean;
  /** ACKs that still leave at once, because the connection is young or was disturbed. (Linux: quick ACKs) */
  readonly quick: number;
  /** The user answers what it reads: ACKs ride on its answers. (Linux: ping-pong) */
  readonly dialogue: boolean;
  /** When text last came. */
  readonly heardAt: Instant;
  /** A duplicate that the next ACK tells. (RFC 2883) */
  readonly duplicate: readonly [left: SeqNum, right: SeqNum] | undefined;
  /** The user said that more will follow (MSG_MORE). */
  readonly more: boolean;
}

/** The transmission control block. */
export interface Tcb {
  readonly id: ConnectionId;
  readonly state: ConnectionState;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly snd: SendSpace;
  readonly rcv: ReceiveSpace;
  readonly board: Board;
  readonly rtt: RoundTrip;
  readonly congestion: Congestion;
  readonly recovery: Recovery;
  readonly rack: Rack;
  readonly usage: Usage;
  readonly stamps: Stamps;
  readonly ecn: Ecn;
  readonly timers: Timers;
  readonly fixed: Fixed;
  readonly debts: Debts;
  readonly counts: Tally;
  /** The instant at which the floor will look at this block again; at or before the earliest timer. */
  readonly armed: Instant;
}

/** A block whose groups may be replaced: what a turn works on. */
export type Draft = { -readonly [K in keyof Tcb]: Tcb[K] };

/**
 * A copy that the turn which asked may change, group by group, until the turn is over. Copies are written by hand: on hot
 * paths an object spread costs many times as much.
 */
export const draftOf = (t: Tcb): Draft => ({
  id: t.id,
  state: t.state,
  local: t.local,
  remote: t.remote,
  snd: t.snd,
  rcv: t.rcv,
  board: t.board,
  rtt: t.rtt,
  congestion: t.congestion,
  recovery: t.recovery,
  rack: t.rack,
  usage: t.usage,
  stamps: t.stamps,
  ecn: t.ecn,
  timers: t.timers,
  fixed: t.fixed,
  debts: t.debts,
  counts: t.counts,
  armed: t.armed,
});

/** The same block, to be looked at again at another instant. */
export const withArmed = (t: Tcb, armed: Instant): Tcb => {
  const next = draftOf(t);
  next.armed = armed;
  return next;
};

/** Other debts. */
export const debtsWith = (
  d: Debts,
  unacknowledged: number,
  wantsRoom: boolean,
  quick: number,
  dialogue: boolean,
  heardAt: Instant,
  duplicate: Debts['duplicate'],
): Debts => ({ unacknowledged, wantsRoom, quick, dialogue, heardAt, duplicate, more: d.more });

/** Nothing is owed; shared. */
export const NO_DEBTS: Debts = {
  unacknowledged: 0,
  wantsRoom: false,
  quick: 0,
  dialogue: false,
  heardAt: NEVER,
  duplicate: undefined,
  more: false,
};

/** The sequence number of the first octet in the send buffer. */
export const bufferStart = (t: Tcb): SeqNum => (t.snd.una === t.fixed.iss ? plus(t.snd.una, 1) : t.snd.una);

/** The next new octet to be sent: behind everything on the scoreboard. An octet that only probes a closed window is not on it. */
export const sendPoint = (t: Tcb): SeqNum => boardEnd(t.board, bufferStart(t));

/** Octets of the buffer that were never sent. */
export const unsentOctets = (t: Tcb): number =>
  Math.max(0, t.snd.buffer.length - ((sendPoint(t) - bufferStart(t)) | 0));

/** FlightSize: octets that were sent and not acknowledged, taken for lost or not. (RFC 5681 §2) */
export const outstanding = (t: Tcb): number => (t.snd.nxt - t.snd.una) | 0;

/** States in which both sides have synchronized their sequence numbers. (RFC 9293 §3.5.2, group 3) */
export const isSynchronized = (state: ConnectionState): boolean =>
  state !== 'SYN-SENT' && state !== 'SYN-RECEIVED' && state !== 'CLOSED';

/** States in which the peer may still send text. */
export const mayReceiveText = (state: ConnectionState): boolean =>
  state === 'ESTABLISHED' || state === 'FIN-WAIT-1' || state === 'FIN-WAIT-2';

/** States in which text of ours, or our FIN, may be on its way. */
export const maySendText = (state: ConnectionState): boolean =>
  state === 'ESTABLISHED' ||
  state === 'CLOSE-WAIT' ||
  state === 'FIN-WAIT-1' ||
  state === 'CLOSING' ||
  state === 'LAST-ACK';
