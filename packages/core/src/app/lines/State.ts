import type { Bytes } from '../../basis/bytes.ts';
import { NO_BYTES } from '../../basis/bytes.ts';
import { O } from '../../basis/fp.ts';
import type { Rope } from '../../basis/rope.ts';
import { EMPTY_ROPE } from '../../basis/rope.ts';
import type { Instant } from '../../basis/time.ts';

/** What the floor is built from. */
export interface LinesConfig {
  /** How many octets a line may have, its CRLF not counted. */
  readonly limit: number;
  /** Does an LF without a CR end a line as well? It is told as `bare`: for those who refuse it at once. By default it does not. */
  readonly bareEnds?: boolean;
}

/** What the floor remembers. */
export interface LinesState {
  /** The beginning of a line whose end has not come. */
  readonly partial: Rope;
  /** Is the line that has begun too long? Then nothing of it is kept but whether its last octet was a CR. */
  readonly skips: boolean;
  readonly afterCr: boolean;
  /** A bare LF has been seen in it. */
  readonly bare: boolean;
  /** Octets that were not looked at yet. */
  readonly fresh: Bytes;
  /** How many of the next octets are no lines. */
  readonly span: number;
  readonly isPaused: boolean;
  /** Octets that were sent since all had gone last: from some number on no line is told until they have. */
  readonly owed: number;
  readonly hasEnded: boolean;
  /** When to go on with what is there: at once, in a step of its own, so that each line is handled before the next is looked at. */
  readonly due: Instant | undefined;
}

/** A peer that asks and asks and does not read the answers is held up at so many octets of them. */
const CLOGGED = 65_536;

/** May nothing be told for now? */
export const isHeld = ({ isPaused, owed }: LinesState): boolean => isPaused || owed >= CLOGGED;

/** Is there something that could be told at once? */
export const hasMore = (state: LinesState): boolean => (state.fresh.length > 0 || state.hasEnded) && !isHeld(state);

export const initial: LinesState = {
  partial: EMPTY_ROPE,
  skips: false,
  afterCr: false,
  bare: false,
  fresh: NO_BYTES,
  span: 0,
  isPaused: false,
  owed: 0,
  hasEnded: false,
  due: undefined,
};

export const deadline = ({ due }: LinesState): O.Option<Instant> => (due === undefined ? O.none : O.some(due));

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: LinesState, { limit }: LinesConfig): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  if (state.partial.length > limit + 1) broken.push('a line is kept that is too long');
  if (state.skips && state.partial.length > 0) broken.push('a line is kept that is skipped');
  if (state.span < 0) broken.push('a span is negative');
  return broken;
};
