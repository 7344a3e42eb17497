// Instants as the outputs print them: integers all the way, so that every engine prints the same.
import type { Instant } from '@sockeye/core';

const padded = (n: number, width: number): string => String(n).padStart(width, '0');

/** Seconds with six decimals, cut, as tcpdump prints them. */
export const showMicroseconds = (at: Instant): string =>
  `${Math.floor(at / 1e9)}.${padded(Math.floor((at % 1e9) / 1000), 6)}`;

/** Seconds with as many decimals as the trace needs: three, six or nine. */
export const clockFor = (instants: Iterable<Instant>): ((at: Instant) => string) => {
  let digits = 3;
  for (const at of instants) {
    if (at % 1e3 !== 0) digits = 9;
    else if (digits === 3 && at % 1e6 !== 0) digits = 6;
  }
  const unit = digits === 9 ? 1 : digits === 6 ? 1e3 : 1e6;
  return (at) => `${Math.floor(at / 1e9)}.${padded(Math.floor((at % 1e9) / unit), digits)}`;
};
