import type { Bytes } from '../../basis/bytes.ts';

/** The option of Fast Open, in one of its two forms. (RFC 7413 §4.1.1, RFC 6994) */
export interface CookieOption {
  readonly kind: 'FO' | 'FOEXP';
  /** Empty: a request for one. */
  readonly cookie: Bytes;
}

/** What Fast Open has to do with one connection. */
export interface FastOpenPart {
  /** The option of our first SYN or SYN-ACK. A SYN that is sent again goes without it. */
  readonly option: CookieOption | undefined;
  /** So many octets of text ride on our first SYN. */
  readonly early: number;
  /** Text of a SYN was taken with it: ours by the peer, or the peer's by us. */
  readonly synData: boolean;
}

/** An ordinary open; shared. */
export const NO_FAST_OPEN: FastOpenPart = { option: undefined, early: 0, synData: false };
