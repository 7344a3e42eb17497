// Instants as the outputs print them: integers all the way, so that every engine prints the same.
import type { Instant } from '@sockeye/core';

const padded = (n: number, width: number): string => String(n).padStart(width, '0');

/** Seconds with six decimals, cut, as tcpdump prints them. */
export const showMicroseconds = (at: Instant): string =>
  `${Math.floor(at / 1e9)}.${padded(Math.floor((at % 1e9) / 1000), 6)}`;

/** Seconds with three decimals where they are enough for all of these, else with six, cut. */
export const clockFor = (instants: ReadonlyArray<Instant>): ((at: Instant) => string) =>
  instants.every((at) => at % 1e6 === 0)
    ? (at) => `${Math.floor(at / 1e9)}.${padded((at % 1e9) / 1e6, 3)}`
    : showMicroseconds;
