import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { cubeRoot, divided, proportion } from '../../../../packages/core/src/tcp/congestion/exactly.ts';

describe('exact arithmetic', () => {
  const number31 = fc.integer({ min: 0, max: 2 ** 31 - 1 });

  test('a division agrees with one of big integers, also where the product needs 62 bits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        number31,
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        number31,
        (a, b, c, carry) => {
          const sum = BigInt(a) * BigInt(b) + BigInt(carry);
          const { quotient, remainder } = divided(a, b, c, carry);
          // A quotient beyond 53 bits is no window.
          fc.pre(sum / BigInt(c) <= BigInt(Number.MAX_SAFE_INTEGER));
          expect([BigInt(quotient), BigInt(remainder)]).toEqual([sum / BigInt(c), sum % BigInt(c)]);
          expect(BigInt(proportion(a, b, c))).toBe((BigInt(a) * BigInt(b)) / BigInt(c));
        },
      ),
    );
  });

  test('what small divisions leave over is carried until it counts', () => {
    let carry = 0;
    let sum = 0;
    for (let i = 0; i < 1_000; i++) {
      const step = divided(7, 3, 1_000, carry);
      sum += step.quotient;
      carry = step.remainder;
    }
    expect([sum, carry]).toEqual([21, 0]);
  });

  test('a cube root is the largest number whose cube is not larger', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (n) => {
        const root = BigInt(cubeRoot(n));
        expect(root ** 3n <= BigInt(n)).toBe(true);
        expect((root + 1n) ** 3n > BigInt(n)).toBe(true);
      }),
    );
    expect([0, 1, 7, 8, 26, 27, Number.MAX_SAFE_INTEGER].map(cubeRoot)).toEqual([0, 1, 1, 2, 2, 3, 208_063]);
  });

  test('a cube and its neighbours are told apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 208_063 }), (n) => {
        const cube = n * n * n;
        expect([cubeRoot(cube - 1), cubeRoot(cube), cubeRoot(cube + 1)]).toEqual([n - 1, n, n]);
      }),
    );
  });
});
