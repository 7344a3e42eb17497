// From a trial that breaks a claim to a small one that breaks it in the same way: fewer faults, weaker ones, a smaller play, a small seed.
import type { Problem } from '@sockeye/sim';
import { E } from '../basis/fp.ts';
import type { Claim } from '../claim/Claim.ts';
import { fingerprintOf } from '../claim/fingerprint.ts';
import type { Violation } from '../claim/Verdict.ts';
import type { Play } from '../play/Play.ts';
import type { Borne, Placed, Trial } from '../play/Trial.ts';
import type { Course } from './course.ts';
import { courseFrom, courseOf, strikeOf } from './course.ts';
import { ddmin } from './ddmin.ts';
import { record } from './record.ts';
import { earlier, weaker, weakerOfHost } from './weaker.ts';

/** How a trial became small. */
export interface Shrunk {
  readonly trial: Trial;
  readonly violation: Violation;
  readonly fingerprint: string;
  /** Faults of the explicit script with which it began. */
  readonly faults: number;
  /** Trials that were tried; the steps they took, and the steps that worlds of earlier ones spared. */
  readonly runs: number;
  readonly steps: number;
  readonly spared: number;
  /** Verified: without any one of its faults the claim is not broken in this way. */
  readonly isMinimal: boolean;
}

/** How long it may take. */
export interface ShrinkOptions {
  /** Trials at most. Default: 2,000. */
  readonly runs?: number;
}

type Ailment = { readonly _tag: 'Cable'; readonly it: Placed } | { readonly _tag: 'Host'; readonly it: Borne };

const ailmentsOf = ({ faults, hosts }: Trial): ReadonlyArray<Ailment> => [
  ...faults.map((it): Ailment => ({ _tag: 'Cable', it })),
  ...hosts.map((it): Ailment => ({ _tag: 'Host', it })),
];

const withAilments = (trial: Trial, ailments: ReadonlyArray<Ailment>): Trial => ({
  ...trial,
  faults: ailments.flatMap((one) => (one._tag === 'Cable' ? [one.it] : [])),
  hosts: ailments.flatMap((one) => (one._tag === 'Host' ? [one.it] : [])),
});

const weakerAilments = (one: Ailment): ReadonlyArray<Ailment> =>
  one._tag === 'Cable'
    ? [...earlier(one.it.fault), ...weaker(one.it.fault)].map((fault): Ailment => ({
        _tag: 'Cable',
        it: { cable: one.it.cable, fault },
      }))
    : weakerOfHost(one.it.fault).map((fault): Ailment => ({ _tag: 'Host', it: { host: one.it.host, fault } }));

/** The search for a smaller trial. Local to one call of `shrink`. */
class Search<S> {
  runs = 0;
  steps = 0;
  spared = 0;
  readonly play: Play<S>;
  readonly claim: Claim;
  readonly fingerprint: string;
  readonly limit: number;
  best: Course<S>;

  constructor(play: Play<S>, claim: Claim, fingerprint: string, limit: number, best: Course<S>) {
    this.play = play;
    this.claim = claim;
    this.fingerprint = fingerprint;
    this.limit = limit;
    this.best = best;
  }

  isSame({ verdict }: Course<S>): boolean {
    return verdict._tag === 'Violated' && fingerprintOf(this.claim, verdict) === this.fingerprint;
  }

  /** Does this trial break the claim in the same way? Then it is the best one so far. */
  tries(trial: Trial): boolean {
    if (this.runs >= this.limit) return false;
    const course = this.course(trial);
    if (course === undefined || !this.isSame(course)) return false;
    this.best = course;
    return true;
  }

  /** Where only scripts differ, from a world of the best trial on. */
  private course(trial: Trial): Course<S> | undefined {
    const { best } = this;
    const isNear =
      trial.sizes === best.trial.sizes &&
      trial.seed === best.trial.seed &&
      trial.hosts.length === best.trial.hosts.length &&
      trial.hosts.every((one, i) => one === best.trial.hosts[i]);
    const course = isNear ? courseFrom(this.play, this.claim, best, trial) : courseOf(this.play, this.claim, trial);
    this.runs += 1;
    if (E.isLeft(course)) return undefined;
    const { ran, moments } = course.right;
    this.steps += ran;
    this.spared += Math.max(0, (moments[moments.length - 1]?.steps ?? 0) - ran);
    return course.right;
  }

  /** Fewer faults: first those that never struck, then by halves. */
  fewer(): void {
    const { trial, struck } = this.best;
    const idle = trial.faults.filter((placed) => placed.fault._tag !== 'Script' || struck.has(strikeOf(placed)));
    if (idle.length < trial.faults.length) this.tries({ ...trial, faults: idle });
    ddmin(ailmentsOf(this.best.trial), (part) => this.tries(withAilments(this.best.trial, part)));
  }

  /** Each fault as weak as it may be. */
  milder(): void {
    for (let i = 0; i < ailmentsOf(this.best.trial).length; i++) {
      const all = ailmentsOf(this.best.trial);
      const one = all[i];
      if (one === undefined) continue;
      for (const other of weakerAilments(one)) {
        if (this.tries(withAilments(this.best.trial, [...all.slice(0, i), other, ...all.slice(i + 1)]))) break;
      }
    }
  }

  /** A smaller play: the least of each number, else half way, and so on. */
  smaller(): void {
    for (const [name, { least }] of Object.entries(this.play.sizes)) {
      let low = least;
      for (let high = this.best.trial.sizes[name] ?? least; low < high;) {
        const size = low === least && high === this.best.trial.sizes[name] ? least : Math.floor((low + high) / 2);
        if (this.tries({ ...this.best.trial, sizes: { ...this.best.trial.sizes, [name]: size } })) high = size;
        else low = size + 1;
      }
    }
  }

  /** The smallest seed that will do, of the first few. */
  seeds(): void {
    const { seed } = this.best.trial;
    for (let other = 0; other < Math.min(seed, 8); other++) if (this.tries({ ...this.best.trial, seed: other })) return;
  }

  /** Is every fault needed? Where one is not, the trial without it is the best one. */
  isMinimal(): boolean {
    const all = ailmentsOf(this.best.trial);
    return all.every((_, i) => !this.tries(withAilments(this.best.trial, [...all.slice(0, i), ...all.slice(i + 1)])));
  }
}

/**
 * Shrinks a trial that breaks a claim.
 *
 * The trial is recorded first, so that nobody throws dice any more. Then faults are taken away (by delta debugging), what is left is
 * weakened, the play is made smaller, and its seed too; and again, until nothing changes. All the while the claim must be broken in
 * the same way: same claim, same kind of breach.
 *
 * Takes   the play, the claim, and the trial that breaks it
 * Gives   the smallest trial that was found; undefined where the trial does not break the claim
 * Fails   with the problems of the trial
 *
 * @category shrinking
 * @since 0.1.0
 */
export const shrink = <S>(
  play: Play<S>,
  claim: Claim,
  trial: Trial,
  options: ShrinkOptions = {},
): E.Either<ReadonlyArray<Problem>, Shrunk | undefined> => {
  const found = courseOf(play, claim, trial);
  if (E.isLeft(found)) return found;
  const { verdict } = found.right;
  if (verdict._tag !== 'Violated') return E.right(undefined);
  const script = record(play, trial);
  if (E.isLeft(script)) return script;
  const search = new Search(play, claim, fingerprintOf(claim, verdict), options.runs ?? 2_000, found.right);
  // What cannot be said by a script to the nanosecond may run otherwise: then the trial itself is made smaller.
  search.tries(script.right);
  const faults = ailmentsOf(search.best.trial).length;
  let before: Trial | undefined;
  while (before !== search.best.trial) {
    before = search.best.trial;
    search.fewer();
    search.milder();
    search.smaller();
    search.seeds();
  }
  const isMinimal = search.isMinimal() && search.runs < search.limit;
  const { runs, steps, spared, fingerprint, best } = search;
  const violation = best.verdict._tag === 'Violated' ? best.verdict : verdict;
  return E.right({ trial: best.trial, violation, fingerprint, faults, runs, steps, spared, isMinimal });
};
