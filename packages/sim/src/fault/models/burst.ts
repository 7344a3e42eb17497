// `loss burst P L`: so much is lost in the long run, in bursts of that mean length. It does what people mean by netem's
// correlation, which correlates the number drawn and not the loss.
//
//   outside → inside with p / (L · (1 − p)), inside → outside with 1 / L; whoever is inside is lost. One draw a frame.
import { threshold } from '../../chance.ts';
import type { BurstLaw } from './laws.ts';
import type { Random } from '../Random.ts';
import { takePercent } from '../Reading.ts';
import { number, percent } from './fields.ts';
import type { Model } from './Model.ts';

export interface Burst extends Random {
  readonly _tag: 'Burst';
  readonly percent: number;
  /** Frames, on average; a fraction will do. */
  readonly length: number;
}

export const OUTSIDE = 1;
export const INSIDE = 2;

/**
 * What becomes of a frame.
 *
 * Takes   the law, the state before, and the number that the frame draws
 * Gives   whether it is lost, and the state after
 *
 * @category faults
 * @since 0.1.0
 */
export const burst = (law: BurstLaw, state: number, drawn: number): readonly [lost: boolean, state: number] => {
  const inside = state === INSIDE ? drawn >= law.leave : drawn < law.enter;
  return [inside, inside ? INSIDE : OUTSIDE];
};

const readLength = (text: string): number | undefined =>
  /^[0-9]{1,6}(\.[0-9]{1,6})?$/.test(text) && Number(text) >= 1 ? Number(text) : undefined;

const enterOf = ({ percent, length }: Burst): number =>
  percent === 0 ? 0 : (100 * percent) / (length * (100 - percent));

export const burstModel: Model<Burst> = {
  tag: 'Burst',
  phrase: 'loss burst',
  place: 'loss',
  read: (words) => ({
    _tag: 'Burst',
    percent: takePercent(words),
    length: words.read(readLength, 'the mean length of a burst in frames, as in 3 or 2.5'),
  }),
  show: ({ percent, length }) => `loss burst ${percent}% ${length}`,
  fields: { percent, length: number('length', 1) },
  refuse: (fault) =>
    fault.percent === 100
      ? 'a loss of 100 % has no bursts: write "loss 100%"'
      : enterOf(fault) > 100
        ? `so much cannot be lost in bursts that short: ${fault.percent}% needs a mean length of ${Math.ceil(fault.percent / (100 - fault.percent))} or more`
        : undefined,
  prepare: (fault, span, more) => {
    more.loss = {
      ...span,
      law: { _tag: 'Burst', enter: threshold(enterOf(fault)), leave: threshold(100 / fault.length) },
    };
  },
};
