// Rewinding is keeping old worlds; forking is using one twice.
import type { TraceEvent } from '../trace/Event.ts';
import { E } from '../basis/fp.ts';
import { at, put } from '../basis/row.ts';
import { compile, faultsOf, healed, refusals } from '../fault/compile.ts';
import type { Fault } from '../fault/Fault.ts';
import { readFault } from '../fault/words.ts';
import type { Until } from './run.ts';
import { MANY_STEPS } from './run.ts';
import { step } from './step.ts';
import type { LineState, World } from './World.ts';

/** A world, and the events that led to it from the one before. */
export interface Moment<S> {
  readonly world: World<S>;
  readonly events: ReadonlyArray<TraceEvent>;
}

/**
 * All worlds on the way, the given one first: the slider of the lecture. They share whatever did not change.
 *
 * Takes   a world, and how far
 * Gives   a moment for each step that told something
 *
 * @category step
 * @since 0.1.0
 */
export const history = <S>(world: World<S>, until: Until = {}): ReadonlyArray<Moment<S>> => {
  const moments: Array<Moment<S>> = [{ world, events: [] }];
  const limit = until.steps ?? MANY_STEPS;
  let current = world;
  for (let steps = 0; steps < limit && current.agenda !== undefined; steps++) {
    if (until.instant !== undefined && current.agenda.key > until.instant) break;
    const [next, events] = step(current);
    current = next;
    if (events.length > 0) moments.push({ world: next, events });
    if (until.event !== undefined && events.some(until.event)) break;
  }
  return moments;
};

const withFaultsOf = (state: LineState, script: ReadonlyArray<Fault>, from: string, to: string): LineState => ({
  line: state.line,
  file: state.file,
  sent: state.sent,
  counts: state.counts,
  memory: state.memory,
  script,
  faults: compile(script, from, to),
});

/**
 * The same world with other faults on a cable, from now on: what would have happened, had it been so?
 *
 * Chance is keyed by frame and purpose, so whatever both futures have in common stays the same, frame by frame.
 *
 * Takes   the world, the number of the cable (in the order of the topology), its new faults, as values or in words
 * Gives   the world
 * Fails   with a sentence for each fault that cannot stand there
 *
 * @example
 * withFaults(world, 0, ['client→server data #3: lose'])
 *
 * @category faults
 * @since 0.1.0
 */
export const withFaults = <S>(
  world: World<S>,
  cable: number,
  faults: ReadonlyArray<Fault | string>,
): E.Either<ReadonlyArray<string>, World<S>> => {
  const there = world.setting.lines[2 * cable];
  if (there === undefined) return E.left([`there is no cable ${cable}`]);
  const a = world.setting.nodes[there.from]?.name ?? '';
  const b = world.setting.nodes[there.to]?.name ?? '';
  const read: Array<Fault> = [];
  const wrong: Array<string> = [];
  for (const fault of faults) {
    if (typeof fault !== 'string') {
      read.push(fault);
      continue;
    }
    const value = readFault(fault);
    if (E.isRight(value)) read.push(value.right);
    else wrong.push(`"${fault}", at character ${value.left.at + 1}: ${value.left.says}`);
  }
  if (wrong.length === 0) {
    for (const { says } of refusals(read, [a, b], there.config.delay, there.config.rate)) wrong.push(says);
  }
  if (wrong.length > 0) return E.left(wrong);
  let { lines } = world;
  for (const [index, from, to] of [[2 * cable, a, b] as const, [2 * cable + 1, b, a] as const]) {
    const state = at(lines, index);
    if (state !== undefined) lines = put(lines, index, withFaultsOf(state, faultsOf(read, from, to), from, to));
  }
  return E.right(withLines(world, lines));
};

const withLines = <S>(world: World<S>, lines: World<S>['lines']): World<S> => ({
  setting: world.setting,
  now: world.now,
  position: world.position,
  created: world.created,
  agenda: world.agenda,
  seats: world.seats,
  lines,
});

/**
 * From now on chance strikes no more, on any cable: no loss, duplication, corruption, reordering or jitter. Scripted faults and
 * constant delays stay. What is under way arrives as it was judged.
 *
 * @category faults
 * @since 0.1.0
 */
export const heal = <S>(world: World<S>): World<S> => {
  let { lines } = world;
  world.setting.lines.forEach((_, index) => {
    const state = at(lines, index);
    if (state === undefined) return;
    lines = put(lines, index, {
      line: state.line,
      file: state.file,
      sent: state.sent,
      counts: state.counts,
      memory: state.memory,
      script: state.script,
      faults: healed(state.faults, world.now),
    });
  });
  return withLines(world, lines);
};
