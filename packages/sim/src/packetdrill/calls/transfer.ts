// read, write, recv, send, and their relatives. What is written are zeros; what is read is not compared.
import type { Bytes } from '@sockeye/core';
import { endpoint as place } from '@sockeye/core';
import { symbolNumber } from '../constants/symbols.ts';
import type { Context } from './Context.ts';
import { liveFd } from './Context.ts';
import type { Performs } from './opening.ts';
import { connecting } from './opening.ts';
import type { Performed } from './Performed.ts';
import { counted, done, failed } from './Performed.ts';
import type { Arguments } from './Values.ts';
import { BadArgument } from './Values.ts';

const flag = (context: Context, name: string): number => symbolNumber(context.settings.dialect, name) ?? 0;

/** Refuses the flags that are none of these. */
const only = (context: Context, flags: number, ...names: ReadonlyArray<string>): void => {
  let left = flags;
  for (const name of names) left &= ~flag(context, name);
  if (left !== 0) throw new BadArgument(`not supported: flags 0x${(left >>> 0).toString(16)}`);
};

const lengthOf = (value: unknown): number => (value as Bytes).length;

/** Does this call not wait, although its socket would? */
export const isDontWait = (context: Context, flags: number): boolean => (flags & flag(context, 'MSG_DONTWAIT')) !== 0;

const receiving = (context: Context, fd: number, size: number, flags: number): Performed => {
  // The queue of errors is always empty here: nothing that we model fills it.
  if ((flags & flag(context, 'MSG_ERRQUEUE')) !== 0 && context.settings.dialect === 'linux') {
    return { _tag: 'Done', outcome: failed('EAGAIN') };
  }
  only(context, flags, 'MSG_PEEK', 'MSG_DONTWAIT', 'MSG_NOSIGNAL', 'MSG_TRUNC');
  const peek = (flags & flag(context, 'MSG_PEEK')) !== 0;
  return {
    _tag: 'Ask',
    request: { call: 'recv', fd: liveFd(context, fd), size, peek },
    read: counted(lengthOf),
    dontWait: isDontWait(context, flags) ? fd : undefined,
  };
};

const sending = (context: Context, fd: number, size: number, flags: number, isNull: boolean): Performed => {
  if (isNull && size > 0) return { _tag: 'Done', outcome: failed('EFAULT') };
  only(context, flags, 'MSG_DONTWAIT', 'MSG_NOSIGNAL');
  return {
    _tag: 'Ask',
    request: { call: 'send', fd: liveFd(context, fd), bytes: new Uint8Array(size) },
    read: counted(Number),
    dontWait: isDontWait(context, flags) ? fd : undefined,
  };
};

/** A size that no buffer can have is refused here, since no memory could be made for it. */
const size = (given: Arguments, index: number): number => {
  const n = given.number(index);
  if (n < 0 || n > 0x1000_0000) throw new BadArgument(`a size of ${n} octets`);
  return n;
};

export const read: Performs = (given, _, context) => {
  given.count(3);
  if (given.isNull(1)) return { _tag: 'Done', outcome: failed('EFAULT') };
  return receiving(context, given.number(0), size(given, 2), 0);
};

export const write: Performs = (given, _, context) => {
  given.count(3);
  return sending(context, given.number(0), size(given, 2), 0, given.isNull(1));
};

export const recv: Performs = (given, _, context) => {
  given.count(4);
  if (given.isNull(1)) return { _tag: 'Done', outcome: failed('EFAULT') };
  return receiving(context, given.number(0), size(given, 2), given.number(3));
};

export const send: Performs = (given, _, context) => {
  given.count(4);
  return sending(context, given.number(0), size(given, 2), given.number(3), given.isNull(1));
};

export const recvfrom: Performs = (given, _, context) => {
  given.count(6);
  if (given.isNull(1)) return { _tag: 'Done', outcome: failed('EFAULT') };
  return receiving(context, given.number(0), size(given, 2), given.number(3));
};

export const sendto: Performs = (given, _, context) => {
  given.count(6);
  const fd = given.number(0);
  const it = context.open.get(fd);
  const flags = given.number(3);
  if (it?.isDatagram === true && given.isEllipsis(4)) {
    only(context, flags, 'MSG_DONTWAIT', 'MSG_NOSIGNAL');
    connecting(context, fd);
    const { remote, connectPort } = context.settings;
    return {
      _tag: 'Ask',
      request: {
        call: 'sendto',
        fd: liveFd(context, fd),
        bytes: new Uint8Array(size(given, 2)),
        remote: place(remote, connectPort),
      },
      read: counted(Number),
    };
  }
  return sending(context, fd, size(given, 2), flags, given.isNull(1));
};

export const readv: Performs = (given, _, context) => {
  given.count(3);
  const vector = given.list(1);
  if (vector.length !== given.number(2)) throw new BadArgument('the count is not the length of the vector');
  return receiving(context, given.number(0), given.vector(vector), 0);
};

export const writev: Performs = (given, _, context) => {
  given.count(3);
  const vector = given.list(1);
  if (vector.length !== given.number(2)) throw new BadArgument('the count is not the length of the vector');
  return sending(context, given.number(0), given.vector(vector), 0, false);
};

/** The octets that a msghdr has room for, or holds. */
const octetsOf = (given: Arguments): number => {
  const vector = given.field(given.at(1), 'msg_iov');
  if (vector === undefined) return 0;
  if (vector._tag !== 'List') throw new BadArgument('msg_iov is no list');
  return given.vector(vector.items);
};

export const sendmsg: Performs = (given, _, context) => {
  given.count(3);
  const flags = given.field(given.at(1), 'msg_flags');
  if (flags !== undefined && given.numberOf(flags) !== 0) throw new BadArgument('msg_flags of sendmsg is not 0');
  return sending(context, given.number(0), octetsOf(given), given.number(2), false);
};

export const recvmsg: Performs = (given, _, context) => {
  given.count(3);
  const message = given.at(1);
  const performed = receiving(context, given.number(0), octetsOf(given), given.number(2));
  if (performed._tag === 'Done') return performed;
  const flags = given.field(message, 'msg_flags');
  const control = given.field(message, 'msg_control');
  const isControlled = control !== undefined && control._tag === 'List' && control.items.length > 0;
  return {
    ...performed,
    read: (reply) => {
      if (reply._tag === 'Left') return failed(reply.left);
      const differences: Array<string> = [];
      if (flags !== undefined && flags._tag !== 'Ellipsis' && given.numberOf(flags) !== 0) {
        differences.push(`msg_flags: expected ${given.numberOf(flags)}, got 0`);
      }
      if (isControlled) differences.push('not supported: control messages');
      return done(lengthOf(reply.right), differences);
    },
  };
};
