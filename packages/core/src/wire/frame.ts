// A frame has two faces, its value and its bytes. Each follows from the other, and the missing one is made only when
// somebody looks, at most once.
//
// The cells below are the only things in a frame that change, each of them once, from "not made yet" to what follows from
// the rest. Whoever asks gets the same answer before and after, so nobody can tell whether a face was there: except by
// `isWritten`, which is for counting in benchmarks and tests, and on which no floor may decide anything.
//
// A struck frame is a new frame, made of bytes (`frameFromOctets`): it has never had a value, and its receiver
// decodes and verifies. A frame of our own encoder has right sums by construction; the laws in the tests say so.
import type { Bytes } from '../basis/bytes.ts';
import { E } from '../basis/fp.ts';
import { crc32 } from './crc32.ts';
import { refuse } from './decodeError.ts';
import {
  decodeEthernet,
  encodeEthernet,
  ETHERNET_HEADER,
  FCS_LENGTH,
  framePayloadLength,
  SMALLEST_FRAME,
} from './ethernetHeader.ts';
import { isFaithful } from './faithful.ts';
import type { DecodeError, EthernetFrame } from './packets.ts';
import type { Memory } from './slab.ts';
import { carve, viewOf } from './slab.ts';

declare const frameBrand: unique symbol;

/**
 * A frame on a cable: opaque to the floors, which ask the functions of this file about it.
 *
 * @category model
 * @since 0.1.0
 */
export interface Frame {
  readonly [frameBrand]: true;
}

/** What a frame is made of. */
interface Cells {
  /** The value face, or why there is none; undefined: not read yet. */
  value: E.Either<DecodeError, EthernetFrame> | undefined;
  /** Where the bytes face lies; undefined: not written yet. */
  memory: Memory | undefined;
  at: number;
  /** Octets without the frame check sequence; −1: not computed yet. */
  length: number;
  /** Does the frame check sequence lie behind the octets? */
  sealed: boolean;
  /** The views that were given out. */
  octets: Bytes | undefined;
  octetsWithFcs: Bytes | undefined;
}

// The two ways between what callers see and what is there: the only casts of this room.
const shown = (cells: Cells): Frame => cells as unknown as Frame;
const cellsOf = (frame: Frame): Cells => frame as unknown as Cells;

const written = (memory: Memory, at: number, length: number, sealed: boolean): Cells => ({
  value: undefined,
  memory,
  at,
  length,
  sealed,
  octets: undefined,
  octetsWithFcs: undefined,
});

const lengthOf = (value: EthernetFrame): number =>
  Math.max(SMALLEST_FRAME, ETHERNET_HEADER + framePayloadLength(value.payload));

/** Writes a value into fresh memory; the zeros that it finds there are the padding, and there is room for the check sequence. */
const writeInto = (cells: Cells, value: EthernetFrame): Memory => {
  const length = lengthOf(value);
  const { memory, at } = carve(length + FCS_LENGTH);
  encodeEthernet(value, memory, at);
  cells.memory = memory;
  cells.at = at;
  cells.length = length;
  return memory;
};

/** The memory of the bytes face, which is written now if it was not. */
const write = (cells: Cells): Memory => {
  if (cells.memory !== undefined) return cells.memory;
  // A frame without bytes was born with its value, and a value is never a Left: there is always something to write.
  return cells.value?._tag === 'Right' ? writeInto(cells, cells.value.right) : carve(0).memory;
};

/** The memory with the frame check sequence behind the octets: least significant octet first. (IEEE 802.3 §3.2.9) */
const seal = (cells: Cells): Memory => {
  const memory = write(cells);
  if (!cells.sealed) {
    const end = cells.at + cells.length;
    memory.view.setUint32(end, crc32(memory.view, cells.at, end), true);
    cells.sealed = true;
  }
  return memory;
};

/**
 * A frame that one of our own stations sends: born with its value.
 *
 * A value that its bytes would not say (`faithful.ts`) is written at once and forgotten, so that its receiver sees
 * what the bytes say, whenever they are looked at.
 *
 * @category constructors
 * @since 0.1.0
 */
export const frameOf = (value: EthernetFrame): Frame => {
  const cells: Cells = {
    value: E.right(value),
    memory: undefined,
    at: 0,
    length: -1,
    sealed: false,
    octets: undefined,
    octetsWithFcs: undefined,
  };
  if (!isFaithful(value)) {
    writeInto(cells, value);
    cells.value = undefined;
  }
  return shown(cells);
};

/**
 * A frame born with its bytes: a fault struck it, or it came over a wire that carries the frame check sequence.
 *
 * Takes   the octets, the frame check sequence last; they are copied
 * Gives   a frame; what is wrong with it is found when its value is asked for
 *
 * @category constructors
 * @since 0.1.0
 */
export const frameFromOctets = (octetsWithFcs: Bytes): Frame => {
  const { memory, at } = carve(Math.max(octetsWithFcs.length, FCS_LENGTH));
  memory.bytes.set(octetsWithFcs, at);
  const cells = written(memory, at, Math.max(0, octetsWithFcs.length - FCS_LENGTH), true);
  if (octetsWithFcs.length < FCS_LENGTH) cells.octetsWithFcs = viewOf(memory, at, at + octetsWithFcs.length);
  return shown(cells);
};

/**
 * A frame from a real wire whose driver has taken the frame check sequence away: right by assumption.
 *
 * Such wires also leave out the padding; it is put back, so that the frame can travel on over a cable that needs it. What has
 * not even a header stays as it is.
 *
 * @category constructors
 * @since 0.1.0
 */
export const frameWithoutFcs = (octets: Bytes): Frame => {
  const length = octets.length < ETHERNET_HEADER ? octets.length : Math.max(SMALLEST_FRAME, octets.length);
  const { memory, at } = carve(length + FCS_LENGTH);
  memory.bytes.set(octets, at);
  return shown(written(memory, at, length, false));
};

/** The octets of a frame without its frame check sequence, padded; written once, and the same view each time. */
export const octetsOf = (frame: Frame): Bytes => {
  const cells = cellsOf(frame);
  const memory = write(cells);
  return (cells.octets ??= viewOf(memory, cells.at, cells.at + cells.length));
};

/** The octets of a frame, its frame check sequence last. */
export const octetsWithFcs = (frame: Frame): Bytes => {
  const cells = cellsOf(frame);
  const memory = seal(cells);
  return (cells.octetsWithFcs ??= viewOf(memory, cells.at, cells.at + cells.length + FCS_LENGTH));
};

/**
 * Octets of a frame without its frame check sequence; by arithmetic on the value where there are no bytes.
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const frameLength = (frame: Frame): number => {
  const cells = cellsOf(frame);
  if (cells.length < 0 && cells.value?._tag === 'Right') cells.length = lengthOf(cells.value.right);
  return cells.length;
};

/** Decodes, and verifies what can be verified. A frame that lost its check sequence on the way to us is not blamed for it. */
const read = (cells: Cells, memory: Memory): E.Either<DecodeError, EthernetFrame> => {
  const { at, length } = cells;
  const end = at + length;
  if (cells.sealed) {
    // A station drops a frame below the smallest size as the rest of a collision (IEEE 802.3 §4.2.4.2.2).
    if (length < SMALLEST_FRAME) {
      return refuse('ethernet', 'length', `${length + FCS_LENGTH} octets, where the smallest frame has 64`);
    }
    if (memory.view.getUint32(end, true) !== crc32(memory.view, at, end)) {
      return refuse('ethernet', 'frameCheckSequence', 'does not fit the frame');
    }
  }
  return decodeEthernet(memory, at, end);
};

/**
 * The value of a frame: at once where it was born with one; else its bytes are decoded, and the frame check sequence and every
 * checksum verified, once.
 *
 * Takes   a frame
 * Gives   the same answer each time
 * Fails   `length`: too short; `frameCheckSequence`: it does not fit. What is wrong further in is a `Malformed` payload
 *
 * @category codec
 * @since 0.1.0
 */
export const valueOf = (frame: Frame): E.Either<DecodeError, EthernetFrame> => {
  const cells = cellsOf(frame);
  return (cells.value ??= read(cells, write(cells)));
};

/** Does the bytes face exist? For counting only: no floor may decide anything on it. */
export const isWritten = (frame: Frame): boolean => cellsOf(frame).memory !== undefined;

/**
 * The same frame as its bytes alone, as it leaves a real station: octets and frame check sequence are written, the value is
 * thrown away, and whoever receives it decodes and verifies.
 *
 * @category constructors
 * @since 0.1.0
 */
export const forgetValue = (frame: Frame): Frame => {
  const cells = cellsOf(frame);
  const memory = seal(cells);
  return shown(written(memory, cells.at, cells.length, true));
};
