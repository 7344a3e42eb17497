// CRC-32 of IEEE 802.3 (§3.2.9): the frame check sequence.
//
// Slicing by 16: sixteen tables, so that sixteen octets are taken in one turn. Over the same polynomial, bit by bit,
// TABLES[k][b] is the remainder of the octet b followed by k zero octets.

/** x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 + x^5 + x^4 + x^2 + x + 1, the lowest power first. */
const POLYNOMIAL = 0xedb88320;

const tables = (): Int32Array => {
  const all = new Int32Array(16 * 256);
  for (let octet = 0; octet < 256; octet++) {
    let remainder = octet;
    for (let bit = 0; bit < 8; bit++) {
      remainder = (remainder & 1) === 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
    }
    all[octet] = remainder;
  }
  for (let at = 256; at < all.length; at++) {
    const before = all[at - 256] ?? 0;
    all[at] = (before >>> 8) ^ (all[before & 0xff] ?? 0);
  }
  return all;
};

/** Written once, when the module is loaded, and only read afterwards. */
const T: Int32Array = /* @__PURE__ */ tables();

/** An entry; the index is always inside, which the compiler cannot see. */
const entry = (table: number, octet: number): number => T[(table << 8) | octet] as number;

/**
 * The CRC-32 of a stretch of octets.
 *
 * Takes   a view, the first octet and the one behind the last
 * Gives   an unsigned number; on the wire its least significant octet goes first
 * RFC     IEEE 802.3 §3.2.9; the same as zlib's
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const crc32 = (view: DataView, from: number, end: number): number => {
  let crc = -1;
  let at = from;
  for (; at + 16 <= end; at += 16) {
    const a = view.getInt32(at, true) ^ crc;
    const b = view.getInt32(at + 4, true);
    const c = view.getInt32(at + 8, true);
    const d = view.getInt32(at + 12, true);
    crc =
      entry(15, a & 255) ^
      entry(14, (a >>> 8) & 255) ^
      entry(13, (a >>> 16) & 255) ^
      entry(12, a >>> 24) ^
      entry(11, b & 255) ^
      entry(10, (b >>> 8) & 255) ^
      entry(9, (b >>> 16) & 255) ^
      entry(8, b >>> 24) ^
      entry(7, c & 255) ^
      entry(6, (c >>> 8) & 255) ^
      entry(5, (c >>> 16) & 255) ^
      entry(4, c >>> 24) ^
      entry(3, d & 255) ^
      entry(2, (d >>> 8) & 255) ^
      entry(1, (d >>> 16) & 255) ^
      entry(0, d >>> 24);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ entry(0, (crc ^ view.getUint8(at)) & 255);
  return ~crc >>> 0;
};
