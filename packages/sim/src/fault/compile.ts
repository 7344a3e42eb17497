// Faults made ready for one direction of one cable: thresholds instead of percentages, one slot a kind. Done once, not per frame.
import type { Duration, Instant } from '@sockeye/core';
import { after, BEGINNING, NO_TIME } from '@sockeye/core';
import { threshold } from '../chance.ts';
import type { Action, Direction, Fault } from './Fault.ts';
import type { MeaningSet } from './meaning.ts';
import { meaningBit } from './meaning.ts';
import { showFault } from './words.ts';

/** A percentage, ready to be drawn against. Threshold 0 draws nothing. */
export interface Odds {
  readonly threshold: number;
  readonly rho: number;
  readonly until: Instant;
  readonly says: string;
}

/** A scripted fault, ready to be looked up: the place of its meaning in the counts, and the count it waits for. */
export interface Script {
  readonly set: MeaningSet;
  readonly meaning: number;
  readonly occurrence: number;
  readonly action: Action;
  readonly says: string;
}

/** All faults of one direction. */
export interface Faults {
  readonly duplicate: Odds;
  readonly loss: Odds;
  readonly corrupt: Odds;
  readonly reorder: Odds;
  readonly gap: number;
  readonly delay: Duration;
  readonly delayUntil: Instant;
  readonly jitter: Duration;
  readonly jitterOdds: Odds;
  readonly scripts: ReadonlyArray<Script>;
}

const NEVER: Odds = { threshold: 0, rho: 0, until: BEGINNING, says: '' };
const FOREVER = Number.MAX_SAFE_INTEGER as Instant;

/** No faults; shared. */
export const NO_FAULTS: Faults = {
  duplicate: NEVER,
  loss: NEVER,
  corrupt: NEVER,
  reorder: NEVER,
  gap: 1,
  delay: NO_TIME,
  delayUntil: BEGINNING,
  jitter: NO_TIME,
  jitterOdds: NEVER,
  scripts: [],
};

const isFor = (direction: Direction | undefined, from: string, to: string): boolean =>
  direction === undefined || (direction.from === from && direction.to === to);

/** Those that concern one direction. */
export const faultsOf = (faults: ReadonlyArray<Fault>, from: string, to: string): ReadonlyArray<Fault> =>
  faults.filter((fault) => isFor(fault.direction, from, to));

/**
 * Why faults cannot stand on a cable, by their place in the list: a setting that cannot act is refused, not ignored.
 *
 * Takes   the faults of a cable, the names of its ends, its own delay
 * Gives   a reason for each that is wrong; none when all can act
 *
 * @category faults
 * @since 0.1.0
 */
export const refusals = (
  faults: ReadonlyArray<Fault>,
  ends: readonly [string, string],
  delay: Duration,
): ReadonlyArray<{ readonly index: number; readonly says: string }> => {
  const [a, b] = ends;
  return faults.flatMap((fault, index) => {
    const { direction } = fault;
    if (direction !== undefined && !isFor(direction, a, b) && !isFor(direction, b, a)) {
      return [
        {
          index,
          says: `"${direction.from}→${direction.to}" is no direction of this cable: write ${a}→${b} or ${b}→${a}`,
        },
      ];
    }
    const said: Array<string> = [];
    for (const [from, to] of [ends, [b, a] as const]) {
      if (!isFor(direction, from, to)) continue;
      const before = faultsOf(faults.slice(0, index), from, to);
      const twice = before.some((other) =>
        fault._tag === 'Script' && other._tag === 'Script'
          ? other.meaning === fault.meaning &&
            other.occurrence === fault.occurrence &&
            other.action._tag === fault.action._tag
          : other._tag === fault._tag && fault._tag !== 'Script',
      );
      if (twice) said.push(`${from}→${to} has such a fault already: keep one of the two`);
      const slowed = delay > 0 || faultsOf(faults, from, to).some((other) => other._tag === 'Delay' && other.delay > 0);
      if (fault._tag === 'Reordering' && !slowed) {
        said.push(
          'reorder lets frames jump ahead of those that are delayed, and nothing delays them here: give the cable a delay, or add "delay 20ms"',
        );
      }
    }
    if (fault._tag === 'Delay' && fault.jitter > fault.delay) {
      said.push('the jitter is larger than the delay: a frame would have to arrive before it was sent');
    }
    return said.slice(0, 1).map((says) => ({ index, says }));
  });
};

const odds = (fault: Exclude<Fault, { readonly _tag: 'Script' }>, percent: number): Odds => ({
  threshold: threshold(percent),
  rho: threshold(fault.correlation),
  until: fault.until === undefined ? FOREVER : after(BEGINNING, fault.until),
  says: showFault(fault),
});

/** The faults of one direction, made ready. */
export const compile = (faults: ReadonlyArray<Fault>, from: string, to: string): Faults => {
  const ready: { -readonly [K in keyof Faults]: Faults[K] } = { ...NO_FAULTS };
  const scripts: Array<Script> = [];
  for (const fault of faultsOf(faults, from, to)) {
    switch (fault._tag) {
      case 'Loss':
        ready.loss = odds(fault, fault.percent);
        break;
      case 'Duplication':
        ready.duplicate = odds(fault, fault.percent);
        break;
      case 'Corruption':
        ready.corrupt = odds(fault, fault.percent);
        break;
      case 'Reordering':
        ready.reorder = odds(fault, fault.percent);
        ready.gap = fault.gap;
        break;
      case 'Delay':
        ready.delay = fault.delay;
        ready.jitter = fault.jitter;
        ready.jitterOdds = odds(fault, 100);
        ready.delayUntil = ready.jitterOdds.until;
        break;
      case 'Script': {
        const set = meaningBit(fault.meaning);
        scripts.push({
          set,
          meaning: 31 - Math.clz32(set),
          occurrence: fault.occurrence,
          action: fault.action,
          says: showFault(fault),
        });
        break;
      }
    }
  }
  ready.scripts = scripts;
  return ready;
};

const healedOdds = (before: Odds, now: Instant): Odds =>
  before.until <= now ? before : { threshold: before.threshold, rho: before.rho, until: now, says: before.says };

/** Chance ceases at this instant: loss, duplication, corruption, reordering and jitter. A constant delay and the scripts stay. */
export const healed = (faults: Faults, now: Instant): Faults => ({
  duplicate: healedOdds(faults.duplicate, now),
  loss: healedOdds(faults.loss, now),
  corrupt: healedOdds(faults.corrupt, now),
  reorder: healedOdds(faults.reorder, now),
  gap: faults.gap,
  delay: faults.delay,
  delayUntil: faults.delayUntil,
  jitter: faults.jitter,
  jitterOdds: healedOdds(faults.jitterOdds, now),
  scripts: faults.scripts,
});
