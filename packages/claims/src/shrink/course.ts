// A trial under way with one claim that listens, and the worlds on the way: whoever tries the same trial with one fault less begins
// from the last world before that fault struck, and not from the beginning.
import type { Instant } from '@sockeye/core';
import { after, BEGINNING } from '@sockeye/core';
import type { EventKind, Fault, Problem, TraceEvent, World } from '@sockeye/sim';
import { heal, isFrameEvent, lineOf, MANY_STEPS, run, showFault, withFaults } from '@sockeye/sim';
import { E } from '../basis/fp.ts';
import type { Claim, End, Memory } from '../claim/Claim.ts';
import type { Verdict } from '../claim/Verdict.ts';
import { kindsOf, worldOf } from '../play/perform.ts';
import type { Play } from '../play/Play.ts';
import type { Placed, Trial } from '../play/Trial.ts';

/** A place on the way. */
export interface Moment<S> {
  readonly world: World<S>;
  readonly memory: Memory;
  readonly steps: number;
  /** Is the rage over? */
  readonly healed: boolean;
}

/** A trial, run as far as the claim wants to listen. */
export interface Course<S> {
  readonly trial: Trial;
  readonly verdict: Verdict;
  readonly moments: ReadonlyArray<Moment<S>>;
  /** For each fault that struck, by cable and words: the moment before. */
  readonly struck: ReadonlyMap<string, number>;
  /** Steps that were run for it; those that came from another course are not among them. */
  readonly ran: number;
}

/** So many steps lie between two moments that are kept. */
const STRETCH = 24;

const STRIKES: ReadonlyArray<EventKind> = [
  'FrameLost',
  'FrameDropped',
  'FrameDuplicated',
  'FrameDelayed',
  'FrameHurried',
  'FrameCorrupted',
  'FrameTruncated',
  'FrameMarked',
];

/** The name of a fault in a course. */
export const strikeOf = ({ cable, fault }: Placed): string => `${cable} ${showFault(fault)}`;

const faultIn = (event: TraceEvent): string | undefined =>
  isFrameEvent(event) && 'fault' in event ? `${lineOf(event.frame) >> 1} ${event.fault}` : undefined;

/** Goes on from a moment until the claim is broken or the trial is over. */
const goOn = <S>(
  play: Play<S>,
  claim: Claim,
  trial: Trial,
  past: ReadonlyArray<Moment<S>>,
  before: ReadonlyMap<string, number>,
  from: Moment<S>,
): Course<S> => {
  const kinds = Array.from(new Set([...kindsOf([claim]), ...STRIKES]));
  const healing = after(BEGINNING, play.rage);
  const limits = { rage: healing, calm: after(healing, play.patience) };
  const moments: Array<Moment<S>> = [...past, from];
  const struck = new Map(before);
  let { world, memory, steps, healed } = from;
  const done = (verdict: Verdict): Course<S> => ({ trial, verdict, moments, struck, ran: steps - from.steps });
  for (;;) {
    const limit: Instant = healed ? limits.calm : limits.rage;
    const next = run(world, { instant: limit, steps: STRETCH, kinds });
    for (const event of next.events) {
      memory = claim.hear(memory, event);
      const fault = faultIn(event);
      if (fault !== undefined && !struck.has(fault)) struck.set(fault, moments.length - 1);
    }
    world = next.world;
    steps += next.steps;
    const said = claim.judge(memory, undefined);
    if (said._tag === 'Violated') return done(said);
    const { _tag: reason } = next.reason;
    const end: End = { at: world.now, reason };
    if (reason === 'Quiet' || reason === 'Stuck' || (reason === 'OutOfSteps' && steps >= 2 * MANY_STEPS)) {
      return done(claim.judge(memory, end));
    }
    if (reason === 'Reached') {
      if (healed) return done(claim.judge(memory, end));
      world = heal(world);
      healed = true;
    }
    moments.push({ world, memory, steps, healed });
  }
};

/**
 * Runs a trial from its beginning.
 *
 * Fails   with the problems of the trial
 */
export const courseOf = <S>(play: Play<S>, claim: Claim, trial: Trial): E.Either<ReadonlyArray<Problem>, Course<S>> => {
  const made = worldOf(play.stage(trial.sizes), trial);
  if (E.isLeft(made)) return made;
  const beginning: Moment<S> = { world: made.right, memory: claim.initial, steps: 0, healed: false };
  return E.right(goOn(play, claim, trial, [], new Map(), beginning));
};

const isScript = ({ fault }: Placed): boolean => fault._tag === 'Script';

const range = (fault: Fault): string | undefined =>
  fault._tag === 'Script' && fault.octets !== undefined ? `${fault.octets.first}..${fault.octets.last}` : undefined;

/** The address of a script, without what it does. */
const addressOf = ({ cable, fault }: Placed): string =>
  fault._tag === 'Script' ? `${cable} ${showFault({ ...fault, action: { _tag: 'Lose' } })}` : '';

/** The moment from which a trial with other scripts runs as the course did up to there; 0: the beginning. */
const sharedWith = <S>(course: Course<S>, faults: ReadonlyArray<Placed>): number => {
  const before = course.trial.faults;
  // Only scripts strike at a known moment; and a line counts octets only where a script of it names some.
  if (!before.every(isScript) || !faults.every(isScript)) return 0;
  const words = new Set(faults.map(strikeOf));
  const addresses = new Map(before.map((placed) => [addressOf(placed), placed]));
  const ranges = new Set(before.map(({ fault }) => range(fault)));
  let shared = course.moments.length - 1;
  const known = new Set(before.map(strikeOf));
  for (const placed of before) {
    if (words.has(strikeOf(placed))) continue;
    shared = Math.min(shared, course.struck.get(strikeOf(placed)) ?? shared);
  }
  for (const placed of faults) {
    if (known.has(strikeOf(placed))) continue;
    const same = addresses.get(addressOf(placed));
    const strikes = same === undefined ? undefined : course.struck.get(strikeOf(same));
    if (strikes === undefined || !ranges.has(range(placed.fault))) return 0;
    shared = Math.min(shared, strikes);
  }
  return shared;
};

/**
 * Runs a trial that differs from that of a course in its scripts alone: from the last moment before the first one that differs.
 *
 * Fails   where a fault cannot stand on its cable
 */
export const courseFrom = <S>(
  play: Play<S>,
  claim: Claim,
  course: Course<S>,
  trial: Trial,
): E.Either<ReadonlyArray<Problem>, Course<S>> => {
  const shared = sharedWith(course, trial.faults);
  const moment = course.moments[shared];
  if (shared === 0 || moment === undefined) return courseOf(play, claim, trial);
  let { world } = moment;
  for (let cable = 0; 2 * cable < world.setting.lines.length; cable++) {
    const own = trial.faults.flatMap((placed) => (placed.cable === cable ? [placed.fault] : []));
    const changed = withFaults(world, cable, own);
    if (E.isLeft(changed)) return E.left(changed.left.map((says) => ({ path: `cables[${cable}]`, says })));
    world = changed.right;
  }
  const words = new Set(trial.faults.map(strikeOf));
  const kept = new Map(Array.from(course.struck).filter(([fault, at]) => at < shared && words.has(fault)));
  return E.right(goOn(play, claim, trial, course.moments.slice(0, shared), kept, { ...moment, world }));
};
