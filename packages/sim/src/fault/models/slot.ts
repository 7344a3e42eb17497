// netem's `slot`: frames leave in batches, as from a station of a shared medium. (sch_netem.c, get_slot_next)
import type { Duration } from '@sockeye/core';
import { NO_TIME } from '@sockeye/core';
import { readDuration, showDuration } from '../../data/quantities.ts';
import { optional, withDefault, word } from '../../data/record.ts';
import type { Distribution } from '../distribution.ts';
import { DISTRIBUTIONS, tableOf } from '../distribution.ts';
import type { Random } from '../Random.ts';
import type { Reading } from '../Reading.ts';
import { takeCount, takeTime } from '../Reading.ts';
import { count, duration } from './fields.ts';
import type { Model } from './Model.ts';

export interface Slot extends Random {
  readonly _tag: 'Slot';
  /** Uniform: between `delay` and `spread`, or always `delay` where `spread` is 0. By a table: around `delay`, with the deviation `spread`. */
  readonly distribution: Distribution;
  readonly delay: Duration;
  readonly spread: Duration;
  /** How much a slot lets pass; undefined: no bound. */
  readonly packets: number | undefined;
  readonly bytes: number | undefined;
}

const readDistribution = (text: string): Distribution | undefined => DISTRIBUTIONS.find((name) => name === text);

const readBounds = (words: Reading): { readonly packets: number | undefined; readonly bytes: number | undefined } => {
  const packets = words.takeIf('packets') ? takeCount(words, 'frames') : undefined;
  return { packets, bytes: words.takeIf('bytes') ? takeCount(words, 'octets') : undefined };
};

export const slotModel: Model<Slot> = {
  tag: 'Slot',
  phrase: 'slot',
  place: 'slot',
  read: (words) => {
    if (words.takeIf('distribution')) {
      const distribution = words.read(readDistribution, `one of ${DISTRIBUTIONS.join(', ')}`);
      return { _tag: 'Slot', distribution, delay: takeTime(words), spread: takeTime(words), ...readBounds(words) };
    }
    const delay = takeTime(words);
    const spread = words.maybe(readDuration) ?? NO_TIME;
    return { _tag: 'Slot', distribution: 'uniform', delay, spread, ...readBounds(words) };
  },
  show: ({ distribution, delay, spread, packets, bytes }) => {
    const bounds = `${packets === undefined ? '' : ` packets ${packets}`}${bytes === undefined ? '' : ` bytes ${bytes}`}`;
    const times = `${showDuration(delay)}${distribution === 'uniform' && spread === 0 ? '' : ` ${showDuration(spread)}`}`;
    return `slot ${distribution === 'uniform' ? '' : `distribution ${distribution} `}${times}${bounds}`;
  },
  fields: {
    distribution: withDefault(
      word('distribution', `one of ${DISTRIBUTIONS.join(', ')}`, readDistribution, (name) => name),
      'uniform',
    ),
    delay: duration,
    spread: withDefault(duration, NO_TIME),
    packets: optional(count('count')),
    bytes: optional(count('count')),
  },
  refuse: ({ distribution, delay, spread }) =>
    distribution === 'uniform' && spread > 0 && spread < delay
      ? 'the longest pause between two slots is shorter than the shortest one'
      : delay === 0 && spread === 0
        ? 'slots without a pause between them hold nothing back: give a time'
        : undefined,
  prepare: ({ distribution, delay, spread, packets, bytes }, span, more) => {
    more.slot = {
      ...span,
      least: delay,
      most: distribution === 'uniform' && spread === 0 ? delay : spread,
      table: tableOf(distribution),
      // What the kernel takes for no bound.
      packets: packets ?? 2147483647,
      octets: bytes ?? 2147483647,
    };
  },
};
