import type { Duration } from '../../basis/time.ts';
import type { TcpOption } from '../../wire/tcpOptions.ts';
import type { CongestionControl } from '../congestion/CongestionControl.ts';
import type { CookieOption } from '../fastOpen/FastOpenPart.ts';
import type { Parameters } from '../parameters.ts';

/** What is to be put on a SYN or SYN-ACK; undefined or false: not offered, or not asked for. */
export interface Offer {
  readonly mss: number;
  readonly shift: number | undefined;
  readonly sack: boolean;
  /** Fast Open's cookie, or the request for one. */
  readonly fastOpen: CookieOption | undefined;
  readonly timestamp: { readonly val: number; readonly ecr: number } | undefined;
}

/** The opening of a connection. */
export interface Handshake {
  readonly windowScale: boolean;
  readonly sack: boolean;
  readonly timestamps: boolean;
  /** Which options in which order, with which padding: a multiple of four octets. */
  readonly layout: (offer: Offer) => ReadonlyArray<TcpOption>;
  /** The shift that is offered for a receive buffer of that many octets. (RFC 7323 §2.2) */
  readonly shift: (receiveBuffer: number) => number;
  /** Window scale, SACK-permitted and timestamps are left out from this retransmission of a SYN on; undefined: never. */
  readonly plainFrom: number | undefined;
  /** Buffers are rounded up to whole segments when the connection is established, as the BSDs do. */
  readonly wholeSegmentBuffers: boolean;
  /** What a SYN says of the window, never scaled. */
  readonly synWindow: (receiveBuffer: number, mss: number) => number;
}

/** When an ACK leaves. (RFC 9293 §3.8.6.3) */
export interface Acknowledging {
  /** So many segments at the beginning, and after loss, are acknowledged at once. Linux: 16; else 0. */
  readonly quick: number;
  /** A program that answers within this time is in dialogue: its ACKs ride on its answers. (Linux calls that ping-pong.) */
  readonly dialogue: boolean;
}

/** How a round trip becomes a retransmission timeout. */
export type Estimator =
  /** RFC 6298: max (minimum, SRTT + 4·RTTVAR). */
  | 'rfc6298'
  /** Linux: SRTT + max (minimum, 4·RTTVAR), and a variance that shrinks once a round trip at most. */
  | 'linux'
  /** FreeBSD: SRTT + max (minimum, 4·RTTVAR). */
  | 'freebsd';

/** Which losses are noticed how, and how they are made good. */
export interface Recovery {
  /** RFC 8985: losses by time (RACK). Off: by duplicates alone, or by the rule of RFC 6675 where SACK is in use. */
  readonly rack: boolean;
  /** RFC 8985: tail loss probes. */
  readonly tlp: boolean;
  /** RFC 9937: the window shrinks in proportion. Off: as RFC 6675 and RFC 6582 have it. */
  readonly prr: boolean;
  /** RFC 5682: was a timeout spurious? */
  readonly frto: boolean;
  /** RFC 3042. */
  readonly limitedTransmit: boolean;
  /** RFC 2883: tell duplicates; believe a peer that tells them. */
  readonly dsack: boolean;
  /** RFC 3522, RFC 4015: undo what a spurious retransmission did, told by timestamps or DSACK. */
  readonly undo: boolean;
  /** DupThresh. (RFC 5681 §3.2) */
  readonly duplicates: number;
  /** The reordering degree is never believed to be higher. */
  readonly mostReordering: number;
}

/** The congestion window. */
export interface Window {
  readonly control: CongestionControl;
  /** Those that a user can ask for by name (TCP_CONGESTION). */
  readonly controls: ReadonlyArray<CongestionControl>;
  /** The window at the beginning, octets. (RFC 6928) */
  readonly initial: (smss: number) => number;
  /** How often a SYN may have been sent again before the beginning is one segment. (RFC 5681 §3.1: never; RFC 6928 §2: once) */
  readonly toleratedSyns: number;
  /** Is the window counted in octets, as RFC 5681 does, or in segments of any size, as Linux does? */
  readonly accounting: 'octets' | 'segments';
  /** After an idle RTO: the window decays (RFC 2861), is restarted (RFC 5681 §4.1), or stays. */
  readonly afterIdle: 'decay' | 'restart' | 'keep';
}

/** ECN. (RFC 3168, RFC 9768) */
export interface Ecn {
  /** Asked for on our own SYN. */
  readonly initiate: 'off' | 'classic' | 'accurate';
  /** Granted to a peer that asks. */
  readonly accept: 'off' | 'classic' | 'accurate';
  /** Fall back to a SYN without ECN when the first is lost. */
  readonly fallback: boolean;
  /** The AccECN option: never, when it says news, or on every ACK. */
  readonly option: 'never' | 'changes' | 'always';
  /** Our SYN-ACK is ECN-capable, once. (RFC 5562) */
  readonly synAck: boolean;
  /** A mark while the window is one segment holds the next one back until the timer runs out. (RFC 3168 §6.1.2) */
  readonly holds: boolean;
  /** With Accurate ECN, pure ACKs and retransmissions are ECN-capable too. (Linux; RFC 8311 §4.3 allows experiments) */
  readonly everything: boolean;
}

/** TCP Fast Open. (RFC 7413) */
export interface FastOpen {
  readonly client: boolean;
  readonly server: boolean;
  /** Text on a SYN is taken without a cookie: only for tests and closed networks. */
  readonly withoutCookie: boolean;
  /** Text is sent on a SYN although no cookie is known. */
  readonly clientWithoutCookie: boolean;
  /** Every listener has it, whether asked for or not. */
  readonly everyListener: boolean;
  /** The server's secret: 32 hexadecimal digits, with hyphens between words or without. */
  readonly key: string;
  /** After three timeouts in a row of a connection that was opened early: no Fast Open of ours for so long, and twice as long each time. 0: no pause. */
  readonly blackholePause: Duration;
  /** A server whose SYNs with text were lost twice in a row is left alone for a while. (RFC 7413 §4.1.3.1) */
  readonly negativeCaching: boolean;
}

/** The size of segments. (RFC 1191) */
export interface PathMtu {
  /** Send with DF, believe "fragmentation needed". */
  readonly discovery: boolean;
  /** No "fragmentation needed" below this is believed. (RFC 1191 §3: 68) */
  readonly minimum: number;
}

/** What a stack does with segments that nobody honest sends. */
export interface Robustness {
  /** A RST in the window but not at RCV.NXT. (RFC 5961 §3; RFC 793 accepted it.) */
  readonly resetInWindow: 'challenge' | 'accept';
  /** A SYN in the window. (RFC 5961 §4; RFC 793 reset the connection.) */
  readonly synInWindow: 'challenge' | 'reset';
  /** A SYN with FIN for a listener. */
  readonly synFin: 'drop' | 'accept';
  /** A segment for a port where nobody listens: nothing, silence for SYNs, silence for all. */
  readonly blackhole: 'off' | 'syn' | 'all';
  /** An ACK of what was never sent: a challenge ACK (RFC 5961 §5) or a plain one (RFC 9293 §3.10.7.4). */
  readonly ackOfUnsent: 'challenge' | 'ack';
  /** Challenge ACKs of one connection keep this distance; 0: only the host's limit counts. (Linux: 500 ms) */
  readonly challengeDistance: Duration;
  /** A RST does not end TIME-WAIT. (RFC 1337) */
  readonly timeWaitIgnoresReset: boolean;
  /** A segment without the timestamps that were agreed upon is dropped. (RFC 7323 §3.2) */
  readonly timestampsRequired: boolean;
  /** SYN cookies when the queue is full. (RFC 4987) */
  readonly synCookies: 'off' | 'overflow' | 'always';
  /** A hard ICMP error ends a connection that is not established. (RFC 9293 §3.9.2.2; FreeBSD lets it be switched off) */
  readonly icmpEndsOpening: boolean;
  /** Is the peer told by a RST when a connection is given up: never, when it leaves idle probes unanswered, or always? */
  readonly resetWhenGivenUp: 'never' | 'idle' | 'always';
}

/** How text is cut into segments. */
export interface Sending {
  /** What holds a small segment back: any text in flight (RFC 896), or another small segment (Minshall). */
  readonly nagle: 'any' | 'small';
}

/**
 * Two stacks that both obey the RFCs differ in dozens of choices. Each is a field here; nowhere does the code ask for a name.
 *
 * @category model
 * @since 0.1.0
 */
export interface Profile {
  readonly name: string;
  readonly parameters: Parameters;
  readonly handshake: Handshake;
  readonly timestampTick: Duration;
  readonly acknowledging: Acknowledging;
  readonly estimator: Estimator;
  readonly recovery: Recovery;
  readonly window: Window;
  readonly sending: Sending;
  /** The window that is told: opened in useful steps only (RFC 9293 §3.8.6.2.2), or whatever is free (BSD). */
  readonly receiveWindow: 'steps' | 'space';
  readonly ecn: Ecn;
  readonly fastOpen: FastOpen;
  readonly pathMtu: PathMtu;
  readonly robustness: Robustness;
}
