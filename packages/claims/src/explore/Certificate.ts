// What an exploration found, as plain data. Certificates of parts merge in any order and in any groups to the same one.
import type { Struck } from './schedule.ts';

/** The smallest schedule that breaks a claim. */
export interface Breach {
  readonly faults: ReadonlyArray<Struck>;
  readonly kind: string;
  readonly says: string;
  readonly fingerprint: string;
  /** Line, ordinal and action of each fault, by which breaches of as many faults are ordered. */
  readonly order: ReadonlyArray<number>;
}

/** How a claim fared, over all schedules. */
export interface ClaimRecord {
  readonly broken: number;
  readonly undecided: number;
  readonly least: Breach | undefined;
  /** How often each of its goals was met, by what it says; steps that runs share count once. */
  readonly goals: Readonly<Record<string, number>>;
}

/**
 * What an exploration found.
 *
 * @category exploration
 * @since 0.1.0
 */
export interface Certificate {
  /** Schedules that are decided, by their number of faults. */
  readonly schedules: ReadonlyArray<number>;
  /** Runs that were walked to their end, and how many came to a state that was known. */
  readonly runs: number;
  readonly merged: number;
  readonly states: number;
  readonly steps: number;
  /** Steps of the longest run. */
  readonly deepest: number;
  readonly parts: number;
  readonly claims: Readonly<Record<string, ClaimRecord>>;
}

/** Nothing was explored: what merging leaves as it is. */
export const NO_CERTIFICATE: Certificate = {
  schedules: [],
  runs: 0,
  merged: 0,
  states: 0,
  steps: 0,
  deepest: 0,
  parts: 0,
  claims: {},
};

const comesBefore = (x: Breach, y: Breach): boolean => {
  if (x.faults.length !== y.faults.length) return x.faults.length < y.faults.length;
  for (let i = 0; i < x.order.length; i++) {
    const difference = (x.order[i] ?? 0) - (y.order[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return x.fingerprint < y.fingerprint;
};

const lesser = (x: Breach | undefined, y: Breach | undefined): Breach | undefined =>
  x === undefined ? y : y === undefined ? x : comesBefore(y, x) ? y : x;

const sums = (x: Readonly<Record<string, number>>, y: Readonly<Record<string, number>>): Record<string, number> => {
  const names = Array.from(new Set([...Object.keys(x), ...Object.keys(y)])).toSorted();
  return Object.fromEntries(names.map((name) => [name, (x[name] ?? 0) + (y[name] ?? 0)]));
};

const both = (x: ClaimRecord | undefined, y: ClaimRecord | undefined): ClaimRecord =>
  x === undefined || y === undefined
    ? (x ?? y ?? { broken: 0, undecided: 0, least: undefined, goals: {} })
    : {
        broken: x.broken + y.broken,
        undecided: x.undecided + y.undecided,
        least: lesser(x.least, y.least),
        goals: sums(x.goals, y.goals),
      };

/**
 * What two parts found together. Associative and commutative, with `NO_CERTIFICATE` as its neutral element.
 *
 * @category exploration
 * @since 0.1.0
 */
export const mergeCertificates = (x: Certificate, y: Certificate): Certificate => {
  const [long, short] =
    x.schedules.length >= y.schedules.length ? [x.schedules, y.schedules] : [y.schedules, x.schedules];
  const names = Array.from(new Set([...Object.keys(x.claims), ...Object.keys(y.claims)])).toSorted();
  return {
    schedules: long.map((count, faults) => count + (short[faults] ?? 0)),
    runs: x.runs + y.runs,
    merged: x.merged + y.merged,
    states: x.states + y.states,
    steps: x.steps + y.steps,
    deepest: Math.max(x.deepest, y.deepest),
    parts: x.parts + y.parts,
    claims: Object.fromEntries(names.map((name) => [name, both(x.claims[name], y.claims[name])])),
  };
};

/** All schedules that are decided. */
export const schedulesOf = (certificate: Certificate): number =>
  certificate.schedules.reduce((sum, count) => sum + count, 0);

/**
 * How many schedules of at most so many faults there are where every run has the same n frames, and each can be struck in f ways:
 * Σ C(n, i) · fⁱ.
 *
 * @example
 * schedulesOver(30, 3, 3) // 113626
 *
 * @category exploration
 * @since 0.1.0
 */
export const schedulesOver = (frames: number, actions: number, faults: number): number => {
  let sum = 0;
  let term = 1;
  for (let i = 0; i <= Math.min(faults, frames); i++) {
    sum += term;
    term = (term * (frames - i) * actions) / (i + 1);
  }
  return sum;
};
