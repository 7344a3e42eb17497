// Does a play keep a claim under a network? For anybody's tests: fast-check chooses the trials, and its seeds and paths go on working.
import type { Problem, TraceEvent } from '@sockeye/sim';
import fc from 'fast-check';
import { E } from '../basis/fp.ts';
import type { Claim } from '../claim/Claim.ts';
import { fingerprintOf } from '../claim/fingerprint.ts';
import type { Violation } from '../claim/Verdict.ts';
import type { Counterexample } from '../counterexample/Counterexample.ts';
import { judge, kindsOf, perform } from '../play/perform.ts';
import type { Play } from '../play/Play.ts';
import type { Trial } from '../play/Trial.ts';
import { shrink } from '../shrink/shrink.ts';

/** A network, as far as a check needs it: a name, and the trials that it puts a play through. */
export interface Trying<S> {
  readonly name: string;
  readonly trials: (play: Play<S>) => fc.Arbitrary<Omit<Trial, 'play'>>;
}

export interface CheckOptions {
  /** Default: 100. */
  readonly runs?: number;
  /** fast-check's. Default: 1, so that a test gives the same answer every day. */
  readonly seed?: number;
  /** fast-check's path of a trial: that one alone is tried. */
  readonly path?: string;
}

/** No trial broke the claim. */
export interface Holding {
  readonly _tag: 'Holds';
  readonly runs: number;
  readonly steps: number;
  /** Runs that ended before the claim could be told. They are no successes. */
  readonly undecided: number;
  /** How many runs met each goal of the claim; one that none met is 0: then the claim held without a bite. */
  readonly goals: Readonly<Record<string, number>>;
}

export type Checked = Holding | { readonly _tag: 'Broken'; readonly counterexample: Counterexample };

const isMetBy = (events: ReadonlyArray<TraceEvent>, goal: Claim['goals'][number]): boolean => events.some(goal.isMet);

/**
 * Checks a claim.
 *
 * Takes   the claim, the play that should keep it, and the network
 * Gives   how many runs kept it, and whether they tried it at all; or the smallest counterexample
 * Fails   where the network puts faults where they cannot stand
 *
 * @category claims
 * @since 0.1.0
 */
export const check = <S>(
  claim: Claim,
  play: Play<S>,
  network: Trying<S>,
  options: CheckOptions = {},
): E.Either<ReadonlyArray<Problem>, Checked> => {
  const kinds = kindsOf([claim]);
  const goals = new Map(claim.goals.map(({ says }) => [says, 0]));
  let problems: ReadonlyArray<Problem> = [];
  let runs = 0;
  let steps = 0;
  let undecided = 0;
  let broken: { readonly trial: Trial; readonly violation: Violation } | undefined;
  const keeps = (chosen: Omit<Trial, 'play'>): boolean => {
    const trial: Trial = { play: play.name, ...chosen };
    const performed = perform(play, trial, kinds);
    runs += 1;
    if (E.isLeft(performed)) {
      problems = performed.left;
      return false;
    }
    const { events, end } = performed.right;
    steps += performed.right.steps;
    const verdict = judge(claim, events, end);
    if (verdict._tag === 'Undecided') undecided += 1;
    for (const goal of claim.goals) if (isMetBy(events, goal)) goals.set(goal.says, (goals.get(goal.says) ?? 0) + 1);
    if (verdict._tag !== 'Violated') return true;
    broken = { trial, violation: verdict };
    return false;
  };
  // Our own shrinking comes after: it keeps the kind of breach, and works on the explicit script.
  const said = fc.check(fc.property(network.trials(play), keeps), {
    seed: options.seed ?? 1,
    numRuns: options.runs ?? 100,
    endOnFailure: true,
    ...(options.path === undefined ? {} : { path: options.path }),
  });
  if (problems.length > 0) return E.left(problems);
  if (broken === undefined) {
    return E.right({ _tag: 'Holds', runs, steps, undecided, goals: Object.fromEntries(goals) });
  }
  const small = shrink(play, claim, broken.trial);
  if (E.isLeft(small)) return small;
  const { trial, violation } = small.right ?? broken;
  return E.right({
    _tag: 'Broken',
    counterexample: {
      claim: claim.name,
      says: claim.says,
      network: network.name,
      trial,
      kind: violation.kind,
      happened: violation.says,
      at: violation.at,
      fingerprint: fingerprintOf(claim, violation),
      from: small.right?.faults ?? 0,
      runs: small.right?.runs ?? 0,
      isMinimal: small.right?.isMinimal ?? false,
      found: { seed: said.seed, path: said.counterexamplePath ?? '' },
    },
  });
};
