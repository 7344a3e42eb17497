// Memory for frames: slabs of 64 kB, each with one view, from which pieces are carved.
//
// A new Uint8Array for each frame costs 1.2 µs, and a DataView for each another 0.15 µs; carving costs a comparison and an
// addition.
//
// `current` is the one cell of this room that changes. Nobody can observe it: a piece is handed out once and never again, it
// is zero when it is handed out, whoever carves it is the only one that writes it, and only before it is shown to
// anybody; nothing that a caller can compute depends on where in a slab a piece lies. (What can be reached through
// `.buffer` of a view is outside of that promise, as the address of an object would be.)
import type { Bytes } from '../basis/bytes.ts';
import type { Rope } from '../basis/rope.ts';
import { EMPTY_ROPE, rope } from '../basis/rope.ts';

/** A stretch of memory under its two lenses: for copying, and for reading numbers. */
export interface Memory {
  readonly bytes: Bytes;
  readonly view: DataView;
}

interface Slab extends Memory {
  /** Octets that have been handed out. */
  used: number;
}

/** A piece of a slab. */
export interface Piece {
  readonly memory: Memory;
  readonly at: number;
}

const SLAB = 65_536;

const slab = (size: number): Slab => {
  const buffer = new ArrayBuffer(size);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), used: 0 };
};

let current: Slab = slab(SLAB);

/**
 * Carves a piece of fresh memory, filled with zeros.
 *
 * Takes   how many octets; what is larger than a slab gets one of its own
 * Gives   the memory, and where in it the piece begins
 *
 * @category constructors
 * @since 0.1.0
 */
export const carve = (length: number): Piece => {
  if (length > SLAB - current.used) {
    // A large piece does not make us leave a slab that still has room for small ones.
    if (length > SLAB / 4) return { memory: slab(length), at: 0 };
    current = slab(SLAB);
  }
  const piece: Piece = { memory: current, at: current.used };
  // Pieces begin at multiples of eight, where copying is quickest.
  current.used = (current.used + length + 7) & ~7;
  return piece;
};

/** The two lenses over octets that lie somewhere else. */
export const memoryOf = (octets: Bytes): Memory => ({
  bytes: octets,
  view: new DataView(octets.buffer, octets.byteOffset, octets.byteLength),
});

/** Octets of a piece, as a view. */
export const viewOf = (memory: Memory, from: number, end: number): Bytes => memory.bytes.subarray(from, end);

/** The payload behind a header: a view as well, never a copy. */
export const payloadOf = (memory: Memory, from: number, end: number): Rope =>
  from === end ? EMPTY_ROPE : rope(viewOf(memory, from, end));
