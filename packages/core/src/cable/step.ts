import { dequeue, enqueue, first } from '../basis/fifo.ts';
import type { Input, Output, Transition } from '../basis/layer.ts';
import { indicate, note, NOTHING } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import type { Frame } from '../wire/frame.ts';
import { frameLength } from '../wire/frame.ts';
import { transmit } from './line.ts';
import { rules } from './rules.ts';
import type { CableService } from './Service.ts';
import type { CableState } from './State.ts';

/** Beneath the cable there is nothing to ask, and nobody to tell us anything. */
export interface Ground {
  readonly request: never;
  readonly indication: never;
}

type Out = Output<CableService, Ground>;

const put = (state: CableState, frame: Frame, now: Instant): Transition<CableState, Out> => {
  const sent = transmit(state.line, frameLength(frame), now);
  if (sent._tag === 'Dropped') {
    return [
      { line: sent.state, flights: state.flights, dropped: state.dropped + 1 },
      [note(rules[sent.reason], `${frameLength(frame)} octets`)],
    ];
  }
  const waited = sent.state.waiting.length > 0;
  return [
    { line: sent.state, flights: enqueue(state.flights, { arrives: sent.arrives, frame }), dropped: state.dropped },
    [note(waited ? rules.waits : rules.sent)],
  ];
};

const deliver = (state: CableState, now: Instant): Transition<CableState, Out> => {
  const said: Array<Out> = [];
  let flights = state.flights;
  for (let next = first(flights); next !== undefined && next.arrives <= now; next = first(flights)) {
    said.push(note(rules.arrived), indicate(next.frame));
    flights = dequeue(flights);
  }
  return said.length === 0 ? [state, NOTHING] : [{ line: state.line, flights, dropped: state.dropped }, said];
};

/** One input of a cable; frames leave at the far end in the order in which they were put in. */
export const step = (
  state: CableState,
  input: Input<CableService, Ground>,
  now: Instant,
): Transition<CableState, Out> => {
  if (input._tag === 'Requested') return put(state, input.request, now);
  return input._tag === 'DeadlineReached' ? deliver(state, now) : [state, NOTHING];
};
