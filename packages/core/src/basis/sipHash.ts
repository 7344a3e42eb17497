// SipHash-2-4, a keyed hash with cryptographic strength for short messages. (Aumasson, Bernstein: "SipHash: a fast short-input
// PRF", 2012.) A word of 64 bits is two halves of 32 here: numbers hold no more, and BigInt would be many times slower.
import type { Bytes } from './bytes.ts';

/** A key of 128 bits as four words of 32, the least significant first. */
export type SipKey = readonly [number, number, number, number];

/** The four words of the state: low half, high half, low half, … */
type State = Int32Array;

/** v[a] += v[b], modulo 2^64. */
const add = (v: State, a: number, b: number): void => {
  const low = ((v[a] ?? 0) >>> 0) + ((v[b] ?? 0) >>> 0);
  v[a] = low;
  v[a + 1] = (v[a + 1] ?? 0) + (v[b + 1] ?? 0) + (low > 0xffff_ffff ? 1 : 0);
};

/** v[a] = (v[a] rotated left by so many bits, 0 < bits < 32) xor v[b]. */
const rotateXor = (v: State, a: number, bits: number, b: number): void => {
  const low = v[a] ?? 0;
  const high = v[a + 1] ?? 0;
  v[a] = ((low << bits) | (high >>> (32 - bits))) ^ (v[b] ?? 0);
  v[a + 1] = ((high << bits) | (low >>> (32 - bits))) ^ (v[b + 1] ?? 0);
};

/** Rotated by 32 bits: the halves change places. */
const swap = (v: State, a: number): void => {
  const low = v[a] ?? 0;
  v[a] = v[a + 1] ?? 0;
  v[a + 1] = low;
};

/** Places of v0 … v3 in the state. */
const V0 = 0;
const V1 = 2;
const V2 = 4;
const V3 = 6;

const round = (v: State): void => {
  add(v, V0, V1);
  rotateXor(v, V1, 13, V0);
  swap(v, V0);
  add(v, V2, V3);
  rotateXor(v, V3, 16, V2);
  add(v, V0, V3);
  rotateXor(v, V3, 21, V0);
  add(v, V2, V1);
  rotateXor(v, V1, 17, V2);
  swap(v, V2);
};

/** Takes in one word of the message, with two rounds. */
const absorb = (v: State, low: number, high: number): void => {
  v[V3] = (v[V3] ?? 0) ^ low;
  v[V3 + 1] = (v[V3 + 1] ?? 0) ^ high;
  round(v);
  round(v);
  v[V0] = (v[V0] ?? 0) ^ low;
  v[V0 + 1] = (v[V0 + 1] ?? 0) ^ high;
};

/** Four octets of the message, the least significant first; beyond its end zeros. */
const wordAt = (message: Bytes, at: number): number =>
  (message[at] ?? 0) | ((message[at + 1] ?? 0) << 8) | ((message[at + 2] ?? 0) << 16) | ((message[at + 3] ?? 0) << 24);

/**
 * The hash of a message under a key.
 *
 * Takes   a key of 128 bits; a message of any length
 * Gives   eight octets, the least significant first, as the paper prints them
 *
 * @example
 * hex(sipHash([0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c], bytes())) // '310e0edd47db6f72'
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const sipHash = (key: SipKey, message: Bytes): Bytes => {
  const [k0, k1, k2, k3] = key;
  const v = Int32Array.of(
    k0 ^ 0x70736575,
    k1 ^ 0x736f6d65,
    k2 ^ 0x6e646f6d,
    k3 ^ 0x646f7261,
    k0 ^ 0x6e657261,
    k1 ^ 0x6c796765,
    k2 ^ 0x79746573,
    k3 ^ 0x74656462,
  );
  const whole = message.length - (message.length % 8);
  for (let at = 0; at < whole; at += 8) absorb(v, wordAt(message, at), wordAt(message, at + 4));
  // The last word has what is left over, and the length in its highest octet.
  absorb(v, wordAt(message, whole), wordAt(message, whole + 4) | (message.length << 24));
  v[V2] = (v[V2] ?? 0) ^ 0xff;
  for (let i = 0; i < 4; i++) round(v);
  const hash = new Uint8Array(8);
  const view = new DataView(hash.buffer);
  view.setInt32(0, (v[V0] ?? 0) ^ (v[V1] ?? 0) ^ v[V2] ^ (v[V3] ?? 0), true);
  view.setInt32(4, (v[V0 + 1] ?? 0) ^ (v[V1 + 1] ?? 0) ^ (v[V2 + 1] ?? 0) ^ (v[V3 + 1] ?? 0), true);
  return hash;
};
