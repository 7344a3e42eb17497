// `bulk-loss`: the bulk work with 1 % of the frames lost, and with 1 % of them struck. (P9)
import type { Fault } from '@sockeye/sim';
import type { Figure } from './measure.ts';
import { measure, nsAFrame } from './measure.ts';
import { median } from './rotate.ts';
import type { Ratio } from './turns.ts';
import { head, inTurn, paired, showRatio, table, whole } from './turns.ts';
import { bulk } from './works/bulk.ts';

const percent = (_tag: 'Loss' | 'Corruption'): Fault => ({
  _tag,
  percent: 1,
  correlation: 0,
  direction: undefined,
  until: undefined,
});

const CASES: ReadonlyArray<readonly [name: string, faults: ReadonlyArray<Fault>]> = [
  ['no fault', []],
  ['1 % loss', [percent('Loss')]],
  ['1 % corruption', [percent('Corruption')]],
];

const turns = (length: number, rounds: number, cases = CASES): Promise<ReadonlyArray<ReadonlyArray<Figure>>> =>
  inTurn(
    cases.map(
      ([, faults]) =>
        () =>
          measure(bulk(length, 'bytes', faults), length),
    ),
    rounds,
  );

/** P9: ns a frame with 1 % loss, against none. */
export const priceOfLoss = async (length: number, rounds: number): Promise<Ratio> => {
  const [none, loss] = await turns(length, rounds, CASES.slice(0, 2));
  return paired(loss!.map(nsAFrame), none!.map(nsAFrame));
};

/** Measures and prints. */
export const run = async (length = 20_000_000, rounds = 5): Promise<void> => {
  head('bulk-loss', `${length / 1e6} MB, wire bytes, warm`, rounds);
  const all = await turns(length, rounds);
  table(
    ['', 'ms', 'ns a frame', 'frames', 'steps', 'simulated s', '× no fault'],
    CASES.map(([name], i) => {
      const [one] = all[i]!;
      return [
        name,
        whole(median(all[i]!.map(({ milliseconds }) => milliseconds))),
        whole(median(all[i]!.map(nsAFrame))),
        whole(one!.frames),
        whole(one!.steps),
        one!.simulated.toFixed(1),
        showRatio(paired(all[i]!.map(nsAFrame), all[0]!.map(nsAFrame))),
      ];
    }),
  );
};
