// Ends of lines as streams: CR LF on the wire, LF here. (RFC 854, The NVT Printer; RFC 959 §3.1.1.1)
import type { Bytes } from '../basis/bytes.ts';
import { bytes } from '../basis/bytes.ts';

const CR = 13;
const LF = 10;

/**
 * From the disk to the wire: each LF becomes CR LF. A CR that is on the disk is text like any other, so that what is sent and
 * received again is what it was.
 */
export const toNetwork = (octets: Bytes): Bytes => {
  let lines = 0;
  for (let i = 0; i < octets.length; i++) if (octets[i] === LF) lines += 1;
  if (lines === 0) return octets;
  const out = new Uint8Array(octets.length + lines);
  let to = 0;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (octet === LF) out[to++] = CR;
    out[to++] = octet;
  }
  return out;
};

/** How many octets it is on the wire. */
export const networkSize = (octets: Bytes): number => {
  let size = octets.length;
  for (let i = 0; i < octets.length; i++) if (octets[i] === LF) size += 1;
  return size;
};

/** A CR that came last and may belong to a line's end. */
export interface FromNetwork {
  readonly hasCr: boolean;
}

export const NOTHING_HELD: FromNetwork = { hasCr: false };

/**
 * From the wire to the disk: each CR LF becomes LF; a CR or an LF alone stays what it is.
 *
 * Takes   what was held back, and the next octets
 * Gives   what is held back now, and what goes to the disk; the cuts between the pieces change nothing
 */
export const fromNetwork = (held: FromNetwork, octets: Bytes): readonly [FromNetwork, Bytes] => {
  if (octets.length === 0) return [held, octets];
  const out = new Uint8Array(octets.length + 1);
  let to = 0;
  let { hasCr } = held;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (hasCr && octet !== LF) out[to++] = CR;
    hasCr = octet === CR;
    if (!hasCr) out[to++] = octet;
  }
  return [{ hasCr }, out.subarray(0, to)];
};

/** The stream has ended: a CR that waited for its LF stood alone. */
export const lastOf = (held: FromNetwork): Bytes => (held.hasCr ? bytes(CR) : bytes());

/**
 * Where in a file the n-th octet of its transfer stands.
 *
 * Takes   a piece of the file, and how many octets of the transfer are still to be passed over
 * Gives   how many octets of the piece were passed, and how many of the transfer are left; where that many end between a CR and
 *         its LF, `isWithin`: the LF was not passed
 */
export const pass = (
  octets: Bytes,
  count: number,
): { readonly passed: number; readonly left: number; readonly isWithin: boolean } => {
  let left = count;
  let i = 0;
  for (; i < octets.length && left > 0; i++) {
    const width = octets[i] === LF ? 2 : 1;
    if (width > left) return { passed: i, left: 0, isWithin: true };
    left -= width;
  }
  return { passed: i, left, isWithin: false };
};
