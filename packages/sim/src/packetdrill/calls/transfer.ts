// read, write, recv, send, and their relatives. What is written are zeros; what is read is not compared.
import type { Bytes } from '@sockeye/core';
import {
  endpoint as place,
  MSG_DONTWAIT,
  MSG_EOR,
  MSG_FASTOPEN,
  MSG_MORE,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
} from '@sockeye/core';
import { showBits, symbolNumber } from '../constants/symbols.ts';
import type { Context } from './Context.ts';
import { connectionOf, liveFd } from './Context.ts';
import type { Expression } from '../Script.ts';
import type { Performs } from './opening.ts';
import { connecting } from './opening.ts';
import type { Performed } from './Performed.ts';
import { counted, done, failed } from './Performed.ts';
import type { Arguments } from './Values.ts';
import { BadArgument } from './Values.ts';

const flag = (context: Context, name: string): number => symbolNumber(context.settings.dialect, name) ?? 0;

/** The flags that the stack has, with its numbers; those of a script are those of the system that is played. */
const FLAGS: ReadonlyArray<readonly [name: string, number: number]> = [
  ['MSG_OOB', MSG_OOB],
  ['MSG_PEEK', MSG_PEEK],
  ['MSG_TRUNC', MSG_TRUNC],
  ['MSG_DONTWAIT', MSG_DONTWAIT],
  ['MSG_EOR', MSG_EOR],
  ['MSG_WAITALL', MSG_WAITALL],
  ['MSG_NOSIGNAL', MSG_NOSIGNAL],
  ['MSG_MORE', MSG_MORE],
  ['MSG_FASTOPEN', MSG_FASTOPEN],
];

/** The flags of a script as those of the stack. */
const flagsOf = (context: Context, flags: number): number => {
  let left = flags;
  let ours = 0;
  for (const [name, number] of FLAGS) {
    const theirs = flag(context, name);
    if (theirs !== 0 && (left & theirs) === theirs) {
      left &= ~theirs;
      ours |= number;
    }
  }
  if (left !== 0) throw new BadArgument(`not supported: ${showBits(context.settings.dialect, 'MSG_', left >>> 0)}`);
  return ours;
};

const lengthOf = (value: unknown): number => (value as Bytes).length;

const receiving = (context: Context, fd: number, size: number, flags: number): Performed => {
  // The queue of errors is always empty here: nothing that we model fills it.
  if ((flags & flag(context, 'MSG_ERRQUEUE')) !== 0 && context.settings.dialect === 'linux') {
    return { _tag: 'Done', outcome: failed('EAGAIN') };
  }
  return {
    _tag: 'Ask',
    request: { call: 'recv', fd: liveFd(context, fd), size, flags: flagsOf(context, flags) },
    read: counted(lengthOf),
  };
};

const sending = (context: Context, fd: number, size: number, flags: number, isNull: boolean): Performed => {
  if (isNull && size > 0) return { _tag: 'Done', outcome: failed('EFAULT') };
  // Only a socket that TCP_FASTOPEN_CONNECT was set for opens by a `send`: its SYN tells the port.
  const it = context.open.get(fd);
  if (it?.defersConnect === true) connecting(context, fd);
  return {
    _tag: 'Ask',
    request: { call: 'send', fd: liveFd(context, fd), bytes: new Uint8Array(size), flags: flagsOf(context, flags) },
    read: counted(Number),
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
  const octets = size(given, 2);
  const flags = given.number(3);
  const it = context.open.get(fd);
  if (given.isNull(1) && octets > 0) return { _tag: 'Done', outcome: failed('EFAULT') };
  if (given.isNull(4)) return sending(context, fd, octets, flags, false);
  const isFresh = it === undefined || it.stage === 'fresh' || it.stage === 'connecting';
  if (!isFresh && !it.isDatagram && (flags & flag(context, 'MSG_FASTOPEN')) === 0) {
    // On a connection the address is not looked at.
    return sending(context, fd, octets, flags, false);
  }
  if (it?.stage === 'fresh') connecting(context, fd);
  const { remote, connectPort, dialect } = context.settings;
  // FreeBSD opens by `sendto` alone, once TCP_FASTOPEN is set.
  const ours = flagsOf(context, flags) | (dialect === 'freebsd' && it?.isDatagram === false ? MSG_FASTOPEN : 0);
  return {
    _tag: 'Ask',
    request: {
      call: 'sendto',
      fd: liveFd(context, fd),
      bytes: new Uint8Array(octets),
      remote: place(remote, connectPort),
      flags: ours,
    },
    read: counted(Number),
  };
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

/** The control messages of a `recvmsg`: the one that there can be says how many octets are left (TCP_INQ). */
const controls = (
  given: Arguments,
  context: Context,
  script: number,
  expected: ReadonlyArray<Expression>,
): ReadonlyArray<string> => {
  const it = context.open.get(script);
  const actual =
    it?.tellsUnread === true ? (context.endpoint.statusOf(connectionOf(context, it))?.unread ?? 0) : undefined;
  if (expected.length !== (actual === undefined ? 0 : 1)) {
    return [`control messages: expected ${expected.length}, got ${actual === undefined ? 0 : 1}`];
  }
  const [message] = expected;
  if (message === undefined || actual === undefined) return [];
  const [level, type, data] = ['cmsg_level', 'cmsg_type', 'cmsg_data'].map((name) => given.field(message, name));
  const differences: Array<string> = [];
  if (level !== undefined && given.numberOf(level) !== 6) differences.push('cmsg_level: expected another than SOL_TCP');
  if (type !== undefined && given.numberOf(type) !== flag(context, 'TCP_CM_INQ')) {
    differences.push('cmsg_type: got TCP_CM_INQ');
  }
  if (data !== undefined && data._tag !== 'Ellipsis' && given.numberOf(data) !== actual) {
    differences.push(`cmsg_data: expected ${given.numberOf(data)}, got ${actual}`);
  }
  return differences;
};

export const recvmsg: Performs = (given, _, context) => {
  given.count(3);
  const message = given.at(1);
  const performed = receiving(context, given.number(0), octetsOf(given), given.number(2));
  if (performed._tag === 'Done') return performed;
  const flags = given.field(message, 'msg_flags');
  const control = given.field(message, 'msg_control');
  const script = given.number(0);
  return {
    ...performed,
    read: (reply) => {
      if (reply._tag === 'Left') return failed(reply.left);
      const differences: Array<string> = [];
      if (flags !== undefined && flags._tag !== 'Ellipsis' && given.numberOf(flags) !== 0) {
        differences.push(`msg_flags: expected ${given.numberOf(flags)}, got 0`);
      }
      if (control !== undefined && control._tag === 'List')
        differences.push(...controls(given, context, script, control.items));
      return done(lengthOf(reply.right), differences);
    },
  };
};
