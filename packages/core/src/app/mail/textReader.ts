// Mail data behind DATA: where it ends, which dots are doubled, and what is no line end. (RFC 5321 §4.1.1.4, §4.5.2)
import type { Bytes } from '../../basis/bytes.ts';
import { NO_BYTES } from '../../basis/bytes.ts';

const CR = 13;
const LF = 10;
const DOT = 46;

/**
 * Where the reader stands.
 *
 * `line-start`: behind CRLF, or at the very beginning. `line`: inside a line. `cr`: behind a CR. `dot`: behind a dot that began a
 * line. `dot-cr`: behind that dot and a CR.
 */
type Place = 'line-start' | 'line' | 'cr' | 'dot' | 'dot-cr';

/** How far mail data has been read. */
export interface TextReader {
  readonly place: Place;
  /** A CR or an LF stood by itself: such a text is refused, whatever the two servers between which it lies would make of it. */
  readonly isBare: boolean;
}

export const TEXT_START: TextReader = { place: 'line-start', isBare: false };

/**
 * Reads mail data.
 *
 * Only `<CRLF>.<CRLF>` ends it. `<LF>.<LF>`, `<LF>.<CRLF>`, `<CR>.<CRLF>` and the like are text, and make the text one that is refused:
 * where two servers read them differently, the second takes for commands what the first took for text. (VU#302671)
 *
 * Takes   where the reader stands; octets, and where to begin in them
 * Gives   the text with its dots as they were written, line ends as they came; where reading stopped; and whether that was the end
 *
 * @category codec
 * @since 0.1.0
 */
export const readText = (
  reader: TextReader,
  octets: Bytes,
  from: number,
): readonly [reader: TextReader, text: Bytes, next: number, isEnd: boolean] => {
  if (from >= octets.length) return [reader, NO_BYTES, from, false];
  // What was held back behind a dot may come before the first octet: a dot and a CR at most.
  const out = new Uint8Array(octets.length - from + 2);
  let to = 0;
  let { place, isBare } = reader;
  for (let at = from; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (place === 'dot-cr') {
      if (octet === LF) return [{ place: 'line-start', isBare }, out.subarray(0, to), at + 1, true];
      // A dot, a CR, and no LF: the dot was stuffed or not, the CR is by itself.
      out[to++] = CR;
      isBare = true;
      place = 'line';
    } else if (place === 'dot') {
      if (octet === CR) {
        place = 'dot-cr';
        continue;
      }
      // The first dot of a line is taken away, whatever follows it. (§4.5.2)
      place = 'line';
    } else if (place === 'cr') {
      if (octet !== LF) isBare = true;
    } else if (place === 'line-start' && octet === DOT) {
      place = 'dot';
      continue;
    }
    if (octet === LF) {
      if (place !== 'cr') isBare = true;
      place = place === 'cr' ? 'line-start' : 'line';
    } else place = octet === CR ? 'cr' : 'line';
    out[to++] = octet;
  }
  return [{ place, isBare }, out.subarray(0, to), octets.length, false];
};

/** Octets of BDAT, which are as they are: only looked through for a CR or an LF by itself. `afterCr`: the last octet was a CR. */
export const readChunk = (
  reader: { readonly afterCr: boolean; readonly isBare: boolean },
  octets: Bytes,
): { readonly afterCr: boolean; readonly isBare: boolean } => {
  let { afterCr, isBare } = reader;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (octet === LF ? !afterCr : afterCr) isBare = true;
    afterCr = octet === CR;
  }
  return { afterCr, isBare };
};
