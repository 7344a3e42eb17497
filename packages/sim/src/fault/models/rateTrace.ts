// A link as mahimahi has it: a list of milliseconds, at each of which 1,500 octets may pass; after the last one it begins again.
import type { Instant } from '@sockeye/core';
import { t } from '../../basis/fp.ts';
import type { Codec } from '../../data/record.ts';
import { refused } from '../../data/record.ts';
import type { Random } from '../Random.ts';
import { whole } from '../Reading.ts';
import type { TraceSetting } from '../More.ts';
import type { Model } from './Model.ts';

export interface RateTrace extends Random {
  readonly _tag: 'RateTrace';
  /** Milliseconds, never falling; one that stands twice counts twice. The last one is the period, too. */
  readonly opportunities: ReadonlyArray<number>;
}

/** What passes at one opportunity, octets. */
export const OPPORTUNITY = 1500;

const MILLISECOND = 1_000_000;

/** Where a link stands: the opportunity that is being used, and what is left of it. */
export interface Place {
  readonly index: number;
  readonly left: number;
  /** When the last frame had passed. */
  readonly busyUntil: Instant;
}

/** When the opportunity with this number comes, from 0. */
const timeOf = ({ opportunities, period, since }: TraceSetting, index: number): Instant => {
  const round = Math.floor(index / opportunities.length);
  return (since + (round * period + (opportunities[index % opportunities.length] ?? 0)) * MILLISECOND) as Instant;
};

/** The first opportunity that comes after this instant. One that comes at the instant itself was used, or wasted, before. */
const firstAfter = (trace: TraceSetting, now: Instant): number => {
  const round = Math.max(0, Math.floor((now - trace.since) / (trace.period * MILLISECOND)) - 1);
  let index = round * trace.opportunities.length;
  while (timeOf(trace, index) <= now) index += 1;
  return index;
};

/**
 * When a frame has passed.
 *
 * A frame may take several opportunities, and several frames may share one. What is left of an opportunity when nobody waits is
 * wasted.
 *
 * Takes   the link, where it stands (undefined: nothing has passed yet), the frame's length in octets, the instant, and whether
 *         the frame has waited for the one before it, so that it may use what that one left of its opportunity
 * Gives   where the link stands then; the frame has passed at its `busyUntil`
 * Fails   never
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const pass = (
  trace: TraceSetting,
  place: Place | undefined,
  octets: number,
  now: Instant,
  backlog: boolean,
): Place => {
  const goesOn = backlog && place !== undefined && place.busyUntil === now;
  let index = goesOn ? place.index : firstAfter(trace, now);
  let left = goesOn ? place.left : OPPORTUNITY;
  let rest = octets;
  while (rest > left) {
    rest -= left;
    index += 1;
    left = OPPORTUNITY;
  }
  left -= rest;
  const busyUntil = timeOf(trace, index);
  return left === 0 ? { index: index + 1, left: OPPORTUNITY, busyUntil } : { index, left, busyUntil };
};

const isTrace = (value: unknown): value is ReadonlyArray<number> =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((n) => typeof n === 'number' && Number.isInteger(n) && n >= 0);

const readFile = (text: string): ReadonlyArray<number> | undefined => {
  const lines = text.split(/\s+/u).filter((line) => line !== '');
  return lines.length > 0 && lines.every((line) => /^[0-9]{1,9}$/.test(line)) ? lines.map(Number) : undefined;
};

const WANTED = 'a list of milliseconds, or a text with one a line, as a mahimahi trace has them';

const opportunities: Codec<ReadonlyArray<number>> = new t.Type<ReadonlyArray<number>, unknown>(
  'trace',
  isTrace,
  (input, context) => {
    const read = typeof input === 'string' ? readFile(input) : isTrace(input) ? input : undefined;
    return read === undefined ? t.failure(input, context, refused(input, WANTED)) : t.success(read);
  },
  (value) => value,
);

export const rateTraceModel: Model<RateTrace> = {
  tag: 'RateTrace',
  phrase: 'rate trace',
  place: 'trace',
  read: (words) => {
    const read = [words.read(whole(0), 'a millisecond, a whole number')];
    for (let n = words.maybe(whole(0)); n !== undefined; n = words.maybe(whole(0))) read.push(n);
    return { _tag: 'RateTrace', opportunities: read };
  },
  show: ({ opportunities }) => `rate trace ${opportunities.join(' ')}`,
  fields: { opportunities },
  refuse: ({ opportunities }, { rate }) =>
    rate !== undefined
      ? 'a cable has a rate or a rate trace: take the rate away'
      : opportunities.some((n, i) => n < (opportunities[i - 1] ?? 0))
        ? 'the milliseconds of a trace never fall'
        : (opportunities[opportunities.length - 1] ?? 0) === 0
          ? 'the last millisecond is the period of the trace, and cannot be 0'
          : undefined,
  prepare: ({ opportunities }, span, more) => {
    more.trace = { ...span, opportunities, period: opportunities[opportunities.length - 1] ?? 1 };
  },
};
