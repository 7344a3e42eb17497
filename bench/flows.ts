// `flows`: many connections between one pair of hosts. (P10; P12 is measured with the peers)
import type { Figure } from './measure.ts';
import { measure, nsAStep } from './measure.ts';
import { median } from './rotate.ts';
import type { Ratio } from './turns.ts';
import { head, inTurn, paired, showRatio, table, whole } from './turns.ts';
import { flows, split } from './works/flows.ts';

const growing = (
  octets: number,
  counts: ReadonlyArray<number>,
  rounds: number,
): Promise<ReadonlyArray<ReadonlyArray<Figure>>> =>
  inTurn(
    counts.map((connections) => () => measure(split(octets, connections, 'lazy'), octets)),
    rounds,
  );

/** P10: ns an event, the worst of 100, 1,000 and 10,000 connections, against 10. */
export const growth = async (octets: number, rounds: number): Promise<Ratio> => {
  const [ten, ...more] = await growing(octets, [10, 100, 1_000, 10_000], rounds);
  const ratios = more.map((figures) => paired(figures.map(nsAStep), ten!.map(nsAStep)));
  return { median: Math.max(...ratios.map(({ median }) => median)), best: Math.max(...ratios.map(({ best }) => best)) };
};

/** Measures and prints. */
export const run = async (octets = 40_000_000, rounds = 3): Promise<void> => {
  head('flows', '10 kB each, one begun each ms, 100 Mbit/s, wire bytes, cold for the first', 1);
  table(
    ['flows', 'ms', 'ns a step', 'frames', 'steps a frame'],
    [1_000, 10_000].map((count) => {
      const one = measure(flows(count, 10_000, 'bytes'), count * 10_000);
      const steps = (one.steps / one.frames).toFixed(3);
      return [whole(count), whole(one.milliseconds), whole(nsAStep(one)), whole(one.frames), steps];
    }),
  );
  const counts = [1, 10, 100, 1_000, 10_000];
  head('flows', `${octets / 1e6} MB in equal parts, all connections stand at once, wire lazy, warm`, rounds);
  const all = await growing(octets, counts, rounds);
  table(
    ['connections', 'ms', 'ns a step', 'frames', 'steps', '× 10 connections'],
    counts.map((count, i) => {
      const [one] = all[i]!;
      return [
        whole(count),
        whole(median(all[i]!.map(({ milliseconds }) => milliseconds))),
        whole(median(all[i]!.map(nsAStep))),
        whole(one!.frames),
        whole(one!.steps),
        showRatio(paired(all[i]!.map(nsAStep), all[1]!.map(nsAStep))),
      ];
    }),
  );
};
