// The fields of which the mappings of models are made.
import type { Duration } from '@sockeye/core';
import { t } from '../../basis/fp.ts';
import { readDuration, readRate, showDuration, showRate } from '../../data/quantities.ts';
import type { Codec } from '../../data/record.ts';
import { refused, whole, word } from '../../data/record.ts';

export const duration: Codec<Duration, string> = word('time', 'a time, as in 20ms', readDuration, showDuration);

export const rate: Codec<number, string> = word('rate', 'a rate in bits per second, as in 10Mbit', readRate, showRate);

/** 0 to 100: the number before the sign. */
export const percent: Codec<number, number> = new t.Type<number, number>(
  'percentage',
  (value): value is number => typeof value === 'number',
  (input, context) =>
    typeof input === 'number' && input >= 0 && input <= 100
      ? t.success(input)
      : t.failure(input, context, refused(input, 'a number from 0 to 100')),
  (value) => value,
);

export const count = (name: string, least = 1): Codec<number, number> => whole(name, least, 999_999_999);

export const flag: Codec<boolean, boolean> = new t.Type<boolean, boolean>(
  'yes or no',
  (value): value is boolean => typeof value === 'boolean',
  (input, context) =>
    typeof input === 'boolean' ? t.success(input) : t.failure(input, context, refused(input, 'true or false')),
  (value) => value,
);

/** A number that may have a fraction. */
export const number = (name: string, least: number, most = 999_999): Codec<number, number> =>
  new t.Type<number, number>(
    name,
    (value): value is number => typeof value === 'number',
    (input, context) =>
      typeof input === 'number' && input >= least && input <= most
        ? t.success(input)
        : t.failure(input, context, refused(input, `a number from ${least} to ${most}`)),
    (value) => value,
  );

export const integer = (name: string, least: number, most: number): Codec<number, number> => whole(name, least, most);
