// Sequence numbers modulo 2^32, with the specification's names for comparison. (RFC 9293 §3.4)

declare const seqBrand: unique symbol;

/** A sequence number: an unsigned whole number below 2^32. */
export type SeqNum = number & { readonly [seqBrand]: true };

/** Any whole number, taken modulo 2^32. */
export const seqnum = (n: number): SeqNum => (n >>> 0) as SeqNum;

/** a + n, modulo 2^32. */
export const plus = (a: SeqNum, n: number): SeqNum => ((a + n) >>> 0) as SeqNum;

/** How far a lies beyond b: from −2^31 to 2^31 − 1. */
export const distance = (a: SeqNum, b: SeqNum): number => (a - b) | 0;

/** a < b: a lies less than 2^31 before b. */
export const lt = (a: SeqNum, b: SeqNum): boolean => ((a - b) | 0) < 0;

/** a =< b. */
export const leq = (a: SeqNum, b: SeqNum): boolean => ((a - b) | 0) <= 0;

/** a > b. */
export const gt = (a: SeqNum, b: SeqNum): boolean => ((a - b) | 0) > 0;

/** a >= b. */
export const geq = (a: SeqNum, b: SeqNum): boolean => ((a - b) | 0) >= 0;

/** The later of two. */
export const laterSeq = (a: SeqNum, b: SeqNum): SeqNum => (lt(a, b) ? b : a);
