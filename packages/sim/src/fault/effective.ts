// What a fault does in the long run, beside what was asked: netem's correlation starves small probabilities, and nobody should have
// to find that out by measuring.
import { correlated, draw, happens, PURPOSE, threshold } from '../chance.ts';
import type { Fault } from './Fault.ts';
import { fourStateRate } from './models/fourState.ts';
import { gilbertElliottRate } from './models/gilbertElliott.ts';
import { showFault } from './words.ts';

/** Draws from which the rate of a correlated fault is counted: there is no formula for it. */
const DRAWS = 100_000;

const counted = (percent: number, correlation: number): number => {
  const limit = threshold(percent);
  const rho = threshold(correlation);
  let last = draw(1, 0, 0, 0, PURPOSE.loss);
  let hits = 0;
  for (let i = 1; i <= DRAWS; i++) {
    last = correlated(rho, draw(1, 0, i, 0, PURPOSE.loss), last);
    if (limit !== 0 && happens(limit, last)) hits += 1;
  }
  return (100 * hits) / DRAWS;
};

/**
 * The share of frames that a fault befalls in the long run, in percent: by its formula; where its numbers are correlated, counted
 * over 100,000 draws.
 *
 * Takes   a fault
 * Gives   the percentage; undefined for faults that are no matter of percent. A bound (`lose at most`) is not looked at
 * Fails   never
 *
 * @example
 * effectiveRate({ _tag: 'Burst', percent: 5, length: 3, direction: undefined, until: undefined }) // 5
 *
 * @category faults
 * @since 0.1.0
 */
export const effectiveRate = (fault: Fault): number | undefined => {
  if (fault._tag === 'GilbertElliott') return gilbertElliottRate(fault);
  if (fault._tag === 'FourState') return fourStateRate(fault);
  if (!('percent' in fault) || fault._tag === 'Red') return undefined;
  const correlation = 'correlation' in fault ? fault.correlation : 0;
  const share = correlation === 0 ? fault.percent : counted(fault.percent, correlation);
  // Of every `gap` frames gap − 1 are delayed before one may jump; then each tries until one does.
  return fault._tag === 'Reordering' && share > 0 ? 100 / (fault.gap - 1 + 100 / share) : share;
};

/**
 * A fault in its words, with its effective rate where that is another one than its words say.
 *
 * @example
 * showEffective({ _tag: 'Loss', percent: 0.3, correlation: 25, direction: undefined, until: undefined }) // 'loss 0.3% 25% (in effect 0%)'
 *
 * @category codec
 * @since 0.1.0
 */
export const showEffective = (fault: Fault): string => {
  const rate = effectiveRate(fault);
  if (rate === undefined || ('percent' in fault && Math.abs(rate - fault.percent) < 1e-9)) return showFault(fault);
  // Three decimals, from integers, so that every engine prints the same.
  return `${showFault(fault)} (in effect ${Math.round(rate * 1000) / 1000}%)`;
};
