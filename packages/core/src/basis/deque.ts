/**
 * A persistent queue that can be looked at anywhere: a window onto a shared list.
 *
 * `items` may hold entries before `from` that have left, and behind `to` some that a later queue has appended: neither is
 * seen from here. So adding at the end and leaving at the front cost no copy. It is the one place where an array that several
 * values share is written to, and only behind the end of every one of them.
 *
 * @category model
 * @since 0.1.0
 */
export interface Deque<A> {
  readonly items: Array<A>;
  readonly from: number;
  readonly to: number;
}

/** A queue of these entries; the array is the queue's from now on. */
export const deque = <A>(items: Array<A>): Deque<A> => ({ items, from: 0, to: items.length });

/** How many entries it has. */
export const size = (queue: Deque<unknown>): number => queue.to - queue.from;

/** The entry at this place, counted from the front; undefined beyond the end. */
export const at = <A>(queue: Deque<A>, place: number): A | undefined => {
  const index = queue.from + place;
  return place >= 0 && index < queue.to ? queue.items[index] : undefined;
};

/** A list of its own of what is seen, to be changed by whoever asked. */
export const toList = <A>(queue: Deque<A>): Array<A> => queue.items.slice(queue.from, queue.to);

/**
 * One entry more, at the end.
 *
 * O(1) for the newest queue of a line; a queue of which another one was made already (a fork) takes a copy first.
 *
 * @category constructors
 * @since 0.1.0
 */
export const pushBack = <A>(queue: Deque<A>, entry: A): Deque<A> => {
  const { items, from, to } = queue;
  // Half of the list has left: what stays moves into a list of its own, so that memory follows what is seen.
  if (to !== items.length || (from > 32 && from > to - from)) {
    const own = items.slice(from, to);
    own.push(entry);
    return { items: own, from: 0, to: own.length };
  }
  items.push(entry);
  return { items, from, to: to + 1 };
};

/** Another last entry. */
export const replaceLast = <A>(queue: Deque<A>, entry: A): Deque<A> => {
  const own = queue.items.slice(queue.from, queue.to - 1);
  own.push(entry);
  return deque(own);
};

/** Without the first entries. */
export const dropFront = <A>(queue: Deque<A>, count: number): Deque<A> =>
  count <= 0 ? queue : { items: queue.items, from: Math.min(queue.from + count, queue.to), to: queue.to };

/** With another first entry, if there is one. */
export const replaceFirst = <A>(queue: Deque<A>, entry: A): Deque<A> => {
  const own = queue.items.slice(queue.from, queue.to);
  if (own.length > 0) own[0] = entry;
  return deque(own);
};
