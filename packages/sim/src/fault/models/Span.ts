import type { Instant } from '@sockeye/core';

/** When a fault acts, and its words. */
export interface Span {
  readonly since: Instant;
  readonly until: Instant;
  readonly says: string;
}

/** Does it act now? */
export const acts = (span: Span, now: Instant): boolean => now >= span.since && now < span.until;
