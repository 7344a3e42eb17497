// What is explored: a world at its beginning, the claims that are made about it, and what may be done to each frame.
import type { Action, Hit, World } from '@sockeye/sim';
import type { Instant } from '@sockeye/core';
import type { Claim } from '../claim/Claim.ts';

/** Faults of frames in the order of the frames: by the step in which they are put on a line, then by line and ordinal. */
export type Schedule = ReadonlyArray<Hit>;

/** Steps after which a run is given up, as a world of two programs that talk for ever must be. */
export const DEEP = 100_000;

/**
 * What is explored.
 *
 * @category exploration
 * @since 0.1.0
 */
export interface Exploration<S> {
  /** Faults by chance may stand on its cables; they are drawn as in any other run. */
  readonly beginning: World<S>;
  /** Chance ceases at this instant, and at that one the run is over: as in `perform`. */
  readonly healing: Instant;
  readonly end: Instant;
  readonly claims: ReadonlyArray<Claim>;
  /** What may happen to a frame; each frame is struck once at most. */
  readonly actions: ReadonlyArray<Action>;
  /** Steps after which a run is given up; absent: `DEEP`. */
  readonly depth?: number;
}
