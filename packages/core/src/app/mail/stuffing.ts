// Mail data as a client sends it, and a server of POP3: each line ends with CRLF, and a dot at its start is doubled. (RFC 5321 §4.5.2, RFC 1939 §3)
import type { Bytes } from '../../basis/bytes.ts';
import { bytes, NO_BYTES } from '../../basis/bytes.ts';

const CR = 13;
const LF = 10;
const DOT = 46;

/** Where the writer stands: at the start of a line, inside one, or behind a CR whose LF has not been seen. */
export interface Stuffing {
  readonly place: 'line-start' | 'line' | 'cr';
}

export const STUFFING: Stuffing = { place: 'line-start' };

/**
 * Text as it is sent.
 *
 * LF and CRLF are line ends, and so is a CR by itself, for nothing else can be made of it: neither is ever sent alone.
 *
 * Takes   where the writer stands, and text with any line ends
 * Gives   lines that end with CRLF, their first dots doubled; the same however the text is cut
 *
 * @category codec
 * @since 0.1.0
 */
export const stuffed = (writer: Stuffing, octets: Bytes): readonly [Stuffing, Bytes] => {
  if (octets.length === 0) return [writer, NO_BYTES];
  let extra = 0;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (octet === LF || octet === CR || octet === DOT) extra += 1;
  }
  const out = new Uint8Array(octets.length + extra + 2);
  let to = 0;
  let { place } = writer;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (octet === LF) {
      // The CR before it has written the line end already.
      if (place !== 'cr') {
        out[to++] = CR;
        out[to++] = LF;
      }
      place = 'line-start';
    } else if (octet === CR) {
      out[to++] = CR;
      out[to++] = LF;
      place = 'cr';
    } else {
      if (octet === DOT && place !== 'line') out[to++] = DOT;
      out[to++] = octet;
      place = 'line';
    }
  }
  return [{ place }, out.subarray(0, to)];
};

/** What ends the text: a CRLF where the last line has none, and the line with the dot. */
export const stuffedEnd = ({ place }: Stuffing): Bytes =>
  place === 'line' ? bytes(CR, LF, DOT, CR, LF) : bytes(DOT, CR, LF);
