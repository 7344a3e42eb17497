// Weaker forms of a fault, the weakest first: a delay is less than a loss, a short one less than a long one.
import type { Duration } from '@sockeye/core';
import { milliseconds, NO_TIME } from '@sockeye/core';
import type { Action, Fault, HostFault } from '@sockeye/sim';

/** Times that people write: 1, 2, 5 and so on, from a millisecond to ten seconds. */
const ROUND: ReadonlyArray<Duration> = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].map((time) =>
  milliseconds(time),
);

const DELAYS: ReadonlyArray<Action> = ROUND.map((by) => ({ _tag: 'Delay', by }));

const LOSE: Action = { _tag: 'Lose' };

const weakerActions = (action: Action): ReadonlyArray<Action> => {
  switch (action._tag) {
    case 'Lose':
      return DELAYS;
    case 'Delay':
      return ROUND.filter((by) => by < action.by).map((by) => ({ _tag: 'Delay', by }));
    case 'Duplicate':
      return action.after === NO_TIME
        ? []
        : [NO_TIME, ...ROUND.filter((time) => time < action.after)].map((time) => ({ _tag: 'Duplicate', after: time }));
    case 'Arrive':
      return [...DELAYS, { _tag: 'Hurry' }];
    case 'Truncate':
      return [...DELAYS, LOSE];
    case 'Corrupt': {
      const { bit, strike, fcs } = action;
      const bits = strike?._tag === 'These' ? strike.bits : [];
      const single: ReadonlyArray<Action> = bits.slice(0, 8).map((one) => ({ _tag: 'Corrupt', bit: one }));
      const plain: ReadonlyArray<Action> = fcs === true ? [{ _tag: 'Corrupt', bit, strike }] : [];
      return [...DELAYS, LOSE, ...single, ...plain];
    }
    case 'Hurry':
    case 'Mark':
      return [];
  }
};

/**
 * What a fault of a cable might be instead, the weakest first.
 *
 * Takes   a fault
 * Gives   faults at the same address that do less; nothing for a fault by chance
 *
 * @category shrinking
 * @since 0.1.0
 */
export const weaker = (fault: Fault): ReadonlyArray<Fault> => {
  if (fault._tag !== 'Script') return [];
  const doing = (action: Action): Fault => ({ ...fault, action });
  return weakerActions(fault.action).map(doing);
};

/**
 * The same fault upon an earlier frame of the same meaning, the first ones first: then a smaller play is enough for it.
 *
 * @category shrinking
 * @since 0.1.0
 */
export const earlier = (fault: Fault): ReadonlyArray<Fault> =>
  fault._tag === 'Script'
    ? Array.from({ length: Math.min(fault.occurrence - 1, 8) }, (_, i) => ({ ...fault, occurrence: i + 1 }))
    : [];

/** The same for a fault of a host: a pause is less than a crash. */
export const weakerOfHost = (fault: HostFault): ReadonlyArray<HostFault> => {
  switch (fault._tag) {
    case 'Crash': {
      const { at, restart } = fault;
      if (restart === undefined) return [];
      const shorter = ROUND.filter((time) => at + time < restart);
      return [
        { _tag: 'Pause', since: at, until: restart },
        ...shorter.map((time): HostFault => ({ _tag: 'Crash', at, restart: (at + time) as Duration })),
      ];
    }
    case 'Pause':
      return ROUND.filter((time) => fault.since + time < fault.until).map((time) => ({
        _tag: 'Pause',
        since: fault.since,
        until: (fault.since + time) as Duration,
      }));
    case 'Clock':
      return [];
  }
};
