// How a corruption strikes: one bit, as netem does; or in ways that a check does not notice.
//
// The Internet checksum is a sum of 16-bit words: it does not notice two flips in one column, of which one sets and the other clears
// (+2ᶜ − 2ᶜ), nor two words that change places (RFC 1071 §1: the sum does not depend on their order). CRC-32 notices every burst of
// up to 32 bits, and all of these; unless somebody computes it anew over the damage, as a router with bad memory does: `fcs`.
import type { Bytes } from '@sockeye/core';
import type { Reading } from './Reading.ts';
import { takeCount } from './Reading.ts';

/**
 * Absent from a fault: one bit. `Bits` flips the first and the last of so many in a row, and each between with one half. `These` flips
 * the bits that it names, and throws no dice.
 */
export type Strike =
  | { readonly _tag: 'Bits'; readonly count: number }
  | { readonly _tag: 'TwoFlips' }
  | { readonly _tag: 'Swap' }
  | { readonly _tag: 'These'; readonly bits: ReadonlyArray<number> };

const LIST_OF_BITS = /^[0-9]{1,9}(,[0-9]{1,9})*$/;

/** `17,33`: numbers of bits that rise. */
const readBits = (text: string): ReadonlyArray<number> | undefined => {
  if (!LIST_OF_BITS.test(text)) return undefined;
  const bits = text.split(',').map(Number);
  return bits.every((bit, i) => i === 0 || bit > (bits[i - 1] ?? bit)) ? bits : undefined;
};

/** Its words, where it is written; undefined: one bit. */
export const readStrike = (words: Reading): Strike | undefined => {
  if (words.takeIf('burst')) return { _tag: 'Bits', count: takeCount(words, 'bits') };
  if (words.takeIf('bits')) {
    return { _tag: 'These', bits: words.read(readBits, 'numbers of bits that rise, as in 17,33') };
  }
  if (words.takeIf('two-flips')) return { _tag: 'TwoFlips' };
  return words.takeIf('swap') ? { _tag: 'Swap' } : undefined;
};

/** A blank and its words; nothing for one bit. */
export const showStrike = (strike: Strike | undefined, fcs: boolean | undefined): string => {
  const how =
    strike === undefined
      ? ''
      : strike._tag === 'Bits'
        ? ` burst ${strike.count}`
        : strike._tag === 'These'
          ? ` bits ${strike.bits.join(',')}`
          : strike._tag === 'TwoFlips'
            ? ' two-flips'
            : ' swap';
  return `${how}${fcs === true ? ' fcs' : ''}`;
};

/** The 16-bit words that one sum covers: what an IPv4 packet carries, and of any other frame all behind its Ethernet header. */
const covered = (octets: Bytes): { readonly from: number; readonly words: number } => {
  const at = (index: number): number => octets[index] ?? 0;
  const isIpv4 = octets.length >= 34 && at(12) === 8 && at(13) === 0 && at(14) >> 4 === 4;
  const from = isIpv4 ? 14 + 4 * (at(14) & 15) : 14;
  const end = isIpv4 ? Math.min(octets.length, 14 + at(16) * 256 + at(17)) : octets.length;
  return { from, words: Math.max(0, (end - from) >> 1) };
};

const wordAt = (octets: Bytes, from: number, index: number): number =>
  (octets[from + 2 * index] ?? 0) * 256 + (octets[from + 2 * index + 1] ?? 0);

/** From the word `first` on, round and round: the first one that will do. */
const nextWord = (words: number, first: number, isFit: (index: number) => boolean): number | undefined => {
  for (let i = 1; i < words; i++) {
    const index = (first + i) % words;
    if (isFit(index)) return index;
  }
  return undefined;
};

const flipBit = (octets: Bytes, bit: number): void => {
  octets[bit >> 3] = (octets[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
};

const flipTwo = (octets: Bytes, place: number, column: number): number | undefined => {
  const { from, words } = covered(octets);
  if (words < 2) return undefined;
  const first = place % words;
  for (let i = 0; i < 16; i++) {
    const mask = 0x8000 >> ((column + i) & 15);
    const here = wordAt(octets, from, first) & mask;
    const second = nextWord(words, first, (index) => (wordAt(octets, from, index) & mask) !== here);
    if (second === undefined) continue;
    const bit = (index: number): number => (from + 2 * index) * 8 + ((column + i) & 15);
    flipBit(octets, bit(first));
    flipBit(octets, bit(second));
    return bit(first);
  }
  return undefined;
};

const swapTwo = (octets: Bytes, place: number): number | undefined => {
  const { from, words } = covered(octets);
  if (words < 2) return undefined;
  const first = place % words;
  const here = wordAt(octets, from, first);
  const second = nextWord(words, first, (index) => wordAt(octets, from, index) !== here);
  if (second === undefined) return undefined;
  const there = wordAt(octets, from, second);
  const set = (index: number, word: number): void => {
    octets[from + 2 * index] = word >> 8;
    octets[from + 2 * index + 1] = word & 255;
  };
  set(first, there);
  set(second, here);
  return (from + 2 * first) * 8;
};

/**
 * Strikes octets, in place.
 *
 * Takes   a copy of the octets of a frame without its FCS (`Bits` may have the FCS behind them); how; a number for the place, and
 *         one for the column, or for the bits in between
 * Gives   the first bit that was struck; undefined where this frame has nothing that could be struck so
 * Fails   never
 *
 * @category faults
 * @since 0.1.0
 */
export const strikeOctets = (octets: Bytes, strike: Strike, place: number, second: number): number | undefined => {
  if (strike._tag === 'TwoFlips') return flipTwo(octets, place, second & 15);
  if (strike._tag === 'Swap') return swapTwo(octets, place);
  const bits = octets.length * 8;
  if (strike._tag === 'These') {
    if (strike.bits.some((bit) => bit >= bits)) return undefined;
    for (const bit of strike.bits) flipBit(octets, bit);
    return strike.bits[0];
  }
  const { count } = strike;
  if (count > bits) return undefined;
  const first = place % (bits - count + 1);
  for (let i = 0; i < count; i++) {
    // Beyond 32 bits the pattern repeats: it is a pattern of noise, no message.
    if (i === 0 || i === count - 1 || ((second >>> (i & 31)) & 1) === 1) flipBit(octets, first + i);
  }
  return first;
};
