// Options: what can be set, what is read back, what TCP hears, and what is asked of it. The limits and errors were asked from Linux.
import { describe, expect, test } from 'vitest';
import type { Duration } from '../../../packages/core/src/basis/time.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import type { Fd, OptionName, OptionValue } from '../../../packages/core/src/socket/calls/Calls.ts';
import { READ_ONLY } from '../../../packages/core/src/socket/calls/options.ts';
import { ANY_ADDRESS, endpoint } from '../../../packages/core/src/wire/addresses.ts';
import type { TcpOptions } from '../../../packages/core/src/tcp/Service.ts';
import { DEFAULT_TCP_OPTIONS } from '../../../packages/core/src/tcp/Service.ts';
import type { Desk } from './desk.ts';
import { connected, desk, listening, octets, REMOTE, short, STATUS, US } from './desk.ts';

const set = (d: Desk, fd: Fd, option: OptionValue): string => short(d.call({ call: 'setsockopt', fd, option }));

const get = (d: Desk, fd: Fd, name: OptionName): unknown => {
  const reply = d.call({ call: 'getsockopt', fd, name });
  return reply === 'waits' || reply._tag === 'Left' ? short(reply) : (reply.right as OptionValue).value;
};

/** What TCP has as the options of a stream, after they were set on a new one. */
const opened = (...options: ReadonlyArray<OptionValue>): TcpOptions | undefined => {
  const d = desk();
  const fd = d.fd('stream');
  for (const option of options) expect(set(d, fd, option)).toBe('ok');
  d.call({ call: 'connect', fd, remote: REMOTE });
  return d.asked.flatMap(({ request }) => (request._tag === 'Open' ? [request.options] : []))[0];
};

const SETTABLE: ReadonlyArray<readonly [OptionValue, Partial<TcpOptions>]> = [
  [{ name: 'SO_KEEPALIVE', value: true }, { keepAlive: true }],
  [{ name: 'SO_OOBINLINE', value: true }, { urgentInline: true }],
  [{ name: 'SO_SNDBUF', value: 9_000 }, { sendBuffer: 9_000 }],
  [{ name: 'SO_RCVBUF', value: 9_000 }, { receiveBuffer: 9_000 }],
  [{ name: 'TCP_NODELAY', value: true }, { noDelay: true }],
  [{ name: 'TCP_MAXSEG', value: 1_000 }, { maximumSegment: 1_000 }],
  [{ name: 'TCP_KEEPIDLE', value: seconds(9) }, { keepIdle: seconds(9) }],
  [{ name: 'TCP_KEEPINTVL', value: seconds(3) }, { keepInterval: seconds(3) }],
  [{ name: 'TCP_KEEPCNT', value: 4 }, { keepCount: 4 }],
  [{ name: 'TCP_USER_TIMEOUT', value: seconds(7) }, { userTimeout: seconds(7) }],
  [{ name: 'TCP_SYNCNT', value: 2 }, { synRetransmissions: 2 }],
  [{ name: 'TCP_CORK', value: true }, { cork: true }],
  [{ name: 'TCP_NOPUSH', value: true }, { cork: true }],
  [{ name: 'TCP_NOTSENT_LOWAT', value: 4_096 }, { unsentLowWater: 4_096 }],
  [{ name: 'TCP_QUICKACK', value: false }, { quickAck: false }],
  [{ name: 'TCP_CONGESTION', value: 'reno' }, { congestion: 'reno' }],
  [{ name: 'TCP_LINGER2', value: seconds(10) }, { linger2: seconds(10) }],
  [{ name: 'TCP_FASTOPEN', value: 5 }, { fastOpen: 5 }],
  [{ name: 'IP_TOS', value: 0x10 }, { typeOfService: 0x10 }],
  [{ name: 'IP_TTL', value: 3 }, { timeToLive: 3 }],
  [{ name: 'IP_MTU_DISCOVER', value: 'dont' }, { pathMtuDiscovery: 'dont' }],
];

const OWN: ReadonlyArray<OptionValue> = [
  { name: 'SO_REUSEADDR', value: true },
  { name: 'SO_BROADCAST', value: true },
  { name: 'SO_RCVLOWAT', value: 7 },
  { name: 'SO_SNDTIMEO', value: seconds(1) },
  { name: 'SO_RCVTIMEO', value: seconds(2) },
  { name: 'SO_LINGER', value: seconds(3) },
  { name: 'TCP_FASTOPEN_CONNECT', value: true },
  { name: 'O_NONBLOCK', value: true },
];

describe('an option that is set', () => {
  test.each(SETTABLE)('%j is read back, and TCP has it and nothing else', (option, tcp) => {
    expect(opened(option)).toEqual({ ...DEFAULT_TCP_OPTIONS, ...tcp });
    const d = desk();
    const fd = d.fd('stream');
    set(d, fd, option);
    expect(get(d, fd, option.name)).toEqual(option.value);
  });

  test.each(SETTABLE)('%j is told to TCP where there is a connection already', (option, tcp) => {
    const d = desk();
    const fd = option.name === 'TCP_FASTOPEN' ? listening(d)[0] : connected(d);
    expect(set(d, fd, option)).toBe('ok');
    expect(d.asked.slice(-1)).toMatchObject([{ request: { _tag: 'SetOptions', options: tcp } }]);
  });

  test.each(OWN)('%j is read back, and is none of TCP', (option) => {
    const d = desk();
    const fd = d.fd('stream');
    expect(set(d, fd, option)).toBe('ok');
    expect(get(d, fd, option.name)).toEqual(option.value);
    expect(d.asked).toEqual([]);
  });

  test('is inherited by the connections of a listener, all but O_NONBLOCK', () => {
    const d = desk();
    const [fd, listener] = listening(d);
    const inherited = SETTABLE.map(([option]) => option).filter(({ name }) => name !== 'TCP_MAXSEG');
    for (const option of [...inherited, ...OWN]) {
      if (option.name !== 'TCP_FASTOPEN_CONNECT')
        expect([option.name, set(d, fd, option)]).toEqual([option.name, 'ok']);
    }
    d.knock(listener);
    const { fd: child } = d.must({ call: 'accept', fd }) as { readonly fd: Fd };
    for (const { name, value } of inherited) expect([name, get(d, child, name)]).toEqual([name, value]);
    expect(get(d, child, 'SO_RCVLOWAT')).toBe(7);
    expect(get(d, child, 'O_NONBLOCK')).toBe(false);
    expect(get(d, child, 'SO_ACCEPTCONN')).toBe(false);
  });

  test('is one of this list, or read-only: none is forgotten', () => {
    const names = [...SETTABLE.map(([{ name }]) => name), ...OWN.map(({ name }) => name), ...READ_ONLY];
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(35);
  });
});

describe('what an option takes', () => {
  const time = (count: number): Duration => seconds(count);
  test.each<readonly [OptionValue, string, unknown]>([
    [{ name: 'TCP_MAXSEG', value: 87 }, 'EINVAL', 536],
    [{ name: 'TCP_MAXSEG', value: 88 }, 'ok', 88],
    [{ name: 'TCP_MAXSEG', value: 32_767 }, 'ok', 32_767],
    [{ name: 'TCP_MAXSEG', value: 32_768 }, 'EINVAL', 536],
    [{ name: 'TCP_MAXSEG', value: 0 }, 'ok', 536],
    [{ name: 'TCP_KEEPIDLE', value: time(0) }, 'EINVAL', undefined],
    [{ name: 'TCP_KEEPIDLE', value: milliseconds(1_500) }, 'EINVAL', undefined],
    [{ name: 'TCP_KEEPINTVL', value: time(32_768) }, 'EINVAL', undefined],
    [{ name: 'TCP_KEEPCNT', value: 128 }, 'EINVAL', undefined],
    [{ name: 'TCP_KEEPCNT', value: 127 }, 'ok', 127],
    [{ name: 'TCP_SYNCNT', value: 0 }, 'EINVAL', undefined],
    [{ name: 'TCP_USER_TIMEOUT', value: -1 as Duration }, 'EINVAL', undefined],
    [{ name: 'TCP_USER_TIMEOUT', value: time(0) }, 'ok', undefined],
    [{ name: 'TCP_LINGER2', value: time(200) }, 'ok', time(120)],
    [{ name: 'TCP_FASTOPEN', value: -1 }, 'EINVAL', 0],
    [{ name: 'TCP_CONGESTION', value: 'nonsense' }, 'ENOENT', undefined],
    [{ name: 'IP_TOS', value: 255 }, 'ok', 252],
    [{ name: 'IP_TOS', value: 300 }, 'ok', 44],
    [{ name: 'IP_TTL', value: 0 }, 'EINVAL', undefined],
    [{ name: 'IP_TTL', value: 256 }, 'EINVAL', undefined],
    [{ name: 'SO_RCVLOWAT', value: 0 }, 'ok', 1],
    [{ name: 'SO_RCVLOWAT', value: -1 }, 'ok', 1_073_741_823],
    [{ name: 'SO_RCVTIMEO', value: -1 as Duration }, 'EDOM', undefined],
    [{ name: 'SO_LINGER', value: -1 as Duration }, 'EINVAL', undefined],
  ])('%j: %s', (option, answer, after) => {
    const d = desk();
    const fd = d.fd('stream');
    expect(set(d, fd, option)).toBe(answer);
    expect(get(d, fd, option.name)).toBe(after);
  });

  test('some come too late on a connection, and what is TCP or IP is unknown to datagrams', () => {
    const d = desk();
    const fd = connected(d);
    expect(set(d, fd, { name: 'TCP_FASTOPEN', value: 1 })).toBe('EINVAL');
    expect(set(d, fd, { name: 'TCP_FASTOPEN_CONNECT', value: true })).toBe('EINVAL');
    const other = d.fd('datagram');
    for (const [option] of SETTABLE) {
      const known = option.name.startsWith('SO_');
      expect([option.name, set(d, other, option)]).toEqual([option.name, known ? 'ok' : 'ENOPROTOOPT']);
    }
  });
});

describe('what only TCP knows', () => {
  test('is asked of it', () => {
    const d = desk();
    const fd = connected(d);
    expect(get(d, fd, 'TCP_INFO')).toEqual(STATUS);
    expect(get(d, fd, 'TCP_MAXSEG')).toBe(STATUS.sendMss);
    expect(get(d, fd, 'IP_MTU')).toBe(STATUS.pathMtu);
    // 35 sent, 5 of them again, 10 acknowledged; 7 wait.
    expect(d.must({ call: 'ioctl', fd, command: 'SIOCOUTQ' })).toBe(27);
    d.arrive('abc');
    expect(d.must({ call: 'ioctl', fd, command: 'FIONREAD' })).toBe(3);
  });

  test('is unknown where there is no connection', () => {
    const d = desk();
    const fd = d.fd('stream');
    expect(get(d, fd, 'TCP_INFO')).toBe(undefined);
    expect(get(d, fd, 'IP_MTU')).toBe('ENOTCONN');
    expect(d.asked).toEqual([]);
  });

  test('with TCP_NOTSENT_LOWAT `poll` asks whether there is room, and waits while there is none', () => {
    const room = (lowWater: number): unknown => {
      const d = desk();
      const fd = connected(d);
      set(d, fd, { name: 'TCP_NOTSENT_LOWAT', value: lowWater });
      return short(d.call({ call: 'poll', fds: [{ fd, events: ['out'] }], timeout: undefined }));
    };
    // 7 octets are unsent.
    expect([room(8), room(7)]).toEqual(['ok', 'waits']);
    const d = desk();
    const fd = connected(d);
    set(d, fd, { name: 'TCP_NOTSENT_LOWAT', value: 1 });
    d.call({ call: 'poll', fds: [{ fd, events: ['out'] }], timeout: undefined });
    expect(short(d.during(() => d.room(9)))).toBe('ok');
    d.must({ call: 'send', fd, bytes: octets('x') });
    expect(short(d.call({ call: 'poll', fds: [{ fd, events: ['out'] }], timeout: undefined }))).toBe('waits');
  });
});

describe('connect with AF_UNSPEC', () => {
  const disconnect = (d: Desk, fd: Fd): string =>
    short(d.call({ call: 'connect', fd, remote: endpoint(ANY_ADDRESS, 0), family: 'unspecified' }, 9));

  test('resets a connection, tells who waits for it, and leaves a socket that can connect again', () => {
    const d = desk();
    const fd = connected(d);
    d.call({ call: 'recv', fd, size: 1 });
    const from = d.asked.length;
    expect(short(d.during(() => void disconnect(d, fd)))).toBe('ECONNRESET');
    expect(d.words(from)).toEqual(['Abort']);
    expect(d.must({ call: 'getsockname', fd })).toMatchObject({ address: ANY_ADDRESS });
    expect(d.call({ call: 'connect', fd, remote: REMOTE })).toBe('waits');
  });

  test('gives an attempt up, and `shutdown` does too', () => {
    for (const give of [
      (d: Desk, fd: Fd) => disconnect(d, fd),
      (d: Desk, fd: Fd) => short(d.call({ call: 'shutdown', fd, how: 'read' }, 9)),
    ]) {
      const d = desk();
      const fd = d.fd('stream');
      expect(d.call({ call: 'connect', fd, remote: REMOTE })).toBe('waits');
      const from = d.asked.length;
      let answer = '';
      expect(short(d.during(() => void (answer = give(d, fd))))).toBe('ECONNRESET');
      expect(answer).toBe('ok');
      expect(d.words(from)).toEqual(['Abort']);
      expect(d.call({ call: 'connect', fd, remote: REMOTE })).toBe('waits');
    }
  });

  test('a listener no longer listens; a datagram socket keeps the port it was bound to, and no other', () => {
    const d = desk();
    const [fd] = listening(d);
    expect(disconnect(d, fd)).toBe('ok');
    expect(get(d, fd, 'SO_ACCEPTCONN')).toBe(false);
    const bound = d.fd('datagram');
    d.must({ call: 'bind', fd: bound, local: endpoint(US, 53) });
    const free = d.fd('datagram');
    for (const one of [bound, free]) {
      d.must({ call: 'connect', fd: one, remote: REMOTE });
      expect(disconnect(d, one)).toBe('ok');
      expect(short(d.call({ call: 'getpeername', fd: one }))).toBe('ENOTCONN');
    }
    expect(d.must({ call: 'getsockname', fd: bound })).toEqual(endpoint(US, 53));
    expect(d.must({ call: 'getsockname', fd: free })).toEqual(endpoint(ANY_ADDRESS, 0));
    expect(d.asked.slice(-1)).toMatchObject([{ to: 'udp', request: { _tag: 'Unbind' } }]);
  });
});
