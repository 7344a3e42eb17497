// A trial, performed: first the faults rage, then chance is healed, and what was promised has time to happen.
import type { HostState } from '@sockeye/core';
import { after, BEGINNING } from '@sockeye/core';
import type { EventKind, Problem, Reason, Topology, TraceEvent, World } from '@sockeye/sim';
import { build, heal, run } from '@sockeye/sim';
import type { Claim, End } from '../claim/Claim.ts';
import type { Verdict } from '../claim/Verdict.ts';
import { E } from '../basis/fp.ts';
import type { Play, Staging } from './Play.ts';
import type { Trial } from './Trial.ts';

/** How a trial went. */
export interface Performance<S = HostState> {
  /** As it was at the beginning, for captures and ladders. */
  readonly beginning: World<S>;
  readonly world: World<S>;
  /** Of the kinds that were asked for. */
  readonly events: ReadonlyArray<TraceEvent>;
  readonly reason: Reason;
  readonly steps: number;
  readonly end: End;
}

/** The topology of a staging with a trial's faults on its cables and hosts. */
export const afflicted = (topology: Topology, trial: Pick<Trial, 'faults' | 'hosts'>): Topology => ({
  hosts: Object.fromEntries(
    Object.entries(topology.hosts).map(([name, spec]) => {
      const own = trial.hosts.flatMap(({ host, fault }) => (host === name ? [fault] : []));
      return [name, own.length === 0 ? spec : { ...spec, faults: [...(spec.faults ?? []), ...own] }];
    }),
  ),
  routers: topology.routers,
  switches: topology.switches,
  hubs: topology.hubs,
  cables: topology.cables.map((cable, index) => {
    const own = trial.faults.flatMap((placed) => (placed.cable === index ? [placed.fault] : []));
    return own.length === 0 ? cable : { ...cable, faults: [...cable.faults, ...own] };
  }),
});

/** The world of a staging under a trial, at its beginning. */
export const worldOf = <S>(
  staging: Staging<S>,
  trial: Pick<Trial, 'faults' | 'hosts' | 'seed'>,
): E.Either<ReadonlyArray<Problem>, World<S>> =>
  build<S>({
    topology: afflicted(staging.topology, trial),
    seed: trial.seed,
    wire: 'lazy',
    host: staging.host,
    starts: staging.parts.map(({ on, program, words, input, at }) => ({
      host: on,
      program,
      words,
      input,
      when: after(BEGINNING, at),
    })),
  });

/**
 * Performs a trial of a play.
 *
 * Takes   the play, the trial, and the kinds of events to tell (absent: all)
 * Gives   how it went
 * Fails   with every problem of the trial: a fault that cannot stand there, a cable or host that is not there
 *
 * @category plays
 * @since 0.1.0
 */
export const perform = <S>(
  play: Play<S>,
  trial: Trial,
  kinds?: ReadonlyArray<EventKind>,
): E.Either<ReadonlyArray<Problem>, Performance<S>> => {
  const made = worldOf(play.stage(trial.sizes), trial);
  if (E.isLeft(made)) return made;
  const told = kinds === undefined ? {} : { kinds };
  const healing = after(BEGINNING, play.rage);
  const raging = run(made.right, { instant: healing, ...told });
  if (raging.reason._tag !== 'Reached') return E.right(performed(made.right, [raging]));
  const calm = run(heal(raging.world), { instant: after(healing, play.patience), ...told });
  return E.right(performed(made.right, [raging, calm]));
};

const performed = <S>(
  beginning: World<S>,
  runs: readonly [ReturnType<typeof run<S>>, ...ReadonlyArray<ReturnType<typeof run<S>>>],
): Performance<S> => {
  const last = runs[runs.length - 1] ?? runs[0];
  const events = runs.length === 1 ? runs[0].events : runs.flatMap((part) => part.events);
  return {
    beginning,
    world: last.world,
    events,
    reason: last.reason,
    steps: runs.reduce((sum, { steps }) => sum + steps, 0),
    end: { at: last.world.now, reason: last.reason._tag },
  };
};

/** The kinds of events that these claims and their goals look at. */
export const kindsOf = (claims: ReadonlyArray<Claim>): ReadonlyArray<EventKind> =>
  Array.from(new Set(claims.flatMap(({ kinds, goals }) => [...kinds, ...goals.flatMap((goal) => goal.kinds)])));

/** What a claim says of a whole trace. */
export const judge = (claim: Claim, events: ReadonlyArray<TraceEvent>, end: End): Verdict => {
  let memory = claim.initial;
  for (const event of events) memory = claim.hear(memory, event);
  return claim.judge(memory, end);
};
