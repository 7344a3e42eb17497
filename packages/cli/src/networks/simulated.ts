import { setImmediate } from 'node:timers/promises';
import type { Instant } from '@sockeye/core';
import type { Run, TraceEvent, World } from '@sockeye/sim';
import { MANY_STEPS, run } from '@sockeye/sim';

/** So many steps are run at once; then whoever wants to interrupt is listened to. */
const STRETCH = 5_000;

/**
 * Runs a world to its end, to an instant, or until somebody interrupts.
 *
 * Takes   the world, the last instant (undefined: until nothing is left), and who may interrupt
 * Gives   the run; `OutOfSteps` also when it was interrupted
 */
export const simulate = async <S>(
  world: World<S>,
  until: Instant | undefined,
  interrupted: AbortSignal,
): Promise<Run<S>> => {
  const events: Array<TraceEvent> = [];
  let steps = 0;
  let now = world;
  for (;;) {
    const stretch = run(now, until === undefined ? { steps: STRETCH } : { steps: STRETCH, instant: until });
    for (const event of stretch.events) events.push(event);
    steps += stretch.steps;
    now = stretch.world;
    const { reason } = stretch;
    if (reason._tag !== 'OutOfSteps' || interrupted.aborted || steps >= MANY_STEPS) {
      return { world: now, events, reason, steps };
    }
    // oxlint-disable-next-line no-await-in-loop -- the next stretch begins where this one ended
    await setImmediate();
  }
};
