// The throughput laws: the average window of a flow that loses every (1/p)-th segment, in segments.

/**
 * AIMD with those numbers; with 1 and 1/2 it is Mathis's law, sqrt (3/2) / sqrt (p).
 *
 * RFC     9438 §4.3, figure 3
 */
export const aimd = (alpha: number, beta: number, p: number): number =>
  Math.sqrt((alpha * (1 + beta)) / (2 * (1 - beta) * p));

/** Reno. */
export const mathis = (p: number): number => aimd(1, 0.5, p);

/** RFC 9438 §5.1, figure 6: C^(1/4) … (RTT / p)^(3/4), where it is not below the Reno-friendly region. */
export const cubicWindow = (p: number, rtt: number): number =>
  Math.max(aimd(9 / 17, 0.7, p), ((0.4 * 3.7) / 1.2) ** 0.25 * (rtt / p) ** 0.75);

/**
 * PFTK: with timeouts, as segments a second times the round trip. It supposes that a loss takes the rest of its round along, so where
 * losses are independent it is a lower bound, the more so the shorter a round trip is against the timeout.
 *
 * Takes   b, segments that an ACK counts for: 1, since octets are counted; the timeout in seconds
 */
export const pftk = (p: number, rtt: number, timeout: number): number =>
  rtt / (rtt * Math.sqrt((2 * p) / 3) + timeout * Math.min(1, 3 * Math.sqrt((3 * p) / 8)) * p * (1 + 32 * p * p));

/** Reno where each segment is lost by chance, independently: a window varies more than a saw's, and is a little larger. (Ott, Kemperman, Mathis) */
export const ott = (p: number): number => 1.31 / Math.sqrt(p);

/** Jain's index of fairness: 1 when all have the same, 1/n when one has all. */
export const fairness = (shares: ReadonlyArray<number>): number =>
  shares.reduce((a, b) => a + b, 0) ** 2 / (shares.length * shares.reduce((a, b) => a + b * b, 0));
