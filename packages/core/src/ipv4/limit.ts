// How many ICMP errors a host sends. (RFC 1812 §4.3.2.8; the numbers are Linux's icmp_msgs_per_sec and icmp_msgs_burst)
import type { Duration, Instant } from '../basis/time.ts';
import { after, milliseconds } from '../basis/time.ts';

/** What one error costs: a thousand of them fill a second. */
export const ERROR_COST: Duration = milliseconds(1);

/** How many may be sent at once after a silence. */
export const ERROR_BURST = 50;

/**
 * A bucket of tokens as one instant: the time that the errors sent so far have paid for.
 *
 *     paidUntil ≤ now            the bucket is full
 *     paidUntil − now = 50 ms    it is empty
 *
 * Takes   until when is paid, and now
 * Gives   until when is paid with one error more; undefined when the bucket is empty
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const pay = (paidUntil: Instant, now: Instant): Instant | undefined => {
  const from = paidUntil > now ? paidUntil : now;
  const until = after(from, ERROR_COST);
  return until - now > ERROR_COST * ERROR_BURST ? undefined : until;
};
