import { describe, expect, test } from 'vitest';
import { hex } from '../../../packages/core/src/basis/bytes.ts';
import { sipHash } from '../../../packages/core/src/basis/sipHash.ts';

/** The key of the paper's vectors: octets 0, 1, …, 15. */
const KEY = [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c] as const;

/** The message of so many octets: 0, 1, 2, … */
const message = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);

describe('SipHash-2-4', () => {
  test('gives the hash that the paper works out, of fifteen octets', () => {
    expect(hex(sipHash(KEY, message(15)))).toBe('e545be4961ca29a1');
  });

  test.each([
    [0, '310e0edd47db6f72'],
    [1, 'fd67dc93c539f874'],
    [2, '5a4fa9d909806c0d'],
    [3, '2d7efbd796666785'],
    [7, '37d1018bf50002ab'],
    [8, '6224939a79f5f593'],
  ])('gives the reference vector of %i octets', (length, hash) => {
    expect(hex(sipHash(KEY, message(length)))).toBe(hash);
  });

  test('another key gives another hash', () => {
    expect(hex(sipHash([1, 0, 0, 0], message(8)))).not.toBe(hex(sipHash([0, 0, 0, 1], message(8))));
  });
});
