import { correlated, draw, happens, oneOf, PURPOSE, threshold } from '@sockeye/sim';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const u32 = fc.integer({ min: 0, max: 4294967295 });

describe('a percentage', () => {
  test('is rint(p · (2³² − 1)): never at 0, always at 100', () => {
    expect([0, 50, 100].map(threshold)).toEqual([0, 2147483648, 4294967295]);
    fc.assert(fc.property(u32, (drawn) => happens(threshold(100), drawn)));
  });

  test('happens about as often as it says, over the frames of a line', () => {
    for (const percent of [1, 10, 50, 90]) {
      let hits = 0;
      for (let i = 1; i <= 20_000; i++) {
        if (happens(threshold(percent), draw(7, 99, i, 0, PURPOSE.loss))) hits += 1;
      }
      expect(Math.abs(hits / 200 - percent)).toBeLessThan(1.2);
    }
  });
});

describe('what a frame draws', () => {
  test('depends on the seed, the line, the frame, the copy and the purpose, and on nothing else', () => {
    const base = draw(1, 2, 3, 0, PURPOSE.loss);
    expect(draw(1, 2, 3, 0, PURPOSE.loss)).toBe(base);
    const others = [
      draw(2, 2, 3, 0, PURPOSE.loss),
      draw(1, 3, 3, 0, PURPOSE.loss),
      draw(1, 2, 4, 0, PURPOSE.loss),
      draw(1, 2, 3, 1, PURPOSE.loss),
      draw(1, 2, 3, 0, PURPOSE.duplicate),
    ];
    expect(new Set([base, ...others]).size).toBe(6);
  });

  test('one of n lies between 0 and n − 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), u32, (n, drawn) => {
        const one = oneOf(n, drawn);
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThan(n);
      }),
    );
    expect(oneOf(8, 4294967295)).toBe(7);
  });
});

describe("netem's correlated number", () => {
  test('is the drawn one without correlation, and the last one under full correlation', () => {
    fc.assert(
      fc.property(u32, u32, (drawn, last) => {
        expect(correlated(0, drawn, last)).toBe(drawn);
        expect(correlated(4294967295, drawn, last)).toBe(last);
      }),
    );
  });

  test('stays an unsigned 32-bit number between the two', () => {
    fc.assert(
      fc.property(u32, u32, u32, (rho, drawn, last) => {
        const mixed = correlated(rho, drawn, last);
        expect(mixed).toBeGreaterThanOrEqual(Math.min(drawn, last) - 1);
        expect(mixed).toBeLessThanOrEqual(Math.max(drawn, last));
      }),
    );
  });

  test('starves a small probability, as in the kernel: 10 % asked with ρ = 50 % loses 0.10 %', () => {
    let last = draw(1, 1, 0, 0, PURPOSE.loss);
    let hits = 0;
    for (let i = 1; i <= 100_000; i++) {
      last = correlated(threshold(50), draw(1, 1, i, 0, PURPOSE.loss), last);
      if (happens(threshold(10), last)) hits += 1;
    }
    expect(hits / 1000).toBeGreaterThan(0.02);
    expect(hits / 1000).toBeLessThan(0.3);
  });
});
