// Command lines out of the text of a Telnet connection.
import type { Bytes } from '../../../basis/bytes.ts';
import { concatBytes, NO_BYTES } from '../../../basis/bytes.ts';

/** What has come of a line that has not ended. */
export interface Partial {
  readonly octets: Bytes;
  readonly isTooLong: boolean;
  /** The line ended at ABOR CR: an LF that follows at once belongs to it. */
  readonly mayHaveLf: boolean;
}

export const NO_LINE: Partial = { octets: NO_BYTES, isTooLong: false, mayHaveLf: false };

/** A line has come: its octets, or that there were too many, or that a CR or an LF stood alone in it. */
export type Line =
  { readonly _tag: 'Line'; readonly octets: Bytes } | { readonly _tag: 'TooLong' } | { readonly _tag: 'Bare' };

const CR = 13;
const LF = 10;

/** ABOR, in any case, with nothing or a data mark before it. */
const isAbort = (line: Bytes): boolean => {
  const from = line[0] === 242 ? 1 : 0;
  if (line.length !== from + 4) return false;
  return [65, 66, 79, 82].every((letter, i) => ((line[from + i] ?? 0) & 0xdf) === letter);
};

/** A line as it is told: CR LF ends it, and nothing else may stand in it. */
const told = (octets: Bytes, isTooLong: boolean): Line => {
  if (isTooLong) return { _tag: 'TooLong' };
  return octets.includes(CR) || octets.includes(LF) ? { _tag: 'Bare' } : { _tag: 'Line', octets };
};

/**
 * Cuts text into lines.
 *
 * Only CR LF ends a line. One exception, without which an interrupt would be lost: clients send ABOR, or its last octet, as urgent
 * data, and a system that does not keep urgent octets in line takes the LF out of the stream. So ABOR CR is a line at once, and
 * an LF that follows belongs to it.
 *
 * Takes   what has come before, what comes now, and how long a line may be
 * Gives   what is left, and the lines that have ended; wherever the text is cut, the lines are the same
 * RFC     959 §5.3; 1123 §4.1.2.10
 */
export const takeLines = (
  before: Partial,
  octets: Bytes,
  limit: number,
): readonly [left: Partial, lines: ReadonlyArray<Line>] => {
  const lines: Array<Line> = [];
  const all = before.octets.length === 0 ? octets : concatBytes([before.octets, octets]);
  let { isTooLong, mayHaveLf } = before;
  let from = 0;
  for (let i = before.octets.length; i < all.length; i++) {
    const octet = all[i] ?? 0;
    if (mayHaveLf) {
      mayHaveLf = false;
      if (octet === LF) {
        from = i + 1;
        continue;
      }
    }
    if (octet === CR && !isTooLong && isAbort(all.subarray(from, i))) {
      lines.push({ _tag: 'Line', octets: all.subarray(from, i) });
      from = i + 1;
      mayHaveLf = true;
    } else if (octet === LF && i > from && all[i - 1] === CR) {
      lines.push(told(all.subarray(from, i - 1), isTooLong || i - 1 - from > limit));
      from = i + 1;
      isTooLong = false;
    } else if (i - from > limit + 1) {
      // Of a line that is too long only its last octet is kept, which may be the CR before its LF.
      isTooLong = true;
      from = i;
    }
  }
  return [{ octets: all.slice(from), isTooLong, mayHaveLf }, lines];
};
