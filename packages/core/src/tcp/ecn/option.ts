// The Accurate ECN option. (RFC 9768 §3.2.3)
import type { TcpOption } from '../../wire/tcpOptions.ts';
import type { Ecn, EcnCounters } from './Ecn.ts';
import { FIRST_COUNTERS } from './Ecn.ts';

/** Counters of octets go round at 2^24. */
const MASK = 0xff_ffff;

const NOP: TcpOption = { kind: 'nop' };

/** With the padding to whole words: 8 octets for one counter or two, 12 for all three. */
const roomOf = (count: number): number => (count > 2 ? 12 : 8);

/** How many counters fit into what is left of 40 octets; 0: there is no room for an option. */
export const fitting = (pending: number, left: number): number =>
  pending === 0 || left < 8 ? 0 : left < 12 ? Math.min(pending, 2) : pending;

/** The octets that it takes of a header in which so many are taken. */
export const ecnRoom = (e: Ecn, used: number): number => {
  const count = fitting(e.pending, 40 - used);
  return count === 0 ? 0 : roomOf(count);
};

/** Those that have changed since the beginning come first, so that the others can be left out: which order does that? */
const orderOf = (c: EcnCounters): 0 | 1 => (c.e1b === FIRST_COUNTERS.e1b ? 0 : 1);

/** How many counters of that order must be told: up to the last that has changed. (§3.2.3.1) */
export const worthTelling = (c: EcnCounters): number => {
  const third = orderOf(c) === 0 ? c.e1b !== FIRST_COUNTERS.e1b : c.e0b !== FIRST_COUNTERS.e0b;
  if (third) return 3;
  return c.ceb === FIRST_COUNTERS.ceb ? 1 : 2;
};

/**
 * The option with its first counters, and padding to whole words behind it.
 *
 * RFC     9768 §3.2.3, figure 4; §3.2.3.1
 *
 * @category ECN
 * @since 0.1.0
 */
export const ecnOption = (c: EcnCounters, count: number): ReadonlyArray<TcpOption> => {
  const order = orderOf(c);
  const all = order === 0 ? [c.e0b, c.ceb, c.e1b] : [c.e1b, c.ceb, c.e0b];
  const option: TcpOption = { kind: 'ECN', order, counters: all.slice(0, count).map((octets) => octets & MASK) };
  const padding = roomOf(count) - (2 + 3 * count);
  return [option, ...Array.from({ length: padding }, () => NOP)];
};

/** How far a counter moved: never back, modulo 2^24. */
const moved = (before: number, told: number): number => {
  const by = (told - before) & MASK;
  return by > MASK >>> 1 ? 0 : by;
};

/** What an option tells, added to what is known; counters that it leaves out have not moved. */
export const afterOption = (known: EcnCounters, option: Extract<TcpOption, { readonly kind: 'ECN' }>): EcnCounters => {
  const [first, ceb, last] = option.counters;
  const e0b = option.order === 0 ? first : last;
  const e1b = option.order === 0 ? last : first;
  return {
    cep: known.cep,
    ceb: ceb === undefined ? known.ceb : known.ceb + moved(known.ceb, ceb),
    e0b: e0b === undefined ? known.e0b : known.e0b + moved(known.e0b, e0b),
    e1b: e1b === undefined ? known.e1b : known.e1b + moved(known.e1b, e1b),
  };
};

/** A counter that begins at one cannot be zero at the beginning: a box wipes the option. (§3.2.3.2.4) */
export const isWiped = (option: Extract<TcpOption, { readonly kind: 'ECN' }>): boolean =>
  option.counters[0] === 0 || option.counters[2] === 0;
