import type { EventId, TraceEvent } from './Event.ts';

/**
 * Why did this happen? The event, and before it its causes up to one that has none.
 *
 * Takes   the whole trace of a run from its beginning, and the number of an event
 * Gives   the chain, the event itself first; empty when there is no such event
 * Fails   never
 *
 * @example
 * why(events, 16).map((event) => event._tag) // ['FrameSent', 'FrameDelivered', 'FrameSent', 'Started']
 *
 * @category trace
 * @since 0.1.0
 */
export const why = (events: ReadonlyArray<TraceEvent>, id: EventId): ReadonlyArray<TraceEvent> => {
  const offset = events[0]?.id ?? 0;
  const chain: Array<TraceEvent> = [];
  // A cause always has a smaller number, so the walk ends.
  for (let event = events[id - offset]; event !== undefined; event = events[event.cause - offset]) chain.push(event);
  return chain;
};
