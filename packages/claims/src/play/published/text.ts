// Octets that tell where they stand, so that whatever is lost, doubled or moved shows.
import type { Bytes } from '@sockeye/core';

/**
 * So many octets, of which no two stretches of four are alike for a long way.
 *
 * Takes   how many, and which text: another number is another text
 */
export const text = (octets: number, which = 0): Bytes => {
  const made = new Uint8Array(octets);
  // The high octet of a linear congruential generator (Knuth's MMIX constants are too long for 32 bits; these are Numerical Recipes').
  let state = (which * 2654435761 + 1) >>> 0;
  for (let i = 0; i < octets; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    made[i] = state >>> 24;
  }
  return made;
};

/** A text cut into so many pieces of nearly the same length; none is empty unless there are more pieces than octets. */
export const pieces = (whole: Bytes, count: number): ReadonlyArray<Bytes> =>
  Array.from({ length: count }, (_, i) =>
    whole.subarray(Math.floor((whole.length * i) / count), Math.floor((whole.length * (i + 1)) / count)),
  );
