import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fifo } from '../../../packages/core/src/basis/fifo.ts';
import { dequeue, EMPTY_FIFO, enqueue, first, toArray } from '../../../packages/core/src/basis/fifo.ts';

describe('a queue', () => {
  test('gives its entries in the order in which they came, whatever lies between', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(), { freq: 3 })), (moves) => {
        let queue: Fifo<number> = EMPTY_FIFO;
        const plain: Array<number> = [];
        for (const value of moves) {
          if (value === null) {
            queue = dequeue(queue);
            plain.shift();
          } else {
            queue = enqueue(queue, value);
            plain.push(value);
          }
          expect(queue.length).toBe(plain.length);
          expect(first(queue)).toBe(plain[0]);
          expect(toArray(queue)).toEqual(plain);
        }
      }),
    );
  });

  test('is not changed by who joins or leaves', () => {
    const queue = enqueue(enqueue(enqueue(EMPTY_FIFO as Fifo<number>, 1), 2), 3);
    dequeue(dequeue(enqueue(queue, 4)));
    expect(toArray(queue)).toEqual([1, 2, 3]);
  });
});
