/**
 * A row of fixed length whose places can be replaced: chunks of 32, so that a change copies at most 32 places and the
 * list of chunks. For two hosts that is one array of two; for a thousand, two arrays of 32.
 *
 * @category model
 * @since 0.1.0
 */
export type Row<A> = ReadonlyArray<ReadonlyArray<A>>;

const BITS = 5;
const MASK = 31;

/** A row of these, in this order. */
export const row = <A>(places: ReadonlyArray<A>): Row<A> => {
  const chunks: Array<ReadonlyArray<A>> = [];
  for (let i = 0; i < places.length; i += MASK + 1) chunks.push(places.slice(i, i + MASK + 1));
  return chunks;
};

/** What stands at a place; undefined beyond the end. */
export const at = <A>(places: Row<A>, index: number): A | undefined => places[index >> BITS]?.[index & MASK];

/** The row with another value at a place that it has. */
export const put = <A>(places: Row<A>, index: number, value: A): Row<A> => {
  const chunk = places[index >> BITS];
  if (chunk === undefined || (index & MASK) >= chunk.length) return places;
  const changed = chunk.slice();
  changed[index & MASK] = value;
  if (places.length === 1) return [changed];
  const chunks = places.slice();
  chunks[index >> BITS] = changed;
  return chunks;
};

/** All of them, in order. */
export const all = <A>(places: Row<A>): ReadonlyArray<A> => (places.length === 1 ? (places[0] ?? []) : places.flat());
