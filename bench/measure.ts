// One run of a work, measured and checked: a run that did not deliver every octet is no result.
import type { HostState } from '@sockeye/core';
import { isWritten } from '@sockeye/core';
import type { EventKind, TraceEvent, World } from '@sockeye/sim';
import { run, step } from '@sockeye/sim';

/** What a run came to. */
export interface Figure {
  readonly milliseconds: number;
  readonly frames: number;
  /** Frames whose bytes existed when they arrived; undefined where nobody looked at frames. */
  readonly written: number | undefined;
  readonly steps: number;
  /** Seconds of the world's clock. */
  readonly simulated: number;
}

/** What tells whether every octet arrived. A peer tells its measurer no more than that either. */
const ENDS: ReadonlyArray<EventKind> = ['Exited'];
const FRAMES: ReadonlyArray<EventKind> = ['FrameSent', 'FrameDelivered', 'Exited'];

/** Counts what is told; shared by all ways of running. */
class Counts {
  written = 0;
  received = 0;
  readonly hear = (event: TraceEvent): boolean => {
    if (event._tag === 'FrameDelivered') this.written += isWritten(event.data) ? 1 : 0;
    else if (event._tag === 'Exited') {
      if (event.result._tag === 'Left') throw new Error(`${event.host}: ${String(event.result.left)}`);
      if (typeof event.result.right === 'number') this.received += event.result.right;
    }
    return false;
  };
}

const figure = (
  begin: number,
  counts: Counts,
  steps: number,
  end: World<HostState>,
  expected: number,
  looked: boolean,
): Figure => {
  const milliseconds = performance.now() - begin;
  if (counts.received !== expected) throw new Error(`${counts.received} of ${expected} octets arrived`);
  const frames = end.lines.flat().reduce((sum, line) => sum + line.sent, 0);
  return { milliseconds, frames, written: looked ? counts.written : undefined, steps, simulated: end.now / 1e9 };
};

/**
 * Runs a world to its end, with `run`, keeping no events, and telling only how the programs ended.
 *
 * Takes   the world, how many octets its sinks must have counted at the end, and who looks at the frames as they come and go
 */
export const measure = (world: World<HostState>, expected: number, look?: (event: TraceEvent) => void): Figure => {
  const counts = new Counts();
  const begin = performance.now();
  const { steps, world: end } = run(world, {
    steps: Number.MAX_SAFE_INTEGER,
    forget: true,
    kinds: look === undefined ? ENDS : FRAMES,
    event:
      look === undefined
        ? counts.hear
        : (event) => {
            look(event);
            return counts.hear(event);
          },
  });
  return figure(begin, counts, steps, end, expected, look !== undefined);
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
  return figure(begin, counts, steps, current, expected, true);
};

export const nsAFrame = (figure: Figure): number => (figure.milliseconds * 1e6) / figure.frames;
export const nsAStep = (figure: Figure): number => (figure.milliseconds * 1e6) / figure.steps;
