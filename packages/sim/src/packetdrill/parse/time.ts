import type { Time } from '../Script.ts';
import type { Reader } from './Reader.ts';

/** Decimal seconds as whole microseconds: digits are read exactly, those beyond the sixth are cut off as the language's clock cuts them. */
export const microsecondsOf = (text: string): number => {
  const [whole = '', decimals = ''] = text.split('.');
  return Number(whole === '' ? '0' : whole) * 1_000_000 + Number(decimals.slice(0, 6).padEnd(6, '0'));
};

/** Whole microseconds as seconds. */
export const showSeconds = (microseconds: number): string => {
  const whole = Math.floor(microseconds / 1_000_000);
  const rest = String(microseconds % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}.${rest}`;
};

/** Seconds, not negative, as microseconds. */
export const seconds = (reader: Reader): number => {
  const { kind, text } = reader.next;
  if ((kind !== 'integer' && kind !== 'decimal') || text.startsWith('-')) return reader.fail('seconds, not negative');
  const value = microsecondsOf(text);
  if (value > 9_000_000_000_000) return reader.fail('a time of less than a hundred days');
  reader.skip();
  return value;
};

// time = T / "+" T / "*" / T "~" T / "+" T "~" "+" T
export const time = (reader: Reader): Time => {
  if (reader.takeIf('*')) return { _tag: 'Any' };
  const isRelative = reader.takeIf('+');
  const { kind } = reader.next;
  if (!isRelative && kind !== 'integer' && kind !== 'decimal') reader.fail('a time');
  const from = seconds(reader);
  let to: number | undefined;
  if (reader.takeIf('~')) {
    if (isRelative) reader.take('+');
    const { next } = reader;
    to = seconds(reader);
    if (to < from) {
      throw reader.problem(next.from, `the range ends before it begins: ${showSeconds(to)} < ${showSeconds(from)}`);
    }
  }
  return { _tag: isRelative ? 'After' : 'At', from, to };
};
