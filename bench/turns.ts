// Cases that take turns, A B C, B C A, …, so that whatever disturbs the machine disturbs all of them; and what pairs of them say.
import { median } from './rotate.ts';

/** A ratio: the median of the pairs, and that of the minima, which is deaf to disturbance. */
export interface Ratio {
  readonly median: number;
  readonly best: number;
}

/** Measures each case once a round; what the first `unheard` rounds give is thrown away, as it was compiled meanwhile. */
export const inTurn = async <A>(
  cases: ReadonlyArray<() => A | Promise<A>>,
  rounds: number,
  unheard = 1,
): Promise<ReadonlyArray<ReadonlyArray<A>>> => {
  const heard = cases.map((): Array<A> => []);
  for (let round = -unheard; round < rounds; round++) {
    for (let i = 0; i < cases.length; i++) {
      const which = (i + round + unheard) % cases.length;
      const result = await cases[which]!();
      if (round >= 0) heard[which]!.push(result);
    }
  }
  return heard;
};

/** a / b, pair by pair. */
export const paired = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): Ratio => ({
  median: median(a.map((one, i) => one / b[i]!)),
  best: Math.min(...a) / Math.min(...b),
});

/** `0.98 (of minima 0.97)`. */
export const showRatio = ({ median, best }: Ratio): string => `${median.toFixed(2)} (of minima ${best.toFixed(2)})`;

/** The head of a table: what, and where and how often it was measured. */
export const head = (name: string, about: string, rounds: number): void => {
  console.log(`\n${name}: ${about} (Node ${process.versions.node}, ${rounds} rounds)`);
};

/** A table of columns, numbers to the right. */
export const table = (columns: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): void => {
  const widths = columns.map((name, i) => Math.max(name.length, ...rows.map((cells) => (cells[i] ?? '').length)));
  for (const cells of [columns, ...rows]) {
    const line = cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
    console.log(`  ${line.join('  ')}`);
  }
};

export const whole = (n: number): string => Math.round(n).toLocaleString('en');
