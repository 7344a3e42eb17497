// Chance is a function of who asks and for what: (seed, line, frame, purpose). There is no stream, so no decision disturbs another.
import { hash32 } from '@sockeye/core';

/** What a number is drawn for. The numbers are part of the meaning of a seed: never change one. */
export const PURPOSE = {
  loss: 1,
  duplicate: 2,
  corrupt: 3,
  bit: 4,
  reorder: 5,
  delay: 6,
  move: 7,
  slot: 8,
  early: 9,
  clog: 10,
  freeze: 11,
  truncate: 12,
  length: 13,
  second: 14,
} as const;

export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

/** The unsigned 32-bit number that this frame draws for this purpose. `key` stands for the line. */
export const draw = (seed: number, key: number, ordinal: number, copy: number, purpose: Purpose): number =>
  hash32(seed, key, ordinal, copy, purpose);

/**
 * A percentage as netem holds it: rint(p · (2³² − 1)), an unsigned 32-bit number.
 *
 * @example
 * threshold(100) // 4294967295
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const threshold = (percent: number): number => Math.round((percent / 100) * 4294967295);

/** Does it happen? Iff the threshold is no smaller than what was drawn; so 100 % is certain. (netem: `q->loss >= get_crandom()`) */
export const happens = (threshold: number, drawn: number): boolean => threshold >= drawn;

/**
 * One of n, from what was drawn: 0 to n − 1, without division.
 *
 * Exact for n up to 2^21, since the product stays below 2^53.
 */
export const oneOf = (n: number, drawn: number): number => Math.floor((drawn * n) / 4294967296);

/**
 * netem's correlated number: the drawn one, mixed with the last in the ratio ρ, in integers.
 *
 * It correlates the number, not the event: the result is squeezed towards ½, so a small probability starves. That is netem's
 * law, and `loss 0.3% 25%` loses nothing under it.
 *
 * Takes   ρ as a threshold (0: the drawn number itself), the drawn number and the last one
 * Gives   (drawn · (2³² − ρ') + last · ρ') >> 32, where ρ' = ρ + 1
 */
export const correlated = (rho: number, drawn: number, last: number): number => {
  if (rho === 0) return drawn;
  const weight = BigInt(rho) + 1n;
  return Number((BigInt(drawn) * (4294967296n - weight) + BigInt(last) * weight) >> 32n);
};
