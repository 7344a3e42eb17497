// `clog P MEAN`: with this probability a frame freezes the line as it comes, itself included, for a time that is exponentially
// distributed. Nothing is lost by it but what finds the queue full.
import type { Duration } from '@sockeye/core';
import { threshold } from '../../chance.ts';
import { showDuration } from '../../data/quantities.ts';
import type { Random } from '../Random.ts';
import { takePercent, takeTime } from '../Reading.ts';
import { duration, percent } from './fields.ts';
import type { Model } from './Model.ts';

export interface Clog extends Random {
  readonly _tag: 'Clog';
  readonly percent: number;
  readonly mean: Duration;
}

export const clogModel: Model<Clog> = {
  tag: 'Clog',
  phrase: 'clog',
  place: 'clog',
  read: (words) => ({ _tag: 'Clog', percent: takePercent(words), mean: takeTime(words) }),
  show: ({ percent, mean }) => `clog ${percent}% ${showDuration(mean)}`,
  fields: { percent, mean: duration },
  refuse: ({ mean }) => (mean === 0 ? 'a line that is frozen for no time is not clogged: give a mean time' : undefined),
  prepare: ({ percent, mean }, span, more) => {
    more.clog = { ...span, threshold: threshold(percent), mean };
  },
};
