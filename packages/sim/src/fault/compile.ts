// Faults made ready for one direction of one cable: thresholds instead of percentages, one slot a kind. Done once, not per frame.
import type { Duration, Instant } from '@sockeye/core';
import { after, BEGINNING, NO_TIME } from '@sockeye/core';
import { threshold } from '../chance.ts';
import type { Action, Damage, Direction, Fault, Octets, Which } from './Fault.ts';
import type { MeaningSet } from './meaning.ts';
import { meaningBit } from './meaning.ts';
import { tableOf } from './distribution.ts';
import type { ModelFault } from './models/all.ts';
import { isModelFault, modelOf } from './models/all.ts';
import type { Span } from './models/Span.ts';
import type { Growing, More } from './More.ts';
import { FOREVER, healedMore, nothingMore } from './More.ts';
import { showFault } from './words.ts';

/** A percentage, ready to be drawn against. Threshold 0 draws nothing. */
export interface Odds {
  readonly threshold: number;
  readonly rho: number;
  readonly since: Instant;
  readonly until: Instant;
  readonly says: string;
}

/** A scripted fault, ready to be looked up: the place of its meaning in the counts, and the count it waits for. */
export interface Script {
  readonly set: MeaningSet;
  readonly meaning: number;
  readonly occurrence: number;
  readonly which: Which | undefined;
  readonly octets: Octets | undefined;
  readonly copy: boolean;
  readonly since: Instant;
  readonly until: Instant;
  readonly action: Action;
  readonly says: string;
}

/** A plain fault by chance. */
type Plain = Exclude<Fault, ModelFault | { readonly _tag: 'Script' }>;

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
  /** Undefined: uniform. */
  readonly jitterTable: ReadonlyArray<number> | undefined;
  readonly copyAfter: Duration;
  /** How a corruption by chance strikes. */
  readonly damage: Damage;
  readonly scripts: ReadonlyArray<Script>;
  /** The models; undefined on most lines, so that they cost those nothing. */
  readonly more: More | undefined;
}

const NEVER: Odds = { threshold: 0, rho: 0, since: BEGINNING, until: BEGINNING, says: '' };

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
  jitterTable: undefined,
  copyAfter: NO_TIME,
  damage: {},
  scripts: [],
  more: undefined,
};

const isFor = (direction: Direction | undefined, from: string, to: string): boolean =>
  direction === undefined || (direction.from === from && direction.to === to);

/** Those that concern one direction. */
export const faultsOf = (faults: ReadonlyArray<Fault>, from: string, to: string): ReadonlyArray<Fault> =>
  faults.filter((fault) => isFor(fault.direction, from, to));

/** What a direction can have only one of. */
const placeOf = (fault: Fault): string | undefined =>
  fault._tag === 'Loss' ? 'loss' : isModelFault(fault) ? modelOf(fault._tag)?.place : fault._tag;

const isTwice = (fault: Fault, other: Fault): boolean => {
  if (fault._tag === 'Script' || other._tag === 'Script') {
    return (
      fault._tag === 'Script' &&
      other._tag === 'Script' &&
      other.meaning === fault.meaning &&
      other.occurrence === fault.occurrence &&
      other.which === fault.which &&
      other.since === fault.since &&
      other.copy === fault.copy &&
      other.octets?.first === fault.octets?.first &&
      other.octets?.last === fault.octets?.last &&
      other.action._tag === fault.action._tag
    );
  }
  const place = placeOf(fault);
  return place !== undefined && place === placeOf(other);
};

/**
 * Why faults cannot stand on a cable, by their place in the list: a setting that cannot act is refused, not ignored.
 *
 * Takes   the faults of a cable, the names of its ends, its own delay and rate
 * Gives   a reason for each that is wrong; none when all can act
 *
 * @category faults
 * @since 0.1.0
 */
export const refusals = (
  faults: ReadonlyArray<Fault>,
  ends: readonly [string, string],
  delay: Duration,
  rate?: number,
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
      if (before.some((other) => isTwice(fault, other))) {
        said.push(`${from}→${to} has such a fault already: keep one of the two`);
      }
      const all = faultsOf(faults, from, to);
      const slowed = delay > 0 || all.some((other) => other._tag === 'Delay' && other.delay > 0);
      if (isModelFault(fault)) {
        const delays = all.some((other) => other._tag === 'Delay' && other.delay > 0);
        const reason = modelOf(fault._tag)?.refuse(fault, { rate, delay, tags: all.map(({ _tag }) => _tag), delays });
        if (reason !== undefined) said.push(reason);
      }
      if (fault.until !== undefined && (fault.since ?? 0) >= fault.until) {
        said.push('it ceases before it begins');
      }
      if (fault._tag === 'Reordering' && !slowed) {
        said.push(
          'reorder lets frames jump ahead of those that are delayed, and nothing delays them here: give the cable a delay, or add "delay 20ms"',
        );
      }
      if (fault._tag === 'Script' && fault.action._tag === 'Hurry' && !slowed) {
        said.push(
          'a frame that hurries feels no delay, and there is none here: give the cable a delay, or add "delay 20ms"',
        );
      }
      if (fault._tag === 'Script' && fault.copy === true && fault.action._tag === 'Duplicate') {
        said.push('a copy has no copy of its own: name the frame itself');
      }
    }
    const blow = fault._tag === 'Corruption' ? fault : fault._tag === 'Script' ? fault.action : undefined;
    if (
      blow?._tag === 'Corrupt' &&
      blow.bit !== undefined &&
      blow.strike !== undefined &&
      blow.strike._tag !== 'Bits'
    ) {
      said.push('two flips, a swap and a list of bits have their places: leave the bit out');
    }
    if (fault._tag === 'Delay' && fault.jitter > fault.delay) {
      said.push('the jitter is larger than the delay: a frame would have to arrive before it was sent');
    }
    return said.slice(0, 1).map((says) => ({ index, says }));
  });
};

const odds = (fault: Plain, percent: number): Odds => ({
  threshold: threshold(percent),
  rho: threshold(fault.correlation),
  since: fault.since === undefined ? BEGINNING : after(BEGINNING, fault.since),
  until: fault.until === undefined ? FOREVER : after(BEGINNING, fault.until),
  says: showFault(fault),
});

const spanOf = (fault: ModelFault): Span => ({
  since: fault.since === undefined ? BEGINNING : after(BEGINNING, fault.since),
  until: fault.until === undefined ? FOREVER : after(BEGINNING, fault.until),
  says: showFault(fault),
});

/** The faults of one direction, made ready. */
export const compile = (faults: ReadonlyArray<Fault>, from: string, to: string): Faults => {
  const ready: { -readonly [K in keyof Faults]: Faults[K] } = { ...NO_FAULTS };
  const scripts: Array<Script> = [];
  let more: Growing | undefined;
  for (const fault of faultsOf(faults, from, to)) {
    if (isModelFault(fault)) {
      more ??= nothingMore();
      modelOf(fault._tag)?.prepare(fault, spanOf(fault), more);
      continue;
    }
    switch (fault._tag) {
      case 'Loss':
        ready.loss = odds(fault, fault.percent);
        break;
      case 'Duplication':
        ready.duplicate = odds(fault, fault.percent);
        ready.copyAfter = fault.after ?? NO_TIME;
        break;
      case 'Corruption':
        ready.corrupt = odds(fault, fault.percent);
        ready.damage = fault;
        break;
      case 'Reordering':
        ready.reorder = odds(fault, fault.percent);
        ready.gap = fault.gap;
        break;
      case 'Delay':
        ready.delay = fault.delay;
        ready.jitter = fault.jitter;
        ready.jitterOdds = odds(fault, 100);
        ready.jitterTable = fault.distribution === undefined ? undefined : tableOf(fault.distribution);
        ready.delayUntil = ready.jitterOdds.until;
        break;
      case 'Script': {
        const set = meaningBit(fault.meaning);
        if (fault.octets !== undefined) (more ??= nothingMore()).ranged = true;
        scripts.push({
          set,
          meaning: 31 - Math.clz32(set),
          occurrence: fault.occurrence,
          which: fault.which,
          octets: fault.octets,
          copy: fault.copy === true,
          since: fault.since === undefined ? BEGINNING : after(BEGINNING, fault.since),
          until: fault.until === undefined ? FOREVER : after(BEGINNING, fault.until),
          action: fault.action,
          says: showFault(fault),
        });
        break;
      }
    }
  }
  ready.scripts = scripts;
  ready.more = more;
  return ready;
};

const healedOdds = (before: Odds, now: Instant): Odds =>
  before.until <= now
    ? before
    : { threshold: before.threshold, rho: before.rho, since: before.since, until: now, says: before.says };

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
  jitterTable: faults.jitterTable,
  copyAfter: faults.copyAfter,
  damage: faults.damage,
  scripts: faults.scripts,
  more: faults.more === undefined ? undefined : healedMore(faults.more, now),
});
