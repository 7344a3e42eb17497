// Numbers with a unit, as netem and people write them. One reading for the words of a fault and for the fields of a scenario.
import type { Duration } from '@sockeye/core';
import { nanoseconds } from '@sockeye/core';

const NUMBER = /^([0-9]+(?:\.[0-9]+)?)\s*([A-Za-zµμ%]*)$/;

const scaled = (text: string, units: Readonly<Record<string, number>>): number | undefined => {
  const [, number, unit] = NUMBER.exec(text) ?? [];
  if (number === undefined || unit === undefined || !Object.hasOwn(units, unit)) return undefined;
  return Number(number) * (units[unit] ?? Number.NaN);
};

const TIMES = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, sec: 1e9, min: 60e9 };
const RATES = { bit: 1, Kbit: 1e3, kbit: 1e3, Mbit: 1e6, mbit: 1e6, Gbit: 1e9, gbit: 1e9 };

/** The longest time that a world may name: 90 days, well inside 2^53 nanoseconds. */
const LONGEST = 90 * 86_400e9;

/**
 * A span of time: `20ms`, `1.5s`, `300us`.
 *
 * @example
 * readDuration('1.5ms') // 1500000
 *
 * @category codec
 * @since 0.1.0
 */
export const readDuration = (text: string): Duration | undefined => {
  const time = scaled(text, TIMES);
  return time === undefined || time > LONGEST ? undefined : nanoseconds(Math.round(time));
};

/** A span of time in the largest unit that needs no fraction. */
export const showDuration = (duration: Duration): string => {
  if (duration === 0) return '0ms';
  if (duration % 1e9 === 0) return `${duration / 1e9}s`;
  if (duration % 1e6 === 0) return `${duration / 1e6}ms`;
  return duration % 1e3 === 0 ? `${duration / 1e3}us` : `${duration}ns`;
};

/** Bits per second: `10Mbit`, `56kbit`. At least one. */
export const readRate = (text: string): number | undefined => {
  const rate = scaled(text, RATES);
  return rate === undefined || rate < 1 ? undefined : Math.round(rate);
};

/** Bits per second in the largest unit that needs no fraction. */
export const showRate = (rate: number): string => {
  if (rate % 1e9 === 0) return `${rate / 1e9}Gbit`;
  if (rate % 1e6 === 0) return `${rate / 1e6}Mbit`;
  return rate % 1e3 === 0 ? `${rate / 1e3}Kbit` : `${rate}bit`;
};

/** A percentage from 0% to 100%, as the number before the sign. */
export const readPercent = (text: string): number | undefined => {
  const percent = scaled(text, { '%': 1 });
  return percent === undefined || percent > 100 ? undefined : percent;
};
