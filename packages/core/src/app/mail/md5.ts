// MD5, for APOP alone, which asks for it by name. (RFC 1321; RFC 6151 says what it is no longer good for)
import type { Bytes } from '../../basis/bytes.ts';

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/**
 * The 64 constants of §3.4: the integer part of 4,294,967,296 times the sine of each number from 1. They are written down because
 * the digits of a sine differ between engines.
 */
const SINES: ReadonlyArray<number> = [
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8,
  0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
  0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87,
  0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
  0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039,
  0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
  0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
  0xeb86d391,
];

/** The text, a bit, zeros, and its length in bits: a multiple of 64 octets. (§3.1, §3.2) */
const padded = (octets: Bytes): DataView => {
  const blocks = Math.floor((octets.length + 8) / 64) + 1;
  const whole = new Uint8Array(blocks * 64);
  whole.set(octets);
  whole[octets.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, (octets.length << 3) >>> 0, true);
  view.setUint32(whole.length - 4, Math.floor(octets.length / 536_870_912), true);
  return view;
};

/**
 * The digest of octets.
 *
 * Gives   16 octets
 * RFC     1321 §3
 *
 * @example
 * hex(md5(utf8('abc'))) // '900150983cd24fb0d6963f7d28e17f72'
 *
 * @category codec
 * @since 0.1.0
 */
export const md5 = (octets: Bytes): Uint8Array<ArrayBuffer> => {
  const view = padded(octets);
  let [a0, b0, c0, d0] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = [a0, b0, c0, d0];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const mixed =
        round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = round === 0 ? i : round === 1 ? (5 * i + 1) & 15 : round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15;
      const sum = (a + mixed + (SINES[i] ?? 0) + view.getUint32(block + word * 4, true)) | 0;
      const shift = SHIFTS[(round << 2) | (i & 3)] ?? 0;
      const next = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
      [a, d, c, b] = [d, c, b, next];
    }
    a0 = (a0 + a) | 0;
    b0 = (b0 + b) | 0;
    c0 = (c0 + c) | 0;
    d0 = (d0 + d) | 0;
  }
  const out = new DataView(new ArrayBuffer(16));
  [a0, b0, c0, d0].forEach((word, at) => out.setInt32(at * 4, word, true));
  return new Uint8Array(out.buffer);
};
