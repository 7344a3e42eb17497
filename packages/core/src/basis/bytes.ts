/** Octets that are never changed once made: the payloads of the house. (A type cannot say "never"; the lazy wire needs it.) */
export type Bytes = Uint8Array;

/** No octets; shared. */
export const NO_BYTES: Bytes = new Uint8Array(0);

/** Bytes from numbers 0–255. */
export const bytes = (...octets: ReadonlyArray<number>): Uint8Array<ArrayBuffer> => Uint8Array.from(octets);

const DIGITS = '0123456789abcdef';

/** One octet as two hexadecimal digits. */
export const hex2 = (octet: number): string => DIGITS.charAt((octet >>> 4) & 15) + DIGITS.charAt(octet & 15);

/**
 * Octets as hexadecimal digits, two each, with no separator.
 *
 * @example
 * hex(bytes(1, 255)) // '01ff'
 *
 * @category trace
 * @since 0.1.0
 */
export const hex = (octets: Bytes): string => {
  let out = '';
  for (let i = 0; i < octets.length; i++) out += hex2(octets[i] ?? 0);
  return out;
};

/** Are these the same octets? */
export const equalBytes = (a: Bytes, b: Bytes): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

/** The octets of several pieces, one after another, in one fresh array. */
export const concatBytes = (pieces: ReadonlyArray<Bytes>): Uint8Array<ArrayBuffer> => {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/**
 * Text as UTF-8. A lone surrogate becomes U+FFFD, as everywhere.
 *
 * @example
 * utf8('é') // Uint8Array [0xc3, 0xa9]
 *
 * @category codec
 * @since 0.1.0
 */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => {
  const out: Array<number> = [];
  for (let i = 0; i < text.length; i++) {
    let point = text.codePointAt(i) ?? 0;
    if (point > 0xffff) i++;
    if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x80) out.push(point);
    else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else out.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return Uint8Array.from(out);
};

/** How many continuation octets follow this one, and the smallest code point that may be written so; undefined: none may begin so. */
const lead = (octet: number): readonly [more: number, least: number, bits: number] | undefined =>
  octet < 0x80
    ? [0, 0, octet]
    : octet >= 0xc2 && octet < 0xe0
      ? [1, 0x80, octet & 31]
      : octet >= 0xe0 && octet < 0xf0
        ? [2, 0x800, octet & 15]
        : octet >= 0xf0 && octet < 0xf5
          ? [3, 0x10000, octet & 7]
          : undefined;

/**
 * UTF-8 as text. What is no UTF-8 becomes U+FFFD, one an octet that could not be read; nothing is thrown.
 *
 * @example
 * text(bytes(0x68, 0x69)) // 'hi'
 *
 * @category codec
 * @since 0.1.0
 */
export const text = (octets: Bytes): string => {
  let out = '';
  for (let i = 0; i < octets.length;) {
    const head = lead(octets[i] ?? 0);
    let point = head?.[2] ?? 0;
    let whole = head !== undefined;
    const more = head?.[0] ?? 0;
    for (let k = 1; whole && k <= more; k++) {
      const next = octets[i + k];
      if (next === undefined || (next & 0xc0) !== 0x80) whole = false;
      else point = (point << 6) | (next & 63);
    }
    if (!whole || head === undefined || point < head[1] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      out += '\ufffd';
      i += 1;
    } else {
      out += String.fromCodePoint(point);
      i += 1 + head[0];
    }
  }
  return out;
};
