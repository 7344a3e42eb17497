// Frames through one cable with faults, for the tests of each model.
import type { Frame } from '@sockeye/core';
import type { FrameEvent, TraceEvent } from '@sockeye/sim';
import { copyOf, isFrameEvent, ordinalOf, run } from '@sockeye/sim';
import type { Timetable } from '../toy.ts';
import { datagram, every, pair, toy, toyWorld } from '../toy.ts';

export const MS = 1_000_000;

/** What happens on client→server when the client sends this. */
export const through = (
  faults: ReadonlyArray<unknown>,
  frames: Timetable = every(MS, 1000),
  cable: object = {},
  seed = 1,
): ReadonlyArray<TraceEvent> =>
  run(toyWorld({ seed, topology: pair({ faults, ...cable }), layers: { client: toy(frames) } })).events;

export const of = <Tag extends FrameEvent['_tag']>(
  events: ReadonlyArray<TraceEvent>,
  tag: Tag,
): ReadonlyArray<Extract<FrameEvent, { readonly _tag: Tag }>> =>
  events.filter((event): event is Extract<FrameEvent, { readonly _tag: Tag }> => event._tag === tag);

export const tally = (events: ReadonlyArray<TraceEvent>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const event of events) if (isFrameEvent(event)) counts[event._tag] = (counts[event._tag] ?? 0) + 1;
  return counts;
};

/** The ordinals of the frames that were lost. */
export const lostOf = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<number> =>
  of(events, 'FrameLost').map(({ frame }) => ordinalOf(frame));

/** When each frame arrived, in milliseconds, in the order of arrival. */
export const arrivals = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<readonly [ordinal: number, at: number]> =>
  of(events, 'FrameDelivered').map(({ frame, at }) => [ordinalOf(frame), at / MS]);

export const isCopy = ({ frame }: FrameEvent): boolean => copyOf(frame) !== 0;

/** So many full frames at once. */
export const burstOf = (count: number, frame: Frame = datagram(1472)): Timetable => every(0, count, frame);

/** Pearson's chi-square of counts against the counts that were expected. */
export const chiSquare = (found: ReadonlyArray<number>, wanted: ReadonlyArray<number>): number =>
  found.reduce((sum, n, i) => sum + (n - wanted[i]!) ** 2 / wanted[i]!, 0);

/** What chi-square stays below with probability 0.999, by degrees of freedom. */
export const CHI_999: Readonly<Record<number, number>> = {
  1: 10.83,
  2: 13.82,
  3: 16.27,
  4: 18.47,
  7: 24.32,
  9: 27.88,
  15: 37.7,
};
