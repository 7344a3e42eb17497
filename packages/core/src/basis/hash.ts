// Chance without a stream: a hash of who asks and for what. Counter-based, so that no decision disturbs another.

const rotl = (x: number, r: number): number => (x << r) | (x >>> (32 - r));

/** One word into the state (the mixing step of MurmurHash3, which is public domain arithmetic). */
const absorb = (state: number, word: number): number => {
  const k = Math.imul(rotl(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotl(state ^ k, 13), 5) + 0xe6546b64) | 0;
};

/** Every bit of the state reaches every bit of the answer. */
const finish = (state: number): number => {
  let h = state;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/**
 * An unsigned 32-bit number that depends on every word, and on nothing else.
 *
 * Takes   a seed and words; each is used modulo 2^32, a whole number beyond that by its two halves
 * Gives   a number from 0 to 2^32 − 1, the same on every engine
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const hash32 = (seed: number, ...words: ReadonlyArray<number>): number => {
  let state = seed | 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? 0;
    state = absorb(state, word | 0);
    const high = Math.floor(word / 4294967296);
    if (high !== 0) state = absorb(state, high | 0);
  }
  return finish(state ^ words.length);
};

/** A word that stands for a text, so that names can be keys of chance. */
export const hashText = (text: string): number => {
  let state = 0x9747b28c;
  for (let i = 0; i < text.length; i++) state = absorb(state, text.charCodeAt(i));
  return finish(state ^ text.length);
};

/**
 * The same for exactly four words below 2^32, without making a list of them: for tables that are asked for every packet.
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const hashOfFour = (seed: number, a: number, b: number, c: number, d: number): number =>
  finish(absorb(absorb(absorb(absorb(seed | 0, a | 0), b | 0), c | 0), d | 0) ^ 4);
