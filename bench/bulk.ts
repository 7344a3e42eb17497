// `bulk`: one TCP flow over one cable, on each wire. What the wires are: packages/sim/README.md; the work: work/bulk.ts.
import { isWritten } from '@sockeye/core';
import type { Wire } from '@sockeye/sim';
import { run } from '@sockeye/sim';
import { bulk } from './work/bulk.ts';
import { median } from './rotate.ts';

/** One run, and what it came to. */
interface Figure {
  readonly milliseconds: number;
  readonly frames: number;
  readonly written: number;
  readonly steps: number;
  readonly simulated: number;
}

const measure = (length: number, wire: Wire): Figure => {
  let frames = 0;
  let written = 0;
  let received = -1;
  const world = bulk(length, wire);
  const begin = performance.now();
  const { steps, world: end } = run(world, {
    steps: Number.MAX_SAFE_INTEGER,
    forget: true,
    event: (event) => {
      if (event._tag === 'FrameSent') frames += 1;
      else if (event._tag === 'FrameDelivered' && isWritten(event.data)) written += 1;
      else if (event._tag === 'Exited' && event.host === 'sink' && event.result._tag === 'Right')
        received = Number(event.result.right);
      return false;
    },
  });
  const milliseconds = performance.now() - begin;
  if (received !== length) throw new Error(`${received} of ${length} octets arrived on the ${wire} wire`);
  return { milliseconds, frames, written, steps, simulated: end.now / 1e9 };
};

const WIRES: ReadonlyArray<Wire> = ['lazy', 'eager', 'bytes'];

/**
 * Prints frames a second and megabytes a second on each wire: cold, which is the first run of this process with JIT warm-up inside,
 * and warm, the median of later runs that take turns.
 */
export const printBulk = (megabytes: number, rounds: number): void => {
  const length = megabytes * 1_000_000;
  console.log(
    `bulk: ${megabytes} MB over 100 Mbit/s and 10 ms, MSS 1460, Reno, buffers of 1 MiB; Node ${process.version}`,
  );
  const figures = new Map<Wire, Array<Figure>>(WIRES.map((wire) => [wire, []]));
  for (let round = 0; round <= rounds; round++) {
    for (let i = 0; i < WIRES.length; i++) {
      const wire = WIRES[(i + round) % WIRES.length] ?? 'lazy';
      figures.get(wire)?.push(measure(length, wire));
    }
  }
  for (const wire of WIRES) {
    const all = figures.get(wire) ?? [];
    const [cold, ...warm] = all;
    if (cold === undefined) continue;
    const line = (name: string, ms: number): string =>
      `  ${wire.padEnd(5)} ${name.padEnd(4)} ${ms.toFixed(0).padStart(6)} ms ${Math.round(cold.frames / (ms / 1e3))
        .toLocaleString('en')
        .padStart(9)} frames/s ${(megabytes / (ms / 1e3)).toFixed(0).padStart(5)} MB/s`;
    console.log(line('cold', cold.milliseconds));
    console.log(line('warm', median(warm.map((figure) => figure.milliseconds))));
    console.log(
      `        ${cold.frames} frames, ${(cold.steps / cold.frames).toFixed(3)} steps a frame, ${cold.written} frames written, ${cold.simulated.toFixed(1)} s simulated`,
    );
  }
  const of = (wire: Wire): ReadonlyArray<number> =>
    (figures.get(wire) ?? []).slice(1).map((figure) => figure.milliseconds);
  const bytes = of('bytes');
  const ratio = median(of('lazy').map((ms, i) => ms / (bytes[i] ?? ms)));
  console.log(`  lazy / bytes, median of ${rounds} pairs: ${ratio.toFixed(2)}`);
};
