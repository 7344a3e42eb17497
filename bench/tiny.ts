// `tiny`: a whole process that simulates one UDP and one TCP exchange, against a Node that does nothing. (P18)
import { median } from './rotate.ts';
import type { Ratio } from './turns.ts';
import { head, inTurn, paired, showRatio, table } from './turns.ts';
import { bundled, processOf } from './whole.ts';

const turns = async (rounds: number): Promise<ReadonlyArray<ReadonlyArray<number>>> => {
  const file = await bundled('tinyWork');
  return inTurn(
    [
      () => processOf(process.execPath, ['-e', '0']).milliseconds,
      () => {
        const { printed, milliseconds } = processOf(process.execPath, [file]);
        if (printed.trim() !== '2000') throw new Error(`tiny: ${printed}`);
        return milliseconds;
      },
    ],
    rounds,
  );
};

/** P18. */
export const priceOfStart = async (rounds: number): Promise<Ratio> => {
  const [nothing, tiny] = await turns(rounds);
  return paired(tiny!, nothing!);
};

/** Measures and prints. */
export const run = async (rounds = 15): Promise<void> => {
  head('tiny', 'whole processes', rounds);
  const all = await turns(rounds);
  table(
    ['', 'ms', 'best', '× node -e 0'],
    ['node -e 0', 'one UDP and one TCP exchange of 1 kB'].map((name, i) => [
      name,
      median(all[i]!).toFixed(0),
      Math.min(...all[i]!).toFixed(0),
      showRatio(paired(all[i]!, all[0]!)),
    ]),
  );
};
