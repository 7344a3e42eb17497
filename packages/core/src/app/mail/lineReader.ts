// Lines out of a stream of octets: CRLF ends one, nothing else does, and none grows beyond its limit.
import type { Bytes } from '../../basis/bytes.ts';
import { concatBytes, NO_BYTES } from '../../basis/bytes.ts';

const CR = 13;
const LF = 10;

/** The beginning of a line whose end has not come. */
export interface LineReader {
  readonly partial: Bytes;
  /** It has outgrown the limit: of what came only the last octet is kept. */
  readonly isTooLong: boolean;
  /** It has a CR or an LF by itself. */
  readonly isBare: boolean;
}

/** A line, without its CRLF. */
export interface Line {
  readonly octets: Bytes;
  readonly isTooLong: boolean;
  readonly isBare: boolean;
}

export const AT_LINE_START: LineReader = { partial: NO_BYTES, isTooLong: false, isBare: false };

/**
 * Reads on to the end of a line.
 *
 * Takes   what came before; octets, and where to begin in them; how many octets a line may have, its CRLF included
 * Gives   the reader, where it stopped, and the line, if its end has come. However the stream is cut, its lines are the same
 * Fails   never: a line that is too long comes without its octets, and one with a bare CR or LF says so
 *
 * @category codec
 * @since 0.1.0
 */
export const readLine = (
  reader: LineReader,
  octets: Bytes,
  from: number,
  limit: number,
): readonly [reader: LineReader, next: number, line: Line | undefined] => {
  let isBare = reader.isBare;
  let afterCr = reader.partial.length > 0 && reader.partial[reader.partial.length - 1] === CR;
  let at = from;
  for (; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (octet === LF && afterCr) break;
    if (octet === LF || afterCr) isBare = true;
    afterCr = octet === CR;
  }
  const ended = at < octets.length;
  const length = reader.partial.length + at - from;
  const isTooLong = reader.isTooLong || length + 1 > limit;
  if (!ended) {
    const partial = isTooLong
      ? octets.length > from
        ? octets.slice(octets.length - 1)
        : reader.partial
      : concatBytes([reader.partial, octets.subarray(from)]);
    return [{ partial, isTooLong, isBare }, octets.length, undefined];
  }
  const whole = isTooLong ? NO_BYTES : concatBytes([reader.partial, octets.subarray(from, at)]).subarray(0, -1);
  return [AT_LINE_START, at + 1, { octets: whole, isTooLong, isBare }];
};
