// netem's `loss gemodel`: a good state and a bad one, each with its own loss.
//
//   from GOOD: to BAD  with p, lost with 1 − k          long-run loss  π_B · (1 − h) + π_G · (1 − k),  π_B = p / (p + r)
//   from BAD:  to GOOD with r, lost with 1 − h          mean burst     1 / r, where 1 − h is 100 % and 1 − k is 0
//
// Two draws a frame: first the move, then the loss, at the rate of the state before the move. (sch_netem.c, loss_gilb_ell)
import { readPercent } from '../../data/quantities.ts';
import { optional, withDefault } from '../../data/record.ts';
import { threshold } from '../../chance.ts';
import type { GilbertElliottLaw } from './laws.ts';
import type { Random } from '../Random.ts';
import { takePercent } from '../Reading.ts';
import { percent } from './fields.ts';
import type { Model } from './Model.ts';
import { fine } from './Model.ts';

/** All in percent. `lossInBad` is netem's 1 − h, `lossInGood` its 1 − k. */
export interface GilbertElliott extends Random {
  readonly _tag: 'GilbertElliott';
  readonly p: number;
  /** Undefined: 100 − p, so that each frame is judged as if it were the first. */
  readonly r: number | undefined;
  readonly lossInBad: number;
  readonly lossInGood: number;
}

export const GOOD = 1;
export const BAD = 2;

/**
 * What becomes of a frame.
 *
 * Takes   the law, the state before, and the numbers that the frame draws for the move and for the loss
 * Gives   whether it is lost, and the state after
 *
 * @category faults
 * @since 0.1.0
 */
export const gilbertElliott = (
  law: GilbertElliottLaw,
  state: number,
  move: number,
  loss: number,
): readonly [lost: boolean, state: number] =>
  state === BAD ? [loss > law.h, move < law.r ? GOOD : BAD] : [loss < law.k, move < law.p ? BAD : GOOD];

const rOf = (fault: GilbertElliott): number => fault.r ?? 100 - fault.p;

/** The share of frames that are lost in the long run, in percent. */
export const gilbertElliottRate = (fault: GilbertElliott): number => {
  const r = rOf(fault);
  if (fault.p + r === 0) return fault.lossInGood;
  return (fault.p * fault.lossInBad + r * fault.lossInGood) / (fault.p + r);
};

export const gilbertElliottModel: Model<GilbertElliott> = {
  tag: 'GilbertElliott',
  phrase: 'loss gemodel',
  place: 'loss',
  read: (words) => {
    const p = takePercent(words);
    const r = words.maybe(readPercent);
    const lossInBad = r === undefined ? undefined : words.maybe(readPercent);
    const lossInGood = lossInBad === undefined ? undefined : words.maybe(readPercent);
    return { _tag: 'GilbertElliott', p, r, lossInBad: lossInBad ?? 100, lossInGood: lossInGood ?? 0 };
  },
  show: ({ p, r, lossInBad, lossInGood }) => {
    if (r === undefined && lossInBad === 100 && lossInGood === 0) return `loss gemodel ${p}%`;
    const inGood = lossInGood === 0 ? '' : ` ${lossInGood}%`;
    const inBad = inGood === '' && lossInBad === 100 ? '' : ` ${lossInBad}%`;
    return `loss gemodel ${p}% ${r ?? 100 - p}%${inBad}${inGood}`;
  },
  fields: {
    p: percent,
    r: optional(percent),
    lossInBad: withDefault(percent, 100),
    lossInGood: withDefault(percent, 0),
  },
  refuse: fine,
  prepare: (fault, span, more) => {
    more.loss = {
      ...span,
      law: {
        _tag: 'GilbertElliott',
        p: threshold(fault.p),
        r: threshold(rOf(fault)),
        h: 4294967295 - threshold(fault.lossInBad),
        k: threshold(fault.lossInGood),
      },
    };
  },
};
