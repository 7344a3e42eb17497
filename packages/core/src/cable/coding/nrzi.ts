import type { Levels } from './Levels.ts';

/**
 * Non-return to zero, inverted on ones: a 1 changes the level, a 0 leaves it.
 *
 *     bit     1   0   0   1   1
 *           ┌───────────┐   ┌───
 *     level ┘           └───┘
 *
 * Takes   bits, and the level before the first of them
 * Gives   one level a bit
 * RFC     IEEE 802.3 §24.1.4.2, as FDDI has it
 *
 * @example
 * drawLevels(nrzi(Uint8Array.of(1, 0, 0, 1, 1))) // '▔▔▔▁▔'
 *
 * @category codec
 * @since 0.1.0
 */
export const nrzi = (bits: Levels, before: 0 | 1 = 0): Levels => {
  let level: number = before;
  return bits.map((bit) => (level = bit === 0 ? level : 1 - level));
};

/** The bits of levels: 1 wherever one differs from the one before it. */
export const fromNrzi = (levels: Levels, before: 0 | 1 = 0): Levels =>
  levels.map((level, i) => (level === (i === 0 ? before : levels[i - 1]) ? 0 : 1));
