// Schedules as anybody can read them: each fault in the words of a scenario file, with the cable on which it stands.
import type { Action, Hit, Setting } from '@sockeye/sim';
import { faultOfHit, readFault, showFault } from '@sockeye/sim';
import { E } from '../basis/fp.ts';
import type { Placed } from '../play/Trial.ts';
import type { Schedule } from './Exploration.ts';

/** A fault of a schedule as plain data: `{ cable: 0, fault: 'client→server frame #3: lose' }`. */
export interface Struck {
  readonly cable: number;
  readonly fault: string;
}

/** The faults of a schedule, as a trial has them. */
export const placedOf = <S>(setting: Setting<S>, schedule: Schedule): ReadonlyArray<Placed> =>
  schedule.map((hit) => faultOfHit(setting, hit));

/** A schedule in words. */
export const wordsOf = <S>(setting: Setting<S>, schedule: Schedule): ReadonlyArray<Struck> =>
  placedOf(setting, schedule).map(({ cable, fault }) => ({ cable, fault: showFault(fault) }));

/** An action in its words: `lose`, `delay 1500ms`. */
export const showAction = (action: Action): string =>
  showFault({
    _tag: 'Script',
    direction: { from: 'a', to: 'b' },
    meaning: 'frame',
    occurrence: 1,
    action,
  }).replace(/^.*?: /, '');

const hitOf = <S>(
  setting: Setting<S>,
  actions: ReadonlyArray<Action>,
  { cable, fault }: Struck,
): E.Either<string, Hit> => {
  const read = readFault(fault);
  if (E.isLeft(read)) return E.left(`"${fault}": ${read.left.says}`);
  const { right: script } = read;
  if (script._tag !== 'Script' || script.meaning !== 'frame' || script.which !== undefined) {
    return E.left(`"${fault}" does not name one frame by its number, as in "client→server frame #3: lose"`);
  }
  const line = [2 * cable, 2 * cable + 1].find((index) => {
    const there = setting.lines[index];
    return (
      there !== undefined &&
      setting.nodes[there.from]?.name === script.direction.from &&
      setting.nodes[there.to]?.name === script.direction.to
    );
  });
  if (line === undefined) return E.left(`"${fault}" is no direction of cable ${cable}`);
  const words = showAction(script.action);
  const action = actions.find((known) => showAction(known) === words);
  return action === undefined
    ? E.left(`"${fault}": ${words} is none of the actions that are explored (${actions.map(showAction).join(', ')})`)
    : E.right({ line, ordinal: script.occurrence, action });
};

/** A schedule from its words; the actions are those of an exploration, and found again among them. */
export const scheduleOf = <S>(
  setting: Setting<S>,
  actions: ReadonlyArray<Action>,
  words: ReadonlyArray<Struck>,
): E.Either<string, Schedule> => {
  const hits: Array<Hit> = [];
  for (const struck of words) {
    const hit = hitOf(setting, actions, struck);
    if (E.isLeft(hit)) return hit;
    hits.push(hit.right);
  }
  return E.right(hits);
};
