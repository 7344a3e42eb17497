import { describe, expect, test } from 'vitest';
import { CLIENT, reason, SERVER, verdict } from './stages.ts';

describe('a script that agrees passes', () => {
  test.each([
    ['a server accepts', SERVER],
    ['a client connects', CLIENT],
    [
      'segments are matched as one',
      `${SERVER}+0 setsockopt(4, SOL_TCP, TCP_NODELAY, [1], 4) = 0\n+0 write(4, ..., 2500) = 2500\n+0 > P. 1:2501(2500) ack 1`,
    ],
    [
      'a closed port answers with a reset, before any socket is made',
      '0 < S 0:0(0) win 100\n+0 > R. 0:0(0) ack 1\n+0 < . 7:8(1) ack 5 win 100\n+0 > R 5:5(0)',
    ],
    [
      'a socket option is read as it was set',
      '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0\n+0 getsockopt(3, SOL_TCP, TCP_NODELAY, [1], [4]) = 0',
    ],
    [
      'a refused connection tells its error once',
      '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n+0 connect(3, ..., ...) = -1 EINPROGRESS\n+0 > S 0:0(0) <...>\n+0 < R. 0:0(0) ack 1 win 0\n+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0\n+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0',
    ],
    [
      'a half close',
      `${SERVER}+0 shutdown(4, SHUT_WR) = 0\n+0 > F. 1:1(0) ack 1\n+.01 < . 1:1001(1000) ack 2 win 30000\n+0 read(4, ..., 2000) = 1000`,
    ],
    [
      'another port of the peer is another connection',
      `${SERVER}+0 < 5000 > 0 R 9:9(0) win 10\n+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1`,
    ],
    [
      'a datagram goes and comes',
      '0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3\n+0 bind(3, ..., ...) = 0\n+0 connect(3, ..., ...) = 0\n+0 write(3, ..., 100) = 100\n+0 > udp (100)\n+0 < udp (20)\n+0 read(3, ..., 100) = 20',
    ],
    ['a message of ICMP is answered', '0 < icmp echo_request id 7 [raw (8)]\n+0 > icmp echo_reply'],
    ['a port that no datagram may enter is unreachable', '0 < udp (10)\n+0 > icmp unreachable port_unreachable'],
    [
      'an ICMP error ends an opening',
      '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0...0.1 connect(3, ..., ...) = -1 ECONNREFUSED\n+0 > S 0:0(0) <...>\n+.1 < icmp unreachable port_unreachable [0:0(0)]',
    ],
    [
      'a number of octets waits',
      `${SERVER}+0 < P. 1:101(100) ack 1 win 30000\n+0 poll([{fd=4, events=POLLIN|POLLOUT, revents=POLLIN|POLLOUT}], 1, 0) = 1\n+0 recv(4, ..., 50, MSG_PEEK) = 50\n+0 readv(4, [{..., 40}, {..., 60}], 2) = 100\n+0 recv(4, ..., 50, MSG_DONTWAIT) = -1 EAGAIN`,
    ],
    [
      'epoll watches',
      `${SERVER}+0 epoll_create(1) = 5\n+0 epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLIN, fd=4}) = 0\n+0 epoll_wait(5, {events=0, fd=0}, 1, 0) = 0\n+0 < P. 1:101(100) ack 1 win 30000\n+0 epoll_wait(5, {events=EPOLLIN, fd=4}, 1, 0) = 1`,
    ],
    ['a bad pointer is a fault', `${SERVER}+0 write(4, NULL, 5) = -1 EFAULT`],
    ['a descriptor that is none', '0 close(7) = -1 EBADF'],
    ['snippets share their names, and run at the end', '0 close(7) = -1\n+0 %{ x = 5 }%\n+0 %{ assert x == 5, x }%'],
    [
      'a lingering close of no time resets',
      `${SERVER}+0 setsockopt(4, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0\n+0 close(4) = 0\n+0 > R. 1:1(0) ack 1`,
    ],
  ])('%s', (_, source) => {
    expect(reason(source, { failOnLeftovers: true })).toBeUndefined();
  });
});

describe('blocking calls', () => {
  test('return when they are said to', () => {
    expect(
      reason(
        `${SERVER}+0...0.2 read(4, ..., 1000) = 100\n+.2 < P. 1:101(100) ack 1 win 30000\n+.04 > . 1:1(0) ack 101`,
      ),
    ).toBeUndefined();
  });

  test('fail when they return at another time', () => {
    expect(reason(`${SERVER}+0...0.5 read(4, ..., 1000) = 100\n+.2 < P. 1:101(100) ack 1 win 30000`)).toContain(
      'return of read: expected at 0.51, happened at 0.21 (early by 0.3',
    );
  });

  test('are waited for by the next call, a second at most', () => {
    expect(reason(`${SERVER}+0...5 read(4, ..., 1000) = 100\n+.2 write(4, ..., 10) = 10`)).toContain('still blocked');
    expect(reason(`${SERVER}+0...5 read(4, ..., 1000) = 100`)).toContain('still blocked at the end');
  });

  test('must be written as such', () => {
    expect(reason(`${SERVER}+0 read(4, ..., 1000) = 100`)).toContain(
      'it blocks, and the script does not say until when',
    );
  });

  test('poll gives up at its time, in virtual time', () => {
    expect(
      reason(`${SERVER}+0...2 poll([{fd=4, events=POLLIN}], 1, 2000) = 0\n+2.5 write(4, ..., 1) = 1`, {
        options: [
          { name: 'tolerance_usecs', value: '0' },
          { name: 'tolerance_percent', value: '0' },
        ],
      }),
    ).toBeUndefined();
  });

  test('a connect that blocks returns with the handshake', () => {
    expect(
      reason(
        '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0...0.1 connect(3, ..., ...) = 0\n+0 > S 0:0(0) <...>\n+.1 < S. 0:0(0) ack 1 win 100 <mss 1000>\n+0 > . 1:1(0) ack 1',
      ),
    ).toBeUndefined();
  });
});

describe('what differs is told', () => {
  const sent = (expected: string): string | undefined => reason(`${SERVER}+0 write(4, ..., 100) = 100\n${expected}`);

  test.each([
    ['+0 > . 1:101(100) ack 1', 'flags: expected ., got P. (PSH)'],
    ['+0 > PF. 1:101(100) ack 1', 'flags: expected FP., got P. (no FIN)'],
    ['+0 > PE. 1:101(100) ack 1', '(no ECE)'],
    ['+0 > P.3 1:101(100) ack 1', 'ACE: expected 3, got 0'],
    ['+0 > P. 2:102(100) ack 1', 'seq: expected 2, got 1'],
    ['+0 > P. 1:101(100) ack 2', 'ack: expected 2, got 1'],
    ['+0 > P. 1:101(100)', 'ack: expected 0, got 1'],
    ['+0 > P. 1:101(100) ack 1 win 5', 'win: expected 5, got'],
    ['+0 > P. 1:101(100) ack 1 urg 5', 'urg: expected 5, got 0'],
    ['+0 > P. 1:101(100) ack 1 <nop,nop,sackOK>', 'options: expected <nop,nop,sackOK>, got <>'],
    ['+0 > P. 1:100(99) ack 1', 'payload: expected 99, got 100'],
    ['+0 > [ce] P. 1:101(100) ack 1', 'ECN: expected ce, got noecn'],
    ['+0 > [ttl 1] P. 1:101(100) ack 1', 'TTL: expected 1, got'],
    ['+0 > [tos 0x10] P. 1:101(100) ack 1', 'TOS: expected 0x10, got 0x0'],
    ['+0 > udp (5)', 'no such packet left'],
  ])('%s', (expected, says) => {
    expect(sent(expected)).toContain(says);
  });

  test('three points stand for any options', () => {
    expect(sent('+0 > P. 1:101(100) ack 1 <...>')).toBeUndefined();
  });

  test('options of a SYN are compared in order, padding included', () => {
    const opening = (options: string): string | undefined =>
      reason(
        `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 bind(3, ..., ...) = 0\n+0 listen(3, 1) = 0\n+0 < S 0:0(0) win 1000 <mss 1000>\n+0 > S. 0:0(0) ack 1 ${options}`,
      );
    expect(opening('<mss 1460>')).toBeUndefined();
    expect(opening('<mss 1459>')).toContain('options: expected <mss 1459>, got <mss 1460>');
    expect(opening('<mss 1460,nop,nop,nop,nop>')).toContain('options: expected');
    expect(opening('')).toContain('options: expected <>, got <mss 1460>');
  });

  test('a result, and an error', () => {
    expect(reason('0 close(7) = 0')).toContain('result: expected 0, got -1 EBADF');
    expect(reason('0 close(7) = -1 EINVAL')).toContain('error: expected EINVAL, got EBADF');
    expect(reason('0 nonsense(7) = 0')).toContain('there is no system call nonsense');
    expect(reason('0 sendfile(7) = 0')).toContain('not supported: sendfile');
    expect(reason('0 close(NONSENSE) = 0')).toContain('unknown symbol NONSENSE');
    expect(reason('0 close() = 0')).toContain('expected 1 arguments, found 0');
  });

  test('one error has two names', () => {
    expect(reason(`${SERVER}+0 recv(4, ..., 1, MSG_DONTWAIT) = -1 EWOULDBLOCK`)).toBeUndefined();
  });

  test('revents, and a value', () => {
    expect(reason(`${SERVER}+0 poll([{fd=4, events=POLLIN|POLLOUT}], 1, 0) = 1`)).toContain(
      'revents: expected 0, got POLLOUT',
    );
    expect(reason(`${SERVER}+0 getsockopt(4, SOL_TCP, TCP_NODELAY, [1], [4]) = 0`)).toContain(
      'value: expected 1, got 0',
    );
  });

  test('an assertion, with the values of its names', () => {
    expect(reason('0 close(7) = -1\n+0 %{ x = 4; assert x == 5, "five" }%')).toContain(
      '2: assert x == 5 does not hold: five (x = 4)',
    );
    expect(reason('0 close(7) = -1\n+0 %{ assert tcpi_nonsense == 5 }%')).toContain(
      "NameError: name 'tcpi_nonsense' is not defined",
    );
  });
});

describe('time', () => {
  const resent = (when: string): string =>
    `${SERVER}+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 1\n${when} > P. 1:101(100) ack 1`;
  const exact = {
    options: [
      { name: 'tolerance_usecs', value: '0' },
      { name: 'tolerance_percent', value: '0' },
    ],
  };

  test('a retransmission leaves when its timer says, to the microsecond', () => {
    expect(reason(resent('+1'), exact)).toBeUndefined();
    expect(reason(resent('+1.000001'), exact)).toContain('early by 0.000001');
    expect(reason(resent('+.999999'), exact)).toContain('late by 0.000001');
  });

  test('tolerance is the larger of microseconds and percent of the span', () => {
    expect(reason(resent('+1.1'))).toBeUndefined();
    expect(reason(resent('+1.2'))).toContain('early by 0.2');
    expect(reason(resent('+.9'))).toBeUndefined();
    expect(reason(resent('+.8'))).toContain('late by 0.2');
  });

  test('a range widens by it at both ends, and any time is any', () => {
    expect(reason(resent('+.9~+1.1'), exact)).toBeUndefined();
    expect(reason(resent('+1.1~+1.2'), exact)).toContain('expected at 1.11~1.21');
    expect(reason(resent('*'))).toBeUndefined();
  });

  test('a packet is awaited for two seconds and the whole seconds of the span', () => {
    const idle = (when: string): string | undefined =>
      reason(
        `${SERVER}+0 write(4, ..., 1) = 1\n+0 > P. 1:2(1) ack 1\n+.1 < . 1:1(0) ack 2 win 30000\n${when} > . 2:2(0) ack 1`,
      );
    expect(idle('+1')).toContain('no such packet left');
  });

  test('a packet that left too early is noticed', () => {
    expect(reason(`${SERVER}+0 write(4, ..., 100) = 100\n+.1 > P. 1:101(100) ack 1`)).toContain('early by 0.1');
  });

  test('between two inbound packets the time of the first counts as it was due', () => {
    expect(
      reason(
        `${SERVER}+.1 < P. 1:101(100) ack 1 win 30000\n+.1 < P. 101:201(100) ack 1 win 30000\n+0 read(4, ..., 1000) = 200`,
      ),
    ).toBeUndefined();
  });

  test('an event that should have happened already is late', () => {
    expect(
      reason(
        `${SERVER}+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 1\n* > P. 1:101(100) ack 1\n0.5 close(4) = 0`,
      ),
    ).toContain('close(4) = 0: expected at 0.5, happened at 1.01');
  });

  test('an event goes before a deadline of the same instant', () => {
    // The delayed ACK is due 40 ms after the text; what is written at that instant carries it.
    expect(
      reason(`${SERVER}+.1 < P. 1:101(100) ack 1 win 30000\n+.04 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 101`, {
        failOnLeftovers: true,
      }),
    ).toBeUndefined();
  });
});

describe('numbers of the script and of the wire', () => {
  const opened = (seed: number): string | undefined =>
    reason(
      `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 4294967290:4294967290(0) win 30000 <mss 1000>
+0 > S. 100:100(0) ack 4294967291 <...>
+.01 < . 1:1001(1000) ack 1 win 30000
+0 accept(3, ..., ...) = 4
+.04 > . 1:1(0) ack 1001
+0 write(4, ..., 10) = 10
+0 > P. 1:11(10) ack 1001`,
      { seed },
    );

  test('on SYNs they are as written, on others relative, whatever the stack chose', () => {
    for (let seed = 1; seed < 20; seed++) expect(opened(seed)).toBeUndefined();
  });

  test('an echo of a timestamp must be one of ours', () => {
    expect(reason(`${SERVER}+0 < . 1:1(0) ack 1 win 30000 <nop,nop,TS val 5 ecr 77>`)).toContain(
      'ecr 77 echoes no timestamp',
    );
  });

  test('options that do not fill whole words are refused', () => {
    expect(reason('0 < S 0:0(0) win 5 <mss 1000,sackOK>')).toContain('pad them to a multiple of 4');
  });
});

describe('leftovers', () => {
  const source = `${SERVER}+0 write(4, ..., 100) = 100`;

  test('are overlooked, as the language does', () => {
    expect(reason(source)).toBeUndefined();
  });

  test('fail the run when that is asked for', () => {
    expect(reason(source, { failOnLeftovers: true })).toContain(
      '1 packets that nobody expected; the first: > P. 1:101(100)',
    );
  });

  test('are noticed when the next packet is due', () => {
    expect(reason(`${source}\n+.01 < . 1:1(0) ack 101 win 30000\n+0 close(4) = 0\n+0 > F. 101:101(0) ack 1`)).toContain(
      'flags',
    );
  });
});

describe('options', () => {
  const pushed = `${SERVER}+0 write(4, ..., 100) = 100\n+0 > . 1:101(100) ack 1`;

  test('PSH need not be compared', () => {
    expect(reason(pushed, { lenientPush: true })).toBeUndefined();
  });

  test('a packet that differs is a warning where packets are not fatal', () => {
    expect(reason(`--non_fatal=packet${pushed}`)).toBeUndefined();
    expect(verdict(`--non_fatal=packet${pushed}`)).toMatchObject({ warnings: [expect.stringContaining('(PSH)')] });
  });

  test('a script may ask that it is only read', () => {
    expect(reason('--dry_run\n0 close(9) = 0')).toBeUndefined();
  });

  test('an option is known by its name, whichever system numbers it so', () => {
    const set = (name: string): string =>
      `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 setsockopt(3, IPPROTO_TCP, ${name}, [1], 4) = 0`;
    expect(reason(set('TCP_NODELAY'), { profile: 'freebsd' })).toBeUndefined();
    expect(reason(set('1'), { profile: 'freebsd' })).toBeUndefined();
    expect(reason(set('TCP_FUNCTION_BLK'))).toContain('TCP_FUNCTION_BLK');
  });

  test('segments may be compared one by one', () => {
    const source = `${SERVER}+0 write(4, ..., 2000) = 2000\n+0 > P. 1:2001(2000) ack 1`;
    expect(reason(`--strict_segments${source}`)).toContain('payload: expected 2000, got 1000');
    expect(reason(source, { options: [{ name: 'strict_segments', value: undefined }] })).toContain('payload');
  });

  test('ports, addresses and the MTU are as given, and the command line wins', () => {
    const source =
      '--mtu=600\n--local_ip=10.0.0.1\n--bind_port=99\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 bind(3, ..., ...) = 0\n+0 listen(3, 1) = 0\n+0 < 7 > 99 S 0:0(0) win 1000\n';
    expect(reason(`${source}+0 close(3) = 0`)).toBeUndefined();
    const small = `--mtu=600${SERVER.replace('<...>', '<mss 560>')}`;
    expect(reason(small)).toBeUndefined();
    expect(reason(small, { options: [{ name: 'mtu', value: '1500' }] })).toContain('<mss 1460>');
  });

  test('what no pure stack has is skipped, with the reason', () => {
    expect(verdict('--ip_version=ipv6\n0 close(3) = -1')).toMatchObject({
      _tag: 'Skipped',
      says: 'not supported: ipv6',
    });
    expect(verdict('`tc qdisc add dev tun0 root netem`\n0 close(3) = -1')).toMatchObject({ _tag: 'Skipped' });
    expect(verdict('0 close(3) = -1\n`tc qdisc del dev tun0 root netem`')).toMatchObject({ _tag: 'Passed' });
  });
});
