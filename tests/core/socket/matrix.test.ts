// What each call answers in each state of a socket. The answers are those of Linux, where it has the call; see the floor's README.
import { describe, expect, test } from 'vitest';
import { text } from '../../../packages/core/src/basis/bytes.ts';
import { milliseconds } from '../../../packages/core/src/basis/time.ts';
import type { AnyRequest, Fd } from '../../../packages/core/src/socket/calls/Calls.ts';
import { endpoint } from '../../../packages/core/src/wire/addresses.ts';
import type { Desk, Reply } from './desk.ts';
import { connected, desk, listening, octets, REMOTE, short, US } from './desk.ts';

const nonBlocking = (d: Desk, fd: Fd): void => {
  d.must({ call: 'setsockopt', fd, option: { name: 'O_NONBLOCK', value: true } });
};

/** A stream whose handshake goes on while its program does something else. */
const connecting = (d: Desk): Fd => {
  const fd = d.fd('stream');
  nonBlocking(d, fd);
  d.call({ call: 'connect', fd, remote: REMOTE });
  d.must({ call: 'setsockopt', fd, option: { name: 'O_NONBLOCK', value: false } });
  return fd;
};

const STATES: Readonly<Record<string, (d: Desk) => Fd>> = {
  nothing: () => 9 as Fd,
  'standard input': () => 0 as Fd,
  'a new stream': (d) => d.fd('stream'),
  'a bound stream': (d) => {
    const fd = d.fd('stream');
    d.must({ call: 'bind', fd, local: endpoint(US, 80) });
    return fd;
  },
  'a listener': (d) => listening(d)[0],
  'a listener with a guest': (d) => {
    const [fd, listener] = listening(d);
    d.knock(listener);
    return fd;
  },
  'a connecting stream': connecting,
  'a refused stream': (d) => {
    const fd = connecting(d);
    d.end('refused');
    return fd;
  },
  'a connected stream': connected,
  'a stream with octets': (d) => {
    const fd = connected(d);
    d.arrive('x');
    return fd;
  },
  'a stream whose peer has ended': (d) => {
    const fd = connected(d);
    d.arrive('', true);
    d.must({ call: 'recv', fd, size: 1 });
    return fd;
  },
  'a stream shut for writing': (d) => {
    const fd = connected(d);
    d.must({ call: 'shutdown', fd, how: 'write' });
    return fd;
  },
  'a stream shut for reading': (d) => {
    const fd = connected(d);
    d.must({ call: 'shutdown', fd, how: 'read' });
    return fd;
  },
  'a full stream': (d) => {
    const fd = connected(d);
    d.room(0);
    return fd;
  },
  'a reset stream': (d) => {
    const fd = connected(d);
    d.end('reset');
    return fd;
  },
  'a stream that both sides closed': (d) => {
    const fd = connected(d);
    d.must({ call: 'shutdown', fd, how: 'write' });
    d.arrive('', true);
    d.end('closed');
    return fd;
  },
  'a new datagram socket': (d) => d.fd('datagram'),
  'a bound datagram socket': (d) => {
    const fd = d.fd('datagram');
    d.must({ call: 'bind', fd, local: endpoint(US, 80) });
    return fd;
  },
  'a connected datagram socket': (d) => {
    const fd = d.fd('datagram');
    d.must({ call: 'connect', fd, remote: REMOTE });
    return fd;
  },
  'a datagram socket that was refused': (d) => {
    const fd = d.fd('datagram');
    d.must({ call: 'connect', fd, remote: REMOTE });
    d.udp({ _tag: 'Failed', user: 1, type: 3, code: 3, remote: REMOTE });
    return fd;
  },
};

const CALLS: Readonly<Record<string, (fd: Fd) => AnyRequest>> = {
  bind: (fd) => ({ call: 'bind', fd, local: endpoint(US, 0) }),
  listen: (fd) => ({ call: 'listen', fd, backlog: 1 }),
  accept: (fd) => ({ call: 'accept', fd }),
  connect: (fd) => ({ call: 'connect', fd, remote: REMOTE }),
  send: (fd) => ({ call: 'send', fd, bytes: octets('x') }),
  sendto: (fd) => ({ call: 'sendto', fd, bytes: octets('x'), remote: REMOTE }),
  write: (fd) => ({ call: 'write', fd, bytes: octets('x') }),
  recv: (fd) => ({ call: 'recv', fd, size: 1 }),
  recvfrom: (fd) => ({ call: 'recvfrom', fd, size: 1 }),
  read: (fd) => ({ call: 'read', fd, size: 1 }),
  shutdown: (fd) => ({ call: 'shutdown', fd, how: 'write' }),
  getpeername: (fd) => ({ call: 'getpeername', fd }),
  getsockname: (fd) => ({ call: 'getsockname', fd }),
  nodelay: (fd) => ({ call: 'getsockopt', fd, name: 'TCP_NODELAY' }),
  poll: (fd) => ({ call: 'poll', fds: [{ fd, events: ['in', 'out'] }], timeout: milliseconds(0) }),
  close: (fd) => ({ call: 'close', fd }),
};

/** Rows as above; columns as above. What a poll found is told, and what was read. */
const EXPECTED = `
                                    bind    listen      accept      connect       send         sendto       write        recv         recvfrom     read         shutdown  getpeername getsockname nodelay     poll                close
nothing                             EBADF   EBADF       EBADF       EBADF         EBADF        EBADF        EBADF        EBADF        EBADF        EBADF        EBADF     EBADF       EBADF       EBADF       invalid             EBADF
standard input                      ENOTSOCK ENOTSOCK   ENOTSOCK    ENOTSOCK      ENOTSOCK     ENOTSOCK     EBADF        ENOTSOCK     ENOTSOCK     EBADF        ENOTSOCK  ENOTSOCK    ENOTSOCK    ENOTSOCK    in                  EBADF
a new stream                        ok      ok          EINVAL      waits         EPIPE        EPIPE        EPIPE        ENOTCONN     ENOTCONN     ENOTCONN     ENOTCONN  ENOTCONN    ok          ok          out+hangup          ok
a bound stream                      EINVAL  ok          EINVAL      waits         EPIPE        EPIPE        EPIPE        ENOTCONN     ENOTCONN     ENOTCONN     ENOTCONN  ENOTCONN    ok          ok          out+hangup          ok
a listener                          EINVAL  ok          waits       EISCONN       EPIPE        EPIPE        EPIPE        ENOTCONN     ENOTCONN     ENOTCONN     ok        ENOTCONN    ok          ok          none                ok
a listener with a guest             EINVAL  ok          ok          EISCONN       EPIPE        EPIPE        EPIPE        ENOTCONN     ENOTCONN     ENOTCONN     ok        ENOTCONN    ok          ok          in                  ok
a connecting stream                 EINVAL  EINVAL      EINVAL      waits         waits        waits        waits        waits        waits        waits        ok        ENOTCONN    ok          ok          none                ok
a refused stream                    ok      EINVAL      EINVAL      ECONNREFUSED  ECONNREFUSED ECONNREFUSED ECONNREFUSED ECONNREFUSED ECONNREFUSED ECONNREFUSED ENOTCONN  ENOTCONN    ok          ok          in+out+hangup+error ok
a connected stream                  EINVAL  EINVAL      EINVAL      EISCONN       ok           ok           ok           waits        waits        waits        ok        ok          ok          ok          out                 ok
a stream with octets                EINVAL  EINVAL      EINVAL      EISCONN       ok           ok           ok           "x"          "x"          "x"          ok        ok          ok          ok          in+out              ok
a stream whose peer has ended       EINVAL  EINVAL      EINVAL      EISCONN       ok           ok           ok           ""           ""           ""           ok        ok          ok          ok          in+out              ok
a stream shut for writing           EINVAL  EINVAL      EINVAL      EISCONN       EPIPE        EPIPE        EPIPE        waits        waits        waits        ok        ok          ok          ok          out                 ok
a stream shut for reading           EINVAL  EINVAL      EINVAL      EISCONN       ok           ok           ok           ""           ""           ""           ok        ok          ok          ok          in+out              ok
a full stream                       EINVAL  EINVAL      EINVAL      EISCONN       waits        waits        waits        waits        waits        waits        ok        ok          ok          ok          out                 ok
a reset stream                      EINVAL  EINVAL      EINVAL      EISCONN       ECONNRESET   ECONNRESET   ECONNRESET   ECONNRESET   ECONNRESET   ECONNRESET   ENOTCONN  ENOTCONN    ok          ok          in+out+hangup+error ok
a stream that both sides closed     EINVAL  EINVAL      EINVAL      EISCONN       EPIPE        EPIPE        EPIPE        ""           ""           ""           ENOTCONN  ENOTCONN    ok          ok          in+out+hangup       ok
a new datagram socket               ok      EOPNOTSUPP  EOPNOTSUPP  ok            EDESTADDRREQ ok           EDESTADDRREQ waits        waits        waits        ENOTCONN  ENOTCONN    ok          ENOPROTOOPT out                 ok
a bound datagram socket             EINVAL  EOPNOTSUPP  EOPNOTSUPP  ok            EDESTADDRREQ ok           EDESTADDRREQ waits        waits        waits        ENOTCONN  ENOTCONN    ok          ENOPROTOOPT out                 ok
a connected datagram socket         EINVAL  EOPNOTSUPP  EOPNOTSUPP  ok            ok           ok           ok           waits        waits        waits        ok        ok          ok          ENOPROTOOPT out                 ok
a datagram socket that was refused  EINVAL  EOPNOTSUPP  EOPNOTSUPP  ok            ECONNREFUSED ECONNREFUSED ECONNREFUSED ECONNREFUSED ECONNREFUSED ECONNREFUSED ok        ok          ok          ENOPROTOOPT out+error           ok
`;

const answerIn = (state: string, call: string): string => {
  const d = desk();
  const fd = STATES[state]?.(d) ?? (99 as Fd);
  const request = CALLS[call]?.(fd);
  if (request === undefined) throw new Error(`no call ${call}`);
  return shown(request, d.call(request));
};

const shown = (request: AnyRequest, reply: Reply): string => {
  if (reply === 'waits' || reply._tag === 'Left') return short(reply);
  if (request.call === 'recv' || request.call === 'read') return JSON.stringify(text(reply.right as Uint8Array));
  if (request.call === 'recvfrom') return JSON.stringify(text((reply.right as { bytes: Uint8Array }).bytes));
  if (request.call !== 'poll') return 'ok';
  const [found] = reply.right as ReadonlyArray<{ events: ReadonlyArray<string> }>;
  return found?.events.join('+') ?? 'none';
};

const rows = EXPECTED.trim()
  .split('\n')
  .slice(1)
  .map((line) => [line.slice(0, 36).trim(), line.slice(36).trim().split(/\s+/)] as const);

test('the table has a row for each state, and a column for each call', () => {
  expect(rows.map(([state]) => state)).toEqual(Object.keys(STATES));
  for (const [, answers] of rows) expect(answers).toHaveLength(Object.keys(CALLS).length);
});

describe.each(rows)('%s answers', (state, answers) => {
  test.each(Object.keys(CALLS).map((call, i) => [call, answers[i] ?? ''] as const))('%s: %s', (call, answer) => {
    expect(answerIn(state, call)).toBe(answer);
  });
});
