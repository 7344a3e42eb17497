import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Heap } from '../../../packages/core/src/basis/heap.ts';
import { merge, pop, push } from '../../../packages/core/src/basis/heap.ts';

const entries = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1000 })));

const heapOf = (all: ReadonlyArray<readonly [key: number, order: number]>): Heap<string> | undefined => {
  let heap: Heap<string> | undefined;
  for (const [key, order] of all) heap = push(heap, key, order, `${key}/${order}`);
  return heap;
};

const drained = (heap: Heap<string> | undefined): ReadonlyArray<string> => {
  const out: Array<string> = [];
  for (let left = heap; left !== undefined; left = pop(left)) out.push(left.value);
  return out;
};

const sorted = (all: ReadonlyArray<readonly [number, number]>): ReadonlyArray<string> =>
  [...all].toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).map(([key, order]) => `${key}/${order}`);

describe('a heap', () => {
  test('gives its entries by key, and by order where keys are equal', () => {
    fc.assert(
      fc.property(entries, (all) => {
        expect(drained(heapOf(all))).toEqual(sorted(all));
      }),
    );
  });

  test('is not changed by what is pushed on it or popped from it', () => {
    fc.assert(
      fc.property(entries, entries, (all, more) => {
        const heap = heapOf(all);
        let other = heap;
        for (const [key, order] of more) other = push(other, key, order, 'more');
        while (other !== undefined) other = pop(other);
        expect(drained(heap)).toEqual(sorted(all));
      }),
    );
  });

  test('of two heaps holds the entries of both', () => {
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        expect(drained(merge(heapOf(a), heapOf(b)))).toEqual(sorted([...a, ...b]));
      }),
    );
  });

  test.each([
    ['rising', (i: number) => i],
    ['falling', (i: number) => -i],
    ['equal', () => 0],
  ])('of 100,000 %s keys does not exhaust the stack', (_, key) => {
    let heap: Heap<number> | undefined;
    for (let i = 0; i < 100_000; i++) heap = push(heap, key(i), i, i);
    let count = 0;
    for (let left = heap; left !== undefined; left = pop(left)) count += 1;
    expect(count).toBe(100_000);
  });
});
