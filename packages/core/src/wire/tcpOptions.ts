import type { Bytes } from '../basis/bytes.ts';
import type { SeqNum } from './seqnum.ts';

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
  | { readonly kind: 'unknown'; readonly number: number; readonly octets: Bytes };
