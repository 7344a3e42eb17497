// The arithmetic of hashing: two words, each mixed in its own way, so that a coincidence in one says nothing of the other.

/** A hash, as two words of 32 bits. */
export interface Digest {
  readonly a: number;
  readonly b: number;
}

const turned = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** One word into the first (MurmurHash3's step, which is public domain arithmetic). */
export const mixA = (state: number, word: number): number =>
  (Math.imul(turned(state ^ Math.imul(turned(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593), 13), 5) + 0xe6546b64) | 0;

/** One word into the second: other odd factors, other turns. */
export const mixB = (state: number, word: number): number =>
  (Math.imul(turned(state ^ Math.imul(turned(Math.imul(word, 0x2c1b3c6d), 17), 0x297a2d39), 11), 9) + 0x38b34ae5) | 0;

/** Every bit of the state reaches every bit of the answer. */
export const finish = (state: number): number => {
  let h = state;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
};

/** What a hash is of, so that the empty list, the empty text and nothing differ. */
export const KIND = {
  absent: 1,
  nothing: 2,
  yes: 3,
  no: 4,
  whole: 5,
  fraction: 6,
  text: 7,
  code: 8,
  list: 9,
  record: 10,
  octets: 11,
  frame: 12,
  queue: 13,
  heap: 14,
  table: 15,
} as const;

/** The hash of nothing; the start of a history. */
export const NO_DIGEST: Digest = { a: 0, b: 0 };

/** What follows from a history and one thing more. */
export const followed = (history: Digest, next: Digest): Digest => ({
  a: mixA(mixA(history.a, next.a), next.b),
  b: mixB(mixB(history.b, next.b), next.a),
});
