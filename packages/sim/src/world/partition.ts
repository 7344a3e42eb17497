// Cutting a cable and repairing it, holding what is put into it and releasing it: by hand, while a world runs.
import { E } from '../basis/fp.ts';
import { at, change } from '../basis/row.ts';
import { compile } from '../fault/compile.ts';
import type { Direction, Fault } from '../fault/Fault.ts';
import type { TraceEvent } from '../trace/Event.ts';
import { draftOf, worldOf } from './draft.ts';
import { unhold } from './gate.ts';
import type { World } from './World.ts';

/** The lines of a cable in this direction, or in both; or why there are none. */
const linesOf = <S>(
  world: World<S>,
  cable: number,
  direction: Direction | undefined,
): E.Either<string, ReadonlyArray<number>> => {
  const both = [2 * cable, 2 * cable + 1];
  const nameOf = (node: number | undefined): string => world.setting.nodes[node ?? -1]?.name ?? '';
  const there = world.setting.lines[2 * cable];
  if (there === undefined) return E.left(`there is no cable ${cable}`);
  if (direction === undefined) return E.right(both);
  const found = both.filter((index) => {
    const line = world.setting.lines[index];
    return nameOf(line?.from) === direction.from && nameOf(line?.to) === direction.to;
  });
  const [a, b] = [nameOf(there.from), nameOf(there.to)];
  return found.length > 0
    ? E.right(found)
    : E.left(`"${direction.from}→${direction.to}" is no direction of cable ${cable}: write ${a}→${b} or ${b}→${a}`);
};

const changed = <S>(
  world: World<S>,
  cable: number,
  direction: Direction | undefined,
  alter: (script: ReadonlyArray<Fault>) => ReadonlyArray<Fault>,
): E.Either<string, World<S>> => {
  const found = linesOf(world, cable, direction);
  if (E.isLeft(found)) return found;
  const draft = draftOf(world);
  for (const index of found.right) {
    const state = at(draft.lines.places, index);
    const line = world.setting.lines[index];
    if (state === undefined || line === undefined) continue;
    const script = alter(state.script);
    const from = world.setting.nodes[line.from]?.name ?? '';
    const to = world.setting.nodes[line.to]?.name ?? '';
    change(draft.lines, index, {
      line: state.line,
      file: state.file,
      sent: state.sent,
      counts: state.counts,
      memory: state.memory,
      script,
      faults: compile(script, from, to),
    });
  }
  return E.right(worldOf(draft));
};

const open = { direction: undefined, until: undefined } as const;

/**
 * Cuts a cable: from now on whatever is put in is lost. What is under way arrives.
 *
 * Takes   the world, the number of the cable, and the direction; without one, both
 * Gives   the world
 * Fails   where there is no such cable or direction, with a sentence
 *
 * @example
 * cut(world, 0, { from: 'client', to: 'server' })
 *
 * @category faults
 * @since 0.1.0
 */
export const cut = <S>(world: World<S>, cable: number, direction?: Direction): E.Either<string, World<S>> =>
  changed(world, cable, direction, (script) =>
    script.some(({ _tag }) => _tag === 'Cut') ? script : [...script, { _tag: 'Cut', ...open }],
  );

/**
 * Repairs a cable: no cut and no flapping is left on it.
 *
 * @category faults
 * @since 0.1.0
 */
export const repair = <S>(world: World<S>, cable: number, direction?: Direction): E.Either<string, World<S>> =>
  changed(world, cable, direction, (script) => script.filter(({ _tag }) => _tag !== 'Cut' && _tag !== 'Flap'));

/**
 * Holds whatever is put into a cable from now on, until it is released. What is under way arrives.
 *
 * @category faults
 * @since 0.1.0
 */
export const hold = <S>(world: World<S>, cable: number, direction?: Direction): E.Either<string, World<S>> =>
  changed(world, cable, direction, (script) => [
    ...script.filter(({ _tag }) => _tag !== 'Hold'),
    { _tag: 'Hold', ...open },
  ]);

/**
 * Releases a cable: what was held goes in now, in its order, and nothing more is held.
 *
 * Takes   the world, the number of the cable, and the direction; without one, both
 * Gives   the world, and what happened: frames for which there is no room are dropped
 * Fails   where there is no such cable or direction, with a sentence
 *
 * @category faults
 * @since 0.1.0
 */
export const release = <S>(
  world: World<S>,
  cable: number,
  direction?: Direction,
): E.Either<string, readonly [World<S>, ReadonlyArray<TraceEvent>]> => {
  const without = changed(world, cable, direction, (script) => script.filter(({ _tag }) => _tag !== 'Hold'));
  const lines = linesOf(world, cable, direction);
  if (E.isLeft(without)) return without;
  if (E.isLeft(lines)) return lines;
  const draft = draftOf(without.right);
  for (const index of lines.right) unhold(draft, index);
  return E.right([worldOf(draft), draft.events]);
};
