// What a line has besides the plain faults, made ready: a place for each model, empty on most lines.
import type { Duration, Instant } from '@sockeye/core';
import type { LossLaw } from './models/laws.ts';
import type { Span } from './models/Span.ts';
import type { DiscSetting } from './queues/Disc.ts';

/** netem's rate, on a frame that is longer by an overhead, and cut into cells. Octets a second, as the kernel holds it. */
export interface RateSetting extends Span {
  readonly octets: number;
  readonly overhead: number;
  /** 0: no cells. */
  readonly cell: number;
  readonly cellOverhead: number;
}

/** When a slot opens after the last one, and how much it lets pass. */
export interface SlotSetting extends Span {
  readonly least: Duration;
  readonly most: Duration;
  /** Undefined: uniform between the two; else `least` is the mean and `most` the deviation. */
  readonly table: ReadonlyArray<number> | undefined;
  readonly packets: number;
  readonly octets: number;
}

/** What shuts a line for a time. */
export type Barrier = Span &
  (
    | { readonly _tag: 'Cut' }
    | { readonly _tag: 'Hold' }
    /** Up, then down, again and again from `since`. */
    | { readonly _tag: 'Flap'; readonly up: Duration; readonly down: Duration }
    | { readonly _tag: 'Mtu'; readonly octets: number }
  );

/** With this probability a frame freezes the line; for how long is exponential. */
export interface ClogSetting extends Span {
  readonly threshold: number;
  readonly mean: Duration;
}

/** A link that may send 1,500 octets at each of these milliseconds, again and again. */
export interface TraceSetting extends Span {
  readonly opportunities: ReadonlyArray<number>;
  readonly period: number;
}

/** Everything that a line can have besides. */
export interface More {
  /** A script names octets of a connection, so that the line must know where each began. */
  readonly ranged: boolean;
  readonly seed: number | undefined;
  readonly loss: (Span & { readonly law: LossLaw }) | undefined;
  readonly bound: (Span & { readonly k: number; readonly n: number }) | undefined;
  readonly ecn: Span | undefined;
  readonly rate: RateSetting | undefined;
  readonly limit: (Span & { readonly frames: number }) | undefined;
  readonly slot: SlotSetting | undefined;
  readonly barriers: ReadonlyArray<Barrier>;
  readonly clog: ClogSetting | undefined;
  readonly trace: TraceSetting | undefined;
  readonly disc: DiscSetting | undefined;
  readonly truncate: (Span & { readonly threshold: number; readonly octets: number | undefined }) | undefined;
}

/** The same while it is being made ready. */
export type Growing = { -readonly [K in keyof More]: More[K] };

/** The instant at which a fault without an end ceases. */
export const FOREVER: Instant = Number.MAX_SAFE_INTEGER as Instant;

/** Nothing besides; a fresh one, to be filled. */
export const nothingMore = (): Growing => ({
  ranged: false,
  seed: undefined,
  loss: undefined,
  bound: undefined,
  ecn: undefined,
  rate: undefined,
  limit: undefined,
  slot: undefined,
  barriers: [],
  clog: undefined,
  trace: undefined,
  disc: undefined,
  truncate: undefined,
});

const ended = <S extends Span>(span: S, now: Instant): S => (span.until <= now ? span : { ...span, until: now });

/** Nothing besides; shared. */
export const NO_MORE: More = nothingMore();

/** Chance and barriers cease at this instant; rates, limits, queues and slots stay, for they are what the line is. */
export const healedMore = (more: More, now: Instant): More => ({
  ...more,
  loss: more.loss === undefined ? undefined : ended(more.loss, now),
  barriers: more.barriers.map((barrier) => (barrier._tag === 'Mtu' ? barrier : ended(barrier, now))),
  clog: more.clog === undefined ? undefined : ended(more.clog, now),
  truncate: more.truncate === undefined ? undefined : ended(more.truncate, now),
});
