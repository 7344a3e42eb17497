// Two traces side by side: where two futures of one world part.
import { hash32, hashText, hex } from '@sockeye/core';
import type { TraceEvent } from './Event.ts';
import { jsonl } from './jsonl.ts';

/**
 * Where two traces first differ.
 *
 * Takes   two traces that begin at the same event
 * Gives   the place of the first event that is not the same in both, or that only one of them has; undefined: they are the same
 * Fails   never
 *
 * @example
 * const first = firstDifference(run(world).events, run(changed).events);
 * run(changed).events[first ?? 0]?._tag // 'FrameLost'
 *
 * @category trace
 * @since 0.1.0
 */
export const firstDifference = (a: ReadonlyArray<TraceEvent>, b: ReadonlyArray<TraceEvent>): number | undefined => {
  const there = jsonl(b, { octets: true }).split('\n');
  const here = jsonl(a, { octets: true }).split('\n');
  // Both texts end with an empty line, so a trace that is the beginning of the other differs where it ends.
  const length = Math.max(here.length, there.length);
  for (let i = 0; i < length; i++) if (here[i] !== there[i]) return i;
  return undefined;
};

const word = (n: number): string => hex(Uint8Array.of(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255));

/**
 * A short name of a trace: two that differ in any event, instant or octet have, but for one in 2^64, different ones.
 *
 * Rolling: each event is hashed into what came before, so that two runs can be bisected to the first event that differs. Not
 * cryptographic.
 *
 * Takes   a trace from its beginning; `octets`: look also at the octets of frames, which writes them
 * Gives   sixteen hexadecimal digits
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const fingerprint = (events: ReadonlyArray<TraceEvent>, options: { readonly octets?: boolean } = {}): string => {
  let low = 0;
  let high = 1;
  for (const line of jsonl(events, { octets: options.octets === true }).split('\n')) {
    const hashed = hashText(line);
    low = hash32(low, hashed, line.length);
    high = hash32(high, low, hashed);
  }
  return word(high) + word(low);
};
