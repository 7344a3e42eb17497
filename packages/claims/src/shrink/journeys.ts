// What became of each frame that was put on a line, read off a trace: when it arrived, and as what. Who did it does not matter here.
import type { Frame, Instant } from '@sockeye/core';
import type { EventId, EventKind, FrameId, TraceEvent } from '@sockeye/sim';
import { isFrameEvent, NO_CAUSE, OUTAGE_RULES } from '@sockeye/sim';

/** The kinds of events from which journeys are read. */
export const JOURNEY_KINDS: ReadonlyArray<EventKind> = [
  'FrameSent',
  'FrameDelivered',
  'FrameLost',
  'FrameDropped',
  'FrameDuplicated',
  'FrameDelayed',
  'FrameHurried',
  'FrameCorrupted',
  'FrameTruncated',
  'FrameMarked',
  'Note',
];

/** One frame, or one copy of it. */
export interface Journey {
  readonly frame: FrameId;
  readonly sentAt: Instant;
  readonly data: Frame;
  /** The cable's own instant: a host that stands still may look at it later. Undefined: it never arrived. */
  arrivedAt: Instant | undefined;
  /** The event by which that is known. */
  arrivedBy: EventId;
  /** As it arrived; undefined: nobody looked at it. */
  arrived: Frame | undefined;
  /** The trace says that something took it. */
  isTaken: boolean;
  isMarked: boolean;
  /** The copy that was made of it. */
  copy: Journey | undefined;
}

const begun = (frame: FrameId, sentAt: Instant, data: Frame): Journey => ({
  frame,
  sentAt,
  data,
  arrivedAt: undefined,
  arrivedBy: NO_CAUSE,
  arrived: undefined,
  isTaken: false,
  isMarked: false,
  copy: undefined,
});

const arrives = (journey: Journey, event: TraceEvent): void => {
  journey.arrivedAt = event.at;
  journey.arrivedBy = event.id;
};

/** Each frame that was put in, in that order. */
export const journeys = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<Journey> => {
  const all: Array<Journey> = [];
  const byFrame = new Map<FrameId, Journey>();
  // Which frame an event was about: the note of a host that is away names its cause alone. A doubling is about two.
  const about = new Map<EventId, ReadonlyArray<Journey>>();
  for (const event of events) {
    if (event._tag === 'Note') {
      if (event.rule !== OUTAGE_RULES.paused && event.rule !== OUTAGE_RULES.down) continue;
      const journey = about.get(event.cause)?.find(({ arrivedAt }) => arrivedAt === undefined);
      if (journey !== undefined) arrives(journey, event);
      continue;
    }
    if (!isFrameEvent(event)) continue;
    if (event._tag === 'FrameSent') {
      const journey = begun(event.frame, event.at, event.data);
      all.push(journey);
      byFrame.set(event.frame, journey);
      about.set(event.id, [journey]);
      continue;
    }
    const journey = byFrame.get(event.frame);
    if (journey === undefined) continue;
    about.set(event.id, [journey]);
    if (event._tag === 'FrameDelivered') {
      if (journey.arrivedAt === undefined) arrives(journey, event);
      journey.arrived ??= event.data;
    } else if (event._tag === 'FrameLost' || event._tag === 'FrameDropped') journey.isTaken = true;
    else if (event._tag === 'FrameMarked') journey.isMarked = true;
    else if (event._tag === 'FrameDuplicated') {
      const copy = begun(event.copy, journey.sentAt, journey.data);
      copy.isMarked = journey.isMarked;
      journey.copy = copy;
      byFrame.set(event.copy, copy);
      about.set(event.id, [copy, journey]);
    }
  }
  return all;
};
