import type { LineCoding } from './Levels.ts';
import { framedBits, misread, strange, unframed } from './Levels.ts';

/**
 * Non-return to zero: a 1 is high and a 0 is low for as long as the bit lasts.
 *
 *     bit     1   0   0   1   1
 *           ┌───┐       ┌───────
 *     level │   └───────┘
 *
 * The simplest one, and the one whose clock is lost in a long row of equal bits.
 *
 * Gives   one level a bit
 * Fails   `decode`, where the preamble is not whole, where a frame ends within an octet
 *
 * @example
 * drawLevels(nrz.encode(bytes()).subarray(56)) // '▔▁▔▁▔▁▔▔'
 *
 * @category codec
 * @since 0.1.0
 */
export const nrz: LineCoding = {
  name: 'NRZ',
  encode: framedBits,
  decode: (levels) => {
    const other = strange(levels);
    return other >= 0 ? misread(other, 'a level is 0 or 1') : unframed(levels, 1);
  },
};
