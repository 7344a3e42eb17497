// netem's `limit`: so many frames are held by the delay, the rate and the slots; the next one is dropped.
import type { Random } from '../Random.ts';
import { takeCount } from '../Reading.ts';
import { count } from './fields.ts';
import type { Model } from './Model.ts';

export interface Limit extends Random {
  readonly _tag: 'Limit';
  readonly frames: number;
}

/** netem's own, where none is named. */
export const NETEM_LIMIT = 1000;

export const limitModel: Model<Limit> = {
  tag: 'Limit',
  phrase: 'limit',
  place: 'limit',
  read: (words) => ({ _tag: 'Limit', frames: takeCount(words, 'frames') }),
  show: ({ frames }) => `limit ${frames}`,
  fields: { frames: count('count') },
  refuse: (_, { delays, tags }) =>
    delays || tags.includes('Rate') || tags.includes('Slot')
      ? undefined
      : 'it limits how many frames are held back, and nothing holds any here: add "delay 20ms" or "rate 1Mbit"',
  prepare: ({ frames }, span, more) => {
    more.limit = { ...span, frames };
  },
};
