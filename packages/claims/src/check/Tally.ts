// What a campaign found, as plain data: tallies of parts merge, in any order, to the tally of the whole.
import type { Trial } from '../play/Trial.ts';

/** A claim that was broken: by the trial with the lowest run number of all that broke it. */
export interface Broken {
  /** The number of the run in its campaign. */
  readonly run: number;
  readonly trial: Trial;
  /** The kind of breach, and its sentence. */
  readonly kind: string;
  readonly says: string;
  readonly fingerprint: string;
  /** How many runs broke the claim, in whatever way. */
  readonly times: number;
}

/** How often each thing was counted. */
export type Counts = Readonly<Record<string, number>>;

/**
 * What a campaign found.
 *
 * @category checks
 * @since 0.1.0
 */
export interface Tally {
  readonly runs: number;
  readonly steps: number;
  /** By claim: in how many runs it held. */
  readonly held: Counts;
  /** By claim: in how many runs the trace ended before it could be told. */
  readonly undecided: Counts;
  readonly broken: Readonly<Record<string, Broken>>;
  /** By claim and goal (`tcp.prefixDelivery: a segment was sent again`): in how many runs it happened. */
  readonly goals: Counts;
  /** By fault, segment and state (`lost SYN-ACK SYN-RECEIVED`): how many frames were struck so. */
  readonly coverage: Counts;
}

/** Nothing was tried yet; the neutral element. */
export const EMPTY_TALLY: Tally = { runs: 0, steps: 0, held: {}, undecided: {}, broken: {}, goals: {}, coverage: {} };

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Both counts together, in the order of the names: so equal tallies are written equally. */
const sum = (a: Counts, b: Counts): Counts => {
  const names = Array.from(new Set([...Object.keys(a), ...Object.keys(b)])).toSorted(byName);
  return Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]));
};

const sooner = (a: Broken | undefined, b: Broken | undefined): Broken | undefined => {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const times = a.times + b.times;
  return a.run <= b.run ? { ...a, times } : { ...b, times };
};

const earliest = (a: Tally['broken'], b: Tally['broken']): Tally['broken'] => {
  const names = Array.from(new Set([...Object.keys(a), ...Object.keys(b)])).toSorted(byName);
  return Object.fromEntries(
    names.flatMap((name) => {
      const one = sooner(a[name], b[name]);
      return one === undefined ? [] : [[name, one] as const];
    }),
  );
};

/**
 * The tally of two parts of a campaign. Associative and commutative, with `EMPTY_TALLY` as its neutral element, as long as the parts
 * have no run in common.
 *
 * @category checks
 * @since 0.1.0
 */
export const mergeTallies = (a: Tally, b: Tally): Tally => ({
  runs: a.runs + b.runs,
  steps: a.steps + b.steps,
  held: sum(a.held, b.held),
  undecided: sum(a.undecided, b.undecided),
  broken: earliest(a.broken, b.broken),
  goals: sum(a.goals, b.goals),
  coverage: sum(a.coverage, b.coverage),
});
