// Line ends: CRLF on the wire, LF in the file, as every program that reads Maildirs has it.
import type { Bytes } from '../../basis/bytes.ts';
import { NO_BYTES } from '../../basis/bytes.ts';

const CR = 13;
const LF = 10;

/** Where a stream of octets stands: was the last one a CR that is held back? */
export interface Storing {
  readonly held: boolean;
}

export const STORING: Storing = { held: false };

/**
 * Octets from the wire as they lie in a file: CRLF becomes LF, anything else stays.
 *
 * A CR at the end of a piece is held back until the next shows whether an LF follows; `storedEnd` gives what is left at the end.
 *
 * @category codec
 * @since 0.1.0
 */
export const toStored = (state: Storing, octets: Bytes): readonly [Storing, Bytes] => {
  if (octets.length === 0) return [state, NO_BYTES];
  const out = new Uint8Array(octets.length + 1);
  let to = 0;
  let held = state.held;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (held && octet !== LF) out[to++] = CR;
    held = octet === CR;
    if (!held) out[to++] = octet;
  }
  return [{ held }, out.subarray(0, to)];
};

/** What is held back when there is no more. */
export const storedEnd = (state: Storing): Bytes => (state.held ? Uint8Array.of(CR) : NO_BYTES);

/** Where a stream of octets stands: was the last one a CR? */
export interface Sending {
  readonly afterCr: boolean;
}

export const SENDING: Sending = { afterCr: false };

/**
 * Octets from a file as they go on the wire: an LF that no CR precedes becomes CRLF. Files that have CRLF already stay as they are.
 *
 * @category codec
 * @since 0.1.0
 */
export const toWire = (state: Sending, octets: Bytes): readonly [Sending, Bytes] => {
  let bare = 0;
  let afterCr = state.afterCr;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (octet === LF && !afterCr) bare += 1;
    afterCr = octet === CR;
  }
  if (bare === 0) return [{ afterCr }, octets];
  const out = new Uint8Array(octets.length + bare);
  let to = 0;
  afterCr = state.afterCr;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (octet === LF && !afterCr) out[to++] = CR;
    out[to++] = octet;
    afterCr = octet === CR;
  }
  return [{ afterCr }, out];
};
