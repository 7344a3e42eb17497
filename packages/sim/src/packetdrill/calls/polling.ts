// poll and epoll, over the stack's poll.
import type { Duration, Fd, PollEvent } from '@sockeye/core';
import { milliseconds } from '@sockeye/core';
import { showBits, symbolNumber } from '../constants/symbols.ts';
import type { Expression } from '../Script.ts';
import type { Context, EpollEntry } from './Context.ts';
import { connectionOf, liveFd } from './Context.ts';
import type { Performs } from './opening.ts';
import { done, failed } from './Performed.ts';
import type { Arguments } from './Values.ts';
import { BadArgument } from './Values.ts';

type Ready = ReadonlyArray<{ readonly fd: Fd; readonly events: ReadonlyArray<PollEvent> }>;

const IN = 1 | 64;
const PRIORITY = 2;
const INVALID = 32;
const ERROR = 8;
const HANGUP = 16;

interface Bits {
  readonly out: number;
  readonly peerEnded: number;
}

const bitsOf = (context: Context, prefix: 'POLL' | 'EPOLL'): Bits => ({
  out: 4 | 256,
  peerEnded: symbolNumber(context.settings.dialect, `${prefix}RDHUP`) ?? 0,
});

const wanted = (events: number, bits: Bits): ReadonlyArray<PollEvent> => [
  ...((events & (IN | bits.peerEnded)) === 0 ? [] : (['in'] as const)),
  ...((events & bits.out) === 0 ? [] : (['out'] as const)),
  ...((events & PRIORITY) === 0 ? [] : (['priority'] as const)),
];

/** Has the peer ended its stream? */
const isPeerEnded = (context: Context, fd: Fd): boolean => {
  for (const socket of context.endpoint.floors.storeys[0].sockets.values()) {
    if (socket.fd === fd) return socket.stream.peerEnded;
  }
  return false;
};

/** What the stack says of a descriptor as the bits of poll, as far as they were asked for. */
const told = (context: Context, fd: Fd, ready: Ready, events: number, bits: Bits): number => {
  const found = ready.find((entry) => entry.fd === fd)?.events ?? [];
  let all = 0;
  if (found.includes('in')) all |= events & IN;
  if (found.includes('out')) all |= events & bits.out;
  if (found.includes('priority')) all |= events & PRIORITY;
  if (found.includes('invalid')) all |= INVALID;
  if (found.includes('error')) all |= ERROR;
  if (found.includes('hangup')) all |= HANGUP;
  if (bits.peerEnded !== 0 && (events & bits.peerEnded) !== 0 && isPeerEnded(context, fd)) all |= bits.peerEnded;
  return all >>> 0;
};

const timeoutOf = (ms: number): Duration | undefined => (ms < 0 ? undefined : milliseconds(ms));

export const poll: Performs = (given, _, context) => {
  given.count(3);
  const bits = bitsOf(context, 'POLL');
  const rows = given.list(0).map((item) => {
    const [fd, events, revents] = ['fd', 'events', 'revents'].map((name) => given.field(item, name));
    if (fd === undefined || events === undefined) throw new BadArgument('expected {fd=, events=, revents=}');
    const asked = given.numberOf(events);
    const live = liveFd(context, given.numberOf(fd));
    return { fd: live, asked, expected: revents === undefined ? 0 : given.numberOf(revents) };
  });
  if (rows.length !== given.number(1)) throw new BadArgument('the count is not the length of the list');
  return {
    _tag: 'Ask',
    request: {
      call: 'poll',
      fds: rows.map(({ fd, asked }) => ({ fd, events: wanted(asked, bits) })),
      timeout: timeoutOf(given.number(2)),
    },
    read: (reply) => {
      if (reply._tag === 'Left') return failed(reply.left);
      const differences: Array<string> = [];
      let count = 0;
      for (const { fd, asked, expected } of rows) {
        const actual = told(context, fd, reply.right as Ready, asked, bits);
        if (actual !== 0) count += 1;
        if (actual !== expected) {
          const show = (n: number): string => showBits(context.settings.dialect, 'POLL', n);
          differences.push(`revents: expected ${show(expected)}, got ${show(actual)}`);
        }
      }
      return done(count, differences);
    },
  };
};

export const epollCreate: Performs = (given, script, context) => {
  given.count(1);
  const number = script.result !== 'any' && script.result >= 0 ? script.result : 1_000;
  context.epolls.set(number, new Map());
  return { _tag: 'Done', outcome: done(number) };
};

const dataOf = (fields: ReadonlyArray<Expression | undefined>): Expression | undefined =>
  fields.find((field) => field !== undefined);

export const epollCtl: Performs = (given, _, context) => {
  given.count(4);
  const entries = context.epolls.get(given.number(0));
  if (entries === undefined) return { _tag: 'Done', outcome: failed('EBADF') };
  const operation = given.number(1);
  const fd = given.number(2);
  if (context.open.get(fd) === undefined) return { _tag: 'Done', outcome: failed('EBADF') };
  if (operation === 2) return { _tag: 'Done', outcome: entries.delete(fd) ? done(0) : failed('ENOENT') };
  if (operation === 1 && entries.has(fd)) return { _tag: 'Done', outcome: failed('EEXIST') };
  if (operation === 3 && !entries.has(fd)) return { _tag: 'Done', outcome: failed('ENOENT') };
  const item = given.at(3);
  const events = given.field(item, 'events');
  const data = dataOf(['fd', 'ptr', 'u32', 'u64'].map((name) => given.field(item, name)));
  entries.set(fd, {
    events: events === undefined ? 0 : given.numberOf(events),
    data: data === undefined ? 0 : given.numberOf(data),
    reported: undefined,
    disabled: false,
  });
  return { _tag: 'Done', outcome: done(0) };
};

/** How things stand for one direction: an edge is a change of this. */
const standing = (context: Context, fd: number): string => {
  const it = context.open.get(fd);
  const status = it === undefined ? undefined : context.endpoint.statusOf(connectionOf(context, it));
  return status === undefined ? '' : `${status.state} ${status.octetsReceived} ${status.octetsAcknowledged}`;
};

const ONE_SHOT = 0x40000000;

const isEdge = (entry: EpollEntry): boolean => (entry.events & 0x80000000) !== 0;

interface Told {
  readonly entry: EpollEntry;
  readonly events: number;
}

/** Events and data against those of the script. */
const differencesOf = (given: Arguments, context: Context, found: ReadonlyArray<Told>): ReadonlyArray<string> => {
  const item = given.at(1);
  const expected = item._tag === 'List' ? item.items : item._tag === 'Record' ? [item] : [];
  const differences: Array<string> = [];
  const show = (n: number): string => showBits(context.settings.dialect, 'EPOLL', n);
  expected.forEach((row, i) => {
    const actual = found[i];
    if (actual === undefined) return;
    const events = given.field(row, 'events');
    const data = dataOf(['fd', 'ptr', 'u32', 'u64'].map((name) => given.field(row, name)));
    if (events !== undefined && given.numberOf(events) !== actual.events) {
      differences.push(`events: expected ${show(given.numberOf(events))}, got ${show(actual.events)}`);
    }
    if (data !== undefined && data._tag !== 'Ellipsis' && given.numberOf(data) !== actual.entry.data) {
      differences.push(`data: expected ${given.numberOf(data)}, got ${actual.entry.data}`);
    }
  });
  return differences;
};

export const epollWait: Performs = (given, _, context) => {
  given.count(4);
  const entries = context.epolls.get(given.number(0));
  if (entries === undefined) return { _tag: 'Done', outcome: failed('EBADF') };
  const bits = bitsOf(context, 'EPOLL');
  const rows = [...entries].filter(([, { disabled }]) => !disabled);
  const most = given.number(2);
  if (most <= 0) return { _tag: 'Done', outcome: failed('EINVAL') };
  const fresh = rows.filter(([fd, entry]) => !isEdge(entry) || entry.reported !== standing(context, fd));
  if (fresh.length < rows.length && given.number(3) !== 0) {
    throw new BadArgument('not supported: epoll_wait that waits for an edge after one was told');
  }
  return {
    _tag: 'Ask',
    request: {
      call: 'poll',
      fds: fresh.map(([fd, { events }]) => ({ fd: liveFd(context, fd), events: wanted(events, bits) })),
      timeout: timeoutOf(given.number(3)),
    },
    read: (reply) => {
      if (reply._tag === 'Left') return failed(reply.left);
      const found = fresh
        .map(([fd, entry]) => {
          const asked = entry.events & ~(ONE_SHOT | 0x80000000);
          return { fd, entry, events: told(context, liveFd(context, fd), reply.right as Ready, asked, bits) };
        })
        .filter(({ events }) => events !== 0)
        .slice(0, most);
      for (const { fd, entry } of found) {
        if (isEdge(entry)) entry.reported = standing(context, fd);
        if ((entry.events & ONE_SHOT) !== 0) entry.disabled = true;
      }
      return done(found.length, differencesOf(given, context, found));
    },
  };
};
