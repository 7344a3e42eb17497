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
 * Octets as text, one character each (ISO 8859-1): for protocols whose commands are ASCII and whose arguments may be anything.
 *
 * @example
 * latin1(bytes(0x68, 0xe9)) // 'hé'
 *
 * @category codec
 * @since 0.1.0
 */
export const latin1 = (octets: Bytes): string => {
  let out = '';
  for (let i = 0; i < octets.length; i++) out += String.fromCharCode(octets[i] ?? 0);
  return out;
};

/**
 * The octets of a text in which each character is one octet; of a character beyond U+00FF the lower eight bits.
 *
 * @example
 * fromLatin1('hé') // bytes(0x68, 0xe9)
 *
 * @category codec
 * @since 0.1.0
 */
export const fromLatin1 = (text: string): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
};

/**
 * Text as UTF-8. A lone surrogate becomes U+FFFD, as everywhere.
 *
 * @example
 * utf8('é') // bytes(0xc3, 0xa9)
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

/** How many continuation octets follow a first octet, the range of the next one, and the bits that it gives; undefined: none may begin so. */
type Lead = readonly [more: number, low: number, high: number, bits: number];

// UTF8-2 = %xC2-DF UTF8-tail
// UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) / %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail )
// UTF8-4 = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) / %xF4 %x80-8F 2( UTF8-tail ) ; RFC 3629 §4
const lead = (octet: number): Lead | undefined => {
  if (octet < 0x80) return [0, 0, 0, octet];
  if (octet < 0xc2 || octet > 0xf4) return undefined;
  if (octet < 0xe0) return [1, 0x80, 0xbf, octet & 31];
  if (octet < 0xf0) return [2, octet === 0xe0 ? 0xa0 : 0x80, octet === 0xed ? 0x9f : 0xbf, octet & 15];
  return [3, octet === 0xf0 ? 0x90 : 0x80, octet === 0xf4 ? 0x8f : 0xbf, octet & 7];
};

/**
 * UTF-8 as text. What is no UTF-8 becomes U+FFFD, one for as much as could have begun a character, as `TextDecoder`
 * has it; nothing is thrown, and a byte order mark is a character like any other.
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
    i += 1;
    if (head === undefined) {
      out += '\ufffd';
      continue;
    }
    const more = head[0];
    let low = head[1];
    let high = head[2];
    let point = head[3];
    let read = 0;
    for (; read < more; read++) {
      const next = octets[i];
      if (next === undefined || next < low || next > high) break;
      point = (point << 6) | (next & 63);
      low = 0x80;
      high = 0xbf;
      i += 1;
    }
    out += read === more ? String.fromCodePoint(point) : '\ufffd';
  }
  return out;
};
