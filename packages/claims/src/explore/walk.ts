// One run of an exploration, step by step: what `perform` does, with a place to stand before each step.
import type { Instant } from '@sockeye/core';
import type { EventKind, Hit, Tells, TraceEvent, World } from '@sockeye/sim';
import { allPlaces, heal, run, stepUnder, telling } from '@sockeye/sim';
import type { Claim, End, Goal, Memory } from '../claim/Claim.ts';
import type { Hasher } from './canonical/Hasher.ts';
import type { Histories } from './canonical/history.ts';
import { heard, NO_HISTORIES } from './canonical/history.ts';
import type { Exploration } from './Exploration.ts';
import { DEEP } from './Exploration.ts';

/** Where a run stands: a world, and all that depends on its past. */
export interface Standing<S> {
  readonly world: World<S>;
  readonly memories: ReadonlyArray<Memory>;
  readonly histories: Histories;
  readonly healed: boolean;
  readonly steps: number;
}

/** A frame that was put on a line in a step. */
export interface Sent {
  readonly line: number;
  readonly ordinal: number;
}

/** What a step led to. */
export interface Stepped<S> {
  readonly next: Standing<S>;
  /** By line and ordinal: the order does not depend on what was done to them, since whoever sends does not know. */
  readonly sent: ReadonlyArray<Sent>;
  readonly events: ReadonlyArray<TraceEvent>;
}

/** What a run is walked with. */
export interface Walker<S> {
  readonly exploration: Exploration<S>;
  readonly hasher: Hasher;
  readonly tells: Tells;
  /** Which claims hear of which kind, by their place. */
  readonly audience: ReadonlyMap<EventKind, ReadonlyArray<number>>;
  readonly goals: ReadonlyMap<EventKind, ReadonlyArray<Aim>>;
}

/** A goal, by the place of its claim and its place there. */
export interface Aim extends Goal {
  readonly place: number;
  readonly goal: number;
}

const audienceOf = (claims: ReadonlyArray<Claim>): ReadonlyMap<EventKind, ReadonlyArray<number>> => {
  const audience = new Map<EventKind, Array<number>>();
  claims.forEach(({ kinds }, place) => {
    for (const kind of kinds) audience.set(kind, [...(audience.get(kind) ?? []), place]);
  });
  return audience;
};

const aimsOf = (claims: ReadonlyArray<Claim>): ReadonlyMap<EventKind, ReadonlyArray<Aim>> => {
  const aims = new Map<EventKind, Array<Aim>>();
  claims.forEach(({ goals }, place) => {
    goals.forEach((goal, number) => {
      for (const kind of goal.kinds) aims.set(kind, [...(aims.get(kind) ?? []), { ...goal, place, goal: number }]);
    });
  });
  return aims;
};

/** Makes ready to walk. Calls and starts are told always: the histories of processes are made of them. */
export const walker = <S>(exploration: Exploration<S>, hasher: Hasher): Walker<S> => {
  const { claims } = exploration;
  const kinds = claims.flatMap((claim) => [...claim.kinds, ...claim.goals.flatMap((goal) => goal.kinds)]);
  return {
    exploration,
    hasher,
    tells: telling(['Called', 'Started', ...kinds]),
    audience: audienceOf(claims),
    goals: aimsOf(claims),
  };
};

/** Before anything has happened. */
export const outset = <S>({ exploration }: Walker<S>): Standing<S> => ({
  world: exploration.beginning,
  memories: exploration.claims.map(({ initial }) => initial),
  histories: NO_HISTORIES,
  healed: false,
  steps: 0,
});

const at = <S>(world: World<S>, now: Instant): World<S> => ({ ...world, now });

/** Where a run stands once chance is healed, if it is time; and its end, if it is over. */
export interface Settled<S> {
  readonly standing: Standing<S>;
  readonly end: End | undefined;
}

/** Looks at the time before the next step, as `perform` does. */
export const settled = <S>({ exploration }: Walker<S>, standing: Standing<S>): Settled<S> => {
  const { world, steps } = standing;
  const { agenda } = world;
  const { healing, end, depth = DEEP } = exploration;
  if (agenda === undefined) return { standing, end: { at: world.now, reason: run(world).reason._tag } };
  if (steps >= depth) return { standing, end: { at: world.now, reason: 'OutOfSteps' } };
  const isTime = !standing.healed && agenda.key > healing;
  const now = isTime ? { ...standing, world: heal(at(world, healing)), healed: true } : standing;
  return { standing: now, end: now.healed && agenda.key > end ? { at: end, reason: 'Reached' } : undefined };
};

const sentBetween = <S>(before: World<S>, after: World<S>): ReadonlyArray<Sent> => {
  const sent: Array<Sent> = [];
  const then = allPlaces(before.lines);
  const now = allPlaces(after.lines);
  for (let line = 0; line < now.length; line++) {
    const last = now[line]?.sent ?? 0;
    for (let ordinal = (then[line]?.sent ?? 0) + 1; ordinal <= last; ordinal++) sent.push({ line, ordinal });
  }
  return sent;
};

/** What the claims remember after these events. */
const remembering = <S>(
  { exploration, audience }: Walker<S>,
  memories: ReadonlyArray<Memory>,
  events: ReadonlyArray<TraceEvent>,
): ReadonlyArray<Memory> => {
  let after: Array<Memory> | undefined;
  for (const event of events) {
    for (const place of audience.get(event._tag) ?? []) {
      const claim = exploration.claims[place];
      const before = (after ?? memories)[place];
      if (claim === undefined || before === undefined) continue;
      const next = claim.hear(before, event);
      if (next !== before) (after ??= memories.slice())[place] = next;
    }
  }
  return after ?? memories;
};

/** One step, with these faults on the frames that it sends. */
export const stepped = <S>(walker: Walker<S>, standing: Standing<S>, hits: ReadonlyArray<Hit>): Stepped<S> => {
  const [world, events] = stepUnder(standing.world, hits, walker.tells);
  return {
    next: {
      world,
      memories: remembering(walker, standing.memories, events),
      histories: heard(walker.hasher, standing.histories, events),
      healed: standing.healed,
      steps: standing.steps + 1,
    },
    sent: sentBetween(standing.world, world),
    events,
  };
};
