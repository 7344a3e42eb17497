import type { Instant } from './time.ts';
import type { Note } from './note.ts';
import type { O } from './fp.ts';

/** A boundary between two floors: what is asked downwards, what is told upwards (the words of ITU-T X.210). */
export interface Service {
  readonly request: unknown;
  readonly indication: unknown;
}

/** What a floor may hear: a request from above, an indication from below, or that its deadline has come. */
export type Input<Upper extends Service, Lower extends Service> =
  | { readonly _tag: 'Requested'; readonly request: Upper['request'] }
  | { readonly _tag: 'Indicated'; readonly indication: Lower['indication'] }
  | { readonly _tag: 'DeadlineReached' };

/** What a floor may say: an indication upwards, a request downwards, or which of its rules fired. */
export type Output<Upper extends Service, Lower extends Service> =
  | { readonly _tag: 'Indicate'; readonly indication: Upper['indication'] }
  | { readonly _tag: 'Request'; readonly request: Lower['request'] }
  | { readonly _tag: 'Note'; readonly note: Note };

/** The next state, and what is said on the way. */
export type Transition<S, Out> = readonly [state: S, outputs: ReadonlyArray<Out>];

/**
 * A layer is a Mealy machine between two services.
 *
 * No layer reads a clock, throws dice, logs, or calls another. Waking one before its deadline is harmless.
 *
 * Takes   `step`: the state, one input, and the instant it happens at
 * Gives   the next state and the outputs, in the order in which they are said
 * Fails   never: what cannot be done becomes an indication or a note
 *
 * @category model
 * @since 0.1.0
 */
export interface Layer<S, Upper extends Service, Lower extends Service> {
  readonly initial: S;
  readonly step: (state: S, input: Input<Upper, Lower>, now: Instant) => Transition<S, Output<Upper, Lower>>;
  readonly deadline: (state: S) => O.Option<Instant>;
}

/** The one shared empty answer. */
export const NOTHING: ReadonlyArray<never> = [];

/**
 * One word more at the end of what is said in one step.
 *
 * The list belongs to that step: whoever adds a word goes on with what this gives, and has nothing more to do with the list before. A list of
 * up to four is made to measure: V8 gives a list that grows by `push` room for seventeen at its first word, 184 octets, and those
 * were an eighth of all memory that a frame cost.
 *
 * Local mutation: from the fifth word on the list, which this function has made, grows in place.
 *
 * @category step
 * @since 0.1.0
 */
export const say = <W>(said: ReadonlyArray<W>, word: W): ReadonlyArray<W> => {
  switch (said.length) {
    case 0:
      return [word];
    case 1:
      return [said[0] as W, word];
    case 2:
      return [said[0] as W, said[1] as W, word];
    case 3:
      return [said[0] as W, said[1] as W, said[2] as W, word];
    default:
      (said as Array<W>).push(word);
      return said;
  }
};

/** The one shared word for time. */
export const DEADLINE_REACHED: { readonly _tag: 'DeadlineReached' } = { _tag: 'DeadlineReached' };

/** Says something to the floor above. */
export const indicate = <I>(indication: I): { readonly _tag: 'Indicate'; readonly indication: I } => ({
  _tag: 'Indicate',
  indication,
});

/** Asks something of the floor below. */
export const request = <R>(asked: R): { readonly _tag: 'Request'; readonly request: R } => ({
  _tag: 'Request',
  request: asked,
});

/** Names the rule that fired; the detail is a few words that name the case. */
export const note = (rule: Note['rule'], detail = ''): { readonly _tag: 'Note'; readonly note: Note } => ({
  _tag: 'Note',
  note: { rule, detail },
});
