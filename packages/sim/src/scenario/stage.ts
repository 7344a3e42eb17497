import type { HostConfig, Program } from '@sockeye/core';
import { after, BEGINNING, utf8 } from '@sockeye/core';
import { E } from '../basis/fp.ts';
import type { Problem } from '../data/record.ts';
import type { Started, TraceEvent } from '../trace/Event.ts';
import type { Start } from '../world/build.ts';
import { build } from '../world/build.ts';
import type { HostLayer, Wire, World } from '../world/World.ts';
import type { Judgement } from './expectation.ts';
import { judge } from './expectation.ts';
import type { Scenario } from './Scenario.ts';
import { splitWords } from './words.ts';

/** What words stand for. A server never ends by itself, and is not expected to. */
export interface Casting {
  readonly program: Program<unknown, unknown>;
  readonly role: 'client' | 'server';
}

/** What a scenario needs to become a world. */
export interface Stagehands<S> {
  /** The machine of a host: core's `host`. */
  readonly host: (config: HostConfig) => HostLayer<S>;
  /** The program that words stand for, or why they stand for none. */
  readonly program: (words: ReadonlyArray<string>) => E.Either<string, Casting>;
  readonly wire?: Wire;
  /** Instead of the scenario's own. */
  readonly seed?: number;
}

/** A scenario that can begin. */
export interface Staged<S> {
  readonly world: World<S>;
  /** Judges what the scenario expects by the trace of its whole run. */
  readonly judge: (events: ReadonlyArray<TraceEvent>) => ReadonlyArray<Judgement>;
}

/**
 * Makes a world of a scenario.
 *
 * Takes   the scenario; who makes hosts and programs
 * Gives   the world at its beginning, and the judge of its end
 * Fails   with every problem, each with its path in the scenario
 *
 * @category constructors
 * @since 0.1.0
 */
export const stage = <S>(scenario: Scenario, hands: Stagehands<S>): E.Either<ReadonlyArray<Problem>, Staged<S>> => {
  const problems: Array<Problem> = [];
  const starts: Array<Start> = [];
  const roles: Array<Casting['role']> = [];
  scenario.processes.forEach(({ on, run, input, at }, index) => {
    const path = `processes[${index}].run`;
    const words = splitWords(run);
    const cast = words === undefined ? E.left('a quote is not closed') : hands.program(words);
    if (E.isLeft(cast)) {
      problems.push({ path, says: cast.left });
      return;
    }
    const { program, role } = cast.right;
    roles.push(role);
    starts.push({ host: on, program, words: run, input: utf8(input), when: after(BEGINNING, at) });
  });
  const { hosts, routers, switches, hubs, cables } = scenario;
  const made = build<S>({
    topology: { hosts, routers, switches, hubs, cables },
    seed: hands.seed ?? scenario.seed,
    wire: hands.wire ?? 'lazy',
    host: hands.host,
    starts: problems.length > 0 ? [] : starts,
  });
  if (E.isLeft(made)) return E.left([...problems, ...made.left]);
  if (problems.length > 0) return E.left(problems);
  // Processes are numbered on each host from 1, in the order of the file.
  const isServer = ({ host, process }: Started): boolean => {
    let seen = 0;
    for (let i = 0; i < starts.length; i++) {
      if (starts[i]?.host === host) seen += 1;
      if (seen === process) return roles[i] === 'server';
    }
    return false;
  };
  return E.right({
    world: made.right,
    judge: (events) => scenario.expect.map((expectation) => judge(expectation, events, isServer)),
  });
};
