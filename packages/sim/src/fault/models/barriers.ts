// What shuts a line for a time, or makes it narrower: cut, hold, flap, mtu.
import type { Duration, Instant } from '@sockeye/core';
import { showDuration } from '../../data/quantities.ts';
import type { Barrier } from '../More.ts';
import type { Random } from '../Random.ts';
import { takeCount, takeTime } from '../Reading.ts';
import { count, duration } from './fields.ts';
import type { Model } from './Model.ts';
import { fine } from './Model.ts';

/** Whatever is put in is lost. */
export interface Cut extends Random {
  readonly _tag: 'Cut';
}

/** Whatever is put in waits until the line is released. */
export interface Hold extends Random {
  readonly _tag: 'Hold';
}

/** The line is up and then cut, again and again. */
export interface Flap extends Random {
  readonly _tag: 'Flap';
  readonly up: Duration;
  readonly down: Duration;
}

/** Frames whose payload is longer are dropped; those who send them are not told. */
export interface Mtu extends Random {
  readonly _tag: 'Mtu';
  readonly octets: number;
}

/** Is a line that flaps down at this instant? It is up first. */
export const isDown = (
  { since, up, down }: { readonly since: Instant; readonly up: Duration; readonly down: Duration },
  now: Instant,
): boolean => (now - since) % (up + down) >= up;

const add = (barriers: ReadonlyArray<Barrier>, barrier: Barrier): ReadonlyArray<Barrier> => [...barriers, barrier];

export const cutModel: Model<Cut> = {
  tag: 'Cut',
  phrase: 'cut',
  place: undefined,
  read: () => ({ _tag: 'Cut' }),
  show: () => 'cut',
  fields: {},
  refuse: fine,
  prepare: (_, span, more) => {
    more.barriers = add(more.barriers, { ...span, _tag: 'Cut' });
  },
};

export const holdModel: Model<Hold> = {
  tag: 'Hold',
  phrase: 'hold',
  place: undefined,
  read: () => ({ _tag: 'Hold' }),
  show: () => 'hold',
  fields: {},
  refuse: fine,
  prepare: (_, span, more) => {
    more.barriers = add(more.barriers, { ...span, _tag: 'Hold' });
  },
};

export const flapModel: Model<Flap> = {
  tag: 'Flap',
  phrase: 'flap',
  place: 'flap',
  read: (words) => {
    if (!words.takeIf('up')) words.fail('"up" and how long the line is up, as in up 5s down 200ms');
    const up = takeTime(words);
    if (!words.takeIf('down')) words.fail('"down" and how long the line is down');
    return { _tag: 'Flap', up, down: takeTime(words) };
  },
  show: ({ up, down }) => `flap up ${showDuration(up)} down ${showDuration(down)}`,
  fields: { up: duration, down: duration },
  refuse: ({ up, down }) =>
    down === 0
      ? 'a line that is never down does not flap'
      : up === 0
        ? 'a line that is never up is cut: write "cut"'
        : undefined,
  prepare: ({ up, down }, span, more) => {
    more.barriers = add(more.barriers, { ...span, _tag: 'Flap', up, down });
  },
};

export const mtuModel: Model<Mtu> = {
  tag: 'Mtu',
  phrase: 'mtu',
  place: undefined,
  read: (words) => ({ _tag: 'Mtu', octets: takeCount(words, 'octets') }),
  show: ({ octets }) => `mtu ${octets}`,
  fields: { octets: count('MTU') },
  refuse: ({ octets }) => (octets < 68 ? 'IPv4 needs 68 octets on a link (RFC 791 §3.2)' : undefined),
  prepare: ({ octets }, span, more) => {
    more.barriers = add(more.barriers, { ...span, _tag: 'Mtu', octets });
  },
};
