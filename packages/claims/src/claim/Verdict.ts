// What a claim says of a trace: three-valued, since a trace that was cut off has not told everything.
import type { Instant } from '@sockeye/core';
import type { EventId } from '@sockeye/sim';

/** The trace breaks the claim. */
export interface Violation {
  readonly _tag: 'Violated';
  /** The event that broke it; undefined: something that should have happened had not when the run ended. */
  readonly event: EventId | undefined;
  readonly at: Instant;
  /** What kind of breach it is, in one or two words that do not depend on times and numbers: `other octets`. Part of the fingerprint. */
  readonly kind: string;
  /** What happened, in a sentence. */
  readonly says: string;
}

/**
 * What a claim says of a trace.
 *
 * `Undecided`: the trace ended before it could be told. It is not a success.
 *
 * @category claims
 * @since 0.1.0
 */
export type Verdict = { readonly _tag: 'Holds' } | Violation | { readonly _tag: 'Undecided'; readonly says: string };

/** Shared by all who hold. */
export const HOLDS: Verdict = { _tag: 'Holds' };

/** The trace is too short. */
export const undecided = (says: string): Verdict => ({ _tag: 'Undecided', says });

/** The claim is broken by this event. */
export const violated = (kind: string, says: string, at: Instant, event?: EventId): Violation => ({
  _tag: 'Violated',
  event,
  at,
  kind,
  says,
});
