// `lose at most 2 of 10`: of any ten frames one after the other no more than two are lost by chance. Bounded unfairness: under
// it, that all arrives at last is a theorem and no probability.
import type { Random } from '../Random.ts';
import { takeCount } from '../Reading.ts';
import { count } from './fields.ts';
import type { Model } from './Model.ts';

export interface AtMost extends Random {
  readonly _tag: 'AtMost';
  readonly k: number;
  readonly n: number;
}

/** What the bound remembers: how many frames were judged, and which of them were lost last, the youngest first, k of them. */
export interface Losses {
  readonly judged: number;
  readonly lost: ReadonlyArray<number>;
}

export const NO_LOSSES: Losses = { judged: 0, lost: [] };

/**
 * May this frame be lost, too?
 *
 * Takes   the bound, what it remembers, and whether chance would take the frame
 * Gives   whether it may, and what is remembered after it
 *
 * @category faults
 * @since 0.1.0
 */
export const atMost = (
  { k, n }: { readonly k: number; readonly n: number },
  { judged, lost }: Losses,
  taken: boolean,
): readonly [lost: boolean, losses: Losses] => {
  const here = judged + 1;
  const oldest = lost[k - 1];
  if (!taken || k === 0 || (oldest !== undefined && oldest > here - n)) return [false, { judged: here, lost }];
  return [true, { judged: here, lost: [here, ...lost.slice(0, k - 1)] }];
};

const whole = (text: string): number | undefined => (/^[0-9]{1,9}$/.test(text) ? Number(text) : undefined);

export const atMostModel: Model<AtMost> = {
  tag: 'AtMost',
  phrase: 'lose at most',
  place: 'at most',
  read: (words) => {
    const k = words.read(whole, 'a count of frames, from 0');
    if (!words.takeIf('of')) words.fail('"of"');
    return { _tag: 'AtMost', k, n: takeCount(words, 'frames') };
  },
  show: ({ k, n }) => `lose at most ${k} of ${n}`,
  fields: { k: count('count', 0), n: count('count') },
  refuse: ({ k, n }, { tags }) =>
    k >= n
      ? `${k} of ${n} is no bound: the first number must be smaller`
      : tags.some((tag) => LAWS.has(tag))
        ? undefined
        : 'it bounds a loss by chance, and nothing is lost by chance here: add "loss 30%"',
  prepare: ({ k, n }, span, more) => {
    more.bound = { ...span, k, n };
  },
};

/** The tags of the faults that lose frames by chance. */
export const LAWS: ReadonlySet<string> = new Set(['Loss', 'GilbertElliott', 'FourState', 'Burst']);
