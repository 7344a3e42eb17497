/**
 * A persistent leftist heap: the smallest entry by (key, order) first; pushing and popping share all they can.
 *
 * @category model
 * @since 0.1.0
 */
export interface Heap<A> {
  readonly rank: number;
  readonly key: number;
  /** Breaks ties between equal keys: the order of creation. */
  readonly order: number;
  readonly value: A;
  readonly left: Heap<A> | undefined;
  readonly right: Heap<A> | undefined;
}

const before = <A>(a: Heap<A>, b: Heap<A>): boolean => a.key < b.key || (a.key === b.key && a.order < b.order);

const node = <A>(root: Heap<A>, a: Heap<A> | undefined, b: Heap<A> | undefined): Heap<A> => {
  const rankA = a === undefined ? 0 : a.rank;
  const rankB = b === undefined ? 0 : b.rank;
  return rankA >= rankB
    ? { rank: rankB + 1, key: root.key, order: root.order, value: root.value, left: a, right: b }
    : { rank: rankA + 1, key: root.key, order: root.order, value: root.value, left: b, right: a };
};

/** Both heaps in one. Takes O(log n), as deep as the right spines, which are logarithmic. */
export const merge = <A>(a: Heap<A> | undefined, b: Heap<A> | undefined): Heap<A> | undefined => {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return before(b, a) ? node(b, b.left, merge(a, b.right)) : node(a, a.left, merge(a.right, b));
};

/** One entry more. */
export const push = <A>(heap: Heap<A> | undefined, key: number, order: number, value: A): Heap<A> => {
  const single: Heap<A> = { rank: 1, key, order, value, left: undefined, right: undefined };
  return merge(heap, single) ?? single;
};

/** Without its first entry. */
export const pop = <A>(heap: Heap<A>): Heap<A> | undefined => merge(heap.left, heap.right);
