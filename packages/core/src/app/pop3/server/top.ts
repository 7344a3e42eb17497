// TOP: the header, the empty line, and so many lines of the body. (RFC 1939 §7)
import type { Bytes } from '../../../basis/bytes.ts';

const LF = 10;
const CR = 13;

/** How far TOP has come: in the header, or in the body with so many lines to go. */
export interface TopReader {
  readonly isHeader: boolean;
  /** Octets of this line, its line end not counted. */
  readonly length: number;
  /** Lines of the body that are still wanted. */
  readonly lines: number;
}

/** As far as TOP wants it. */
export const topOf = (lines: number): TopReader => ({ isHeader: true, length: 0, lines });

/**
 * The octets that TOP wants of a message that comes piece by piece.
 *
 * Gives   the reader, the octets, and whether it has all it wants
 *
 * @category codec
 * @since 0.1.0
 */
export const readTop = (
  before: TopReader,
  octets: Bytes,
): readonly [reader: TopReader, wanted: Bytes, isEnd: boolean] => {
  let { isHeader, length, lines } = before;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (octet === LF) {
      if (isHeader) {
        if (length === 0) isHeader = false;
      } else lines -= 1;
      length = 0;
      if (!isHeader && lines <= 0) return [{ isHeader, length, lines }, octets.subarray(0, i + 1), true];
    } else if (octet !== CR) length += 1;
  }
  return [{ isHeader, length, lines }, octets, false];
};
