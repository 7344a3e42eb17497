/** One thing to measure: called once, it does its work `count` times. */
export interface Case {
  readonly name: string;
  readonly count: number;
  readonly work: () => number;
}

export interface Measured {
  readonly name: string;
  /** Nanoseconds for one time, of each round. */
  readonly rounds: ReadonlyArray<number>;
  readonly median: number;
  readonly best: number;
}

/** Where results go, so that no work is optimised away. */
let sink = 0;

export const median = (numbers: ReadonlyArray<number>): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/**
 * Measures cases in rotation (A B C, B C A, …), warm, so that whatever disturbs the machine disturbs all of them.
 *
 * Takes   the cases, and how many rounds count after three that do not
 * Gives   for each case the nanoseconds for one time
 */
export const rotate = (cases: ReadonlyArray<Case>, rounds = 15): ReadonlyArray<Measured> => {
  const times = cases.map((): Array<number> => []);
  for (let round = -3; round < rounds; round++) {
    for (let i = 0; i < cases.length; i++) {
      const which = (i + round + 3) % cases.length;
      const { count, work } = cases[which]!;
      const start = process.hrtime.bigint();
      sink ^= work();
      const took = Number(process.hrtime.bigint() - start) / count;
      if (round >= 0) times[which]!.push(took);
    }
  }
  return cases.map(({ name }, i) => ({
    name,
    rounds: times[i]!,
    median: median(times[i]!),
    best: Math.min(...times[i]!),
  }));
};

/** The median of the paired ratios of two cases, and the ratio of their minima. */
export const ratio = (a: Measured, b: Measured): { readonly median: number; readonly best: number } => ({
  median: median(a.rounds.map((took, i) => took / b.rounds[i]!)),
  best: a.best / b.best,
});

/** Prints a table: nanoseconds, and, where a case is a number of octets, GB/s. */
export const print = (title: string, measured: ReadonlyArray<Measured>, octets?: ReadonlyArray<number>): void => {
  console.log(`\n${title} (Node ${process.versions.node}, warm, ${measured[0]?.rounds.length ?? 0} rounds)`);
  measured.forEach(({ name, median, best }, i) => {
    const size = octets?.[i];
    const speed = size === undefined ? '' : `  ${(size / median).toFixed(2).padStart(6)} GB/s`;
    console.log(`  ${name.padEnd(52)} ${median.toFixed(1).padStart(9)} ns  (best ${best.toFixed(1)})${speed}`);
  });
};

/** What came out of all the work; printed, so that nothing may be left out. */
export const sunk = (): number => sink;
