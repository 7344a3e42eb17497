// An exploration in parts. A part and what it finds are plain data: anybody may carry them to another process or machine, in any order.
import type { Hit } from '@sockeye/sim';
import { faultOfHit } from '@sockeye/sim';
import { E } from '../basis/fp.ts';
import type { Claim } from '../claim/Claim.ts';
import { fingerprintOf } from '../claim/fingerprint.ts';
import { Hasher } from './canonical/Hasher.ts';
import { LEFT_OUT, TOLD_BY_STATUS } from './canonical/leftOut.ts';
import type { Certificate, ClaimRecord } from './Certificate.ts';
import type { Exploration, Schedule } from './Exploration.ts';
import type { Found, Least } from './Found.ts';
import type { Struck } from './schedule.ts';
import { scheduleOf, wordsOf } from './schedule.ts';
import type { Fork, Search } from './search.ts';
import { beneath, reach, search, walkOn } from './search.ts';
import { outset, walker } from './walk.ts';

/**
 * A part of an exploration: this schedule, and those that add up to so many faults behind its last one.
 *
 * `whole`: all of them at once. Else only the schedule itself, and those that add one fault come back as parts.
 */
export interface Portion {
  readonly schedule: ReadonlyArray<Struck>;
  readonly faults: number;
  readonly whole: boolean;
}

/** What exploring a part gives. */
export interface Explored {
  readonly certificate: Certificate;
  /** What is left to do: parts of this part. */
  readonly later: ReadonlyArray<Portion>;
}

/** How to explore. */
export interface Means {
  /** Absent: yes. Without, every schedule is run. */
  readonly merges?: boolean;
  /** Runs after which the rest is left for later; absent: no bound. */
  readonly runs?: number;
}

/** So many further faults are explored in one piece: some hundreds of runs. */
const WHOLE = 2;

/** The part that is all schedules of at most so many faults. */
export const wholeOf = (faults: number): Portion => ({ schedule: [], faults, whole: faults === 0 });

const portionOf = <S>(exploration: Exploration<S>, schedule: Schedule, faults: number): Portion => ({
  schedule: wordsOf(exploration.beginning.setting, schedule),
  faults,
  whole: faults <= WHOLE,
});

const isDrawn = ({ action }: Pick<Hit, 'action'>): boolean => action._tag === 'Corrupt' && action.bit === undefined;

/** Numbers of frames matter to claims that hear of frames, and to actions that draw where they strike by that number. */
const attentionOf = <S>({ claims, actions }: Exploration<S>): { readonly numbers: boolean } => ({
  numbers:
    claims.some(({ kinds }) => kinds.some((kind) => kind.startsWith('Frame'))) ||
    actions.some((action) => isDrawn({ action })),
});

const begun = <S>(exploration: Exploration<S>, means: Means, asksStatus: boolean): Search<S> => {
  const hasher = new Hasher(asksStatus ? LEFT_OUT : [...LEFT_OUT, TOLD_BY_STATUS]);
  return search(
    walker(exploration, hasher),
    attentionOf(exploration),
    means.merges ?? true,
    means.runs ?? Number.POSITIVE_INFINITY,
  );
};

const total = (counts: ReadonlyArray<number>): number => counts.reduce((sum, count) => sum + count, 0);

const breachOf = <S>(
  exploration: Exploration<S>,
  claim: Claim,
  schedule: Schedule,
  { added, violation }: Least,
): NonNullable<ClaimRecord['least']> => {
  const { beginning, actions } = exploration;
  const hits = [...schedule, ...added];
  return {
    faults: wordsOf(beginning.setting, hits),
    kind: violation.kind,
    says: violation.says,
    fingerprint: fingerprintOf(claim, violation),
    order: hits.flatMap(({ line, ordinal, action }) => [line, ordinal, actions.indexOf(action)]),
  };
};

const certificateOf = <S>(
  { walker: { exploration }, effort }: Search<S>,
  schedule: Schedule,
  found: Found,
): Certificate => ({
  schedules: [...schedule.map(() => 0), ...found.schedules],
  runs: effort.runs,
  merged: effort.merged,
  states: effort.states,
  steps: effort.steps,
  deepest: effort.deepest,
  parts: 1,
  claims: Object.fromEntries(
    exploration.claims.map((claim, place): [string, ClaimRecord] => {
      const judged = found.claims[place];
      return [
        claim.name,
        {
          broken: total(judged?.broken ?? []),
          undecided: total(judged?.undecided ?? []),
          least: judged?.least === undefined ? undefined : breachOf(exploration, claim, schedule, judged.least),
          goals: Object.fromEntries(
            claim.goals.map(({ says }, goal) => [says, effort.goals.get(`${place} ${goal}`) ?? 0]),
          ),
        },
      ];
    }),
  ),
});

/** The schedule of a fork alone; whoever adds a fault is left for later. */
const oneRun = <S>(search: Search<S>, fork: Fork<S>, faults: number): Found => {
  const { stops, found } = walkOn(search, fork, faults);
  if (faults > 0) {
    for (const stop of stops) {
      for (const { schedule } of stop.forks) search.later.push({ schedule, faults: faults - 1 });
    }
  }
  return found;
};

/**
 * Explores a part.
 *
 * Takes   what is explored, which part of it, and by what means
 * Gives   what was found, and what is left to do
 * Fails   where the part's schedule cannot be: a frame that is never sent, an action that is not explored
 *
 * @category exploration
 * @since 0.1.0
 */
export const explorePortion = <S>(
  exploration: Exploration<S>,
  portion: Portion,
  means: Means = {},
): E.Either<string, Explored> => {
  const { setting } = exploration.beginning;
  const read = scheduleOf(setting, exploration.actions, portion.schedule);
  if (E.isLeft(read)) return read;
  const schedule = read.right;
  const attempt = (asksStatus: boolean): E.Either<string, Explored> => {
    const search = begun(exploration, portion.whole ? means : { ...means, merges: false }, asksStatus);
    const fork = reach(search, outset(search.walker), schedule);
    if (fork === undefined) {
      const { cable, fault } = portion.schedule[portion.schedule.length - 1] ?? { cable: 0, fault: '' };
      return E.left(`no frame is sent to which "${fault}" on cable ${cable} could happen`);
    }
    const found = portion.whole ? beneath(search, fork, portion.faults) : oneRun(search, fork, portion.faults);
    // A program has asked for the counts that were left out: then they are part of the state.
    if (search.effort.asksStatus && !asksStatus && search.memory !== undefined) return attempt(true);
    return E.right({
      certificate: certificateOf(search, schedule, found),
      later: search.later.map(({ schedule: left, faults }) => portionOf(exploration, left, faults)),
    });
  };
  return attempt(false);
};

/** The trial's faults of a breach: scripts that name one frame each. */
export const faultsOfBreach = <S>(
  exploration: Exploration<S>,
  faults: ReadonlyArray<Struck>,
): E.Either<string, ReadonlyArray<ReturnType<typeof faultOfHit>>> => {
  const { setting } = exploration.beginning;
  const read = scheduleOf(setting, exploration.actions, faults);
  return E.isLeft(read) ? read : E.right(read.right.map((hit) => faultOfHit(setting, hit)));
};
