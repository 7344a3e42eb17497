// setsockopt, getsockopt, fcntl, ioctl.
import type { OptionValue, SocketOptions } from '@sockeye/core';
import { ERRNO, seconds } from '@sockeye/core';
import { optionName, symbolNumber } from '../constants/symbols.ts';
import { showExpression } from '../printExpression.ts';
import type { Expression } from '../Script.ts';
import type { Context } from './Context.ts';
import { connectionOf, liveFd } from './Context.ts';
import type { Performs } from './opening.ts';
import { done, failed, plain } from './Performed.ts';
import type { Arguments } from './Values.ts';
import { BadArgument } from './Values.ts';

/** How a number becomes an option's value, and back. */
interface Conversion {
  readonly to: (n: number) => OptionValue;
  readonly from: (value: unknown) => number;
}

type Switch = {
  readonly [K in keyof SocketOptions]: SocketOptions[K] extends boolean ? K : never;
}[keyof SocketOptions];

const toggle = (name: Switch): Conversion => ({
  to: (n) => ({ name, value: n !== 0 }),
  from: (value) => (value === true ? 1 : 0),
});

const octets = (name: 'SO_SNDBUF' | 'SO_RCVBUF'): Conversion => ({ to: (value) => ({ name, value }), from: Number });

/** The options that the stack has. */
const OPTIONS: Readonly<Record<string, Conversion>> = {
  SO_REUSEADDR: toggle('SO_REUSEADDR'),
  SO_KEEPALIVE: toggle('SO_KEEPALIVE'),
  TCP_NODELAY: toggle('TCP_NODELAY'),
  SO_SNDBUF: octets('SO_SNDBUF'),
  SO_RCVBUF: octets('SO_RCVBUF'),
};

/** Options that change nothing which a script can see: they are taken, and forgotten. */
const HARMLESS = new Set([
  'SO_REUSEPORT',
  'SO_REUSEPORT_LB',
  'SO_DEBUG',
  'SO_PRIORITY',
  'SO_MARK',
  'SO_NOSIGPIPE',
  'SO_BUSY_POLL',
  'SO_INCOMING_CPU',
  'IP_FREEBIND',
  'IP_BIND_ADDRESS_NO_PORT',
  'TCP_LOG',
]);

const nameOf = (given: Arguments, context: Context): string => {
  // A name is itself, whichever system numbers it so; a number is one of the system that is played.
  const item = given.at(2);
  given.number(1);
  if (item._tag === 'Symbol' && symbolNumber(context.settings.dialect, item.name) !== undefined) return item.name;
  const name = optionName(context.settings.dialect, given.number(1), given.number(2));
  if (name !== undefined) return name;
  throw new BadArgument(`not supported: option ${showExpression(given.at(2))} of level ${showExpression(given.at(1))}`);
};

/** `[n]`, or n. */
const valueOf = (given: Arguments, item: Expression): number => {
  if (item._tag !== 'List') return given.numberOf(item);
  const [first] = item.items;
  if (first === undefined || item.items.length !== 1) throw new BadArgument('expected one value in brackets');
  return given.numberOf(first);
};

const lingering = (given: Arguments, item: Expression): OptionValue => {
  const on = given.field(item, 'onoff', 'l_onoff');
  const time = given.field(item, 'linger', 'l_linger');
  const isOn = on !== undefined && given.numberOf(on) !== 0;
  return { name: 'SO_LINGER', value: isOn ? seconds(time === undefined ? 0 : given.numberOf(time)) : undefined };
};

export const setsockopt: Performs = (given, _, context) => {
  given.count(5);
  const fd = liveFd(context, given.number(0));
  const name = nameOf(given, context);
  if (given.isNull(3)) return { _tag: 'Done', outcome: failed('EFAULT') };
  const item = given.at(3);
  if (name === 'SO_LINGER') {
    return { _tag: 'Ask', request: { call: 'setsockopt', fd, option: lingering(given, item) }, read: plain };
  }
  if (HARMLESS.has(name)) return { _tag: 'Done', outcome: done(0) };
  const conversion = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (conversion === undefined) throw new BadArgument(`not supported: ${name}`);
  const option = conversion.to(valueOf(given, item));
  return { _tag: 'Ask', request: { call: 'setsockopt', fd, option }, read: plain };
};

/** The number of a pending error as the system that is played counts it. */
const errorNumber = (context: Context, linux: number): number => {
  const name = Object.entries(ERRNO).find(([, [number]]) => number === linux)?.[0];
  return linux === 0 || name === undefined ? linux : (symbolNumber(context.settings.dialect, name) ?? linux);
};

const compared = (
  differences: Array<string>,
  what: string,
  given: Arguments,
  item: Expression,
  actual: number,
): void => {
  if (item._tag === 'Ellipsis') return;
  const expected = valueOf(given, item);
  if (expected !== actual) differences.push(`${what}: expected ${expected}, got ${actual}`);
};

export const getsockopt: Performs = (given, _, context) => {
  given.count(5);
  const name = nameOf(given, context);
  const conversion: Conversion | undefined =
    name === 'SO_ERROR'
      ? { to: (value) => ({ name, value }), from: (value) => errorNumber(context, Number(value)) }
      : Object.hasOwn(OPTIONS, name)
        ? OPTIONS[name]
        : undefined;
  if (conversion === undefined) throw new BadArgument(`not supported: ${name}`);
  const { name: known } = conversion.to(0);
  return {
    _tag: 'Ask',
    request: { call: 'getsockopt', fd: liveFd(context, given.number(0)), name: known },
    read: (reply) => {
      if (reply._tag === 'Left') return failed(reply.left);
      const differences: Array<string> = [];
      const actual = conversion.from((reply.right as OptionValue).value);
      compared(differences, 'value', given, given.at(3), actual);
      compared(differences, 'length', given, given.at(4), 4);
      return done(0, differences);
    },
  };
};

export const fcntl: Performs = (given, _, context) => {
  given.count(2, 3);
  const script = given.number(0);
  const fd = liveFd(context, script);
  const { dialect } = context.settings;
  const nonBlock = symbolNumber(dialect, 'O_NONBLOCK') ?? 0;
  const command = given.number(1);
  if (command === 3) {
    return {
      _tag: 'Ask',
      request: { call: 'getsockopt', fd, name: 'O_NONBLOCK' },
      read: (reply) =>
        reply._tag === 'Left'
          ? failed(reply.left)
          : done(2 | ((reply.right as OptionValue).value === true ? nonBlock : 0)),
    };
  }
  if (command === 1 || command === 2) return { _tag: 'Done', outcome: done(0) };
  if (command !== 4) throw new BadArgument(`not supported: fcntl command ${command}`);
  const isOn = (given.number(2) & nonBlock) !== 0;
  const it = context.open.get(script);
  if (it !== undefined) it.nonBlocking = isOn;
  return {
    _tag: 'Ask',
    request: { call: 'setsockopt', fd, option: { name: 'O_NONBLOCK', value: isOn } },
    read: plain,
  };
};

export const ioctl: Performs = (given, _, context) => {
  given.count(2, 3);
  const script = given.number(0);
  const { dialect } = context.settings;
  const command = given.number(1);
  const is = (...names: ReadonlyArray<string>): boolean =>
    names.some((name) => symbolNumber(dialect, name) === command);
  if (is('FIONBIO')) {
    const isOn = valueOf(given, given.at(2)) !== 0;
    const it = context.open.get(script);
    if (it !== undefined) it.nonBlocking = isOn;
    const option: OptionValue = { name: 'O_NONBLOCK', value: isOn };
    return { _tag: 'Ask', request: { call: 'setsockopt', fd: liveFd(context, script), option }, read: plain };
  }
  const it = context.open.get(script);
  if (it === undefined) return { _tag: 'Done', outcome: failed('EBADF') };
  const status = context.endpoint.statusOf(connectionOf(context, it));
  const actual = is('FIONREAD', 'SIOCINQ')
    ? status?.unread
    : is('SIOCOUTQ', 'FIONWRITE')
      ? status === undefined
        ? 0
        : status.unsent + (status.octetsSent - status.octetsResent - status.octetsAcknowledged)
      : is('SIOCOUTQNSD')
        ? status?.unsent
        : undefined;
  if (actual === undefined) throw new BadArgument(`not supported: ioctl ${showExpression(given.at(1))}`);
  const differences: Array<string> = [];
  if (given.items.length === 3) compared(differences, 'value', given, given.at(2), actual);
  return { _tag: 'Done', outcome: done(0, differences) };
};
