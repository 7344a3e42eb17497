import type { Duration } from '../../basis/time.ts';
import type { Congestion } from './CongestionControl.ts';
import { congestion, withWindow } from './CongestionControl.ts';

// What the window is worth when it was not used: the ACK clock has stopped, or has run slower than the window allows.

/** The restart window: no more than the initial one. (RFC 5681 §4.1: RW = min (IW, cwnd)) */
export const restartWindow = (initialWindow: number, cwnd: number): number => Math.min(initialWindow, cwnd);

/**
 * Nothing was sent for longer than an RTO: slow start begins again.
 *
 * RFC     5681 §4.1
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const restarted = (c: Congestion, idle: Duration, rto: Duration, initialWindow: number): Congestion =>
  idle > rto ? withWindow(c, restartWindow(initialWindow, c.cwnd)) : c;

const threeQuarters = (cwnd: number): number => Math.floor((3 * cwnd) / 4);

/** The threshold remembers what the window was worth; one that was never set stays so. */
const remembered = (c: Congestion): number => Math.max(c.ssthresh, threeQuarters(c.cwnd));

/**
 * Nothing was sent for some RTOs: the window halves once for each, and the threshold remembers three quarters of it.
 *
 * RFC     2861 §3.1; what is left is rounded down to whole units of `unit` octets (1; or SMSS where segments are counted)
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const decayed = (
  c: Congestion,
  idle: Duration,
  rto: Duration,
  initialWindow: number,
  unit: number,
): Congestion => {
  if (idle < rto) return c;
  const least = restartWindow(initialWindow, c.cwnd);
  let cwnd = c.cwnd;
  for (let left = idle - rto; left >= 0 && cwnd > least; left -= rto) {
    cwnd = Math.floor(cwnd / 2 / unit) * unit;
  }
  return congestion(Math.max(cwnd, least), remembered(c), 0, c.memory);
};

/**
 * For an RTO the window was not filled: it goes half the way down to what was used.
 *
 * RFC     2861 §3.2
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const underused = (c: Congestion, used: number): Congestion =>
  used >= c.cwnd ? c : congestion(Math.floor((c.cwnd + used) / 2), remembered(c), 0, c.memory);
