// netem's `rate R [overhead [cell [celloverhead]]]`: a slower line before the line. (sch_netem.c, packet_time_ns)
import { readRate, showRate } from '../../data/quantities.ts';
import { withDefault } from '../../data/record.ts';
import type { RateSetting } from '../More.ts';
import type { Random } from '../Random.ts';
import { count, integer, rate } from './fields.ts';
import type { Model } from './Model.ts';

export interface Rate extends Random {
  readonly _tag: 'Rate';
  /** Bits per second. */
  readonly rate: number;
  /** Octets by which each frame is longer; a negative number makes it shorter. */
  readonly overhead: number;
  /** Octets in a cell, 0: no cells; and octets that each cell adds. */
  readonly cell: number;
  readonly cellOverhead: number;
}

/**
 * How long a frame takes, in nanoseconds: with cells, the last one is sent whole. In the example, three cells of 53 octets at 1 Mbit.
 *
 * @example
 * packetTime({ octets: 125_000, overhead: 0, cell: 48, cellOverhead: 5 }, 100) // 1272000
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const packetTime = (
  { octets, overhead, cell, cellOverhead }: Omit<RateSetting, 'since' | 'until' | 'says'>,
  length: number,
): number => {
  const longer = Math.max(0, length + overhead);
  const sent = cell === 0 ? longer : Math.ceil(longer / cell) * (cell + cellOverhead);
  return Math.floor((sent * 1_000_000_000) / octets);
};

const readInteger = (text: string): number | undefined => (/^-?[0-9]{1,6}$/.test(text) ? Number(text) : undefined);
const readCell = (text: string): number | undefined => (/^[0-9]{1,6}$/.test(text) ? Number(text) : undefined);

export const rateModel: Model<Rate> = {
  tag: 'Rate',
  phrase: 'rate',
  place: 'rate',
  read: (words) => {
    const bits = words.read(readRate, 'a rate in bits per second, as in 10Mbit');
    const overhead = words.maybe(readInteger);
    const cell = overhead === undefined ? undefined : words.maybe(readCell);
    const cellOverhead = cell === undefined ? undefined : words.maybe(readInteger);
    return { _tag: 'Rate', rate: bits, overhead: overhead ?? 0, cell: cell ?? 0, cellOverhead: cellOverhead ?? 0 };
  },
  show: ({ rate, overhead, cell, cellOverhead }) => {
    const last = cellOverhead === 0 ? '' : ` ${cellOverhead}`;
    const cells = last === '' && cell === 0 ? '' : ` ${cell}${last}`;
    const all = cells === '' && overhead === 0 ? '' : ` ${overhead}${cells}`;
    return `rate ${showRate(rate)}${all}`;
  },
  fields: {
    rate,
    overhead: withDefault(integer('overhead', -999_999, 999_999), 0),
    cell: withDefault(count('cell', 0), 0),
    cellOverhead: withDefault(integer('overhead', -999_999, 999_999), 0),
  },
  refuse: ({ rate, cell, cellOverhead }) =>
    rate < 8
      ? 'netem counts octets a second, and this is less than one'
      : cell === 0 && cellOverhead !== 0
        ? 'cells that do not exist cannot have an overhead: name their size before it'
        : cell > 0 && cell + cellOverhead < 1
          ? 'a cell would have no octet: its overhead is too negative'
          : undefined,
  prepare: ({ rate, overhead, cell, cellOverhead }, span, more) => {
    more.rate = { ...span, octets: Math.floor(rate / 8), overhead, cell, cellOverhead };
  },
};
