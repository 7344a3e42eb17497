// Why: the events without which the breach would not have happened, back to the faults.
import type { EventId, TraceEvent } from '@sockeye/sim';
import { isFrameEvent, why } from '@sockeye/sim';

/**
 * The causal slice of a breach.
 *
 * A loss causes by what does not happen, so no chain of causes leads through it: every event at which a fault struck belongs to the
 * slice, and what led to it.
 *
 * Takes   the whole trace, and the event of the breach; undefined: something did not happen
 * Gives   the numbers of the events, the last one first
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const sliceOf = (events: ReadonlyArray<TraceEvent>, breach: EventId | undefined): ReadonlyArray<EventId> => {
  const struck = events.filter(
    (event) => isFrameEvent(event) && 'fault' in event && (breach === undefined || event.id <= breach),
  );
  const last = breach ?? events[events.length - 1]?.id;
  const ends = [...struck.map(({ id }) => id), ...(last === undefined ? [] : [last])];
  const slice = new Set(ends.flatMap((id) => why(events, id).map((event) => event.id)));
  return Array.from(slice).toSorted((a, b) => b - a);
};
