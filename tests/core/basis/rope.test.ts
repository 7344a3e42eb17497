import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rope } from '../../../packages/core/src/basis/rope.ts';
import { append, drop, EMPTY_ROPE, rope, slice, toBytes, writeRope } from '../../../packages/core/src/basis/rope.ts';

/** A rope beside the plain array that it stands for. */
interface Pair {
  readonly rope: Rope;
  readonly plain: ReadonlyArray<number>;
}

/** What one may do to a rope, many times over. */
const operation = fc.oneof(
  fc.record({ tag: fc.constant('append' as const), octets: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ tag: fc.constant('prepend' as const), octets: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ tag: fc.constant('drop' as const), count: fc.nat(30) }),
  fc.record({ tag: fc.constant('slice' as const), from: fc.nat(30), count: fc.nat(60) }),
  fc.record({ tag: fc.constant('double' as const) }),
);

const perform = (
  { rope: whole, plain }: Pair,
  does: typeof operation extends fc.Arbitrary<infer A> ? A : never,
): Pair => {
  switch (does.tag) {
    case 'append':
      return { rope: append(whole, rope(does.octets)), plain: [...plain, ...does.octets] };
    case 'prepend':
      return { rope: append(rope(does.octets), whole), plain: [...does.octets, ...plain] };
    case 'drop':
      return { rope: drop(whole, does.count), plain: plain.slice(does.count) };
    case 'slice':
      return { rope: slice(whole, does.from, does.count), plain: plain.slice(does.from, does.from + does.count) };
    case 'double':
      return plain.length > 500
        ? { rope: whole, plain }
        : { rope: append(whole, drop(whole, 1)), plain: [...plain, ...plain.slice(1)] };
  }
};

describe('a rope', () => {
  test('is the octets that a plain array would be, whatever is done to it', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
        let pair: Pair = { rope: EMPTY_ROPE, plain: [] };
        for (const does of operations) {
          pair = perform(pair, does);
          expect(pair.rope.length).toBe(pair.plain.length);
          expect([...toBytes(pair.rope)]).toEqual(pair.plain);
          const into = new Uint8Array(pair.plain.length + 6).fill(255);
          expect(writeRope(pair.rope, into, 3)).toBe(3 + pair.plain.length);
          expect([...into]).toEqual([255, 255, 255, ...pair.plain, 255, 255, 255]);
        }
      }),
    );
  });

  test('is not changed by what is made of it', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 15 }), fc.array(operation, { maxLength: 5 }), (before, later) => {
        let pair: Pair = { rope: EMPTY_ROPE, plain: [] };
        for (const does of before) pair = perform(pair, does);
        let other = pair;
        for (const does of later) other = perform(other, does);
        expect([...toBytes(pair.rope)]).toEqual(pair.plain);
      }),
    );
  });

  test('never holds more octets than it was given, even when only its middle was kept', () => {
    const middle = slice(rope(Uint8Array.of(1, 2, 3, 4)), 1, 2);
    expect([...toBytes(append(middle, rope(Uint8Array.of(9))))]).toEqual([2, 3, 9]);
    expect([...toBytes(append(middle, middle))]).toEqual([2, 3, 2, 3]);
  });

  test('keeps few chunks, however small the pieces are that it grows by', () => {
    let whole = EMPTY_ROPE;
    for (let i = 0; i < 20_000; i++) whole = append(whole, rope(Uint8Array.of(i & 255)));
    expect(whole.chunks.length).toBeLessThanOrEqual(32);
    expect(toBytes(whole).every((octet, i) => octet === (i & 255))).toBe(true);
  });
});
