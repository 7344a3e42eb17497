// What a line remembers, while a frame passes: the numbers before, and the state of each model. It is a value like all else.
import type { Instant } from '@sockeye/core';
import { BEGINNING } from '@sockeye/core';
import type { Script } from '../fault/compile.ts';
import { NO_LOSSES } from '../fault/models/atMost.ts';
import { next, seeded } from '../fault/models/generator.ts';
import type { Draft } from './draft.ts';
import { schedule } from './draft.ts';
import type { LineSetting, LineState, Memory, ModelMemory } from './World.ts';

/** Local to one call of `convey`: the line's state changes here while the frame is judged. */
export interface Passage {
  readonly index: number;
  readonly setting: LineSetting;
  readonly scripts: ReadonlyArray<Script>;
  state: LineState;
}

export const withMemory = (state: LineState, memory: Memory): LineState => ({
  line: state.line,
  sent: state.sent,
  counts: state.counts,
  memory,
  script: state.script,
  faults: state.faults,
});

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
};

/** What the models of the line remember. */
export const remembered = (passage: Passage): ModelMemory => passage.state.memory.models ?? NOTHING;

/** They remember this from now on. */
export const remember = (passage: Passage, part: Partial<ModelMemory>): void => {
  const models = { ...remembered(passage), ...part };
  passage.state = withMemory(passage.state, { ...passage.state.memory, models });
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
