// What a fault of a cable says besides itself: in which direction it acts, and when.
import type { Duration } from '@sockeye/core';

/** One direction of a cable, by the names of its ends. */
export interface Direction {
  readonly from: string;
  readonly to: string;
}

/** What the faults of a cable have in common, but the scripted ones. */
export interface Random {
  /** Undefined: both directions. */
  readonly direction: Direction | undefined;
  /** The fault begins so long after the beginning; absent: at once. */
  readonly since?: Duration | undefined;
  /** The fault ceases so long after the beginning; undefined: never. */
  readonly until: Duration | undefined;
}

/** A fault that befalls so many frames of a hundred. */
export interface Percentage extends Random {
  /** 0 to 100. */
  readonly percent: number;
  /** netem's correlation, 0 to 100; 0: none. */
  readonly correlation: number;
}
