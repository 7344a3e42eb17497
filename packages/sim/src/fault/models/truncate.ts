// `truncate P [to N]`: the end of a frame is missing, its check sequence with it; whoever hears it finds what is left broken.
import { threshold } from '../../chance.ts';
import { optional } from '../../data/record.ts';
import type { Random } from '../Random.ts';
import { takeCount, takePercent } from '../Reading.ts';
import { count, percent } from './fields.ts';
import type { Model } from './Model.ts';
import { fine } from './Model.ts';

export interface Truncation extends Random {
  readonly _tag: 'Truncation';
  readonly percent: number;
  /** The octets that are left; undefined: any number from none to all but one, each as probable. */
  readonly octets: number | undefined;
}

export const truncateModel: Model<Truncation> = {
  tag: 'Truncation',
  phrase: 'truncate',
  place: 'truncate',
  read: (words) => ({
    _tag: 'Truncation',
    percent: takePercent(words),
    octets: words.takeIf('to') ? takeCount(words, 'octets') : undefined,
  }),
  show: ({ percent, octets }) => `truncate ${percent}%${octets === undefined ? '' : ` to ${octets}`}`,
  fields: { percent, octets: optional(count('count')) },
  refuse: fine,
  prepare: ({ percent, octets }, span, more) => {
    more.truncate = { ...span, threshold: threshold(percent), octets };
  },
};
