import type { Bytes } from '../basis/bytes.ts';
import type { SeqNum } from './seqnum.ts';

/** The names of the counters of an Accurate ECN option, in the order of the wire. (RFC 9768 §3.2.3, figure 4) */
export const ECN_COUNTERS: readonly [ReadonlyArray<string>, ReadonlyArray<string>] = [
  ['e0b', 'ceb', 'e1b'],
  ['e1b', 'ceb', 'e0b'],
];

/** The option as scripts and tcpdump lines write it: `ECN e0b 1 ceb 0 e1b 1`. */
export const showEcn = (order: 0 | 1, counters: ReadonlyArray<number>): string =>
  `ECN${counters.map((octets, i) => ` ${ECN_COUNTERS[order][i] ?? ''} ${octets}`).join('')}`;

/** An option of a TCP header, in the order of the wire. Padding is an option too, so that a header is written as it was read. */
export type TcpOption =
  | { readonly kind: 'eol' }
  | { readonly kind: 'nop' }
  | { readonly kind: 'mss'; readonly mss: number }
  | { readonly kind: 'wscale'; readonly shift: number }
  | { readonly kind: 'sackOK' }
  | { readonly kind: 'sack'; readonly blocks: ReadonlyArray<readonly [left: SeqNum, right: SeqNum]> }
  | { readonly kind: 'TS'; readonly val: number; readonly ecr: number }
  /** Fast Open: a cookie of 4 to 16 octets, an even number; empty, it asks for one. `FOEXP` is its experimental form. (RFC 7413, RFC 6994) */
  | { readonly kind: 'FO' | 'FOEXP'; readonly cookie: Bytes }
  /**
   * Accurate ECN: up to three counters of octets, modulo 2^24. Order 0 (kind 172) counts ECT(0), CE, ECT(1); order 1
   * (kind 174) ECT(1), CE, ECT(0). (RFC 9768 §3.2.3)
   */
  | { readonly kind: 'ECN'; readonly order: 0 | 1; readonly counters: ReadonlyArray<number> }
  | { readonly kind: 'unknown'; readonly number: number; readonly octets: Bytes };
