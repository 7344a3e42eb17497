// The shape that every model of a fault has: its words, its mapping, why it may be refused, and what it becomes on a line.
import type { Duration } from '@sockeye/core';
import type { Codec } from '../../data/record.ts';
import type { Random } from '../Random.ts';
import type { Reading } from '../Reading.ts';
import type { Growing } from '../More.ts';
import type { Span } from './Span.ts';

/** What a model must know of the line on which it shall stand. */
export interface Ground {
  readonly rate: number | undefined;
  readonly delay: Duration;
  /** The tags of all faults of this direction. */
  readonly tags: ReadonlyArray<string>;
  /** Do its other faults delay anything? */
  readonly delays: boolean;
}

interface Tagged extends Random {
  readonly _tag: string;
}

/** A fault without what all have in common. */
export type Body<F extends Tagged> = Omit<F, keyof Random>;

/**
 * A model of a fault.
 *
 * @category faults
 * @since 0.1.0
 */
export interface Model<F extends Tagged> {
  readonly tag: F['_tag'];
  /** The words with which it begins, and the name of its mapping: `loss gemodel`. */
  readonly phrase: string;
  /** One fault of the same place in a direction is enough; undefined: as many as one likes. */
  readonly place: string | undefined;
  /** Reads what follows the phrase. */
  readonly read: (words: Reading) => Body<F>;
  readonly show: (fault: F) => string;
  readonly fields: { readonly [K in Exclude<keyof F, keyof Random | '_tag'>]-?: Codec<Exclude<F[K], never>> };
  /** Why it cannot act there. */
  readonly refuse: (fault: F, ground: Ground) => string | undefined;
  /** Puts what it becomes into its place on the line. */
  readonly prepare: (fault: F, span: Span, more: Growing) => void;
}

/** Nothing is wrong. */
export const fine = (): undefined => undefined;
