/** A seeded defect of the stack: one text of one file, exchanged for another while tests run. */
export interface Mutant {
  readonly id: string;
  /** 1 to 14, the bug families below. */
  readonly family: number;
  /** What is wrong, in one sentence. */
  readonly wrong: string;
  /** Under packages/core/src. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly text: string;
  readonly instead: string;
  /** Files of tests that are expected to see it, under tests/. */
  readonly seen: ReadonlyArray<string>;
}

/** What has gone wrong in TCPs before. */
export const FAMILIES: ReadonlyArray<string> = [
  'comparisons that are not modulo 2^32',
  'both open, or both close, at once',
  'half-open connections and resets',
  'deadlocks of a closed window',
  'a window that shrinks, and octets beyond it',
  'silly windows; Nagle against delayed ACKs',
  'SACK: reneging, lies, overlaps, the order of blocks',
  'tiny segments, boards and queues that grow',
  'TIME-WAIT, old duplicates, PAWS',
  'ACKs of what was never sent, or of long ago; challenge ACKs',
  'retransmission: Karn, backoff, restarts, spurious timeouts',
  'FINs: out of order, beyond the window, text behind them, half-close',
  'malformed options and headers',
  'forged ICMP errors',
];
