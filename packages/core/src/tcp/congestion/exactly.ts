// Exact arithmetic on whole numbers, the same on every engine: no power, no root, nothing that rounds.

const LIMB = 1_048_576;

/** A division of whole numbers: a·b + carry = quotient·c + remainder. */
export interface Division {
  readonly quotient: number;
  readonly remainder: number;
}

/**
 * (a·b + carry) divided by c, although a·b may not fit into 53 bits.
 *
 * The remainder is what the next division carries on with, so that thousands of small steps add up to the octet.
 *
 * Takes   whole numbers: a below 2^32; b, c and carry below 2^31
 * Gives   the quotient, rounded down, and the remainder
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const divided = (a: number, b: number, c: number, carry: number): Division => {
  // Two limbs of a: no intermediate result needs more than 53 bits.
  const high = Math.floor(a / LIMB) * b;
  const low = (high % c) * LIMB + (a % LIMB) * b + carry;
  return { quotient: Math.floor(high / c) * LIMB + Math.floor(low / c), remainder: low % c };
};

/** a·b / c, rounded down; the bounds are those of `divided`. */
export const proportion = (a: number, b: number, c: number): number => divided(a, b, c, 0).quotient;

/** The largest whole number whose cube is still exact. */
const LARGEST_ROOT = 208_063;

/**
 * The cube root, rounded down, by bisection: eighteen steps, each of which compares a cube.
 *
 * Takes   a whole number from 0 to 2^53 − 1
 *
 * @example
 * cubeRoot(26) // 2
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const cubeRoot = (n: number): number => {
  let low = 0;
  let high = LARGEST_ROOT;
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if (middle * middle * middle <= n) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** A fraction of small whole numbers, for constants that are no whole numbers themselves: 0.7 is { of: 7, in: 10 }. */
export interface Ratio {
  readonly of: number;
  readonly in: number;
}
