// Zeller's delta debugging: the smallest part of a list that still fails, by halves, then by quarters, and so on.

const without = <A>(list: ReadonlyArray<A>, from: number, to: number): ReadonlyArray<A> => [
  ...list.slice(0, from),
  ...list.slice(to),
];

/**
 * Removes from a list what is not needed for it to fail.
 *
 * Takes   a list that fails, and what tells whether a part of it fails too
 * Gives   a part that fails, and of which no single element can be taken away
 * Fails   never
 *
 * @example
 * ddmin([1, 2, 3, 4, 5, 6], (part) => part.includes(2) && part.includes(5)) // [2, 5]
 *
 * @category shrinking
 * @since 0.1.0
 */
export const ddmin = <A>(list: ReadonlyArray<A>, fails: (part: ReadonlyArray<A>) => boolean): ReadonlyArray<A> => {
  if (list.length === 0 || fails([])) return [];
  let left = list;
  let parts = 2;
  while (left.length > 1) {
    const size = Math.ceil(left.length / parts);
    let smaller: ReadonlyArray<A> | undefined;
    for (let from = 0; from < left.length && smaller === undefined; from += size) {
      const rest = without(left, from, from + size);
      if (rest.length > 0 && fails(rest)) smaller = rest;
    }
    if (smaller !== undefined) {
      left = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) return left;
    else parts = Math.min(left.length, parts * 2);
  }
  return left;
};
