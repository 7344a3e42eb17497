import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { AnyRequest, CallName, Errno, Fd } from '@sockeye/core';
import {
  endpoint,
  ERRNO,
  ERRORS_OF,
  errnoNumber,
  instant,
  LOOPBACK,
  milliseconds,
  MSG_DONTWAIT,
  MSG_MORE,
  MSG_OOB,
  plausible,
  seconds,
  showCall,
  showRequest,
  utf8,
} from '@sockeye/core';

const fd = 3 as Fd;
const remote = endpoint(LOOPBACK, 80);

const requests: { readonly [N in CallName]: AnyRequest } = {
  socket: { call: 'socket', type: 'stream' },
  bind: { call: 'bind', fd, local: remote },
  listen: { call: 'listen', fd, backlog: 8 },
  accept: { call: 'accept', fd },
  connect: { call: 'connect', fd, remote },
  send: { call: 'send', fd, bytes: utf8('a "quoted"\r\n') },
  recv: { call: 'recv', fd, size: 10 },
  sendto: { call: 'sendto', fd, bytes: utf8('x'.repeat(40)), remote },
  recvfrom: { call: 'recvfrom', fd, size: 2 },
  shutdown: { call: 'shutdown', fd, how: 'write' },
  close: { call: 'close', fd },
  getsockname: { call: 'getsockname', fd },
  getpeername: { call: 'getpeername', fd },
  getsockopt: { call: 'getsockopt', fd, name: 'SO_ERROR' },
  setsockopt: { call: 'setsockopt', fd, option: { name: 'SO_LINGER', value: seconds(5) } },
  ioctl: { call: 'ioctl', fd, command: 'FIONREAD' },
  poll: { call: 'poll', fds: [{ fd, events: ['in', 'out'] }], timeout: milliseconds(1.5) },
  getaddrinfo: { call: 'getaddrinfo', name: 'server', port: 80 },
  sleep: { call: 'sleep', duration: milliseconds(250) },
  now: { call: 'now' },
  random: { call: 'random' },
  print: { call: 'print', line: 'hello' },
  realtime: { call: 'realtime' },
  open: { call: 'open', path: '/mail/new "1"', flags: ['write', 'create'] },
  lseek: { call: 'lseek', fd, offset: -4, whence: 'end' },
  fsync: { call: 'fsync', fd },
  ftruncate: { call: 'ftruncate', fd, length: 9 },
  stat: { call: 'stat', path: '/a' },
  fstat: { call: 'fstat', fd },
  unlink: { call: 'unlink', path: '/a' },
  rename: { call: 'rename', from: '/a', to: '/b' },
  link: { call: 'link', from: '/a', to: '/b' },
  mkdir: { call: 'mkdir', path: '/a' },
  rmdir: { call: 'rmdir', path: '/a' },
  readdir: { call: 'readdir', path: '/' },
  utimes: { call: 'utimes', path: '/a', mtime: instant(1_500_000_000) },
  kill: { call: 'kill', pid: 4, signal: 0 },
  read: { call: 'read', fd: 0 as Fd, size: 10 },
  write: { call: 'write', fd: 1 as Fd, bytes: Uint8Array.of(0, 255) },
};

describe('a call, as strace shows it', () => {
  test.each<readonly [CallName, E.Either<Errno, unknown>, string]>([
    ['socket', E.right(3), 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3'],
    ['ioctl', E.right(5), 'ioctl(3, FIONREAD) = 0 [5]'],
    ['listen', E.left('EINVAL'), 'listen(3, 8) = -1 EINVAL (Invalid argument)'],
    [
      'connect',
      E.right(undefined),
      'connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
    ],
    [
      'accept',
      E.right({ fd: 4, remote }),
      'accept(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, [16]) = 4',
    ],
    ['send', E.right(12), String.raw`send(3, "a \"quoted\"\r\n", 12, 0) = 12`],
    ['recv', E.right(utf8('hi')), 'recv(3, "hi", 10, 0) = 2'],
    [
      'recvfrom',
      E.right({ bytes: utf8('he'), remote, length: 5 }),
      'recvfrom(3, "he", 2, MSG_TRUNC, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, [16]) = 5',
    ],
    [
      'sendto',
      E.right(40),
      `sendto(3, "${'x'.repeat(32)}"..., 40, 0, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 40`,
    ],
    ['shutdown', E.right(undefined), 'shutdown(3, SHUT_WR) = 0'],
    ['getsockopt', E.right({ name: 'SO_ERROR', value: 111 }), 'getsockopt(3, SOL_SOCKET, SO_ERROR) = 0 [111]'],
    ['setsockopt', E.right(undefined), 'setsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=5}) = 0'],
    [
      'poll',
      E.right([{ fd, events: ['in', 'hangup'] }]),
      'poll([{fd=3, events=POLLIN|POLLOUT}], 1, 2) = 1 ([{fd=3, revents=POLLIN|POLLHUP}])',
    ],
    ['poll', E.right([]), 'poll([{fd=3, events=POLLIN|POLLOUT}], 1, 2) = 0 (Timeout)'],
    ['sleep', E.right(undefined), 'sleep(0.25 s) = 0'],
    ['print', E.right(undefined), 'print("hello") = 0'],
    ['open', E.right(4), String.raw`open("/mail/new \"1\"", write|create) = 4`],
    ['lseek', E.left('ESPIPE'), 'lseek(3, -4, SEEK_END) = -1 ESPIPE (Illegal seek)'],
    ['ftruncate', E.right(undefined), 'ftruncate(3, 9) = 0'],
    ['rename', E.right(undefined), 'rename("/a", "/b") = 0'],
    ['stat', E.right({ kind: 'file', size: 7, mtime: 0, ino: 1 }), 'stat("/a") = 0 [{st_kind=file, st_size=7, …}]'],
    ['readdir', E.right([{ name: 'a', kind: 'file' }]), 'readdir("/") = 1 ["a"]'],
    ['utimes', E.right(undefined), 'utimes("/a", 1.5) = 0'],
    ['kill', E.left('ESRCH'), 'kill(4, 0) = -1 ESRCH (No such process)'],
    ['write', E.right(2), String.raw`write(1, "\x00\xff", 2) = 2`],
  ])('%s', (call, reply, words) => {
    expect(showCall(requests[call], reply)).toBe(words);
  });

  test('that waits has a dot where only the reply will say what is in the buffer', () => {
    expect(showRequest(requests.recv)).toBe('recv(3, …, 10, 0)');
  });

  test('is one line, whatever the call and its reply', () => {
    for (const request of Object.values(requests)) {
      for (let seed = 0; seed < 40; seed++) {
        const line = showCall(request, plausible(seed, 3)(request, seed));
        expect(line.startsWith(`${request.call}(`)).toBe(true);
        expect(line).toMatch(/^[^\n]* = [^\n]+$/);
      }
    }
  });
});

describe('errors', () => {
  test('of every row have a number and words', () => {
    for (const row of Object.values(ERRORS_OF)) {
      for (const errno of Object.keys(row)) expect(Object.hasOwn(ERRNO, errno)).toBe(true);
    }
  });

  test('have numbers of their own', () => {
    const numbers = Object.keys(ERRNO).map((errno) => errnoNumber(errno as Errno));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('options and flags, as strace shows them', () => {
  test.each<readonly [AnyRequest, E.Either<Errno, unknown>, string]>([
    [
      { call: 'send', fd, bytes: utf8('x'), flags: MSG_MORE | MSG_DONTWAIT },
      E.right(1),
      'send(3, "x", 1, MSG_DONTWAIT|MSG_MORE) = 1',
    ],
    [
      { call: 'recv', fd, size: 4, flags: MSG_OOB },
      E.left('EINVAL'),
      'recv(3, …, 4, MSG_OOB) = -1 EINVAL (Invalid argument)',
    ],
    [
      { call: 'connect', fd, remote, family: 'unspecified' },
      E.right(undefined),
      'connect(3, {sa_family=AF_UNSPEC}, 16) = 0',
    ],
    [
      { call: 'setsockopt', fd, option: { name: 'TCP_KEEPIDLE', value: seconds(9) } },
      E.right(undefined),
      'setsockopt(3, SOL_TCP, TCP_KEEPIDLE, 9 s) = 0',
    ],
    [
      { call: 'setsockopt', fd, option: { name: 'TCP_CONGESTION', value: 'reno' } },
      E.right(undefined),
      'setsockopt(3, SOL_TCP, TCP_CONGESTION, "reno") = 0',
    ],
    [
      { call: 'setsockopt', fd, option: { name: 'IP_TTL', value: undefined } },
      E.right(undefined),
      'setsockopt(3, SOL_IP, IP_TTL, default) = 0',
    ],
    [
      { call: 'getsockopt', fd, name: 'SO_TYPE' },
      E.right({ name: 'SO_TYPE', value: 'datagram' }),
      'getsockopt(3, SOL_SOCKET, SO_TYPE) = 0 [SOCK_DGRAM]',
    ],
    [
      { call: 'getsockopt', fd, name: 'TCP_INFO' },
      E.right({ name: 'TCP_INFO', value: undefined }),
      'getsockopt(3, SOL_TCP, TCP_INFO) = 0 [CLOSED]',
    ],
    [
      { call: 'poll', fds: [{ fd, events: ['priority'] }], timeout: undefined },
      E.right([{ fd, events: ['invalid'] }]),
      'poll([{fd=3, events=POLLPRI}], 1, -1) = 1 ([{fd=3, revents=POLLNVAL}])',
    ],
  ])('%j', (request, reply, line) => {
    expect(showCall(request, reply)).toBe(line);
  });
});
