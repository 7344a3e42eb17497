// The Internet checksum: the one's complement of the one's complement sum of all 16-bit words. (RFC 1071)

/** Adds the carries back in, until 16 bits are left. */
export const fold = (sum: number): number => {
  let folded = (sum >>> 16) + (sum & 0xffff);
  folded = (folded >>> 16) + (folded & 0xffff);
  return folded;
};

/** So many octets are summed before the carries are added in, so that the sum always fits into 31 bits. */
const STRETCH = 32_768;

/**
 * The one's complement sum of a stretch of octets, to be continued.
 *
 * Four octets are read at once and split into two words, sixteen a turn; the offset need not be aligned. An
 * odd last octet counts as the upper half of a word, so only the last stretch of a sum may be odd.
 *
 * Takes   a view, the first octet, the one behind the last, and the sum so far (16 bits)
 * Gives   the sum, 16 bits, not complemented
 * RFC     1071 §2 (parallel summation, deferred carries)
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const sum = (view: DataView, from: number, end: number, start: number): number => {
  let total = start;
  let at = from;
  while (at < end) {
    const stop = end - at > STRETCH ? at + STRETCH : end;
    for (; at + 16 <= stop; at += 16) {
      const a = view.getInt32(at);
      const b = view.getInt32(at + 4);
      const c = view.getInt32(at + 8);
      const d = view.getInt32(at + 12);
      total += (a >>> 16) + (a & 0xffff) + (b >>> 16) + (b & 0xffff);
      total += (c >>> 16) + (c & 0xffff) + (d >>> 16) + (d & 0xffff);
    }
    for (; at + 2 <= stop; at += 2) total += view.getUint16(at);
    if (at < stop) {
      total += view.getUint8(at) << 8;
      at += 1;
    }
    total = fold(total);
  }
  return total;
};

/** What goes into the field: the complement of a sum. */
export const complement = (summed: number): number => ~summed & 0xffff;

/**
 * The Internet checksum of octets.
 *
 * @example
 * internetChecksum(bytes(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7)) // 0x220d
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const internetChecksum = (octets: Uint8Array): number =>
  complement(sum(new DataView(octets.buffer, octets.byteOffset, octets.byteLength), 0, octets.length, 0));

/**
 * The sum of the pseudo header that TCP and UDP put before their own, so that a packet delivered to the wrong host is noticed.
 *
 * Takes   both addresses, the protocol's number, and the octets of its header and payload
 * Gives   a sum to go on with, 16 bits
 * RFC     768; 9293 §3.1
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const pseudoHeaderSum = (source: number, destination: number, protocol: number, length: number): number =>
  fold(
    (source >>> 16) +
      (source & 0xffff) +
      (destination >>> 16) +
      (destination & 0xffff) +
      protocol +
      (length >>> 16) +
      (length & 0xffff),
  );

/**
 * The checksum after one 16-bit word has changed, without summing the rest again: HC' = ~(~HC + ~m + m').
 *
 * RFC     1624 §3, equation 3, which gets the case right that RFC 1141 got wrong
 *
 * @example
 * updateChecksum(0xdd2f, 0x5555, 0x3285) // 0x0000
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const updateChecksum = (checksum: number, before: number, after: number): number =>
  complement(fold((~checksum & 0xffff) + (~before & 0xffff) + after));
