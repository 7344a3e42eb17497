// Which kinds of events a run tells. An event that nobody wants is not made, but it keeps its number: so whatever is told has the same
// numbers and causes, however much is told beside it.
import type { TraceEvent } from '../trace/Event.ts';

/** A kind of event. */
export type EventKind = TraceEvent['_tag'];

/** For each kind of event: is it told? */
export type Tells = Readonly<Record<EventKind, boolean>>;

/** Everything is told; shared. */
export const EVERYTHING: Tells = {
  FrameSent: true,
  FrameDelivered: true,
  FrameLost: true,
  FrameDuplicated: true,
  FrameDelayed: true,
  FrameHurried: true,
  FrameCorrupted: true,
  FrameTruncated: true,
  FrameMarked: true,
  FrameDropped: true,
  Note: true,
  Started: true,
  Called: true,
  Waits: true,
  Wrote: true,
  Exited: true,
  DeadlineReached: true,
};

/** Only these kinds are told. */
export const telling = (kinds: ReadonlyArray<EventKind>): Tells => {
  const tells: { -readonly [K in EventKind]: boolean } = { ...EVERYTHING };
  for (const kind of Object.keys(EVERYTHING) as ReadonlyArray<EventKind>) tells[kind] = kinds.includes(kind);
  return tells;
};
