import { O } from '../basis/fp.ts';
import type { Fifo } from '../basis/fifo.ts';
import { EMPTY_FIFO, first, toArray } from '../basis/fifo.ts';
import type { Instant } from '../basis/time.ts';
import type { Frame } from '../wire/frame.ts';
import type { CableConfig, Line } from './line.ts';
import { quietLine } from './line.ts';

/** A frame on its way, and when its last bit arrives. */
export interface Flight {
  readonly arrives: Instant;
  readonly frame: Frame;
}

/** One direction of a cable: its arithmetic, and the frames that travel on it, in the order of their arrival. */
export interface CableState {
  readonly line: Line;
  readonly flights: Fifo<Flight>;
  /** Frames that found no room, and frames that were too long. */
  readonly dropped: number;
}

export const initial = (config: CableConfig): CableState => ({
  line: quietLine(config),
  flights: EMPTY_FIFO,
  dropped: 0,
});

/** When the next frame arrives. */
export const deadline = (state: CableState): O.Option<Instant> => {
  const next = first(state.flights);
  return next === undefined ? O.none : O.some(next.arrives);
};

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: CableState): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  const { line } = state;
  if (line.waiting.length > line.config.queue) broken.push('more frames wait than the queue holds');
  const begins = toArray(line.waiting);
  if (begins.some((at, i) => at > (begins[i + 1] ?? line.busyUntil))) broken.push('the queue is out of order');
  const flights = toArray(state.flights);
  if (flights.length !== state.flights.length) broken.push('the count of flights is wrong');
  if (flights.some(({ arrives }, i) => arrives > (flights[i + 1]?.arrives ?? arrives))) {
    broken.push('a frame overtakes another');
  }
  return broken;
};
