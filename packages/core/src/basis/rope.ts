import type { Bytes } from './bytes.ts';
import { NO_BYTES } from './bytes.ts';

/**
 * A queue of octets as chunks that are never changed.
 *
 * `chunks` holds `start` octets that were already taken (in its first chunk), then `length` octets.
 *
 * @category model
 * @since 0.1.0
 */
export interface Rope {
  readonly chunks: ReadonlyArray<Bytes>;
  readonly start: number;
  readonly length: number;
}

/** No octets; shared. */
export const EMPTY_ROPE: Rope = { chunks: [], start: 0, length: 0 };

/** Beyond this size a chunk is not joined to its neighbour again. */
const LARGE = 65_536;

/** A rope of one chunk. The chunk must never be changed afterwards; whoever cannot promise that copies first. */
export const rope = (chunk: Bytes): Rope =>
  chunk.length === 0 ? EMPTY_ROPE : { chunks: [chunk], start: 0, length: chunk.length };

const join = (a: Bytes, b: Bytes): Bytes => {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a, 0);
  joined.set(b, a.length);
  return joined;
};

/**
 * Adds octets at the end.
 *
 * A chunk that is no larger than what comes after it is joined with it, so that the sizes fall from front
 * to back: at most some thirty chunks, and each octet is copied at most about log2(65,536 / chunk) times while it
 * waits, none at all when it is read before the next comes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const append = (front: Rope, back: Rope): Rope => {
  if (front.length === 0) return back;
  if (back.length === 0) return front;
  const chunks = front.chunks.slice();
  // What a slice left behind the front's end must not come between the two.
  const beyond = excess(front);
  const end = chunks[chunks.length - 1];
  if (beyond > 0 && end !== undefined) chunks[chunks.length - 1] = end.subarray(0, end.length - beyond);
  let start = front.start;
  for (let i = 0; i < back.chunks.length; i++) {
    let chunk = back.chunks[i] ?? NO_BYTES;
    if (i === 0 && back.start > 0) chunk = chunk.subarray(back.start);
    if (i === back.chunks.length - 1) chunk = chunk.subarray(0, chunk.length - excess(back));
    for (;;) {
      const last = chunks[chunks.length - 1];
      if (last === undefined) break;
      const unread = chunks.length === 1 ? last.subarray(start) : last;
      if (unread.length > chunk.length || unread.length + chunk.length > LARGE) break;
      chunks.pop();
      if (chunks.length === 0) start = 0;
      chunk = join(unread, chunk);
    }
    chunks.push(chunk);
  }
  return { chunks, start, length: front.length + back.length };
};

/** How many octets of the last chunk lie beyond the rope's end. */
const excess = (whole: Rope): number => {
  let total = -whole.start;
  for (let i = 0; i < whole.chunks.length; i++) total += whole.chunks[i]?.length ?? 0;
  return total - whole.length;
};

/**
 * Part of a rope, sharing its chunks.
 *
 * Takes   the rope, where to begin and how many octets; both are cut to what is there
 * Gives   a rope of those octets
 *
 * @example
 * toBytes(slice(rope(bytes(1, 2, 3, 4)), 1, 2)) // bytes(2, 3)
 *
 * @category constructors
 * @since 0.1.0
 */
export const slice = (whole: Rope, from: number, count: number): Rope => {
  const length = Math.min(count, whole.length - from);
  if (length <= 0) return EMPTY_ROPE;
  if (from === 0 && length === whole.length) return whole;
  let first = 0;
  let start = whole.start + from;
  for (;;) {
    const size = whole.chunks[first]?.length ?? 0;
    if (start < size || first >= whole.chunks.length - 1) break;
    start -= size;
    first += 1;
  }
  let end = first;
  let covered = (whole.chunks[first]?.length ?? 0) - start;
  while (covered < length && end < whole.chunks.length - 1) {
    end += 1;
    covered += whole.chunks[end]?.length ?? 0;
  }
  return { chunks: whole.chunks.slice(first, end + 1), start, length };
};

/** Without its first octets. */
export const drop = (whole: Rope, count: number): Rope =>
  count <= 0 ? whole : slice(whole, count, whole.length - count);

/** Writes the rope's octets into a buffer, and answers where they end. */
export const writeRope = (whole: Rope, into: Uint8Array, at: number): number => {
  let left = whole.length;
  let to = at;
  for (let i = 0; left > 0 && i < whole.chunks.length; i++) {
    const chunk = whole.chunks[i] ?? NO_BYTES;
    const from = i === 0 ? whole.start : 0;
    const count = Math.min(left, chunk.length - from);
    into.set(from === 0 && count === chunk.length ? chunk : chunk.subarray(from, from + count), to);
    to += count;
    left -= count;
  }
  return to;
};

/** The octets in one piece: a view when they lie in one chunk, else a copy. */
export const toBytes = (whole: Rope): Bytes => {
  if (whole.length === 0) return NO_BYTES;
  if (whole.chunks.length === 1) return (whole.chunks[0] ?? NO_BYTES).subarray(whole.start, whole.start + whole.length);
  const all = new Uint8Array(whole.length);
  writeRope(whole, all, 0);
  return all;
};
