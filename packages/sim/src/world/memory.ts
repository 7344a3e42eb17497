// What a line remembers, while a frame passes: the numbers before, and the state of each model. It is a value like all else.
import type { Instant, Line } from '@sockeye/core';
import { BEGINNING } from '@sockeye/core';
import { Map as Table } from 'immutable';
import { at, change } from '../basis/row.ts';
import type { Faults } from '../fault/compile.ts';
import { NO_LOSSES } from '../fault/models/atMost.ts';
import { next, seeded } from '../fault/models/generator.ts';
import type { Draft } from './draft.ts';
import { schedule } from './draft.ts';
import type { File, LineSetting, Memory, ModelMemory } from './World.ts';

/** Local to one call of `convey`: what changes of the line changes here while the frame is judged, and becomes its next state. */
export interface Passage {
  readonly index: number;
  readonly setting: LineSetting;
  readonly faults: Faults;
  line: Line;
  file: File;
  memory: Memory;
}

/** Nothing has happened yet. Both laws of netem's begin in their state 1. */
const NOTHING: ModelMemory = {
  generator: undefined,
  loss: 1,
  losses: NO_LOSSES,
  stage: { frames: undefined, length: 0, entered: 0, last: BEGINNING, slot: undefined, slots: 0 },
  queue: undefined,
  wake: undefined,
  clogged: BEGINNING,
  place: undefined,
  held: [],
  origins: Table(),
  ranges: Table(),
};

/** What the models of the line remember. */
export const remembered = (passage: Passage): ModelMemory => passage.memory.models ?? NOTHING;

/** They remember this from now on. */
export const remember = (passage: Passage, part: Partial<ModelMemory>): void => {
  const models = { ...remembered(passage), ...part };
  passage.memory = { ...passage.memory, models };
};

/** The next number of netem's own generator, which begins anew when it is given another seed. */
export const generated = (passage: Passage, seed: number): number => {
  const { generator } = remembered(passage);
  const [number, words] = next(generator?.seed === seed ? generator.words : seeded(seed));
  remember(passage, { generator: { seed, words } });
  return number;
};

/** Lets the agenda look at the line at this instant; where it looks sooner anyway, nothing is needed. */
export const wakeAt = <S>(draft: Draft<S>, passage: Passage, when: Instant): void => {
  const { wake } = remembered(passage);
  if (wake !== undefined && wake <= when) return;
  remember(passage, { wake: when });
  schedule(draft, when, { _tag: 'Pull', line: passage.index });
};

/** A passage of no new frame: the models look at the line by themselves. Undefined: there is no such line. */
export const passageOf = <S>(draft: Draft<S>, index: number): Passage | undefined => {
  const setting = draft.setting.lines[index];
  const state = at(draft.lines.places, index);
  if (setting === undefined || state === undefined) return undefined;
  const { faults, line, file, memory } = state;
  return { index, setting, faults, line, file, memory };
};

/** Its end: the line is as the passage left it. */
export const conclude = <S>(draft: Draft<S>, { index, line, file, memory }: Passage): void => {
  const before = at(draft.lines.places, index);
  if (before === undefined) return;
  const { sent, counts, script, faults } = before;
  change(draft.lines, index, { line, file, sent, counts, memory, script, faults });
};
