// Civil time without a clock or a library: days and seconds since 1970, UTC.
import type { Instant } from '../../../basis/time.ts';
import { instant } from '../../../basis/time.ts';

/** A point in time as people write it; UTC. */
export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY = 86_400;
/** Days in 400 years: the calendar begins again after them. */
const ERA = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const SHIFT = 719_468;

/** Days since 1970 of a date. Years are counted from March, so that the leap day is the last of a year. */
const daysOf = (year: number, month: number, day: number): number => {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * ERA + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - SHIFT;
};

/** The seconds since 1970 of a civil time. */
export const secondsOf = ({ year, month, day, hour, minute, second }: Civil): number =>
  daysOf(year, month, day) * DAY + hour * 3_600 + minute * 60 + second;

/** The civil time of seconds since 1970. */
export const civilOf = (seconds: number): Civil => {
  const days = Math.floor(seconds / DAY);
  const rest = seconds - days * DAY;
  const shifted = days + SHIFT;
  const era = Math.floor(shifted / ERA);
  const dayOfEra = shifted - era * ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600),
    minute: Math.floor((rest % 3_600) / 60),
    second: rest % 60,
  };
};

/** Whole seconds of an instant since 1970. */
export const secondsAt = (at: Instant): number => Math.floor(at / 1_000_000_000);

const padded = (n: number, width = 2): string => String(n).padStart(width, '0');

/**
 * time-val = 14DIGIT [ "." 1*DIGIT ] ; RFC 3659 §2.3
 *
 * @example
 * showTime(instant(951_827_696 * 1e9)) // '20000229123456'
 */
export const showTime = (at: Instant): string => {
  const { year, month, day, hour, minute, second } = civilOf(secondsAt(at));
  return `${padded(year, 4)}${padded(month)}${padded(day)}${padded(hour)}${padded(minute)}${padded(second)}`;
};

/** The same, read. A date that no calendar has is none. */
export const parseTime = (word: string): Instant | undefined => {
  const [, ...parts] = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\.[0-9]+)?$/.exec(word) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  // A leap second is the first of the next minute.
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return undefined;
  const seconds = secondsOf({ year, month, day, hour, minute, second });
  const back = civilOf(daysOf(year, month, day) * DAY);
  if (back.day !== day || back.month !== month || seconds < 0) return undefined;
  return instant(seconds * 1_000_000_000);
};
