// netem's last two steps for a frame: does it jump ahead, and if not, how long is it held?
import type { Duration } from '@sockeye/core';
import { spread } from '../fault/distribution.ts';
import type { FrameId } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import type { Passage } from './memory.ts';
import { drawn, strikes } from './passage.ts';

/** Step 7: does it jump ahead? The counter of frames that were delayed since decides whether it may even draw. */
export const hurries = <S>(draft: Draft<S>, passage: Passage, id: FrameId): boolean => {
  const { reorder, gap } = passage.faults;
  if (reorder.threshold === 0 || draft.now < reorder.since || draft.now >= reorder.until) return false;
  const { counter } = passage.memory;
  const jumps = counter >= gap - 1 && strikes(draft, passage, reorder, 'reorder', id);
  passage.memory = { ...passage.memory, counter: jumps ? 0 : counter + 1 };
  return jumps;
};

/** Step 8: how long the faults hold it, beside the cable's own delay; never less than no time. */
export const holds = <S>(draft: Draft<S>, passage: Passage, id: FrameId): Duration => {
  const { delay, delayUntil, jitter, jitterOdds, jitterTable } = passage.faults;
  const begun = draft.now >= jitterOdds.since;
  const mu = (begun && draft.now < delayUntil ? delay : 0) as Duration;
  if (jitter === 0 || !begun || draft.now >= jitterOdds.until) return mu;
  return Math.max(0, spread(mu, jitter, drawn(draft, passage, jitterOdds, 'delay', id), jitterTable)) as Duration;
};

/** Is there jitter now? */
export const isJittery = <S>(draft: Draft<S>, { faults }: Passage): boolean => {
  const { jitter, jitterOdds } = faults;
  return jitter !== 0 && draft.now >= jitterOdds.since && draft.now < jitterOdds.until;
};
