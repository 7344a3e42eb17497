// `queue …`: the discipline by which frames wait for a cable's rate, instead of dropping the last of a full queue.
import type { Duration } from '@sockeye/core';
import { milliseconds } from '@sockeye/core';
import { readPercent, showDuration } from '../../data/quantities.ts';
import { withDefault } from '../../data/record.ts';
import type { Discipline } from '../queues/Disc.ts';
import type { Random } from '../Random.ts';
import type { Reading } from '../Reading.ts';
import { PERCENT, takeCount, takeTime } from '../Reading.ts';
import { count, duration, percent } from './fields.ts';
import type { Ground, Model } from './Model.ts';

interface Limited extends Random {
  /** Frames that may wait. */
  readonly limit: number;
}

interface Codel extends Limited {
  readonly target: Duration;
  readonly interval: Duration;
}

export type QueueFault =
  | (Limited & { readonly _tag: 'DropTail' })
  | (Limited & { readonly _tag: 'DropHead' })
  | (Limited & {
      readonly _tag: 'Red';
      readonly min: number;
      readonly max: number;
      readonly percent: number;
      readonly weight: number;
    })
  | (Codel & { readonly _tag: 'Codel' })
  | (Codel & { readonly _tag: 'FqCodel'; readonly flows: number; readonly quantum: number });

type Of<Tag extends QueueFault['_tag']> = Extract<QueueFault, { readonly _tag: Tag }>;

const FULL_FRAME = 1514;
/** RFC 8289 §4.3 and §4.4 recommend both. */
const TARGET = milliseconds(5);
const INTERVAL = milliseconds(100);

const needsRate = (_: QueueFault, { rate, tags }: Ground): string | undefined =>
  rate === undefined && !tags.includes('RateTrace')
    ? 'nobody waits on a cable without a rate: give the cable a rate, or a rate trace'
    : undefined;

/** Reads `word COUNT` pairs in any order. */
const named = (words: Reading, known: Readonly<Record<string, (words: Reading) => number>>): Record<string, number> => {
  const read: Record<string, number> = {};
  for (;;) {
    const word = words.next;
    const reader =
      word === undefined || !Object.hasOwn(known, word) || Object.hasOwn(read, word) ? undefined : known[word];
    if (word === undefined || reader === undefined) return read;
    words.at += 1;
    read[word] = reader(words);
  }
};

const frames = (words: Reading): number => takeCount(words, 'frames');
const octets = (words: Reading): number => takeCount(words, 'octets');

const plain = <Tag extends 'DropTail' | 'DropHead'>(tag: Tag, name: string): Model<Of<Tag>> =>
  ({
    tag,
    phrase: `queue ${name}`,
    place: 'queue',
    read: (words: Reading) => ({ _tag: tag, limit: takeCount(words, 'frames') }),
    show: ({ limit }: Limited) => `queue ${name} ${limit}`,
    fields: { limit: count('count') },
    refuse: needsRate,
    prepare: ({ limit }, span, more) => {
      more.disc = { ...span, discipline: { _tag: tag, limit } };
    },
  }) as Model<Of<'DropTail'>> as unknown as Model<Of<Tag>>;

export const dropTailModel: Model<Of<'DropTail'>> = plain('DropTail', 'droptail');
export const dropHeadModel: Model<Of<'DropHead'>> = plain('DropHead', 'drophead');

export const redModel: Model<Of<'Red'>> = {
  tag: 'Red',
  phrase: 'queue red',
  place: 'queue',
  read: (words) => {
    const {
      min = 5,
      max = 15,
      limit = 1000,
      weight = 512,
      probability = 10,
    } = named(words, {
      min: frames,
      max: frames,
      limit: frames,
      weight: frames,
      probability: (from) => from.read(readPercent, PERCENT),
    });
    return { _tag: 'Red', min, max, limit, weight, percent: probability };
  },
  show: ({ min, max, limit, weight, percent }) =>
    `queue red min ${min} max ${max} probability ${percent}%${weight === 512 ? '' : ` weight ${weight}`}${limit === 1000 ? '' : ` limit ${limit}`}`,
  fields: {
    limit: withDefault(count('count'), 1000),
    min: withDefault(count('count'), 5),
    max: withDefault(count('count'), 15),
    percent: withDefault(percent, 10),
    weight: withDefault(count('count'), 512),
  },
  refuse: (fault, ground) =>
    fault.min >= fault.max
      ? 'min must be smaller than max: between the two frames are dropped'
      : needsRate(fault, ground),
  prepare: ({ limit, min, max, percent, weight }, span, more) => {
    more.disc = { ...span, discipline: { _tag: 'Red', limit, min, max, percent, weight } };
  },
};

const codelWords = { limit: frames, target: takeTime, interval: takeTime };

const showCodel = ({ limit, target, interval }: Codel, usual: number): string =>
  `${limit === usual ? '' : ` limit ${limit}`}${target === TARGET ? '' : ` target ${showDuration(target)}`}${
    interval === INTERVAL ? '' : ` interval ${showDuration(interval)}`
  }`;

const refuseCodel = (fault: Codel & QueueFault, ground: Ground): string | undefined =>
  fault.interval === 0 ? 'an interval of no time has no next drop' : needsRate(fault, ground);

const times = ({
  target,
  interval,
}: Codel): Pick<Extract<Discipline, { readonly _tag: 'Codel' }>, 'target' | 'interval' | 'mtu'> => ({
  target,
  interval,
  mtu: FULL_FRAME,
});

export const codelModel: Model<Of<'Codel'>> = {
  tag: 'Codel',
  phrase: 'queue codel',
  place: 'queue',
  read: (words) => {
    const { limit = 1000, target = TARGET, interval = INTERVAL } = named(words, codelWords);
    return { _tag: 'Codel', limit, target: target as Duration, interval: interval as Duration };
  },
  show: (fault) => `queue codel${showCodel(fault, 1000)}`,
  fields: {
    limit: withDefault(count('count'), 1000),
    target: withDefault(duration, TARGET),
    interval: withDefault(duration, INTERVAL),
  },
  refuse: refuseCodel,
  prepare: (fault, span, more) => {
    more.disc = { ...span, discipline: { _tag: 'Codel', limit: fault.limit, ...times(fault) } };
  },
};

export const fqCodelModel: Model<Of<'FqCodel'>> = {
  tag: 'FqCodel',
  phrase: 'queue fq_codel',
  place: 'queue',
  read: (words) => {
    const read = named(words, { ...codelWords, flows: (from) => takeCount(from, 'flows'), quantum: octets });
    const { limit = 10_240, target = TARGET, interval = INTERVAL, flows = 1024, quantum = FULL_FRAME } = read;
    return { _tag: 'FqCodel', limit, target: target as Duration, interval: interval as Duration, flows, quantum };
  },
  show: (fault) =>
    `queue fq_codel${showCodel(fault, 10_240)}${fault.flows === 1024 ? '' : ` flows ${fault.flows}`}${
      fault.quantum === FULL_FRAME ? '' : ` quantum ${fault.quantum}`
    }`,
  fields: {
    limit: withDefault(count('count'), 10_240),
    target: withDefault(duration, TARGET),
    interval: withDefault(duration, INTERVAL),
    flows: withDefault(count('count'), 1024),
    quantum: withDefault(count('count'), FULL_FRAME),
  },
  refuse: refuseCodel,
  prepare: (fault, span, more) => {
    const { limit, flows, quantum } = fault;
    more.disc = { ...span, discipline: { _tag: 'FqCodel', limit, flows, quantum, ...times(fault) } };
  },
};
