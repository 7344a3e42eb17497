// Queue disciplines as data: who may wait on a line that is busy, who is dropped, and who is sent next.
import type { Duration, Instant } from '@sockeye/core';
import type { List } from 'immutable';
import type { Span } from '../models/Span.ts';

/** CoDel's two times, and the largest frame that may wait without being called a queue. */
export interface CodelTimes {
  readonly target: Duration;
  readonly interval: Duration;
  readonly mtu: number;
}

/** A discipline with its parameters. */
export type Discipline =
  | { readonly _tag: 'DropTail'; readonly limit: number }
  | { readonly _tag: 'DropHead'; readonly limit: number }
  | {
      readonly _tag: 'Red';
      readonly limit: number;
      /** Frames: below `min` nobody is dropped, from `max` on with growing certainty. */
      readonly min: number;
      readonly max: number;
      /** The share that is dropped at `max`, in percent. */
      readonly percent: number;
      /** The average forgets 1 of so many. */
      readonly weight: number;
    }
  | ({ readonly _tag: 'Codel'; readonly limit: number } & CodelTimes)
  | ({
      readonly _tag: 'FqCodel';
      readonly limit: number;
      readonly flows: number;
      readonly quantum: number;
    } & CodelTimes);

/** A discipline on a line. */
export type DiscSetting = Span & { readonly discipline: Discipline };

/** A frame that waits: whatever its line keeps with it, its length in octets, since when, and of which flow. */
export interface Waiting<A> {
  readonly value: A;
  readonly octets: number;
  readonly entered: Instant;
  readonly flow: number;
}

export type Frames<A> = List<Waiting<A>>;

/** Whoever was dropped, and why. */
export interface Dropped<A> {
  readonly value: A;
  readonly reason: DropReason;
}

/** `early`: RED's average; `sojourn`: it waited too long for CoDel; `overflow`: the flow that waits most had to make room. */
export type DropReason = 'queue-full' | 'early' | 'sojourn' | 'overflow';

/** A queue after a frame came, or after one was asked for. */
export interface Queued<A, Q> {
  readonly queue: Q;
  readonly dropped: ReadonlyArray<Dropped<A>>;
  /** Whoever is sent next; undefined where nobody was asked for, or nobody is left. */
  readonly next: Waiting<A> | undefined;
}
