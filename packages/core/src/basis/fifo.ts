/** A list that is never changed: one entry and what follows it. */
interface Cell<A> {
  readonly value: A;
  readonly next: Cell<A> | undefined;
}

/**
 * A persistent queue, first in, first out: entries leave `front`, newcomers lie in `back` in reverse order.
 *
 * The front is empty only when the whole queue is, so that the first entry is always at hand.
 *
 * @category model
 * @since 0.1.0
 */
export interface Fifo<A> {
  readonly front: Cell<A> | undefined;
  readonly back: Cell<A> | undefined;
  readonly length: number;
}

/** Nobody waits; shared. */
export const EMPTY_FIFO: Fifo<never> = { front: undefined, back: undefined, length: 0 };

/**
 * One entry more, at the end. O(1).
 *
 * @category constructors
 * @since 0.1.0
 */
export const enqueue = <A>(queue: Fifo<A>, value: A): Fifo<A> =>
  queue.front === undefined
    ? { front: { value, next: undefined }, back: undefined, length: 1 }
    : { front: queue.front, back: { value, next: queue.back }, length: queue.length + 1 };

/** The entry that came first, or undefined where nobody waits. */
export const first = <A>(queue: Fifo<A>): A | undefined => queue.front?.value;

/**
 * Without its first entry. O(1) on average: each entry is turned round once.
 *
 * @category constructors
 * @since 0.1.0
 */
export const dequeue = <A>(queue: Fifo<A>): Fifo<A> => {
  if (queue.length <= 1) return EMPTY_FIFO;
  const next = queue.front?.next;
  if (next !== undefined) return { front: next, back: queue.back, length: queue.length - 1 };
  let turned: Cell<A> | undefined;
  for (let cell = queue.back; cell !== undefined; cell = cell.next) turned = { value: cell.value, next: turned };
  return { front: turned, back: undefined, length: queue.length - 1 };
};

/** The entries in the order in which they came. */
export const toArray = <A>(queue: Fifo<A>): ReadonlyArray<A> => {
  const entries: Array<A> = [];
  for (let cell = queue.front; cell !== undefined; cell = cell.next) entries.push(cell.value);
  const newest: Array<A> = [];
  for (let cell = queue.back; cell !== undefined; cell = cell.next) newest.push(cell.value);
  for (let i = newest.length - 1; i >= 0; i--) entries.push(newest[i] as A);
  return entries;
};
