// A broken promise as plain data: which claim, which play, which faults. It is the value that is kept, not the seed that found it, so it
// is the same counterexample tomorrow, on another engine, and after the generators have changed.
import type { Codec, Problem } from '@sockeye/sim';
import { FaultCodec, HostFaultCodec, readDocument } from '@sockeye/sim';
import { E, t } from '../basis/fp.ts';
import type { Claim } from '../claim/Claim.ts';
import type { Play } from '../play/Play.ts';
import type { Trial } from '../play/Trial.ts';

/**
 * A counterexample.
 *
 * @category model
 * @since 0.1.0
 */
export interface Counterexample {
  /** The name of the claim, and what it promises. */
  readonly claim: string;
  readonly says: string;
  /** The network under which it was promised. */
  readonly network: string;
  readonly trial: Trial;
  /** How it was broken: the kind of breach, in a sentence, and when, in nanoseconds. */
  readonly kind: string;
  readonly happened: string;
  readonly at: number;
  readonly fingerprint: string;
  /** Faults of the run that was found, and what it cost to make it small. */
  readonly from: number;
  readonly runs: number;
  readonly isMinimal: boolean;
  /** Where fast-check found it. */
  readonly found: { readonly seed: number; readonly path: string };
}

/** The plays and claims that a counterexample may name. */
export interface Repertoire<S> {
  readonly plays: ReadonlyArray<Play<S>>;
  readonly claims: ReadonlyArray<Claim>;
}

/** Of the file; a reader of another version says so instead of guessing. */
const FORMAT = 'sockeye counterexample 1';

const Format: t.Type<string> = new t.Type(
  'format',
  (value): value is string => value === FORMAT,
  (input, context) =>
    input === FORMAT
      ? t.success(FORMAT)
      : t.failure(input, context, `this is no counterexample of this version: its "format" would be "${FORMAT}"`),
  String,
);

interface Written extends Counterexample {
  readonly format: string;
}

const Trials: t.Type<Trial, unknown> = t.type({
  play: t.string,
  sizes: t.record(t.string, t.number),
  seed: t.number,
  faults: t.readonlyArray(t.type({ cable: t.number, fault: FaultCodec })),
  hosts: t.readonlyArray(t.type({ host: t.string, fault: HostFaultCodec })),
});

const Document: t.Type<Written, unknown> = t.type({
  format: Format,
  claim: t.string,
  says: t.string,
  network: t.string,
  trial: Trials,
  kind: t.string,
  happened: t.string,
  at: t.number,
  fingerprint: t.string,
  from: t.number,
  runs: t.number,
  isMinimal: t.boolean,
  found: t.type({ seed: t.number, path: t.string }),
});

/**
 * A counterexample as a value of JSON: faults in their words.
 *
 * @category codec
 * @since 0.1.0
 */
export const writeCounterexample = (counterexample: Counterexample): unknown =>
  Document.encode({ format: FORMAT, ...counterexample });

/**
 * Reads a counterexample.
 *
 * Takes   a value as a parser of JSON left it
 * Gives   the counterexample
 * Fails   with every problem: its path, and what would have been right
 *
 * @category codec
 * @since 0.1.0
 */
export const readCounterexample = (input: unknown): E.Either<ReadonlyArray<Problem>, Counterexample> => {
  const read = readDocument(Document as Codec<Written>, input);
  if (E.isLeft(read)) return read;
  const { format: _, ...counterexample } = read.right;
  return E.right(counterexample);
};
