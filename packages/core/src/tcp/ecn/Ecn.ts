// What a connection knows of ECN. (RFC 3168 §6.1, RFC 9768 §3.2)
import type { Instant } from '../../basis/time.ts';
import type { Codepoint } from '../../wire/ecn.ts';
import { NOT_ECT } from '../../wire/ecn.ts';
import { NEVER } from '../Timers.ts';

/** How marks are told: not at all, by ECE and CWR (RFC 3168), or by counters (RFC 9768). */
export type EcnMode = 'off' | 'classic' | 'accurate';

/** Counters of RFC 9768 §3.2.1: packets with CE, and octets of text in packets with CE, ECT(0), ECT(1). */
export interface EcnCounters {
  readonly cep: number;
  readonly ceb: number;
  readonly e0b: number;
  readonly e1b: number;
}

/** Where they begin: not at zero, so that a zero tells of a box that wipes what it does not know. (§3.2.1) */
export const FIRST_COUNTERS: EcnCounters = { cep: 5, ceb: 0, e0b: 1, e1b: 1 };

/** ECN of one connection. Replaced as a whole, and only where a mark, or an octet that is counted, came or left. */
export interface Ecn {
  readonly mode: EcnMode;
  /** What our own SYN asked for. */
  readonly asked: EcnMode;
  /** The codepoint of the peer's SYN or SYN-ACK, which our answer tells. (RFC 9768 §3.1.1, §3.2.2.1) */
  readonly opening: Codepoint;
  /** The codepoint of our own SYN-ACK. (RFC 5562) */
  readonly sentOpening: Codepoint;
  /** We sent the ACK that ends the handshake: it tells that codepoint. */
  readonly finishes: boolean;
  /** What we send may be ECN-capable: nothing on the path was seen to garble it. (RFC 9768 §3.2.2.3, §3.2.2.4) */
  readonly capable: boolean;
  /** The first feedback of the peer was looked at. */
  readonly checked: boolean;
  /** The peer's options are believed. (RFC 9768 §3.2.3.2) */
  readonly believed: boolean;
  /** A packet of the peer came that was ECN-capable. */
  readonly seen: boolean;
  /** ECE on every ACK until CWR comes. (RFC 3168 §6.1.3) */
  readonly echo: boolean;
  /** CWR is due on the next new segment. (RFC 3168 §6.1.2) */
  readonly reduced: boolean;
  /** A mark was told while the window is one segment: nothing is sent before the timer runs out. (RFC 3168 §6.1.2) */
  readonly holding: boolean;
  /** What came: r.cep, r.ceb, r.e0b, r.e1b. */
  readonly heard: EcnCounters;
  /** What the peer told: s.cep, s.ceb, s.e0b, s.e1b. */
  readonly known: EcnCounters;
  /** The codepoint of the text that came last. */
  readonly last: Codepoint;
  /** Marks that came since something was sent. */
  readonly untold: number;
  /** Counters that the next segment's option is to hold; 0: no option. */
  readonly pending: number;
  /** When an option was sent last. */
  readonly toldAt: Instant;
  /** Segments of ours that are known to be marked, for STATUS. */
  readonly marked: number;
}

/** No ECN; shared. */
export const NO_ECN: Ecn = {
  mode: 'off',
  asked: 'off',
  opening: NOT_ECT,
  sentOpening: NOT_ECT,
  finishes: false,
  capable: true,
  checked: false,
  believed: true,
  seen: false,
  echo: false,
  reduced: false,
  holding: false,
  heard: FIRST_COUNTERS,
  known: FIRST_COUNTERS,
  last: NOT_ECT,
  untold: 0,
  pending: 0,
  toldAt: NEVER,
  marked: 0,
};
