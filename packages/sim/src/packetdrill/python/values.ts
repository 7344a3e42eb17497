// What Python's signs do with values.
import type { Value } from './Ast.ts';

/** A mistake in a snippet. */
export class PythonError extends Error {}

export const isTrue = (value: Value): boolean =>
  typeof value === 'object' ? value.length > 0 : value !== undefined && value !== 0 && value !== '' && value !== false;

/** True counts as 1. */
export const numberOf = (value: Value, sign: string): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw new PythonError(`TypeError: unsupported operand for ${sign}: ${repr(value)}`);
};

/** A value as `repr` shows it. */
export const repr = (value: Value): string => {
  if (value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
  if (typeof value === 'number') return String(value);
  return `(${value.map(repr).join(', ')}${value.length === 1 ? ',' : ''})`;
};

/** A value as `str` and `print` show it. */
export const str = (value: Value): string => (typeof value === 'string' ? value : repr(value));

export const equal = (left: Value, right: Value): boolean => {
  if (typeof left === 'object' && typeof right === 'object') {
    return left.length === right.length && left.every((item, i) => equal(item, right[i]));
  }
  if (typeof left === 'boolean' && typeof right === 'number') return (left ? 1 : 0) === right;
  if (typeof right === 'boolean' && typeof left === 'number') return (right ? 1 : 0) === left;
  return left === right;
};

const order = (left: Value, right: Value, sign: string): number => {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  return numberOf(left, sign) - numberOf(right, sign);
};

/** A comparison. */
export const compare = (sign: string, left: Value, right: Value): boolean => {
  switch (sign) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
      return order(left, right, sign) < 0;
    case '<=':
      return order(left, right, sign) <= 0;
    case '>':
      return order(left, right, sign) > 0;
    case '>=':
      return order(left, right, sign) >= 0;
    default: {
      const isIn =
        typeof right === 'string'
          ? right.includes(str(left))
          : typeof right === 'object' && right.some((item) => equal(item, left));
      return sign === 'in' ? isIn : !isIn;
    }
  }
};

const CONVERSION = /%(%|([-0]*)([0-9]*)(?:\.([0-9]+))?([dixXsrfo]))/g;

/** `"%d of %s" % (a, b)`. */
const format = (pattern: string, given: Value): string => {
  const items = typeof given === 'object' ? given : [given];
  let at = 0;
  const text = pattern.replace(
    CONVERSION,
    (_, all: string, flags: string, width: string, precision: string | undefined, kind: string) => {
      if (all === '%') return '%';
      if (at >= items.length) throw new PythonError('TypeError: not enough arguments for format string');
      const item = items[at];
      at += 1;
      const plain = converted(item, kind, precision);
      if (flags.includes('-')) return plain.padEnd(Number(width));
      return plain.padStart(Number(width), flags.includes('0') ? '0' : ' ');
    },
  );
  if (at < items.length) throw new PythonError('TypeError: not all arguments converted during string formatting');
  return text;
};

const converted = (item: Value, kind: string, precision: string | undefined): string => {
  switch (kind) {
    case 's':
      return str(item);
    case 'r':
      return repr(item);
    case 'f':
      return numberOf(item, '%').toFixed(precision === undefined ? 6 : Number(precision));
    case 'x':
      return Math.trunc(numberOf(item, '%')).toString(16);
    case 'X':
      return Math.trunc(numberOf(item, '%')).toString(16).toUpperCase();
    case 'o':
      return Math.trunc(numberOf(item, '%')).toString(8);
    default:
      return String(Math.trunc(numberOf(item, '%')));
  }
};

/** Bits of whole numbers beyond 32, as Python has them. */
const bits = (sign: string, left: number, right: number): number => {
  const a = BigInt(Math.trunc(left));
  const b = BigInt(Math.trunc(right));
  switch (sign) {
    case '&':
      return Number(a & b);
    case '|':
      return Number(a | b);
    case '^':
      return Number(a ^ b);
    case '<<':
      if (right < 0 || right > 64) throw new PythonError('ValueError: shift count');
      return Number(a << b);
    default:
      if (right < 0) throw new PythonError('ValueError: negative shift count');
      return Number(a >> b);
  }
};

const power = (base: number, exponent: number): number => {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > 1_000) {
    throw new PythonError('ValueError: an exponent from 0 to 1000');
  }
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
};

const divisor = (right: number): number => {
  if (right === 0) throw new PythonError('ZeroDivisionError: division by zero');
  return right;
};

/** A binary sign. */
export const calculate = (sign: string, left: Value, right: Value): Value => {
  if (sign === '%' && typeof left === 'string') return format(left, right);
  if (sign === '+' && typeof left === 'string' && typeof right === 'string') return left + right;
  if (sign === '+' && typeof left === 'object' && typeof right === 'object') return [...left, ...right];
  const a = numberOf(left, sign);
  const b = numberOf(right, sign);
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / divisor(b);
    case '//':
      return Math.floor(a / divisor(b));
    case '%':
      return a - Math.floor(a / divisor(b)) * b;
    case '**':
      return power(a, b);
    default:
      return bits(sign, a, b);
  }
};
