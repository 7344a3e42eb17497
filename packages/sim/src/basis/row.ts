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
  const edit = edited(places);
  change(edit, index, value);
  return edit.places;
};

/**
 * A row that is being changed by one function, which alone knows it. What it took over stays as it is: a chunk is copied
 * at its first change, and changed in place at the next ones.
 *
 * So a long run of one world copies each chunk once, and a single step copies what `put` would.
 *
 * @category model
 * @since 0.1.0
 */
export interface Edit<A> {
  places: Row<A>;
  /** Which chunks are this edit's own, by their number; undefined: none, nor the list of chunks. */
  own: Array<boolean> | undefined;
}

/** Begins to change a row. */
export const edited = <A>(places: Row<A>): Edit<A> => ({ places, own: undefined });

/** Puts a value at a place that the row has. The edit is the caller's own. */
export const change = <A>(edit: Edit<A>, index: number, value: A): void => {
  const number = index >> BITS;
  const chunk = edit.places[number];
  if (chunk === undefined || (index & MASK) >= chunk.length) return;
  if (edit.own === undefined) {
    edit.places = edit.places.slice();
    edit.own = [];
  }
  if (edit.own[number] !== true) {
    (edit.places as Array<ReadonlyArray<A>>)[number] = chunk.slice();
    edit.own[number] = true;
  }
  // In place: this chunk was copied above, by this edit, and nobody else has seen it.
  (edit.places[number] as Array<A>)[index & MASK] = value;
};

/** The row as it is now. The edit goes on with copies of its own: what was given away is never changed. */
export const settled = <A>(edit: Edit<A>): Row<A> => {
  edit.own = undefined;
  return edit.places;
};

/** All of them, in order. */
export const all = <A>(places: Row<A>): ReadonlyArray<A> => (places.length === 1 ? (places[0] ?? []) : places.flat());
