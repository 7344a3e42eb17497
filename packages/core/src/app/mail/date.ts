// Dates as headers have them. (RFC 5322 §3.3)

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (number: number): string => String(number).padStart(2, '0');

/**
 * Year, month and day of a day that is counted from the first of January 1970.
 *
 * The year is taken to begin in March, so that the day that comes and goes is its last; eras have 400 years, which are always as
 * long. (The calendar's own arithmetic; no library may ask what time it is.)
 */
const civil = (days: number): readonly [year: number, month: number, day: number] => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
};

/**
 * Seconds since 1970 as a date, in UTC.
 *
 * @example
 * mailDate(951_782_400) // 'Tue, 29 Feb 2000 00:00:00 +0000'
 *
 * @category codec
 * @since 0.1.0
 */
export const mailDate = (seconds: number): string => {
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const [year, month, day] = civil(days);
  const name = DAYS[((days % 7) + 7) % 7] ?? '';
  const clock = `${two(Math.floor(rest / 3_600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  return `${name}, ${day} ${MONTHS[month - 1] ?? ''} ${year} ${clock} +0000`;
};
