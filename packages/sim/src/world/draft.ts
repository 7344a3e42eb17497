// A world while it is being changed. Each field holds a value that is never changed itself, so a draft costs nothing to begin or
// to end; it only spares the records in between. It never leaves the function that made it.
import type { Heap, Instant } from '@sockeye/core';
import { push } from '@sockeye/core';
import type { Row } from '../basis/row.ts';
import type { EventId, TraceEvent } from '../trace/Event.ts';
import type { Due, LineState, Seat, Setting, World } from './World.ts';

/** A world that is being changed, and the events that it has had since. */
export interface Draft<S> {
  readonly setting: Setting<S>;
  now: Instant;
  position: EventId;
  created: number;
  agenda: Heap<Due> | undefined;
  seats: Row<Seat<S>>;
  lines: Row<LineState>;
  readonly events: Array<TraceEvent>;
}

export const draftOf = <S>(world: World<S>): Draft<S> => ({
  setting: world.setting,
  now: world.now,
  position: world.position,
  created: world.created,
  agenda: world.agenda,
  seats: world.seats,
  lines: world.lines,
  events: [],
});

export const worldOf = <S>(draft: Draft<S>): World<S> => ({
  setting: draft.setting,
  now: draft.now,
  position: draft.position,
  created: draft.created,
  agenda: draft.agenda,
  seats: draft.seats,
  lines: draft.lines,
});

/** The number of an event that is about to be told. */
export const nextId = <S>(draft: Draft<S>): EventId => {
  const id = draft.position;
  draft.position = id + 1;
  return id;
};

/** Puts something on the agenda. */
export const schedule = <S>(draft: Draft<S>, when: Instant, due: Due): void => {
  draft.agenda = push(draft.agenda, when, draft.created, due);
  draft.created += 1;
};
