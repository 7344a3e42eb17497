// What is known of everything that lies beneath a state: how many schedules, and of how many of them which claim says what. Lists count by
// the number of faults that are added beneath: the first place without any, the second with one, and so on.
import type { Verdict, Violation } from '../claim/Verdict.ts';
import type { Schedule } from './Exploration.ts';

/** Counts by number of further faults. */
export type Counts = ReadonlyArray<number>;

/** The smallest breach beneath a state: the faults that are added, and the breach. */
export interface Least {
  readonly added: Schedule;
  readonly violation: Violation;
}

/** How a claim fares. */
export interface Judged {
  readonly broken: Counts;
  readonly undecided: Counts;
  readonly least: Least | undefined;
}

/** What was found beneath a state. */
export interface Found {
  readonly schedules: Counts;
  /** By the place of the claim; undefined: it holds in all of them. */
  readonly claims: ReadonlyArray<Judged | undefined>;
  /** False: a budget was used up, and something beneath was left for later. */
  readonly complete: boolean;
}

const NO_COUNTS: Counts = [];

const sum = (x: Counts, y: Counts): Counts =>
  x.length >= y.length ? x.map((count, i) => count + (y[i] ?? 0)) : sum(y, x);

/** One fault more lies above. */
const below = (counts: Counts): Counts => (counts.length === 0 ? counts : [0, ...counts]);

/** As far as so many faults. */
const upTo = (counts: Counts, faults: number): Counts =>
  counts.length <= faults + 1 ? counts : counts.slice(0, faults + 1);

/** Fewer faults first; then the earlier line, ordinal, and action by its place in the list of actions. */
export const before = (x: Schedule, y: Schedule, placeOf: (hit: Schedule[number]) => number): boolean => {
  if (x.length !== y.length) return x.length < y.length;
  for (let i = 0; i < x.length; i++) {
    const a = x[i];
    const b = y[i];
    if (a === undefined || b === undefined) return false;
    if (a.line !== b.line) return a.line < b.line;
    if (a.ordinal !== b.ordinal) return a.ordinal < b.ordinal;
    const order = placeOf(a) - placeOf(b);
    if (order !== 0) return order < 0;
  }
  return false;
};

/** What one run found, to which no fault was added. */
export const ofRun = (verdicts: ReadonlyArray<Verdict>): Found => ({
  schedules: [1],
  claims: verdicts.map((verdict) =>
    verdict._tag === 'Holds'
      ? undefined
      : verdict._tag === 'Violated'
        ? { broken: [1], undecided: NO_COUNTS, least: { added: [], violation: verdict } }
        : { broken: NO_COUNTS, undecided: [1], least: undefined },
  ),
  complete: true,
});

/** Nothing was looked at yet. */
export const leftForLater = (claims: number): Found => ({
  schedules: NO_COUNTS,
  claims: Array.from({ length: claims }, () => undefined),
  complete: false,
});

type Order = (x: Schedule, y: Schedule) => boolean;

const lesser = (x: Least | undefined, y: Least | undefined, isBefore: Order): Least | undefined =>
  x === undefined ? y : y === undefined ? x : isBefore(y.added, x.added) ? y : x;

const both = (x: Judged | undefined, y: Judged | undefined, isBefore: Order): Judged | undefined =>
  x === undefined
    ? y
    : y === undefined
      ? x
      : {
          broken: sum(x.broken, y.broken),
          undecided: sum(x.undecided, y.undecided),
          least: lesser(x.least, y.least, isBefore),
        };

/** What was found in two places. */
export const together = (x: Found, y: Found, isBefore: Order): Found => ({
  schedules: sum(x.schedules, y.schedules),
  claims: x.claims.map((judged, place) => both(judged, y.claims[place], isBefore)),
  complete: x.complete && y.complete,
});

/** What was found beneath a fault, seen from above it. */
export const under = (hit: Schedule[number], found: Found): Found => ({
  schedules: below(found.schedules),
  claims: found.claims.map((judged) =>
    judged === undefined
      ? undefined
      : {
          broken: below(judged.broken),
          undecided: below(judged.undecided),
          least:
            judged.least === undefined
              ? undefined
              : { added: [hit, ...judged.least.added], violation: judged.least.violation },
        },
  ),
  complete: found.complete,
});

const isAny = (counts: Counts): boolean => counts.some((count) => count > 0);

/**
 * What was found beneath a state, seen from another state that is the same: for no more than so many faults, and with the frames by the
 * numbers that they have there.
 */
export const seenFrom = (found: Found, faults: number, shift: (line: number) => number): Found => ({
  schedules: upTo(found.schedules, faults),
  claims: found.claims.map((judged) => {
    if (judged === undefined) return undefined;
    const broken = upTo(judged.broken, faults);
    const undecided = upTo(judged.undecided, faults);
    const { least } = judged;
    const added =
      least === undefined || least.added.length > faults
        ? undefined
        : least.added.map(({ line, ordinal, action }) => ({ line, ordinal: ordinal + shift(line), action }));
    if (!isAny(broken) && !isAny(undecided)) return undefined;
    return {
      broken,
      undecided,
      least: added === undefined || least === undefined ? undefined : { added, violation: least.violation },
    };
  }),
  complete: found.complete,
});
