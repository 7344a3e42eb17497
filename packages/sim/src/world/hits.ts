// One frame, struck: what an explorer does to a run. A hit is a scripted fault that names its frame by line and ordinal, and it stands on
// the line only for the one step in which that frame is put there; so a world carries no list of what befell it.
import type { Action, Fault } from '../fault/Fault.ts';
import type { Faults, Script } from '../fault/compile.ts';
import { compile } from '../fault/compile.ts';
import { at, change } from '../basis/row.ts';
import type { TraceEvent } from '../trace/Event.ts';
import type { Draft } from './draft.ts';
import { draftOf, worldOf } from './draft.ts';
import { advance } from './step.ts';
import type { Tells } from './tells.ts';
import type { LineState, Setting, World } from './World.ts';

/** What happens to one frame: the `ordinal`-th that is put on a line, from 1. */
export interface Hit {
  readonly line: number;
  readonly ordinal: number;
  readonly action: Action;
}

/** A hit as the scripted fault that anybody could have written, and the cable on which it stands. */
export const faultOfHit = <S>(
  setting: Setting<S>,
  { line, ordinal, action }: Hit,
): { readonly cable: number; readonly fault: Extract<Fault, { readonly _tag: 'Script' }> } => {
  const there = setting.lines[line];
  const from = setting.nodes[there?.from ?? -1]?.name ?? '';
  const to = setting.nodes[there?.to ?? -1]?.name ?? '';
  return {
    cable: line >> 1,
    fault: { _tag: 'Script', direction: { from, to }, meaning: 'frame', occurrence: ordinal, action },
  };
};

const scriptOf = <S>(setting: Setting<S>, hit: Hit): Script | undefined => {
  const { fault } = faultOfHit(setting, hit);
  const { from, to } = fault.direction;
  return compile([fault], from, to).scripts[0];
};

const withScripts = (faults: Faults, scripts: Faults['scripts']): Faults => ({ ...faults, scripts });

const withFaults = (state: LineState, faults: Faults): LineState => {
  const { line, file, sent, counts, memory, script } = state;
  return { line, file, sent, counts, memory, script, faults };
};

/** Puts the hits on their lines; gives what stood there before. */
const strike = <S>(draft: Draft<S>, hits: ReadonlyArray<Hit>): ReadonlyMap<number, Faults> => {
  const before = new Map<number, Faults>();
  for (const hit of hits) {
    const state = at(draft.lines.places, hit.line);
    const script = scriptOf(draft.setting, hit);
    if (state === undefined || script === undefined) continue;
    if (!before.has(hit.line)) before.set(hit.line, state.faults);
    change(draft.lines, hit.line, withFaults(state, withScripts(state.faults, [...state.faults.scripts, script])));
  }
  return before;
};

/**
 * Lets the next thing happen while these hits stand on the lines.
 *
 * Takes   a world; the hits, of which only those matter that name a frame of this step; which kinds of events to tell
 * Gives   the next world, which knows no more of the hits, and what happened; the same world when nothing is on the agenda
 * Fails   never
 *
 * @category step
 * @since 0.1.0
 */
export const stepUnder = <S>(
  world: World<S>,
  hits: ReadonlyArray<Hit>,
  tells: Tells,
): readonly [World<S>, ReadonlyArray<TraceEvent>] => {
  const draft = draftOf(world, tells);
  const before = hits.length === 0 ? undefined : strike(draft, hits);
  if (!advance(draft)) return [world, draft.events];
  before?.forEach((faults, line) => {
    const state = at(draft.lines.places, line);
    if (state !== undefined) change(draft.lines, line, withFaults(state, faults));
  });
  return [worldOf(draft), draft.events];
};
