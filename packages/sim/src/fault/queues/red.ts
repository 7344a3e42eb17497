// Random Early Detection: a frame that comes is dropped the more probably the longer the queue was on average. (Floyd, Jacobson 1993;
// between `max` and twice `max` the probability grows from `percent` to certainty, which its authors call gentle.)
import type { Duration, Instant } from '@sockeye/core';
import type { Discipline } from './Disc.ts';

type Red = Extract<Discipline, { readonly _tag: 'Red' }>;

/** What RED remembers. */
export interface RedState {
  /** The moving average of the queue, in frames. */
  readonly average: number;
  /** Frames that came since the last one that was dropped; −1: none can be. */
  readonly count: number;
  /** Since when nobody waits. */
  readonly idle: Instant | undefined;
}

/** x to the power of a whole number, by squaring: the four operations alone, so that every engine agrees. */
const power = (x: number, n: number): number => {
  let result = 1;
  let square = x;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
};

/** The share that is dropped at this average, before it is spread evenly. */
const chanceAt = ({ min, max, percent }: Red, average: number): number => {
  const most = percent / 100;
  if (average < min) return 0;
  if (average < max) return (most * (average - min)) / (max - min);
  return average < 2 * max ? most + ((1 - most) * (average - max)) / max : 1;
};

/**
 * Is the frame that comes dropped early?
 *
 * Takes   the parameters, what is remembered, how many wait, the instant, the number that the frame draws, and how long a frame
 *         takes on this line, about: over idle times the average falls as if so many had found the queue empty
 * Gives   whether, and what is remembered then
 * Fails   never
 *
 * @category faults
 * @since 0.1.0
 */
export const red = (
  setting: Red,
  state: RedState,
  waiting: number,
  now: Instant,
  drawn: number,
  frameTime: Duration,
): readonly [dropped: boolean, state: RedState] => {
  const keep = 1 - 1 / setting.weight;
  const average =
    state.idle !== undefined && waiting === 0
      ? state.average * power(keep, Math.floor((now - state.idle) / Math.max(1, frameTime)))
      : state.average * keep + waiting / setting.weight;
  const chance = chanceAt(setting, average);
  if (chance === 0) return [false, { average, count: -1, idle: undefined }];
  const count = state.count + 1;
  const left = 1 - count * chance;
  const spread = left <= 0 ? 1 : Math.min(1, chance / left);
  const dropped = drawn < spread * 4294967296;
  return [dropped, { average, count: dropped ? 0 : count, idle: undefined }];
};

export const initialRed: RedState = { average: 0, count: -1, idle: 0 as Instant };
