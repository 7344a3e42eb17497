// What all line codings speak of: levels, bits, and the preamble in front of a frame.
import type { Bytes } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';

/**
 * Levels of a line, one an octet, in the order of time: 0 is low, 1 is high. How long one lasts is a matter of the coding.
 *
 * @category model
 * @since 0.1.0
 */
export type Levels = Uint8Array;

/** What is wrong with levels: at which one, counted from 0, and why. */
export interface LineError {
  readonly at: number;
  readonly says: string;
}

/**
 * A way to put a frame's bits on a line.
 *
 * A view of what travels: the simulator carries frames, and whoever wants to see how one would look on a line asks here. Laws:
 * `decode(encode(frame))` is the frame, and what decodes is encoded again to the very same levels.
 *
 * @category model
 * @since 0.1.0
 */
export interface LineCoding {
  readonly name: string;
  /** From the octets of a frame, its check sequence last (`octetsWithFcs`), to levels from the first bit of the preamble on. */
  readonly encode: (octetsWithFcs: Bytes) => Levels;
  readonly decode: (levels: Levels) => E.Either<LineError, Bytes>;
}

/** Levels that mean nothing, at one of them. */
export const misread = (at: number, says: string): E.Either<LineError, never> => E.left({ at, says });

/** The place of the first number that is neither 0 nor 1, or −1. */
export const strange = (levels: Levels): number => levels.findIndex((level) => level > 1);

/** Seven octets of 10101010, then the start of frame delimiter 10101011, as they are sent from left to right. (IEEE 802.3 §3.2.1, §3.2.2) */
export const PREAMBLE_AND_DELIMITER: ReadonlyArray<number> = [0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xd5];

/**
 * The bits of octets in the order in which Ethernet sends them: of each octet the least significant one first.
 *
 * Takes   octets
 * Gives   eight bits for each
 * RFC     IEEE 802.3 §3.3
 *
 * @example
 * Array.from(bitsOf(bytes(0xd5))) // [1, 0, 1, 0, 1, 0, 1, 1]
 *
 * @category codec
 * @since 0.1.0
 */
export const bitsOf = (octets: ReadonlyArray<number> | Bytes): Levels => {
  const bits = new Uint8Array(octets.length * 8);
  for (let i = 0; i < bits.length; i++) bits[i] = ((octets[i >> 3] ?? 0) >>> (i & 7)) & 1;
  return bits;
};

/** The octets of bits, of which there are eight for each; the first one is the least significant. */
export const octetsOfBits = (bits: Levels): Bytes => {
  const octets = new Uint8Array(bits.length >> 3);
  for (let i = 0; i < bits.length; i++) octets[i >> 3] = (octets[i >> 3] ?? 0) | ((bits[i] ?? 0) << (i & 7));
  return octets;
};

/** The bits of a frame with preamble and delimiter in front. */
export const framedBits = (octetsWithFcs: Bytes): Levels => {
  const bits = new Uint8Array((PREAMBLE_AND_DELIMITER.length + octetsWithFcs.length) * 8);
  bits.set(bitsOf(PREAMBLE_AND_DELIMITER));
  bits.set(bitsOf(octetsWithFcs), PREAMBLE_AND_DELIMITER.length * 8);
  return bits;
};

/** The octets of a frame behind its preamble, which must be whole; `perBit`: how many levels a bit has, for the places in errors. */
export const unframed = (bits: Levels, perBit: number): E.Either<LineError, Bytes> => {
  const before = bitsOf(PREAMBLE_AND_DELIMITER);
  const wrong = before.findIndex((bit, i) => bits[i] !== bit);
  if (wrong >= 0) return misread(wrong * perBit, 'the preamble and its delimiter are not there');
  if (bits.length % 8 !== 0) return misread(bits.length * perBit, 'the frame ends within an octet');
  return E.right(octetsOfBits(bits.subarray(before.length)));
};

/**
 * Levels as a picture in one line of text.
 *
 * @example
 * drawLevels(Uint8Array.of(0, 1, 1, 0)) // '▁▔▔▁'
 *
 * @category trace
 * @since 0.1.0
 */
export const drawLevels = (levels: Levels): string => Array.from(levels, (level) => (level === 0 ? '▁' : '▔')).join('');
