// Base64, strictly: no blanks, no line ends, padding where it belongs. (RFC 4648 §4)
import type { Bytes } from '../../basis/bytes.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Octets as base64.
 *
 * @example
 * toBase64(utf8('Username:')) // 'VXNlcm5hbWU6'
 *
 * @category codec
 * @since 0.1.0
 */
export const toBase64 = (octets: Bytes): string => {
  let out = '';
  for (let i = 0; i < octets.length; i += 3) {
    const left = octets.length - i;
    const word = ((octets[i] ?? 0) << 16) | ((octets[i + 1] ?? 0) << 8) | (octets[i + 2] ?? 0);
    out += ALPHABET.charAt((word >> 18) & 63) + ALPHABET.charAt((word >> 12) & 63);
    out += left > 1 ? ALPHABET.charAt((word >> 6) & 63) : '=';
    out += left > 2 ? ALPHABET.charAt(word & 63) : '=';
  }
  return out;
};

/** Base64 as octets; undefined where it is none, or has bits that say nothing and are not 0. */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const out = new Uint8Array((text.length / 4) * 3 - padding);
  let to = 0;
  for (let i = 0; i < text.length; i += 4) {
    let word = 0;
    const isEnd = i + 4 === text.length;
    for (let j = 0; j < 4; j++) {
      const isPadding = isEnd && j >= 4 - padding;
      const value = isPadding ? 0 : ALPHABET.indexOf(text.charAt(i + j));
      if (value === -1) return undefined;
      word = (word << 6) | value;
    }
    if (isEnd && padding > 0 && (word & (padding === 2 ? 0xffff : 0xff)) !== 0) return undefined;
    for (const octet of [(word >> 16) & 255, (word >> 8) & 255, word & 255]) if (to < out.length) out[to++] = octet;
  }
  return out;
};
