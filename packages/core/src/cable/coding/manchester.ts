import type { LineCoding } from './Levels.ts';
import { framedBits, misread, strange, unframed } from './Levels.ts';

/**
 * Manchester coding as 10 Mbit/s Ethernet has it: the second half of each bit is the bit, the first half its opposite.
 *
 *     bit      1   0   0   1   1
 *             ┌───┐ ┌─┐   ┌─┐ ┌─
 *     level ──┘   └─┘ └───┘ └─┘
 *
 * So there is a transition in the middle of every bit, upwards for a 1, and the clock is never lost. (G. E. Thomas's convention, which
 * older text books draw, has it the other way round.)
 *
 * Gives   two levels a bit, one for each half
 * Fails   `decode`, where a bit has no transition in its middle, where the preamble is not whole, where a frame ends within an octet
 * RFC     IEEE 802.3 §7.3.1.1
 *
 * @example
 * drawLevels(manchester.encode(bytes()).subarray(112)) // '▁▔▔▁▁▔▔▁▁▔▔▁▁▔▁▔'
 *
 * @category codec
 * @since 0.1.0
 */
export const manchester: LineCoding = {
  name: 'Manchester',
  encode: (octetsWithFcs) => {
    const bits = framedBits(octetsWithFcs);
    const levels = new Uint8Array(bits.length * 2);
    for (let i = 0; i < bits.length; i++) {
      const bit = bits[i] ?? 0;
      levels[2 * i] = 1 - bit;
      levels[2 * i + 1] = bit;
    }
    return levels;
  },
  decode: (levels) => {
    const other = strange(levels);
    if (other >= 0) return misread(other, 'a level is 0 or 1');
    if (levels.length % 2 !== 0) return misread(levels.length, 'the last bit has one half');
    const bits = new Uint8Array(levels.length / 2);
    for (let i = 0; i < bits.length; i++) {
      const bit = levels[2 * i + 1] ?? 0;
      if (levels[2 * i] === bit) return misread(2 * i, `bit ${i} has no transition in its middle`);
      bits[i] = bit;
    }
    return unframed(bits, 2);
  },
};
