import { O } from '../basis/fp.ts';
import type { Instant } from '../basis/time.ts';

/** What the echo floor remembers: only counts. Who waits for a reply is known above. */
export interface IcmpState {
  /** Requests that were answered. */
  readonly answered: number;
  /** Messages that could not be read. */
  readonly malformed: number;
  /** Messages that nobody here wants. */
  readonly ignored: number;
}

export const initial: IcmpState = { answered: 0, malformed: 0, ignored: 0 };

/** Echo waits for nothing. */
export const deadline = (_state: IcmpState): O.Option<Instant> => O.none;

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: IcmpState): ReadonlyArray<string> =>
  [state.answered, state.malformed, state.ignored].every((count) => Number.isInteger(count) && count >= 0)
    ? []
    : ['a count is no count'];
