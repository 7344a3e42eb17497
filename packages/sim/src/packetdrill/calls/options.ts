// setsockopt, getsockopt, fcntl, ioctl.
import type { Duration, IoctlCommand, OptionName, OptionValue, SocketOptions } from '@sockeye/core';
import { ERRNO, seconds } from '@sockeye/core';
import { optionName, symbolNumber } from '../constants/symbols.ts';
import { showExpression } from '../printExpression.ts';
import type { Expression } from '../Script.ts';
import type { Context } from './Context.ts';
import { connectionOf, liveFd } from './Context.ts';
import type { Performs } from './opening.ts';
import type { Outcome } from './Performed.ts';
import { done, failed, plain } from './Performed.ts';
import type { Arguments } from './Values.ts';
import { BadArgument } from './Values.ts';

/** How a number becomes an option's value, and back. */
interface Conversion {
  readonly to: (n: number) => OptionValue;
  readonly from: (value: unknown) => number;
}

type Named<V> = { readonly [K in OptionName]: V extends SocketOptions[K] ? K : never }[OptionName];

const toggle = (name: Named<boolean>): Conversion => ({
  to: (n) => ({ name, value: n !== 0 }),
  from: (value) => (value === true ? 1 : 0),
});

const count = (name: Named<number>, otherwise = 0): Conversion => ({
  to: (value) => ({ name, value }),
  from: (value) => (value === undefined ? otherwise : Number(value)),
});

/** A duration, in so many nanoseconds. */
const time = (name: Named<Duration>, unit: number, otherwise = 0): Conversion => ({
  to: (n) => ({ name, value: n < 0 ? undefined : n * unit }) as OptionValue,
  from: (value) => (value === undefined ? otherwise : Math.floor(Number(value) / unit)),
});

const SECOND = 1_000_000_000;
const MILLISECOND = 1_000_000;

/** IP_PMTUDISC_DONT, _WANT, _DO, _PROBE. */
const PATH_MTU: Conversion = {
  to: (n) => ({ name: 'IP_MTU_DISCOVER', value: n === 0 ? 'dont' : n === 1 ? undefined : 'do' }),
  from: (value) => (value === 'dont' ? 0 : value === 'do' ? 2 : 1),
};

/** The options that the stack has, by the names of scripts. */
const OPTIONS: Readonly<Record<string, Conversion>> = {
  SO_REUSEADDR: toggle('SO_REUSEADDR'),
  SO_KEEPALIVE: toggle('SO_KEEPALIVE'),
  SO_OOBINLINE: toggle('SO_OOBINLINE'),
  SO_BROADCAST: toggle('SO_BROADCAST'),
  SO_SNDBUF: count('SO_SNDBUF'),
  SO_RCVBUF: count('SO_RCVBUF'),
  SO_RCVLOWAT: count('SO_RCVLOWAT'),
  SO_ACCEPTCONN: toggle('SO_ACCEPTCONN'),
  SO_PROTOCOL: count('SO_PROTOCOL'),
  SO_TYPE: {
    to: (n) => ({ name: 'SO_TYPE', value: n === 1 ? 'stream' : 'datagram' }),
    from: (value) => (value === 'stream' ? 1 : 2),
  },
  TCP_NODELAY: toggle('TCP_NODELAY'),
  TCP_MAXSEG: count('TCP_MAXSEG'),
  TCP_KEEPIDLE: time('TCP_KEEPIDLE', SECOND, 7_200),
  TCP_KEEPINTVL: time('TCP_KEEPINTVL', SECOND, 75),
  TCP_KEEPCNT: count('TCP_KEEPCNT', 9),
  TCP_USER_TIMEOUT: time('TCP_USER_TIMEOUT', MILLISECOND),
  TCP_SYNCNT: count('TCP_SYNCNT'),
  TCP_CORK: toggle('TCP_CORK'),
  TCP_NOPUSH: toggle('TCP_NOPUSH'),
  TCP_NOTSENT_LOWAT: count('TCP_NOTSENT_LOWAT', 0xffffffff),
  TCP_QUICKACK: toggle('TCP_QUICKACK'),
  TCP_LINGER2: time('TCP_LINGER2', SECOND),
  TCP_FASTOPEN: count('TCP_FASTOPEN'),
  TCP_FASTOPEN_CONNECT: toggle('TCP_FASTOPEN_CONNECT'),
  IP_TOS: count('IP_TOS'),
  IP_TTL: count('IP_TTL', 64),
  IP_MTU: count('IP_MTU'),
  IP_MTU_DISCOVER: PATH_MTU,
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
  const it = context.open.get(given.number(0));
  if (name === 'TCP_INQ' || name === 'TCP_CM_INQ') {
    if (it !== undefined) it.tellsUnread = valueOf(given, item) !== 0;
    return { _tag: 'Done', outcome: done(0) };
  }
  if (name === 'TCP_CONGESTION' && item._tag === 'Text') {
    const value = item.text === 'newreno' ? 'reno' : item.text;
    return { _tag: 'Ask', request: { call: 'setsockopt', fd, option: { name, value } }, read: plain };
  }
  if (name === 'TCP_FASTOPEN_CONNECT' && it !== undefined) it.defersConnect = valueOf(given, item) !== 0;
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
  if (name === 'TCP_CONGESTION') {
    return {
      _tag: 'Ask',
      request: { call: 'getsockopt', fd: liveFd(context, given.number(0)), name },
      read: (reply) => {
        if (reply._tag === 'Left') return failed(reply.left);
        const item = given.at(3);
        const { value } = reply.right as OptionValue;
        const actual = typeof value === 'string' ? value : context.tuning.profile.window.control.name;
        return done(
          0,
          item._tag !== 'Text' || item.text === actual ? [] : [`value: expected "${item.text}", got "${actual}"`],
        );
      },
    };
  }
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
  const asked: IoctlCommand | undefined = is('FIONREAD', 'SIOCINQ')
    ? 'FIONREAD'
    : is('SIOCOUTQ', 'FIONWRITE')
      ? 'SIOCOUTQ'
      : is('SIOCATMARK')
        ? 'SIOCATMARK'
        : undefined;
  const found = (actual: number): Outcome => {
    const differences: Array<string> = [];
    if (given.items.length === 3) compared(differences, 'value', given, given.at(2), actual);
    return done(0, differences);
  };
  if (asked !== undefined) {
    return {
      _tag: 'Ask',
      request: { call: 'ioctl', fd: liveFd(context, script), command: asked },
      read: (reply) => (reply._tag === 'Left' ? failed(reply.left) : found(Number(reply.right))),
    };
  }
  const it = context.open.get(script);
  if (it === undefined) return { _tag: 'Done', outcome: failed('EBADF') };
  const status = context.endpoint.statusOf(connectionOf(context, it));
  if (!is('SIOCOUTQNSD') || status === undefined) {
    throw new BadArgument(`not supported: ioctl ${showExpression(given.at(1))}`);
  }
  return { _tag: 'Done', outcome: found(status.unsent) };
};
