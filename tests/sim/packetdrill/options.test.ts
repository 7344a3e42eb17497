import { expect, test } from 'vitest';
import { reason, SERVER } from './stages.ts';

const socket = '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n';

test.each([
  ['SOL_TCP', 'TCP_MAXSEG', 1000],
  ['SOL_TCP', 'TCP_KEEPIDLE', 100],
  ['SOL_TCP', 'TCP_KEEPINTVL', 10],
  ['SOL_TCP', 'TCP_KEEPCNT', 3],
  ['SOL_TCP', 'TCP_USER_TIMEOUT', 3000],
  ['SOL_TCP', 'TCP_SYNCNT', 2],
  ['SOL_TCP', 'TCP_CORK', 1],
  ['SOL_TCP', 'TCP_NOTSENT_LOWAT', 1000],
  ['SOL_TCP', 'TCP_FASTOPEN_CONNECT', 1],
  ['SOL_SOCKET', 'SO_OOBINLINE', 1],
  ['SOL_SOCKET', 'SO_RCVLOWAT', 100],
  ['IPPROTO_IP', 'IP_TTL', 7],
  ['IPPROTO_IP', 'IP_TOS', 0x10],
  ['IPPROTO_IP', 'IP_MTU_DISCOVER', 2],
])('%s %s is read as it was set', (level, name, value) => {
  expect(
    reason(
      `${socket}+0 setsockopt(3, ${level}, ${name}, [${value}], 4) = 0\n+0 getsockopt(3, ${level}, ${name}, [${value}], [4]) = 0`,
    ),
  ).toBeUndefined();
});

test('a congestion control is chosen by its name', () => {
  expect(
    reason(
      `${socket}+0 setsockopt(3, SOL_TCP, TCP_CONGESTION, "cubic", 5) = 0\n+0 getsockopt(3, SOL_TCP, TCP_CONGESTION, "cubic", [5]) = 0`,
    ),
  ).toBeUndefined();
  expect(reason(`${socket}+0 setsockopt(3, SOL_TCP, TCP_CONGESTION, "nonsense", 8) = -1 ENOENT`)).toBeUndefined();
});

test('flags reach the stack under their own numbers', () => {
  const more = `${SERVER}+0 send(4, ..., 10, MSG_MORE) = 10\n+0 send(4, ..., 10, 0) = 10\n+0 > P. 1:21(20) ack 1`;
  expect(reason(more, { failOnLeftovers: true })).toBeUndefined();
  expect(reason(`${SERVER}+0 recv(4, ..., 10, MSG_DONTWAIT) = -1 EAGAIN`)).toBeUndefined();
  expect(
    reason(
      `${SERVER}+0 < P. 1:101(100) ack 1 win 30000\n+0 recv(4, ..., 50, MSG_PEEK) = 50\n+0 recv(4, ..., 200, MSG_TRUNC) = 100`,
    ),
  ).toBeUndefined();
  expect(reason(`${SERVER}+0 send(4, ..., 10, MSG_ZEROCOPY) = 10`)).toContain('not supported: MSG_ZEROCOPY');
});

test('what waits is measured', () => {
  expect(
    reason(
      `${SERVER}+0 < P. 1:101(100) ack 1 win 30000\n+0 ioctl(4, SIOCINQ, [100]) = 0\n+0 ioctl(4, FIONREAD, [100]) = 0`,
    ),
  ).toBeUndefined();
});

test('recvmsg says how many octets are left, once that is asked for', () => {
  const receive = (control: string): string =>
    `+0 recvmsg(4, {msg_name(...)=..., msg_iov(1)=[{..., 40}], msg_flags=0${control}}, 0) = 40\n`;
  const left = (n: number): string => `, msg_control=[{cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, cmsg_data=${n}}]`;
  const source = `${SERVER}+0 setsockopt(4, SOL_TCP, TCP_INQ, [1], 4) = 0\n+0 < P. 1:101(100) ack 1 win 30000\n`;
  expect(reason(`${source}${receive(left(60))}${receive(left(20))}`)).toBeUndefined();
  expect(reason(`${source}${receive(left(61))}`)).toContain('cmsg_data: expected 61, got 60');
});

test('AF_UNSPEC undoes a connection, and the socket may connect again', () => {
  expect(
    reason(
      `${socket}+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 connect(3, ..., ...) = -1 EINPROGRESS
+0 > S 0:0(0) <...>
+.01 < S. 0:0(0) ack 1 win 1000 <mss 1000>
+0 > . 1:1(0) ack 1
+0 connect(3, AF_UNSPEC, ...) = 0
+0 > R. 1:1(0) ack 1
+0 connect(3, ..., ...) = -1 EINPROGRESS
+0 > S 0:0(0) <...>`,
      { failOnLeftovers: true },
    ),
  ).toBeUndefined();
});
