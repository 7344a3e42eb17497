// The nearest run that passes: one fault made a little weaker, as little as will do; and the first event in which the two runs differ.
import type { TraceEvent } from '@sockeye/sim';
import { firstDifference, showFault } from '@sockeye/sim';
import { E } from '../basis/fp.ts';
import { judge, perform } from '../play/perform.ts';
import type { Placed, Trial } from '../play/Trial.ts';
import { weaker } from '../shrink/weaker.ts';
import type { Replay } from './replay.ts';

/** A run that passes, beside one that does not. */
export interface Nearest {
  /** Which fault of the cables, from 0. */
  readonly fault: number;
  /** What it is instead, in its words; undefined: it is gone. */
  readonly instead: string | undefined;
  /** The first event of the broken run that the passing one does not have. */
  readonly differs: TraceEvent | undefined;
}

const exchanged = (trial: Trial, index: number, other: Placed | undefined): Trial => ({
  ...trial,
  faults: trial.faults.flatMap((placed, i) => (i !== index ? [placed] : other === undefined ? [] : [other])),
});

/**
 * The nearest passing run of a counterexample: the one with the longest past in common.
 *
 * Takes   the trial, and how it was performed
 * Gives   the change, and where the runs part; undefined: no single change of a fault lets it pass
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const nearest = <S>(trial: Trial, { play, claim, performance }: Replay<S>): Nearest | undefined => {
  let best: (Nearest & { readonly at: number }) | undefined;
  const { events } = performance;
  trial.faults.forEach((placed, fault) => {
    // The strongest of the weaker forms first: whoever passes with it is nearest.
    const others: ReadonlyArray<Placed | undefined> = weaker(placed.fault)
      .map((other) => ({ cable: placed.cable, fault: other }))
      .toReversed();
    for (const other of [...others, undefined]) {
      const performed = perform(play, exchanged(trial, fault, other));
      if (E.isLeft(performed)) continue;
      const { right } = performed;
      if (judge(claim, right.events, right.end)._tag === 'Violated') continue;
      const at = firstDifference(events, right.events) ?? events.length;
      if (best === undefined || at > best.at) {
        const instead = other === undefined ? undefined : showFault(other.fault);
        best = { fault, instead, differs: events[at], at };
      }
      return;
    }
  });
  return best === undefined ? undefined : { fault: best.fault, instead: best.instead, differs: best.differs };
};
