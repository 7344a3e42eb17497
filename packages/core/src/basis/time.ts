// Instants and durations: whole nanoseconds in a number (2^53 ns = 104 days), given and never read.

declare const instantBrand: unique symbol;
declare const durationBrand: unique symbol;

/** A point in time: whole nanoseconds since the world began. */
export type Instant = number & { readonly [instantBrand]: true };

/** A span of time: whole nanoseconds, never negative. */
export type Duration = number & { readonly [durationBrand]: true };

/** The instant at which every world begins. */
export const BEGINNING: Instant = 0 as Instant;

/** No time at all. */
export const NO_TIME: Duration = 0 as Duration;

/**
 * An instant, so many nanoseconds after the beginning.
 *
 * @category constructors
 * @since 0.1.0
 */
export const instant = (nanoseconds: number): Instant => nanoseconds as Instant;

/**
 * A duration of whole nanoseconds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const nanoseconds = (n: number): Duration => n as Duration;

/** Microseconds as a duration; a fraction is rounded to whole nanoseconds. */
export const microseconds = (n: number): Duration => Math.round(n * 1_000) as Duration;

/**
 * Milliseconds as a duration; a fraction is rounded to whole nanoseconds.
 *
 * @example
 * milliseconds(1.5) // 1500000
 *
 * @category constructors
 * @since 0.1.0
 */
export const milliseconds = (n: number): Duration => Math.round(n * 1_000_000) as Duration;

/** Seconds as a duration; a fraction is rounded to whole nanoseconds. */
export const seconds = (n: number): Duration => Math.round(n * 1_000_000_000) as Duration;

/** The instant that lies a duration after another. */
export const after = (from: Instant, duration: Duration): Instant => (from + duration) as Instant;

/** How long it took from one instant to a later one. */
export const between = (from: Instant, to: Instant): Duration => (to - from) as Duration;

/** The earlier of two instants, either of which may be missing (undefined: never). */
export const earlier = (a: Instant | undefined, b: Instant | undefined): Instant | undefined =>
  a === undefined ? b : b === undefined ? a : a <= b ? a : b;

const padded = (n: number, width: number): string => String(n).padStart(width, '0');

/**
 * An instant as seconds with nine decimals, from integer arithmetic alone, so that every engine prints the same.
 *
 * @example
 * showInstant(instant(1_500_000_000)) // '1.500000000'
 *
 * @category trace
 * @since 0.1.0
 */
export const showInstant = (at: Instant): string =>
  `${Math.floor(at / 1_000_000_000)}.${padded(at % 1_000_000_000, 9)}`;
