// A claim: a predicate over the events of a trace, never over the insides of a stack; so it judges a trace of real sockets too.
import type { Instant } from '@sockeye/core';
import type { EventKind, Reason, TraceEvent } from '@sockeye/sim';
import type { Verdict } from './Verdict.ts';

/** How a trace ended. */
export interface End {
  readonly at: Instant;
  readonly reason: Reason['_tag'];
}

/** What should happen at least once in a campaign; if it never does, the claim held without a bite. */
export interface Goal {
  /** `a retransmission happened`. */
  readonly says: string;
  readonly kinds: ReadonlyArray<EventKind>;
  readonly isMet: (event: TraceEvent) => boolean;
}

/** Safety: nothing bad happens, whatever the faults. Liveness: something good happens once they are healed. Invariant: true at every event. */
export type Kind = 'safety' | 'liveness' | 'invariant';

declare const memoryBrand: unique symbol;

/** What a claim remembers of the events so far: plain data, so that a run can be forked, and equal memories have equal hashes. */
export interface Memory {
  readonly [memoryBrand]: true;
}

/** What is said of a claim whatever it remembers. */
export interface Heading {
  /** `tcp.prefixDelivery`: the floor, and a name. */
  readonly name: string;
  readonly kind: Kind;
  /** The promise in one sentence. */
  readonly says: string;
  /** Where it is promised: `RFC 9293 §3.8`. */
  readonly source: string;
  /** The kinds of events that it looks at; the others need not be made. */
  readonly kinds: ReadonlyArray<EventKind>;
  /** What must happen in a campaign for the claim to have been tried. */
  readonly goals: ReadonlyArray<Goal>;
}

/** A claim as it is written: a memory of any plain type, a step, and a judgement. */
export interface Definition<M> extends Heading {
  readonly initial: M;
  /** Pure. May give the same memory again where an event says nothing new. */
  readonly hear: (memory: M, event: TraceEvent) => M;
  /** What it says now; with an end, for good. A violation stays one, whatever comes. */
  readonly judge: (memory: M, end: End | undefined) => Verdict;
}

/**
 * A claim.
 *
 * @category claims
 * @since 0.1.0
 */
export interface Claim extends Definition<Memory> {
  readonly initial: Memory;
}

/**
 * Makes a claim; what it remembers is its own affair from then on.
 *
 * Takes   its heading, what it remembers at first, what it learns from an event, and what it says
 * Gives   the claim
 * Fails   never
 *
 * @example
 * const quiet = claim({
 *   name: 'udp.silence', kind: 'safety', says: 'Nobody sends a datagram.', source: 'our own',
 *   kinds: ['FrameSent'], goals: [], initial: HOLDS,
 *   hear: (_, event) => violated('a frame', 'somebody spoke', event.at, event.id),
 *   judge: (verdict) => verdict,
 * });
 * quiet.name // 'udp.silence'
 *
 * @category claims
 * @since 0.1.0
 */
export const claim = <M>(definition: Definition<M>): Claim => definition as unknown as Claim;
