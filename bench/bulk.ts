// `bulk`: one TCP flow over one cable, on each wire. What the wires are: packages/sim/README.md; the work: works/bulk.ts.
import type { Wire } from '@sockeye/sim';
import type { Figure } from './measure.ts';
import { measure, measureSteps } from './measure.ts';
import { median } from './rotate.ts';
import type { Ratio } from './turns.ts';
import { inTurn, paired, showRatio } from './turns.ts';
import { bulk } from './works/bulk.ts';

const WIRES: ReadonlyArray<Wire> = ['lazy', 'eager', 'bytes'];

/** P8: `step` again and again, each world a value, against `run` on its own draft; wire bytes. */
export const priceOfPurity = async (length: number, rounds: number): Promise<Ratio> => {
  const [steps, runs] = await inTurn(
    [() => measureSteps(bulk(length, 'bytes'), length), () => measure(bulk(length, 'bytes'), length)],
    rounds,
  );
  const ms = (figures: ReadonlyArray<Figure>): ReadonlyArray<number> => figures.map(({ milliseconds }) => milliseconds);
  return paired(ms(steps!), ms(runs!));
};

/**
 * Prints frames a second and megabytes a second on each wire: cold, which is the first run of this process with JIT warm-up inside,
 * and warm, the median of later runs that take turns.
 */
export const printBulk = async (megabytes: number, rounds: number): Promise<void> => {
  const length = megabytes * 1_000_000;
  console.log(
    `bulk: ${megabytes} MB over 100 Mbit/s and 10 ms, MSS 1460, Reno, buffers of 1 MiB; Node ${process.version}`,
  );
  const figures = new Map<Wire, Array<Figure>>(WIRES.map((wire) => [wire, []]));
  for (let round = 0; round <= rounds; round++) {
    for (let i = 0; i < WIRES.length; i++) {
      const wire = WIRES[(i + round) % WIRES.length] ?? 'lazy';
      figures.get(wire)?.push(measure(bulk(length, wire), length));
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
      `        ${cold.frames} frames, ${(cold.steps / cold.frames).toFixed(3)} steps a frame, ${cold.simulated.toFixed(1)} s simulated`,
    );
  }
  const of = (wire: Wire): ReadonlyArray<number> =>
    (figures.get(wire) ?? []).slice(1).map((figure) => figure.milliseconds);
  const bytes = of('bytes');
  console.log(`  lazy / bytes, ${rounds} pairs: ${showRatio(paired(of('lazy'), bytes))}`);
  console.log(`  step / run, wire bytes, 20 MB, 5 pairs: ${showRatio(await priceOfPurity(20_000_000, 5))}`);
};
