// socket, bind, listen, connect, accept, shutdown, close.
import type { Endpoint as Place, Fd, How } from '@sockeye/core';
import { endpoint as place } from '@sockeye/core';
import { conversation } from '../run/Conversation.ts';
import type { CallScript } from '../Script.ts';
import { symbolNumber } from '../constants/symbols.ts';
import type { Context } from './Context.ts';
import { liveFd } from './Context.ts';
import type { Performed } from './Performed.ts';
import { counted, done, failed, plain } from './Performed.ts';
import type { Arguments } from './Values.ts';
import { BadArgument } from './Values.ts';

/** Performs a call of a script. */
export type Performs = (given: Arguments, script: CallScript, context: Context) => Performed;

/** The script's number for a descriptor that the stack gave: any that is not negative stands for any. */
const named = (script: CallScript, live: number): number =>
  script.result !== 'any' && script.result >= 0 && live >= 0 ? script.result : live;

export const socket: Performs = (given, script, context) => {
  given.count(3);
  const { dialect } = context.settings;
  const flags = (symbolNumber(dialect, 'SOCK_NONBLOCK') ?? 0) | (symbolNumber(dialect, 'SOCK_CLOEXEC') ?? 0);
  const all = given.number(1);
  const type = all & ~flags;
  const isNonBlocking = (all & (symbolNumber(dialect, 'SOCK_NONBLOCK') ?? 0)) !== 0;
  if (type !== 1 && type !== 2) throw new BadArgument('not supported: sockets that are neither streams nor datagrams');
  return {
    _tag: 'Ask',
    request: { call: 'socket', type: type === 1 ? 'stream' : 'datagram' },
    read: (reply) => {
      if (reply._tag === 'Left') return failed(reply.left);
      const fd = reply.right as Fd;
      const it = conversation('fresh', context.settings.connectPort);
      it.fd = fd;
      it.isDatagram = type === 2;
      if (isNonBlocking) {
        context.endpoint.call({ call: 'setsockopt', fd, option: { name: 'O_NONBLOCK', value: true } });
        it.nonBlocking = true;
      }
      const number = named(script, fd);
      context.open.set(number, it);
      context.conversations.push(it);
      context.underTest = it;
      return done(number);
    },
  };
};

export const bind: Performs = (given, _, context) => {
  given.count(3);
  const it = context.open.get(given.number(0));
  const { local, bindPort } = context.settings;
  return {
    _tag: 'Ask',
    request: { call: 'bind', fd: liveFd(context, given.number(0)), local: place(local, bindPort) },
    read: (reply) => {
      if (reply._tag === 'Right' && it !== undefined) it.localPort = bindPort;
      return plain(reply);
    },
  };
};

export const listen: Performs = (given, _, context) => {
  given.count(2);
  const it = context.open.get(given.number(0));
  return {
    _tag: 'Ask',
    request: { call: 'listen', fd: liveFd(context, given.number(0)), backlog: given.number(1) },
    read: (reply) => {
      // A second `listen` only changes the backlog: the connection that came through it stays under test.
      if (reply._tag === 'Right' && it?.stage === 'fresh') it.stage = 'listening';
      return plain(reply);
    },
  };
};

/** A connection is about to be opened: its first SYN, or datagram, tells the local port. */
export const connecting = (context: Context, script: number): void => {
  const it = context.open.get(script);
  if (it === undefined) return;
  it.remotePort = context.settings.connectPort;
  // A second `connect` may open anew: the next SYN that the script expects tells all numbers again.
  if (it.stage === 'fresh' || it.stage === 'active') it.stage = 'connecting';
};

export const connect: Performs = (given, _, context) => {
  given.count(3);
  const fd = given.number(0);
  if (!given.isEllipsis(1) && given.at(1)._tag !== 'Record') {
    const family = given.number(1);
    if (family === symbolNumber(context.settings.dialect, 'AF_UNSPEC')) {
      return {
        _tag: 'Ask',
        request: {
          call: 'connect',
          fd: liveFd(context, fd),
          remote: place(context.settings.remote, 0),
          family: 'unspecified',
        },
        read: (reply) => {
          const it = context.open.get(fd);
          if (reply._tag === 'Right' && it !== undefined) it.stage = 'fresh';
          return plain(reply);
        },
      };
    }
    if (family !== symbolNumber(context.settings.dialect, 'AF_INET')) {
      throw new BadArgument('not supported: connect with another family than AF_INET');
    }
  }
  connecting(context, fd);
  const { remote, connectPort } = context.settings;
  return {
    _tag: 'Ask',
    request: { call: 'connect', fd: liveFd(context, fd), remote: place(remote, connectPort) },
    read: plain,
  };
};

export const accept: Performs = (given, script, context) => {
  given.count(3, 4);
  const listener = context.open.get(given.number(0));
  const { dialect } = context.settings;
  const flags = given.items.length === 4 ? given.number(3) : 0;
  return {
    _tag: 'Ask',
    request: { call: 'accept', fd: liveFd(context, given.number(0)) },
    read: (reply) => {
      if (reply._tag === 'Left') return failed(reply.left);
      const { fd, remote } = reply.right as { readonly fd: Fd; readonly remote: Place };
      const number = named(script, fd);
      const known = context.conversations.find(
        (candidate) =>
          candidate.stage === 'child' && candidate.fd === undefined && candidate.remotePort === remote.port,
      );
      const it = known ?? conversation('child', remote.port);
      it.fd = fd;
      // FreeBSD's accepted sockets inherit O_NONBLOCK; Linux's do not.
      it.nonBlocking =
        (flags & (symbolNumber(dialect, 'SOCK_NONBLOCK') ?? 0)) !== 0 ||
        (dialect === 'freebsd' && listener?.nonBlocking === true);
      context.endpoint.call({ call: 'setsockopt', fd, option: { name: 'O_NONBLOCK', value: it.nonBlocking } });
      if (known === undefined) context.conversations.push(it);
      context.open.set(number, it);
      context.underTest = it;
      return done(number);
    },
  };
};

const HOWS: ReadonlyArray<How> = ['read', 'write', 'both'];

export const shutdown: Performs = (given, _, context) => {
  given.count(2);
  const how = HOWS[given.number(1)];
  if (how === undefined) return { _tag: 'Done', outcome: failed('EINVAL') };
  return { _tag: 'Ask', request: { call: 'shutdown', fd: liveFd(context, given.number(0)), how }, read: plain };
};

export const close: Performs = (given, _, context) => {
  given.count(1);
  const fd = given.number(0);
  if (context.epolls.delete(fd)) return { _tag: 'Done', outcome: done(0) };
  const live = liveFd(context, fd);
  for (const entries of context.epolls.values()) entries.delete(fd);
  return {
    _tag: 'Ask',
    request: { call: 'close', fd: live },
    read: (reply) => {
      const it = context.open.get(fd);
      if (it !== undefined) it.fd = undefined;
      context.open.delete(fd);
      return counted(() => 0)(reply);
    },
  };
};
