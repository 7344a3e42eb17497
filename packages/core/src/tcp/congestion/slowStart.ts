import type { Acknowledged, Congestion } from './CongestionControl.ts';
import { congestion } from './CongestionControl.ts';

/** No window of TCP is larger: 16 bits, shifted by 14. (RFC 7323 §2.3) */
export const LARGEST_WINDOW: number = 65_535 * 16_384;

/**
 * Slow start: the window grows by what was acknowledged, but by no more than L segments for one ACK.
 *
 * With L = 1 this is RFC 5681's (2), min (N, SMSS): who acknowledges octet by octet cannot make the window grow faster, and a
 * stretched ACK opens it by one segment. RFC 3465 §2.3 allows L = 2, since delayed ACKs cover two segments.
 *
 * RFC     5681 §3.1 (2), 3465 §2.2
 */
export const slowStart = (c: Congestion, a: Acknowledged, limit: number, memory: unknown): Congestion =>
  congestion(Math.min(c.cwnd + Math.min(a.acked, limit * a.smss), LARGEST_WINDOW), c.ssthresh, 0, memory);
