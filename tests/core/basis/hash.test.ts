import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hash32, hashText } from '../../../packages/core/src/basis/hash.ts';

const bitsOf = (n: number): number => {
  let count = 0;
  for (let left = n >>> 0; left !== 0; left >>>= 1) count += left & 1;
  return count;
};

describe('chance as a hash', () => {
  test('is the same for the same words, and an unsigned number of 32 bits', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.maxSafeInteger()), (seed, words) => {
        const answer = hash32(seed, ...words);
        expect(answer).toBe(hash32(seed, ...words));
        expect(Number.isInteger(answer) && answer >= 0 && answer <= 0xffffffff).toBe(true);
      }),
    );
  });

  test('is what it always was, on every engine', () => {
    expect([hash32(0), hash32(1), hash32(1, 2, 3), hash32(7, 4294967296 * 5 + 9), hashText('host a')])
      .toMatchInlineSnapshot(`
      [
        0,
        1364076727,
        1643748594,
        2512285504,
        1965939190,
      ]
    `);
  });

  test('depends on the seed, on each word, on their order and on their number', () => {
    const all = [
      hash32(1, 2, 3),
      hash32(2, 2, 3),
      hash32(1, 3, 2),
      hash32(1, 2),
      hash32(1, 2, 3, 0),
      hash32(1, 2, 3, 0, 0),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('sees both halves of a large word', () => {
    expect(hash32(1, 5)).not.toBe(hash32(1, 5 + 4294967296));
    expect(hash32(1, 5 + 4294967296)).not.toBe(hash32(1, 5 + 2 * 4294967296));
  });

  test('fills 256 buckets evenly, with its low and its high bits, for numbers that follow one another', () => {
    for (const bucketOf of [(n: number) => n & 255, (n: number) => n >>> 24]) {
      const buckets = Array<number>(256).fill(0);
      for (let i = 0; i < 65_536; i++) buckets[bucketOf(hash32(42, i))]! += 1;
      // The sum of (observed − 256)² / 256 is chi-square with 255 degrees of freedom: 99.99 % lie below 348.
      const chi = buckets.reduce((sum, count) => sum + (count - 256) ** 2 / 256, 0);
      expect(chi).toBeLessThan(348);
      expect(chi).toBeGreaterThan(170);
    }
  });

  test('changes about half of its bits when one bit of a word changes', () => {
    for (let bit = 0; bit < 32; bit++) {
      let changed = 0;
      for (let i = 0; i < 500; i++) changed += bitsOf(hash32(9, i) ^ hash32(9, (i ^ (1 << bit)) >>> 0));
      expect(changed / 500).toBeGreaterThan(15);
      expect(changed / 500).toBeLessThan(17);
    }
  });

  test('tells texts apart', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `host ${i}`);
    expect(new Set(names.map(hashText)).size).toBe(5000);
  });
});
