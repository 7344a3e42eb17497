import type { Rope } from '../basis/rope.ts';
import { EMPTY_ROPE } from '../basis/rope.ts';
import type { Duration, Instant } from '../basis/time.ts';
import type { Endpoint } from '../wire/addresses.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { plus } from '../wire/seqnum.ts';
import type { ConnectionId, TcpOptions } from './Service.ts';

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

/** No deadline: later than any instant a world can reach. */
export const NEVER: Instant = Number.MAX_SAFE_INTEGER as Instant;

/**
 * The send sequence space. (RFC 9293 §3.3.1)
 *
 * ```
 *      acknowledged      in flight        may be sent      not yet
 *   ----------------|----------------|----------------|------------
 *                 una              nxt          una + wnd
 *                       resend (≤ nxt): what is sent next; behind nxt only while lost octets are sent again
 * ```
 */
export interface SendSpace {
  readonly una: SeqNum;
  readonly nxt: SeqNum;
  readonly wnd: number;
  readonly wl1: SeqNum;
  readonly wl2: SeqNum;
  /** The next octet to put on the wire: NXT, or less after a timeout, when all that was in flight is taken for lost. */
  readonly resend: SeqNum;
  /** The largest window that the peer ever offered. (RFC 9293 §3.8.6.2.1, Max(SND.WND)) */
  readonly maxWnd: number;
  /** The octets from UNA on (from ISS + 1 while our SYN is not acknowledged): sent and unsent. */
  readonly buffer: Rope;
  /** The user has closed: a FIN follows the last octet of the buffer. */
  readonly finQueued: boolean;
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

/** Text that came before its time. */
export interface HeldPiece {
  readonly seq: SeqNum;
  readonly octets: Rope;
}

/** RFC 6298: the estimates, and the one segment that is timed. */
export interface RoundTrip {
  /** Nanoseconds; 0 before the first measurement. */
  readonly srtt: Duration;
  readonly rttvar: Duration;
  readonly rto: Duration;
  /** The measured segment ends here, and left at `timedAt`; NEVER when none is measured. */
  readonly timedSeq: SeqNum;
  readonly timedAt: Instant;
  /** How often the oldest octet was sent again. */
  readonly retransmissions: number;
}

/** The state of congestion control and loss recovery. (RFC 5681, RFC 6582) */
export interface Congestion {
  readonly cwnd: number;
  readonly ssthresh: number;
  readonly duplicates: number;
  readonly recover: SeqNum;
  readonly phase: 'open' | 'recovery' | 'loss';
  /** Octets acknowledged since the window last grew, in congestion avoidance. (RFC 5681 §3.1, "count") */
  readonly counted: number;
}

/** What the connection waits for; NEVER where it does not. */
export interface Timers {
  readonly retransmission: Instant;
  readonly persist: Instant;
  readonly delayedAck: Instant;
  /** TIME-WAIT, and FIN-WAIT-2 without a user. */
  readonly timeWait: Instant;
  readonly keepAlive: Instant;
}

/** What seldom changes. */
export interface Fixed {
  readonly iss: SeqNum;
  readonly irs: SeqNum;
  /** SMSS: octets of text in a full segment that we send. (RFC 5681 §2) */
  readonly smss: number;
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
  /** What an ICMP error said of the way to the peer, and nothing that came since has refuted: told if the connection is given up. */
  readonly softError: 'host-unreachable' | 'network-unreachable' | undefined;
}

/** What is owed: to the peer, and to the user. */
export interface Debts {
  /** Full segments that came since an ACK was sent. */
  readonly unacknowledged: number;
  /** The user was refused room in the send buffer, and is to be told when there is some. */
  readonly wantsRoom: boolean;
}

/** The transmission control block. */
export interface Tcb {
  readonly id: ConnectionId;
  readonly state: ConnectionState;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly snd: SendSpace;
  readonly rcv: ReceiveSpace;
  readonly rtt: RoundTrip;
  readonly congestion: Congestion;
  readonly timers: Timers;
  readonly fixed: Fixed;
  readonly debts: Debts;
  /** The instant at which the floor will look at this block again; at or before the earliest timer. */
  readonly armed: Instant;
}

// Copies are written by hand, one small group at a time: on hot paths an object spread costs many times as much.

const copy = (
  t: Tcb,
  state: ConnectionState,
  snd: SendSpace,
  rcv: ReceiveSpace,
  rtt: RoundTrip,
  congestion: Congestion,
  timers: Timers,
  fixed: Fixed,
  debts: Debts,
  armed: Instant,
): Tcb => ({
  id: t.id,
  state,
  local: t.local,
  remote: t.remote,
  snd,
  rcv,
  rtt,
  congestion,
  timers,
  fixed,
  debts,
  armed,
});

/** The same block in another state. */
export const withState = (t: Tcb, state: ConnectionState): Tcb =>
  copy(t, state, t.snd, t.rcv, t.rtt, t.congestion, t.timers, t.fixed, t.debts, t.armed);
export const withSnd = (t: Tcb, snd: SendSpace): Tcb =>
  copy(t, t.state, snd, t.rcv, t.rtt, t.congestion, t.timers, t.fixed, t.debts, t.armed);
export const withRcv = (t: Tcb, rcv: ReceiveSpace): Tcb =>
  copy(t, t.state, t.snd, rcv, t.rtt, t.congestion, t.timers, t.fixed, t.debts, t.armed);
export const withRtt = (t: Tcb, rtt: RoundTrip): Tcb =>
  copy(t, t.state, t.snd, t.rcv, rtt, t.congestion, t.timers, t.fixed, t.debts, t.armed);
export const withCongestion = (t: Tcb, congestion: Congestion): Tcb =>
  congestion === t.congestion
    ? t
    : copy(t, t.state, t.snd, t.rcv, t.rtt, congestion, t.timers, t.fixed, t.debts, t.armed);
export const withTimers = (t: Tcb, timers: Timers): Tcb =>
  copy(t, t.state, t.snd, t.rcv, t.rtt, t.congestion, timers, t.fixed, t.debts, t.armed);
export const withArmed = (t: Tcb, armed: Instant): Tcb =>
  copy(t, t.state, t.snd, t.rcv, t.rtt, t.congestion, t.timers, t.fixed, t.debts, armed);

/** Changes of what seldom changes are written as they read best. */
export const withFixed = (t: Tcb, change: Partial<Fixed>): Tcb =>
  copy(t, t.state, t.snd, t.rcv, t.rtt, t.congestion, t.timers, { ...t.fixed, ...change }, t.debts, t.armed);

/** Other debts. */
export const withDebts = (t: Tcb, unacknowledged: number, wantsRoom: boolean): Tcb =>
  copy(t, t.state, t.snd, t.rcv, t.rtt, t.congestion, t.timers, t.fixed, { unacknowledged, wantsRoom }, t.armed);

/** Nothing is owed; shared. */
export const NO_DEBTS: Debts = { unacknowledged: 0, wantsRoom: false };

/** Sent up to here: NXT and what is sent next both move. */
export const sndSentTo = (s: SendSpace, nxt: SeqNum, resend: SeqNum): SendSpace => ({
  una: s.una,
  nxt,
  wnd: s.wnd,
  wl1: s.wl1,
  wl2: s.wl2,
  resend,
  maxWnd: s.maxWnd,
  buffer: s.buffer,
  finQueued: s.finQueued,
});

/** Another buffer: the user gave octets, or closed. */
export const sndBuffer = (s: SendSpace, buffer: Rope, finQueued: boolean): SendSpace => ({
  una: s.una,
  nxt: s.nxt,
  wnd: s.wnd,
  wl1: s.wl1,
  wl2: s.wl2,
  resend: s.resend,
  maxWnd: s.maxWnd,
  buffer,
  finQueued,
});

/** Acknowledged up to here. */
export const sndAcknowledged = (s: SendSpace, una: SeqNum, resend: SeqNum, buffer: Rope): SendSpace => ({
  una,
  nxt: s.nxt,
  wnd: s.wnd,
  wl1: s.wl1,
  wl2: s.wl2,
  resend,
  maxWnd: s.maxWnd,
  buffer,
  finQueued: s.finQueued,
});

/** The peer offers another window. */
export const sndWindow = (s: SendSpace, wnd: number, wl1: SeqNum, wl2: SeqNum): SendSpace => ({
  una: s.una,
  nxt: s.nxt,
  wnd,
  wl1,
  wl2,
  resend: s.resend,
  maxWnd: wnd > s.maxWnd ? wnd : s.maxWnd,
  buffer: s.buffer,
  finQueued: s.finQueued,
});

/** The receive space with other contents. */
export const rcvWith = (
  r: ReceiveSpace,
  nxt: SeqNum,
  wnd: number,
  buffer: Rope,
  held: ReadonlyArray<HeldPiece>,
  fin: SeqNum | undefined,
): ReceiveSpace => ({ nxt, wnd, up: r.up, buffer, held, fin, capacity: r.capacity });

/** One timer set, or put off, or stopped (NEVER). */
export const timersWith = (
  retransmission: Instant,
  persist: Instant,
  delayedAck: Instant,
  timeWait: Instant,
  keepAlive: Instant,
): Timers => ({ retransmission, persist, delayedAck, timeWait, keepAlive });

/** No timer runs; shared. */
export const NO_TIMERS: Timers = timersWith(NEVER, NEVER, NEVER, NEVER, NEVER);

/** The earliest of a block's timers. */
export const earliestTimer = (t: Timers): Instant => {
  let first = t.retransmission;
  if (t.persist < first) first = t.persist;
  if (t.delayedAck < first) first = t.delayedAck;
  if (t.timeWait < first) first = t.timeWait;
  if (t.keepAlive < first) first = t.keepAlive;
  return first;
};

/** The sequence number of the first octet in the send buffer. */
export const bufferStart = (t: Tcb): SeqNum => (t.snd.una === t.fixed.iss ? plus(t.snd.una, 1) : t.snd.una);

/** FlightSize: octets that were sent and are neither acknowledged nor taken for lost. (RFC 5681 §2) */
export const flightSize = (t: Tcb): number => (t.snd.resend - t.snd.una) | 0;

/** Octets that were sent and not acknowledged, taken for lost or not. */
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

/** An empty receive space that begins after the peer's SYN. */
export const receiveSpace = (irs: SeqNum, capacity: number, wnd: number): ReceiveSpace => ({
  nxt: plus(irs, 1),
  wnd,
  up: plus(irs, 1),
  buffer: EMPTY_ROPE,
  held: [],
  fin: undefined,
  capacity,
});
