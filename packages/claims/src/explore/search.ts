// Every schedule of at most so many faults: a run is walked to its end, at each frame that it sends it is forked with that frame struck,
// and what was found beneath a state is remembered by the state's hash.
//
//   outset ──●────●────●────●── end            ● a step that sends a frame
//            │    │    └ struck ──●──●── end
//            │    └ struck ──●──●──●── end     faults in the order of their frames: each set of faults is visited once
//            └ struck ──●────●──●──●── end
//
// The forks of a run are explored from the last to the first. So when a run that was struck early comes back to a state of the run that
// it left, all that lies beneath that state is known.
import type { AnyRequest } from '@sockeye/core';
import type { Hit, TraceEvent } from '@sockeye/sim';
import { allPlaces } from '@sockeye/sim';
import type { Digest } from './canonical/mixing.ts';
import type { Attention } from './canonical/worldHash.ts';
import { worldHash } from './canonical/worldHash.ts';
import type { Schedule } from './Exploration.ts';
import type { Found } from './Found.ts';
import { before, leftForLater, ofRun, seenFrom, together, under } from './Found.ts';
import type { Sent, Standing, Walker } from './walk.ts';
import { settled, stepped } from './walk.ts';

/** Where a search stands: before a step, of which the first `decided` frames have had what they get. */
export interface Fork<S> {
  readonly standing: Standing<S>;
  readonly hits: ReadonlyArray<Hit>;
  readonly decided: number;
  /** All faults so far, those of this step last. */
  readonly schedule: Schedule;
}

/** What is remembered of a state. */
interface Remembered {
  /** The bits of the hash that the key has no room for. */
  readonly rest: number;
  readonly faults: number;
  readonly found: Found;
  /** How many frames each line had carried: those beneath are numbered from there. */
  readonly sent: ReadonlyArray<number>;
}

/** What is counted on the way. */
export interface Effort {
  /** Runs that were walked to their end. */
  runs: number;
  /** States that are remembered. */
  states: number;
  /** Runs that came to a state that was known. */
  merged: number;
  steps: number;
  /** Steps of the longest run. */
  deepest: number;
  /** How often each goal was met, by `CLAIM GOAL`, the places of both. */
  readonly goals: Map<string, number>;
  /** Some program has asked what TCP counts. */
  asksStatus: boolean;
}

/** Whatever one search shares: what it knows, what it has done, and how much it may still do. */
export interface Search<S> {
  readonly walker: Walker<S>;
  readonly attention: Attention;
  /** Undefined: nothing is merged. */
  readonly memory: Map<number, Remembered> | undefined;
  readonly effort: Effort;
  /** Runs after which the search stops and leaves the rest for later. */
  readonly runs: number;
  readonly isBefore: (x: Schedule, y: Schedule) => boolean;
  /** What was left for later, each with the number of faults that may be added. */
  readonly later: Array<{ readonly schedule: Schedule; readonly faults: number }>;
}

/** Begins a search. */
export const search = <S>(walker: Walker<S>, attention: Attention, merges: boolean, runs: number): Search<S> => {
  const { actions } = walker.exploration;
  const placeOf = (hit: Hit): number => actions.indexOf(hit.action);
  return {
    walker,
    attention,
    memory: merges ? new Map() : undefined,
    effort: { runs: 0, states: 0, merged: 0, steps: 0, deepest: 0, goals: new Map(), asksStatus: false },
    runs,
    isBefore: (x, y) => before(x, y, placeOf),
    later: [],
  };
};

/** 53 of the 64 bits are a key; the other eleven are compared. */
const keyOf = ({ a, b }: Digest): number => (a >>> 0) * 2_097_152 + (b >>> 11);

/** The calls that may tell TCP's counts to a program. */
const asksForCounts = (request: AnyRequest): boolean =>
  (request.call === 'getsockopt' && request.name === 'TCP_INFO') || request.call === 'ioctl';

interface Stop<S> {
  readonly digest: Digest | undefined;
  readonly sent: ReadonlyArray<number>;
  readonly forks: ReadonlyArray<Fork<S>>;
}

const forksOf = <S>(search: Search<S>, at: Fork<S>, sent: ReadonlyArray<Sent>): ReadonlyArray<Fork<S>> => {
  const forks: Array<Fork<S>> = [];
  const { actions } = search.walker.exploration;
  for (let i = at.decided; i < sent.length; i++) {
    const frame = sent[i];
    if (frame === undefined) continue;
    for (const action of actions) {
      const hit: Hit = { line: frame.line, ordinal: frame.ordinal, action };
      forks.push({
        standing: at.standing,
        hits: [...at.hits, hit],
        decided: i + 1,
        schedule: [...at.schedule, hit],
      });
    }
  }
  return forks;
};

const sentOn = <S>({ world }: Standing<S>): ReadonlyArray<number> => allPlaces(world.lines).map(({ sent }) => sent);

const recall = <S>(
  search: Search<S>,
  digest: Digest,
  faults: number,
  sent: ReadonlyArray<number>,
): Found | undefined => {
  const known = search.memory?.get(keyOf(digest));
  if (known === undefined || known.rest !== (digest.b & 2047) || known.faults < faults) return undefined;
  return seenFrom(known.found, faults, (line) => (sent[line] ?? 0) - (known.sent[line] ?? 0));
};

const remember = <S>(search: Search<S>, digest: Digest, faults: number, found: Found, sent: Stop<S>['sent']): void => {
  if (search.memory === undefined || !found.complete) return;
  search.memory.set(keyOf(digest), { rest: digest.b & 2047, faults, found, sent });
  search.effort.states = search.memory.size;
};

/** Which goals are met, and whether somebody asks what TCP counts. */
const attend = <S>({ walker, effort }: Search<S>, events: ReadonlyArray<TraceEvent>): void => {
  for (const event of events) {
    if (event._tag === 'Called' && asksForCounts(event.request)) effort.asksStatus = true;
    for (const { place, goal, isMet } of walker.goals.get(event._tag) ?? []) {
      if (!isMet(event)) continue;
      const key = `${place} ${goal}`;
      effort.goals.set(key, (effort.goals.get(key) ?? 0) + 1);
    }
  }
};

/** Walks one run to its end, or to a state that is known. Gives where it could be forked, and what was found at the end. */
export const walkOn = <S>(
  search: Search<S>,
  from: Fork<S>,
  faults: number,
): { readonly stops: ReadonlyArray<Stop<S>>; readonly found: Found } => {
  const { walker, attention, effort, memory } = search;
  const stops: Array<Stop<S>> = [];
  let current = from;
  for (;;) {
    const { standing, end } = settled(walker, current.standing);
    if (end !== undefined) {
      effort.runs += 1;
      effort.deepest = Math.max(effort.deepest, standing.steps);
      const verdicts = walker.exploration.claims.map((claim, place) =>
        claim.judge(standing.memories[place] ?? claim.initial, end),
      );
      return { stops, found: ofRun(verdicts) };
    }
    const sentBefore = memory === undefined ? [] : sentOn(standing);
    const digest =
      memory === undefined || current.hits.length > 0
        ? undefined
        : worldHash(walker.hasher, attention, standing.world, standing.histories, standing.memories);
    const known = digest === undefined ? undefined : recall(search, digest, faults, sentBefore);
    if (known !== undefined) {
      effort.merged += 1;
      return { stops, found: known };
    }
    const { next, sent, events } = stepped(walker, standing, current.hits);
    effort.steps += 1;
    attend(search, events);
    const forks = faults > 0 ? forksOf(search, { ...current, standing }, sent) : [];
    stops.push({ digest, sent: sentBefore, forks });
    current = { standing: next, hits: [], decided: 0, schedule: current.schedule };
  }
};

/**
 * Everything beneath a fork: the run that adds no fault, and all that add up to so many.
 *
 * Where the budget is used up, what was not begun is left in `later`.
 */
export const beneath = <S>(search: Search<S>, from: Fork<S>, faults: number): Found => {
  const { effort, isBefore, later } = search;
  if (effort.runs >= search.runs) {
    later.push({ schedule: from.schedule, faults });
    return leftForLater(search.walker.exploration.claims.length);
  }
  const { stops, found } = walkOn(search, from, faults);
  let all = found;
  for (let i = stops.length - 1; i >= 0; i--) {
    const stop = stops[i];
    if (stop === undefined) continue;
    for (let j = stop.forks.length - 1; j >= 0; j--) {
      const fork = stop.forks[j];
      const hit = fork?.hits[fork.hits.length - 1];
      if (fork === undefined || hit === undefined) continue;
      all = together(all, under(hit, beneath(search, fork, faults - 1)), isBefore);
    }
    if (stop.digest !== undefined) remember(search, stop.digest, faults, all, stop.sent);
  }
  return all;
};

/**
 * The place at which a schedule's last fault strikes: its faults have happened, the frames behind the last one are undecided.
 *
 * Gives undefined where the schedule names a frame that is never sent.
 */
export const reach = <S>({ walker }: Search<S>, outset: Standing<S>, schedule: Schedule): Fork<S> | undefined => {
  const last = schedule[schedule.length - 1];
  if (last === undefined) return { standing: outset, hits: [], decided: 0, schedule };
  let current = outset;
  let struck = 0;
  for (;;) {
    const { standing, end } = settled(walker, current);
    if (end !== undefined) return undefined;
    const { next, sent } = stepped(walker, standing, []);
    const hits = schedule.filter((hit) =>
      sent.some(({ line, ordinal }) => line === hit.line && ordinal === hit.ordinal),
    );
    struck += hits.length;
    if (hits.includes(last)) {
      const decided = sent.findIndex(({ line, ordinal }) => line === last.line && ordinal === last.ordinal) + 1;
      return struck === schedule.length ? { standing, hits, decided, schedule } : undefined;
    }
    current = hits.length === 0 ? next : stepped(walker, standing, hits).next;
  }
};
