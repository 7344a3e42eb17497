// A counterexample, performed again: the value, not the seed that found it.
import type { HostState } from '@sockeye/core';
import type { Problem } from '@sockeye/sim';
import { E } from '../basis/fp.ts';
import type { Claim } from '../claim/Claim.ts';
import { fingerprintOf } from '../claim/fingerprint.ts';
import type { Verdict } from '../claim/Verdict.ts';
import type { Performance } from '../play/perform.ts';
import { judge, perform } from '../play/perform.ts';
import type { Play } from '../play/Play.ts';
import type { Counterexample, Repertoire } from './Counterexample.ts';

/** How it went this time. */
export interface Replay<S = HostState> {
  readonly play: Play<S>;
  readonly claim: Claim;
  readonly performance: Performance<S>;
  readonly verdict: Verdict;
  /** Undefined: the claim is not broken any more. */
  readonly fingerprint: string | undefined;
  /** The claim is broken in the same way. */
  readonly isSame: boolean;
}

const missing = (path: string, name: string, what: string, known: ReadonlyArray<string>): Problem => ({
  path,
  says: `no ${what} is called "${name}"; there are ${known.length === 0 ? 'none' : known.join(', ')}. Replay it where it was found`,
});

/**
 * Performs a counterexample again, with all events told.
 *
 * Takes   the counterexample, and the plays and claims that it may name
 * Gives   the run, and what the claim says of it
 * Fails   where play or claim is not known, sizes are out of their bounds, or the trial cannot be performed
 *
 * @category claims
 * @since 0.1.0
 */
export const replay = <S>(
  counterexample: Counterexample,
  { plays, claims }: Repertoire<S>,
): E.Either<ReadonlyArray<Problem>, Replay<S>> => {
  const { trial } = counterexample;
  const play = plays.find(({ name }) => name === trial.play);
  const claim = claims.find(({ name }) => name === counterexample.claim);
  const problems: Array<Problem> = [];
  if (play === undefined)
    problems.push(
      missing(
        'trial.play',
        trial.play,
        'play',
        plays.map(({ name }) => name),
      ),
    );
  if (claim === undefined)
    problems.push(
      missing(
        'claim',
        counterexample.claim,
        'claim',
        claims.map(({ name }) => name),
      ),
    );
  for (const [name, { least, most }] of Object.entries(play?.sizes ?? {})) {
    const size = trial.sizes[name];
    if (size !== undefined && Number.isInteger(size) && size >= least && size <= most) continue;
    problems.push({ path: `trial.sizes.${name}`, says: `a whole number from ${least} to ${most} was expected` });
  }
  if (play === undefined || claim === undefined || problems.length > 0) return E.left(problems);
  const performed = perform(play, trial);
  if (E.isLeft(performed)) return performed;
  const verdict = judge(claim, performed.right.events, performed.right.end);
  const fingerprint = verdict._tag === 'Violated' ? fingerprintOf(claim, verdict) : undefined;
  const isSame = fingerprint === counterexample.fingerprint;
  return E.right({ play, claim, performance: performed.right, verdict, fingerprint, isSame });
};
