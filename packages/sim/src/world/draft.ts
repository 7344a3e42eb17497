// A world while it is being changed. Each field holds a value that is never changed itself, or an edit of one that copies before it
// changes, so a draft costs nothing to begin or to end; it only spares the records in between. It never leaves the function that made it.
import type { Heap, Instant } from '@sockeye/core';
import { push } from '@sockeye/core';
import type { Edit } from '../basis/row.ts';
import { edited, settled } from '../basis/row.ts';
import type { EventId, TraceEvent } from '../trace/Event.ts';
import type { Tells } from './tells.ts';
import { EVERYTHING } from './tells.ts';
import type { Due, LineState, Seat, Setting, World } from './World.ts';

/** A world that is being changed, and the events that it has had since. */
export interface Draft<S> {
  readonly setting: Setting<S>;
  now: Instant;
  position: EventId;
  created: number;
  agenda: Heap<Due> | undefined;
  readonly seats: Edit<Seat<S>>;
  readonly lines: Edit<LineState>;
  readonly events: Array<TraceEvent>;
  readonly tells: Tells;
}

/** Begins to change a world; of what happens only this is told. */
export const draftOf = <S>(world: World<S>, tells: Tells = EVERYTHING): Draft<S> => ({
  setting: world.setting,
  now: world.now,
  position: world.position,
  created: world.created,
  agenda: world.agenda,
  seats: edited(world.seats),
  lines: edited(world.lines),
  events: [],
  tells,
});

export const worldOf = <S>(draft: Draft<S>): World<S> => ({
  setting: draft.setting,
  now: draft.now,
  position: draft.position,
  created: draft.created,
  agenda: draft.agenda,
  seats: settled(draft.seats),
  lines: settled(draft.lines),
});

/** The number of an event that is about to be told. */
export const nextId = <S>(draft: Draft<S>): EventId => {
  const id = draft.position;
  draft.position = id + 1;
  return id;
};

/** Puts on the agenda what had its place in the order before. */
export const reschedule = <S>(draft: Draft<S>, when: number, order: number, due: Due): void => {
  draft.agenda = push(draft.agenda, when, order, due);
};

/** Puts something on the agenda. */
export const schedule = <S>(draft: Draft<S>, when: Instant, due: Due): void => {
  draft.agenda = push(draft.agenda, when, draft.created, due);
  draft.created += 1;
};
