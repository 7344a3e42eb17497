// One run of a work, measured and checked: a run that did not deliver every octet is no result.
import type { HostState } from '@sockeye/core';
import { isWritten } from '@sockeye/core';
import type { TraceEvent, World } from '@sockeye/sim';
import { run, step } from '@sockeye/sim';

/** What a run came to. */
export interface Figure {
  readonly milliseconds: number;
  readonly frames: number;
  /** Frames whose bytes existed when they arrived, or were lost. */
  readonly written: number;
  readonly steps: number;
  /** Seconds of the world's clock. */
  readonly simulated: number;
}

/** Counts what is told; shared by all ways of running. */
class Counts {
  frames = 0;
  written = 0;
  received = 0;
  readonly hear = (event: TraceEvent): boolean => {
    if (event._tag === 'FrameSent') this.frames += 1;
    else if (event._tag === 'FrameDelivered') this.written += isWritten(event.data) ? 1 : 0;
    else if (event._tag === 'Exited') {
      if (event.result._tag === 'Left') throw new Error(`${event.host}: ${String(event.result.left)}`);
      if (typeof event.result.right === 'number') this.received += event.result.right;
    }
    return false;
  };
}

const figure = (begin: number, counts: Counts, steps: number, end: World<HostState>, expected: number): Figure => {
  const milliseconds = performance.now() - begin;
  if (counts.received !== expected) throw new Error(`${counts.received} of ${expected} octets arrived`);
  return { milliseconds, frames: counts.frames, written: counts.written, steps, simulated: end.now / 1e9 };
};

/**
 * Runs a world to its end, with `run`, keeping no events.
 *
 * Takes   the world, how many octets its sinks must have counted at the end, and who looks at the events as they come
 */
export const measure = (world: World<HostState>, expected: number, look?: (event: TraceEvent) => void): Figure => {
  const counts = new Counts();
  const begin = performance.now();
  const { steps, world: end } = run(world, {
    steps: Number.MAX_SAFE_INTEGER,
    forget: true,
    event:
      look === undefined
        ? counts.hear
        : (event) => {
            look(event);
            return counts.hear(event);
          },
  });
  return figure(begin, counts, steps, end, expected);
};

/** The same by `step`: each world in between is there, as a value, and thrown away. */
export const measureSteps = (world: World<HostState>, expected: number): Figure => {
  const counts = new Counts();
  let current = world;
  let steps = 0;
  const begin = performance.now();
  while (current.agenda !== undefined) {
    const [next, events] = step(current);
    current = next;
    steps += 1;
    for (const event of events) counts.hear(event);
  }
  return figure(begin, counts, steps, current, expected);
};

export const nsAFrame = (figure: Figure): number => (figure.milliseconds * 1e6) / figure.frames;
export const nsAStep = (figure: Figure): number => (figure.milliseconds * 1e6) / figure.steps;
