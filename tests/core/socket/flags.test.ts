// Flags of `send` and `recv`, and what TCP is asked for them.
import { describe, expect, test } from 'vitest';
import { text } from '../../../packages/core/src/basis/bytes.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import type { Fd, OptionValue } from '../../../packages/core/src/socket/calls/Calls.ts';
import {
  MSG_DONTWAIT,
  MSG_EOR,
  MSG_FASTOPEN,
  MSG_MORE,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  showFlags,
} from '../../../packages/core/src/socket/calls/flags.ts';
import { END_OF_RECORD, MORE, URGENT } from '../../../packages/core/src/tcp/Service.ts';
import type { Desk, Reply } from './desk.ts';
import { connected, desk, octets, REMOTE, short } from './desk.ts';

const set = (d: Desk, fd: Fd, option: OptionValue): unknown => d.must({ call: 'setsockopt', fd, option });

/** A reply's count or octets, its errno, or `waits`. */
const told = (reply: Reply | undefined): unknown => {
  if (reply === undefined || reply === 'waits' || reply._tag === 'Left') return short(reply);
  return reply.right instanceof Uint8Array ? text(reply.right) : reply.right;
};

const marks = (d: Desk): ReadonlyArray<number> =>
  d.asked.flatMap(({ request }) => (request._tag === 'Send' && 'marks' in request ? [request.marks] : []));

const opens = (d: Desk) => d.asked.flatMap(({ request }) => (request._tag === 'Open' ? [request] : []));

const fastOpen = (d: Desk, fd: Fd, words: string, more = 0): unknown =>
  told(d.call({ call: 'sendto', fd, bytes: octets(words), remote: REMOTE, flags: MSG_FASTOPEN | more }));

describe('send', () => {
  test('TCP hears of what follows, of urgent octets and of the end of a record', () => {
    const d = desk();
    const fd = connected(d);
    for (const flags of [0, MSG_MORE, MSG_OOB, MSG_EOR, MSG_NOSIGNAL, MSG_OOB | MSG_EOR]) {
      d.must({ call: 'send', fd, bytes: octets('x'), flags });
    }
    expect(marks(d)).toEqual([0, MORE, URGENT, END_OF_RECORD, 0, URGENT | END_OF_RECORD]);
  });

  test('MSG_DONTWAIT gives the count of what fitted, and then EAGAIN', () => {
    const d = desk();
    const fd = connected(d);
    d.room(2);
    const send = (flags: number): unknown => told(d.call({ call: 'send', fd, bytes: octets('abc'), flags }));
    expect(send(MSG_DONTWAIT)).toBe(2);
    expect(send(MSG_DONTWAIT)).toBe('EAGAIN');
    expect(send(0)).toBe('waits');
  });
});

describe('MSG_FASTOPEN', () => {
  test('opens with the octets; who does not wait is told how many ride on the SYN', () => {
    const d = desk();
    const fd = d.fd('stream');
    d.room(2, d.newest() + 1);
    expect(fastOpen(d, fd, 'abc', MSG_DONTWAIT)).toBe(2);
    expect(opens(d)).toMatchObject([{ remote: REMOTE, early: { length: 3 } }]);
    expect(fastOpen(d, fd, 'abc', MSG_DONTWAIT)).toBe('EALREADY');
    d.establish();
    expect(fastOpen(d, fd, 'abc')).toBe('EISCONN');
  });

  test('without a cookie it is in progress', () => {
    const d = desk();
    const fd = d.fd('stream');
    set(d, fd, { name: 'O_NONBLOCK', value: true });
    d.room(0, d.newest() + 1);
    expect(fastOpen(d, fd, 'abc')).toBe('EINPROGRESS');
  });

  test('who waits sends the rest when the connection is established', () => {
    const d = desk();
    const fd = d.fd('stream');
    d.room(2, d.newest() + 1);
    expect(fastOpen(d, fd, 'abc')).toBe('waits');
    d.room(9);
    expect(told(d.during(() => d.establish()))).toBe(3);
    expect(
      d.asked.flatMap(({ request }) => (request._tag === 'Send' && 'octets' in request ? [request.octets.length] : [])),
    ).toEqual([1]);
  });

  test('who waits and rode on the SYN with all of it is told when the connection is established', () => {
    const d = desk();
    const fd = d.fd('stream');
    expect(fastOpen(d, fd, 'abc')).toBe('waits');
    expect(told(d.during(() => d.establish()))).toBe(3);
  });

  test('a connection that does not come about has sent nothing', () => {
    const d = desk();
    const fd = d.fd('stream');
    expect(fastOpen(d, fd, 'abc')).toBe('waits');
    expect(told(d.during(() => d.end('refused')))).toBe('ECONNREFUSED');
  });

  test('needs an address', () => {
    const d = desk();
    expect(told(d.call({ call: 'send', fd: d.fd('stream'), bytes: octets('x'), flags: MSG_FASTOPEN }))).toBe('EINVAL');
  });

  test('with TCP_FASTOPEN_CONNECT `connect` answers at once, and the first send opens', () => {
    const d = desk();
    const fd = d.fd('stream');
    set(d, fd, { name: 'TCP_FASTOPEN_CONNECT', value: true });
    d.must({ call: 'connect', fd, remote: REMOTE });
    expect(opens(d)).toEqual([]);
    expect(told(d.call({ call: 'connect', fd, remote: REMOTE }))).toBe('EISCONN');
    expect(told(d.call({ call: 'getpeername', fd }))).toBe('ENOTCONN');
    expect(d.must({ call: 'poll', fds: [{ fd, events: ['in', 'out'] }], timeout: milliseconds(0) })).toEqual([
      { fd, events: ['out'] },
    ]);
    expect(told(d.call({ call: 'send', fd, bytes: octets('abc') }))).toBe('waits');
    expect(opens(d)).toMatchObject([{ remote: REMOTE, early: { length: 3 } }]);
    expect(told(d.during(() => d.establish()))).toBe(3);
    expect(told(d.call({ call: 'send', fd, bytes: octets('d') }))).toBe(1);
  });
});

describe('recv', () => {
  test('MSG_WAITALL gathers, and gives what it has at the end', () => {
    const d = desk();
    const fd = connected(d);
    d.arrive('ab');
    expect(told(d.call({ call: 'recv', fd, size: 5, flags: MSG_WAITALL }))).toBe('waits');
    expect(d.during(() => d.arrive('c'))).toBe(undefined);
    expect(told(d.during(() => d.arrive('defg')))).toBe('abcde');
    expect(told(d.call({ call: 'recv', fd, size: 5, flags: MSG_WAITALL }))).toBe('waits');
    expect(told(d.during(() => d.arrive('', true)))).toBe('fg');
  });

  test('MSG_WAITALL gives what it has when the connection is reset, and the error next', () => {
    const d = desk();
    const fd = connected(d);
    d.arrive('ab');
    d.call({ call: 'recv', fd, size: 5, flags: MSG_WAITALL });
    expect(told(d.during(() => d.end('reset')))).toBe('ab');
    expect(told(d.call({ call: 'recv', fd, size: 5 }))).toBe('ECONNRESET');
    expect(told(d.call({ call: 'recv', fd, size: 5 }))).toBe('');
  });

  test('MSG_WAITALL that only looks waits for all, and leaves it', () => {
    const d = desk();
    const fd = connected(d);
    d.arrive('ab');
    expect(told(d.call({ call: 'recv', fd, size: 3, flags: MSG_WAITALL | MSG_PEEK }))).toBe('waits');
    expect(told(d.during(() => d.arrive('cd')))).toBe('abc');
    expect(told(d.call({ call: 'recv', fd, size: 9 }))).toBe('abcd');
  });

  test('MSG_WAITALL and SO_RCVTIMEO: what came in time', () => {
    const d = desk();
    const fd = connected(d);
    set(d, fd, { name: 'SO_RCVTIMEO', value: seconds(1) });
    d.arrive('ab');
    d.call({ call: 'recvfrom', fd, size: 5, flags: MSG_WAITALL });
    expect(d.during(() => d.sleep(seconds(1)))).toMatchObject({ right: { bytes: octets('ab'), length: 2 } });
  });

  test('MSG_DONTWAIT does not wait, and MSG_TRUNC throws away', () => {
    const d = desk();
    const fd = connected(d);
    expect(told(d.call({ call: 'recv', fd, size: 1, flags: MSG_DONTWAIT }))).toBe('EAGAIN');
    d.arrive('abcdef');
    expect(d.must({ call: 'recvfrom', fd, size: 2, flags: MSG_TRUNC })).toMatchObject({ bytes: octets(''), length: 2 });
    expect(d.must({ call: 'recv', fd, size: 2, flags: MSG_TRUNC })).toEqual(new Uint8Array(2));
    expect(told(d.call({ call: 'recv', fd, size: 9 }))).toBe('ef');
  });
});

test('flags are shown by their names, and what has none as a number', () => {
  expect([0, MSG_OOB | MSG_MORE, MSG_EOR | MSG_FASTOPEN, MSG_PEEK | 0x400].map(showFlags)).toEqual([
    '0',
    'MSG_OOB|MSG_MORE',
    'MSG_EOR|MSG_FASTOPEN',
    'MSG_PEEK|0x400',
  ]);
});
