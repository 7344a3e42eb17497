// A unit of work of a campaign: so many runs of one play under one network, judged by some claims. It is plain data, and so is its tally.
import { hash32, hashText } from '@sockeye/core';
import type { EventKind, Problem, TraceEvent } from '@sockeye/sim';
import fc from 'fast-check';
import { E } from '../basis/fp.ts';
import type { Claim, End, Memory } from '../claim/Claim.ts';
import { fingerprintOf } from '../claim/fingerprint.ts';
import type { Drawn, Network } from '../network/Network.ts';
import { readNetwork } from '../network/read.ts';
import { kindsOf, perform } from '../play/perform.ts';
import type { Play } from '../play/Play.ts';
import type { Trial } from '../play/Trial.ts';
import type { Catalogue } from './Catalogue.ts';
import { COVERED_KINDS, cover } from './coverage.ts';
import type { Broken, Tally } from './Tally.ts';

/**
 * A unit of work.
 *
 * @category checks
 * @since 0.1.0
 */
export interface Unit {
  readonly play: string;
  readonly claims: ReadonlyArray<string>;
  /** A name, or words as `readNetwork` reads them. */
  readonly network: string;
  /** The campaign's. Run n of it is the same trial, however the campaign is cut into units. */
  readonly seed: number;
  readonly first: number;
  readonly runs: number;
}

/** A unit whose names were found. */
interface Found {
  readonly play: Play;
  readonly claims: ReadonlyArray<Claim>;
  readonly network: Network;
}

const missing = (path: string, what: string, name: string, all: Iterable<string>): Problem => ({
  path,
  says: `there is no ${what} "${name}"; there are ${Array.from(all).join(', ')}`,
});

const find = (catalogue: Catalogue, unit: Unit): E.Either<ReadonlyArray<Problem>, Found> => {
  const problems: Array<Problem> = [];
  const play = catalogue.plays.get(unit.play);
  if (play === undefined) problems.push(missing('play', 'play', unit.play, catalogue.plays.keys()));
  const claims = unit.claims.flatMap((name, index) => {
    const claim = catalogue.claims.get(name);
    if (claim === undefined) problems.push(missing(`claims[${index}]`, 'claim', name, catalogue.claims.keys()));
    return claim === undefined ? [] : [claim];
  });
  const network = readNetwork(unit.network, Array.from(catalogue.networks.values()));
  if (E.isLeft(network)) problems.push({ path: 'network', says: network.left });
  return play === undefined || E.isLeft(network) || problems.length > 0
    ? E.left(problems)
    : E.right({ play, claims, network: network.right });
};

/** Trials are drawn so many at a time: to begin to draw costs more than to go on. */
const BATCH = 64;

/**
 * The trials of a campaign, from one run to another.
 *
 * Takes   the play, the network, the campaign's seed, the number of the first run, and how many
 * Gives   the trials; run n is the same wherever the range begins
 * Fails   never
 *
 * @category checks
 * @since 0.1.0
 */
export function* trialsOf<S>(
  play: Play<S>,
  network: Network,
  seed: number,
  first: number,
  runs: number,
): Generator<Trial, void> {
  const arbitrary = network.trials(play);
  const key = hash32(seed, hashText(play.name), hashText(network.name));
  const end = first + runs;
  for (let batch = Math.floor(first / BATCH); batch * BATCH < end; batch++) {
    const last = Math.min(end - batch * BATCH, BATCH);
    const drawn: ReadonlyArray<Drawn> = fc.sample(arbitrary, { seed: hash32(key, batch) | 0, numRuns: last });
    for (let i = Math.max(0, first - batch * BATCH); i < last; i++) {
      const one = drawn[i];
      if (one !== undefined) yield { play: play.name, ...one };
    }
  }
}

/** The claims that listen to each kind of event. */
type Listeners = Readonly<Partial<Record<EventKind, ReadonlyArray<number>>>>;

const listenersOf = (claims: ReadonlyArray<Claim>): Listeners => {
  const by: Partial<Record<EventKind, Array<number>>> = {};
  claims.forEach(({ kinds }, index) => {
    for (const kind of kinds) (by[kind] ??= []).push(index);
  });
  return by;
};

/** A goal, and under which name it is counted. */
interface Aim {
  readonly name: string;
  readonly isMet: (event: TraceEvent) => boolean;
}

const aimsOf = (claims: ReadonlyArray<Claim>): Readonly<Partial<Record<EventKind, ReadonlyArray<Aim>>>> => {
  const by: Partial<Record<EventKind, Array<Aim>>> = {};
  for (const { name, goals } of claims) {
    for (const { says, kinds, isMet } of goals) {
      for (const kind of kinds) (by[kind] ??= []).push({ name: `${name}: ${says}`, isMet });
    }
  }
  return by;
};

/** A tally that grows; it leaves this file only as a finished one. */
interface Growing {
  runs: number;
  steps: number;
  readonly held: Record<string, number>;
  readonly undecided: Record<string, number>;
  readonly broken: Record<string, Broken>;
  readonly goals: Record<string, number>;
  readonly coverage: Record<string, number>;
}

const more = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

const settle = (
  growing: Growing,
  claims: ReadonlyArray<Claim>,
  memories: ReadonlyArray<Memory>,
  end: End,
  run: number,
  trial: Trial,
): void => {
  claims.forEach((claim, index) => {
    const memory = memories[index];
    if (memory === undefined) return;
    const verdict = claim.judge(memory, end);
    if (verdict._tag === 'Holds') more(growing.held, claim.name);
    else if (verdict._tag === 'Undecided') more(growing.undecided, claim.name);
    else {
      const before = growing.broken[claim.name];
      growing.broken[claim.name] =
        before === undefined
          ? {
              run,
              trial,
              kind: verdict.kind,
              says: verdict.says,
              fingerprint: fingerprintOf(claim, verdict),
              times: 1,
            }
          : { ...before, times: before.times + 1 };
    }
  });
};

/**
 * Performs a unit of work.
 *
 * Takes   where its names are found, and the unit
 * Gives   its tally. The tallies of all units of a campaign merge to the same tally, however it was cut
 * Fails   with every name that is not there, or with what is wrong with a trial
 *
 * @example
 * performUnit(PUBLISHED, { play: 'transfer', claims: ['tcp.prefixDelivery'], network: 'lossy', seed: 1, first: 0, runs: 100 })
 *
 * @category checks
 * @since 0.1.0
 */
export const performUnit = (catalogue: Catalogue, unit: Unit): E.Either<ReadonlyArray<Problem>, Tally> => {
  const found = find(catalogue, unit);
  if (E.isLeft(found)) return found;
  const { play, claims, network } = found.right;
  const kinds = Array.from(new Set([...kindsOf(claims), ...COVERED_KINDS]));
  const listeners = listenersOf(claims);
  const aims = aimsOf(claims);
  const growing: Growing = { runs: 0, steps: 0, held: {}, undecided: {}, broken: {}, goals: {}, coverage: {} };
  let run = unit.first;
  for (const trial of trialsOf(play, network, unit.seed, unit.first, unit.runs)) {
    const performed = perform(play, trial, kinds);
    if (E.isLeft(performed)) return E.left(performed.left);
    const { events, steps, end } = performed.right;
    const memories: Array<Memory> = claims.map(({ initial }) => initial);
    const met = new Set<string>();
    for (const event of events) {
      for (const index of listeners[event._tag] ?? []) {
        const claim = claims[index];
        const memory = memories[index];
        if (claim !== undefined && memory !== undefined) memories[index] = claim.hear(memory, event);
      }
      for (const { name, isMet } of aims[event._tag] ?? []) if (!met.has(name) && isMet(event)) met.add(name);
    }
    growing.runs += 1;
    growing.steps += steps;
    for (const name of met) more(growing.goals, name);
    cover(growing.coverage, events);
    settle(growing, claims, memories, end, run, trial);
    run += 1;
  }
  return E.right(growing);
};
