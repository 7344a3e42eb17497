import type { Program } from './Program.ts';

/** A program of which only the interpreter of frames knows that the types fit. */
export type AnyProgram = Program<unknown, unknown>;

/**
 * What is to be done with the answer of a program: a persistent list of continuations, the next one first.
 *
 * A cell is either a continuation (`inner` is undefined), or a whole list that comes before `next`; so putting one
 * list before another takes O(1), however long they are.
 *
 * @category model
 * @since 0.1.0
 */
export interface Frames {
  /** What an answer is handed to; undefined lets it pass. */
  readonly onReturn: ((value: unknown) => AnyProgram) | undefined;
  /** What an error is handed to; undefined lets it pass. */
  readonly onThrow: ((error: unknown) => AnyProgram) | undefined;
  readonly inner: Frames | undefined;
  readonly next: Frames | undefined;
}

/** A list of one continuation. */
export const frame = (onReturn: Frames['onReturn'], onThrow: Frames['onThrow']): Frames => ({
  onReturn,
  onThrow,
  inner: undefined,
  next: undefined,
});

/** All continuations of the first list, then all of the second. */
export const join = (first: Frames | undefined, second: Frames | undefined): Frames | undefined => {
  if (first === undefined) return second;
  if (second === undefined) return first;
  return first.next === undefined
    ? { onReturn: first.onReturn, onThrow: first.onThrow, inner: first.inner, next: second }
    : { onReturn: undefined, onThrow: undefined, inner: first, next: second };
};

/**
 * The same list with a continuation in its first cell.
 *
 * Each turn undoes one nesting, and no nesting is undone twice on the way to the end of a list: amortised O(1).
 */
export const uncover = (frames: Frames): Frames => {
  let cell = frames;
  while (cell.inner !== undefined) {
    const { inner } = cell;
    cell = {
      onReturn: inner.onReturn,
      onThrow: inner.onThrow,
      inner: inner.inner,
      next: join(inner.next, cell.next),
    };
  }
  return cell;
};
