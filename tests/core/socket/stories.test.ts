// What happens over time: who waits, in which order they are answered, when they are given up, and what is left behind.
import { MSG_PEEK } from '../../../packages/core/src/socket/calls/flags.ts';
import { either as E } from 'fp-ts';
import { afterAll, describe, expect, test } from 'vitest';
import { NO_BYTES, text } from '../../../packages/core/src/basis/bytes.ts';
import { rope, toBytes } from '../../../packages/core/src/basis/rope.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import type { Fd, OptionValue } from '../../../packages/core/src/socket/calls/Calls.ts';
import { rules } from '../../../packages/core/src/socket/rules.ts';
import { waiting } from '../../../packages/core/src/socket/State.ts';
import { DEFAULT_TCP_OPTIONS } from '../../../packages/core/src/tcp/Service.ts';
import type { Endpoint } from '../../../packages/core/src/wire/addresses.ts';
import { ANY_ADDRESS, endpoint, LOOPBACK, showEndpoint } from '../../../packages/core/src/wire/addresses.ts';
import type { Desk, Reply } from './desk.ts';
import { connected, desk as plain, listening, NOWHERE, octets, REMOTE, short, THEM, US } from './desk.ts';

const fired = new Set<string>();
const desks: Array<Desk> = [];
const desk: typeof plain = (...given) => {
  const made = plain(...given);
  desks.push(made);
  return made;
};

afterAll(() => {
  for (const { fired: each } of desks) for (const id of each) fired.add(id);
  expect([...fired].toSorted()).toEqual(
    Object.values(rules)
      .map(({ id }) => id)
      .toSorted(),
  );
});

test('whoever polls for it hears that the peer has pointed at urgent text', () => {
  const d = desk();
  const fd = connected(d);
  d.call({ call: 'poll', fds: [{ fd, events: ['priority'] }], timeout: undefined });
  expect(short(d.during(() => d.point(3)))).toBe('ok');
});

const set = (d: Desk, fd: Fd, option: OptionValue): void => {
  d.must({ call: 'setsockopt', fd, option });
};

const read = (reply: Reply | undefined): string =>
  reply === undefined || reply === 'waits' || reply._tag === 'Left' ? short(reply) : text(reply.right as Uint8Array);

const value = (reply: Reply | undefined): unknown =>
  reply === undefined || reply === 'waits' ? reply : E.isLeft(reply) ? reply.left : reply.right;

const nameOf = (d: Desk, fd: Fd): Endpoint => d.must({ call: 'getsockname', fd }) as Endpoint;

describe('descriptors', () => {
  test('the lowest that is free comes first, and each process has its own', () => {
    const d = desk();
    const fds = [d.fd('stream'), d.fd('datagram'), d.fd('stream')];
    expect(fds).toEqual([3, 4, 5]);
    d.must({ call: 'close', fd: 4 as Fd });
    d.must({ call: 'close', fd: 3 as Fd });
    expect([d.fd('stream'), d.fd('stream'), d.fd('stream')]).toEqual([3, 4, 6]);
    expect(d.fd('stream', 2)).toBe(3);
    expect(short(d.call({ call: 'close', fd: 6 as Fd }, 0, 2))).toBe('EBADF');
  });

  test('a process has no more than it may, for accept as well', () => {
    const d = desk({ descriptors: 5 });
    const [fd, listener] = listening(d);
    d.fd('stream');
    expect(short(d.call({ call: 'socket', type: 'stream' }))).toBe('EMFILE');
    d.knock(listener);
    expect(short(d.call({ call: 'accept', fd }))).toBe('EMFILE');
  });

  test('a process that ends leaves nothing behind', () => {
    const d = desk();
    const fd = connected(d);
    const [guests, listener] = listening(d);
    d.knock(listener, 50_001);
    const datagrams = d.fd('datagram');
    d.must({ call: 'bind', fd: datagrams, local: endpoint(US, 53) });
    d.call({ call: 'recv', fd, size: 9 }, 1);
    d.call({ call: 'recv', fd: datagrams, size: 9 }, 2);
    d.call({ call: 'poll', fds: [{ fd: guests, events: ['out'] }], timeout: seconds(9) }, 3);
    d.call({ call: 'poll', fds: [], timeout: undefined }, 4);
    const from = d.asked.length;
    expect(d.during(() => d.exit(), 1)).toBe(undefined);
    expect(d.words(from)).toEqual(['Release', 'Abort', 'Release', 'Unbind']);
    const { sockets, connections, bound, processes, calls } = d.state();
    expect([sockets.size, connections.size, bound.size, processes.size, calls.size]).toEqual([0, 0, 0, 0, 0]);
    expect(waiting(d.state())).toEqual([]);
  });
});

describe('ports', () => {
  const bindTo = (d: Desk, local: Endpoint, reuse = false, type: 'stream' | 'datagram' = 'stream'): string => {
    const fd = d.fd(type);
    set(d, fd, { name: 'SO_REUSEADDR', value: reuse });
    return short(d.call({ call: 'bind', fd, local }));
  };

  test('the wildcard overlaps every address; other addresses and the other protocol do not', () => {
    const d = desk();
    expect(bindTo(d, endpoint(US, 80))).toBe('ok');
    expect(bindTo(d, endpoint(US, 80))).toBe('EADDRINUSE');
    expect(bindTo(d, endpoint(ANY_ADDRESS, 80))).toBe('EADDRINUSE');
    expect(bindTo(d, endpoint(LOOPBACK, 80))).toBe('ok');
    expect(bindTo(d, endpoint(US, 81))).toBe('ok');
    expect(bindTo(d, endpoint(US, 80), false, 'datagram')).toBe('ok');
    expect(bindTo(d, endpoint(THEM, 80))).toBe('EADDRNOTAVAIL');
  });

  test('SO_REUSEADDR shares a port when both ask for it, and neither listens', () => {
    const d = desk();
    expect(bindTo(d, endpoint(US, 80), true)).toBe('ok');
    expect(bindTo(d, endpoint(US, 80))).toBe('EADDRINUSE');
    expect(bindTo(d, endpoint(US, 80), true)).toBe('ok');
    expect(short(d.call({ call: 'listen', fd: 3 as Fd, backlog: 1 }))).toBe('ok');
    expect(bindTo(d, endpoint(US, 80), true)).toBe('EADDRINUSE');
    expect(short(d.call({ call: 'listen', fd: 5 as Fd, backlog: 1 }))).toBe('EADDRINUSE');
  });

  test('a connection that a listener brought keeps its port busy after the listener is closed', () => {
    const d = desk();
    const [fd, listener] = listening(d);
    d.knock(listener);
    const { fd: connection } = d.must({ call: 'accept', fd }) as { fd: Fd };
    d.must({ call: 'close', fd });
    expect(bindTo(d, endpoint(US, 80))).toBe('EADDRINUSE');
    d.must({ call: 'close', fd: connection });
    expect(bindTo(d, endpoint(US, 80))).toBe('ok');
  });

  test('ephemeral ports lie where they should, differ, follow the seed, and are free', () => {
    const choose = (seed: number): ReadonlyArray<number> => {
      const d = desk({}, seed);
      return Array.from({ length: 300 }, () => {
        const fd = d.fd('datagram');
        d.must({ call: 'bind', fd, local: endpoint(US, 0) });
        return nameOf(d, fd).port;
      });
    };
    const ports = choose(1);
    expect(new Set(ports).size).toBe(300);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(32_768);
    expect(Math.max(...ports)).toBeLessThanOrEqual(60_999);
    expect(choose(1)).toEqual(ports);
    expect(choose(2)).not.toEqual(ports);
  });

  test('when all are taken a bind and a connect say so', () => {
    const d = desk({}, 1, false);
    for (let port = 32_768; port <= 60_999; port++) {
      const fd = d.fd('stream');
      d.must({ call: 'bind', fd, local: endpoint(US, port) });
    }
    expect(bindTo(d, endpoint(US, 0))).toBe('EADDRINUSE');
    expect(short(d.call({ call: 'connect', fd: d.fd('stream'), remote: REMOTE }))).toBe('EADDRNOTAVAIL');
  });
});

describe('connect', () => {
  test('waits until it is established, and gives the socket its ends', () => {
    const d = desk();
    const fd = d.fd('stream');
    expect(d.call({ call: 'connect', fd, remote: REMOTE })).toBe('waits');
    expect(waiting(d.state()).map((one) => [one.request.call, one.for])).toEqual([['connect', 'established']]);
    expect(short(d.during(() => d.establish()))).toBe('ok');
    expect(showEndpoint(d.must({ call: 'getpeername', fd }) as Endpoint)).toBe('10.0.0.2:80');
  });

  test.each([
    ['refused', 'ECONNREFUSED'],
    ['timed-out', 'ETIMEDOUT'],
    ['host-unreachable', 'EHOSTUNREACH'],
    ['network-unreachable', 'ENETUNREACH'],
    ['reset', 'ECONNRESET'],
    ['in-use', 'EADDRNOTAVAIL'],
    ['closed', 'ECONNABORTED'],
  ] as const)('an end that is %s is %s, once, and the socket can be used again', (why, errno) => {
    const d = desk();
    const fd = d.fd('stream');
    d.call({ call: 'connect', fd, remote: REMOTE });
    const from = d.asked.length;
    expect(short(d.during(() => d.end(why)))).toBe(errno);
    expect(d.words(from)).toEqual(['Release']);
    expect(nameOf(d, fd).port).toBe(0);
    expect(d.must({ call: 'getsockopt', fd, name: 'SO_ERROR' })).toEqual({ name: 'SO_ERROR', value: 0 });
    expect(d.call({ call: 'connect', fd, remote: REMOTE })).toBe('waits');
    expect(short(d.during(() => d.establish()))).toBe('ok');
  });

  test('a port that was bound survives a failure', () => {
    const d = desk();
    const fd = d.fd('stream');
    d.must({ call: 'bind', fd, local: endpoint(ANY_ADDRESS, 4_000) });
    d.call({ call: 'connect', fd, remote: REMOTE });
    expect(showEndpoint(nameOf(d, fd))).toBe('10.0.0.1:4000');
    d.end('refused');
    expect(showEndpoint(nameOf(d, fd))).toBe('0.0.0.0:4000');
  });

  // MUST-46/open, MUST-46/call
  test('does not leave where no route leads, to many, or to nobody', () => {
    const d = desk();
    const fd = d.fd('stream');
    const to = (remote: Endpoint): string => short(d.call({ call: 'connect', fd, remote }));
    expect(to(endpoint(NOWHERE, 80))).toBe('ENETUNREACH');
    expect(to(endpoint(0xffffffff as typeof US, 80))).toBe('ENETUNREACH');
    expect(to(endpoint(THEM, 70_000))).toBe('EINVAL');
    expect(to(endpoint(ANY_ADDRESS, 80))).toBe('waits');
    const open = d.asked.find(({ request }) => request._tag === 'Open');
    expect(open?.request).toMatchObject({ remote: { address: LOOPBACK, port: 80 }, local: { address: LOOPBACK } });
  });

  test('gives up after SO_SNDTIMEO while the handshake goes on', () => {
    const d = desk();
    const fd = d.fd('stream');
    set(d, fd, { name: 'SO_SNDTIMEO', value: milliseconds(5) });
    d.call({ call: 'connect', fd, remote: REMOTE });
    expect(short(d.during(() => d.sleep(milliseconds(6))))).toBe('EINPROGRESS');
    d.establish();
    expect(short(d.call({ call: 'connect', fd, remote: REMOTE }))).toBe('ok');
    expect(short(d.call({ call: 'connect', fd, remote: REMOTE }))).toBe('EISCONN');
  });

  test('a second thread waits for the same handshake, and those who send or read wait for it too', () => {
    const d = desk();
    const fd = d.fd('stream');
    d.call({ call: 'connect', fd, remote: REMOTE }, 0);
    expect(d.call({ call: 'send', fd, bytes: octets('early') }, 1)).toBe('waits');
    expect(d.call({ call: 'recv', fd, size: 9 }, 2)).toBe('waits');
    set(d, fd, { name: 'O_NONBLOCK', value: true });
    expect(short(d.call({ call: 'connect', fd, remote: REMOTE }, 3))).toBe('EALREADY');
    expect(short(d.call({ call: 'send', fd, bytes: octets('x') }, 3))).toBe('EAGAIN');
    expect(short(d.call({ call: 'recv', fd, size: 9 }, 3))).toBe('EAGAIN');
    expect(value(d.during(() => d.establish(), 1))).toBe(5);
    expect(read(d.during(() => d.arrive('hi'), 2))).toBe('hi');
  });

  test('all who wait for a handshake hear that it failed; the first hears why', () => {
    const d = desk();
    const fd = d.fd('stream');
    d.call({ call: 'connect', fd, remote: REMOTE }, 0);
    d.call({ call: 'send', fd, bytes: octets('x') }, 1);
    const from = d.told.length;
    d.end('refused');
    expect(d.told.slice(from).map((one) => [one.caller.thread, one._tag === 'Waits' ? '' : short(one.reply)])).toEqual([
      [0, 'ECONNREFUSED'],
      [1, 'EPIPE'],
    ]);
  });
});

describe('accept', () => {
  test('takes connections in the order in which they came, and those who wait in theirs', () => {
    const d = desk();
    const [fd, listener] = listening(d);
    expect(d.call({ call: 'accept', fd }, 1)).toBe('waits');
    expect(d.call({ call: 'accept', fd }, 2)).toBe('waits');
    const first = d.during(() => void d.knock(listener, 50_001), 1);
    const second = d.during(() => void d.knock(listener, 50_002), 2);
    expect([value(first), value(second)]).toEqual([
      { fd: 4, remote: endpoint(THEM, 50_001) },
      { fd: 5, remote: endpoint(THEM, 50_002) },
    ]);
    d.knock(listener, 50_003);
    d.knock(listener, 50_004);
    expect(value(d.call({ call: 'accept', fd }))).toEqual({ fd: 6, remote: endpoint(THEM, 50_003) });
    expect(d.words().filter((word) => word === 'Accepted')).toHaveLength(3);
  });

  test('a connection inherits what its listener set, but not that it does not wait', () => {
    const d = desk();
    const [fd, listener] = listening(d);
    set(d, fd, { name: 'SO_RCVTIMEO', value: milliseconds(3) });
    set(d, fd, { name: 'O_NONBLOCK', value: true });
    expect(short(d.call({ call: 'accept', fd }))).toBe('EAGAIN');
    d.knock(listener);
    const { fd: connection } = d.must({ call: 'accept', fd }) as { fd: Fd };
    expect(d.call({ call: 'recv', fd: connection, size: 1 })).toBe('waits');
    expect(short(d.during(() => d.sleep(milliseconds(3))))).toBe('EAGAIN');
  });

  test('a connection that was reset while it waited is accepted, and then tells', () => {
    const d = desk();
    const [fd, listener] = listening(d);
    d.end('reset', d.knock(listener));
    const { fd: connection } = d.must({ call: 'accept', fd }) as { fd: Fd };
    expect(short(d.call({ call: 'recv', fd: connection, size: 1 }))).toBe('ECONNRESET');
    expect(read(d.call({ call: 'recv', fd: connection, size: 1 }))).toBe('');
  });

  test('closing a listener resets who waits behind it, and frees who waits before it', () => {
    const d = desk();
    const [fd, listener] = listening(d);
    d.knock(listener, 50_001);
    d.end('reset', d.knock(listener, 50_002));
    const from = d.asked.length;
    d.must({ call: 'close', fd });
    expect(d.words(from)).toEqual(['Abort', 'Release', 'Release']);
    const [again] = listening(d);
    d.call({ call: 'accept', fd: again }, 1);
    expect(short(d.during(() => void d.must({ call: 'close', fd: again }), 1))).toBe('EBADF');
  });

  test('to listen again changes the backlog, of which one more may wait, and no more than the host allows', () => {
    const d = desk({ longestBacklog: 100 });
    const [fd, connection] = listening(d, 0);
    for (const backlog of [8, -1, 1_000]) d.must({ call: 'listen', fd, backlog });
    const said = d.asked.flatMap(({ request }) =>
      request._tag === 'Listen' || request._tag === 'SetBacklog' ? [[request._tag, request.backlog]] : [],
    );
    expect(said).toEqual([
      ['Listen', 1],
      ['SetBacklog', 9],
      ['SetBacklog', 101],
      ['SetBacklog', 101],
    ]);
    expect(d.asked.at(-1)?.request).toMatchObject({ connection });
  });

  test('a listener that is shut tells those who wait, and may listen again', () => {
    const d = desk();
    const [fd] = listening(d);
    d.call({ call: 'accept', fd }, 1);
    expect(short(d.during(() => void d.must({ call: 'shutdown', fd, how: 'read' }), 1))).toBe('EINVAL');
    expect(short(d.call({ call: 'listen', fd, backlog: 1 }))).toBe('ok');
  });
});

describe('sending on a stream', () => {
  test('waits until all octets are taken, and counts them all', () => {
    const d = desk();
    const fd = connected(d);
    d.room(3);
    expect(d.call({ call: 'send', fd, bytes: octets('abcdefgh') }, 1)).toBe('waits');
    expect(d.during(() => d.room(2), 1)).toBe(undefined);
    expect(value(d.during(() => d.room(9), 1))).toBe(8);
    const pieces = d.asked.flatMap(({ request }) =>
      request._tag === 'Send' && 'octets' in request ? [text(toBytes(request.octets))] : [],
    );
    expect(pieces).toEqual(['abcdefgh', 'defgh', 'fgh']);
  });

  test('keeps a copy of what it was given', () => {
    const d = desk();
    const fd = connected(d);
    d.room(0);
    const given = new Uint8Array(octets('abc'));
    d.call({ call: 'send', fd, bytes: given }, 1);
    given.fill(0);
    d.room(9);
    const last = d.asked.at(-1)?.request;
    expect(last?._tag === 'Send' && 'octets' in last ? text(toBytes(last.octets)) : '').toBe('abc');
  });

  test('threads take turns, and nobody overtakes', () => {
    const d = desk();
    const fd = connected(d);
    d.room(1);
    d.call({ call: 'send', fd, bytes: octets('aa') }, 1);
    d.call({ call: 'send', fd, bytes: octets('b') }, 2);
    const from = d.told.length;
    d.room(9);
    expect(d.told.slice(from).map(({ caller }) => caller.thread)).toEqual([1, 2]);
  });

  test('without waiting it takes what fits, then nothing', () => {
    const d = desk();
    const fd = connected(d);
    set(d, fd, { name: 'O_NONBLOCK', value: true });
    d.room(3);
    expect(value(d.call({ call: 'send', fd, bytes: octets('abcdefgh') }))).toBe(3);
    expect(short(d.call({ call: 'send', fd, bytes: octets('defgh') }))).toBe('EAGAIN');
    d.room(9);
    expect(value(d.call({ call: 'send', fd, bytes: octets('defgh') }))).toBe(5);
    expect(value(d.call({ call: 'send', fd, bytes: NO_BYTES }))).toBe(0);
  });

  test('when patience or the connection ends, what was taken counts, and the next call hears why', () => {
    const d = desk();
    const fd = connected(d);
    set(d, fd, { name: 'SO_SNDTIMEO', value: milliseconds(5) });
    d.room(3);
    d.call({ call: 'send', fd, bytes: octets('abcd') }, 1);
    expect(value(d.during(() => d.sleep(milliseconds(5)), 1))).toBe(3);
    d.call({ call: 'send', fd, bytes: octets('d') }, 1);
    expect(short(d.during(() => d.sleep(milliseconds(5)), 1))).toBe('EAGAIN');
    d.room(1);
    d.call({ call: 'send', fd, bytes: octets('de') }, 1);
    expect(value(d.during(() => d.end('timed-out'), 1))).toBe(1);
    expect(short(d.call({ call: 'send', fd, bytes: octets('e') }))).toBe('ETIMEDOUT');
    expect(short(d.call({ call: 'send', fd, bytes: octets('e') }))).toBe('EPIPE');
  });

  test('another thread that shuts the stream breaks the pipe', () => {
    const d = desk();
    const fd = connected(d);
    d.room(0);
    d.call({ call: 'send', fd, bytes: octets('x') }, 1);
    expect(short(d.during(() => void d.must({ call: 'shutdown', fd, how: 'write' }), 1))).toBe('EPIPE');
    d.must({ call: 'shutdown', fd, how: 'write' });
    expect(d.words().filter((word) => word === 'Close')).toHaveLength(1);
  });
});

describe('receiving on a stream', () => {
  test('readers take turns; each gets what is there', () => {
    const d = desk();
    const fd = connected(d);
    d.call({ call: 'recv', fd, size: 2 }, 1);
    d.call({ call: 'read', fd, size: 9 }, 2);
    d.call({ call: 'recvfrom', fd, size: 9 }, 3);
    const from = d.told.length;
    d.arrive('hello', true);
    const answers = d.told
      .slice(from)
      .map((one) => [one.caller.thread, one._tag === 'Answered' ? value(one.reply) : '']);
    expect(answers).toEqual([
      [1, octets('he')],
      [2, octets('llo')],
      [3, { bytes: NO_BYTES, remote: REMOTE, length: 0 }],
    ]);
  });

  test('what is looked at stays', () => {
    const d = desk();
    const fd = connected(d);
    d.arrive('abc');
    expect(read(d.call({ call: 'recv', fd, size: 2, flags: MSG_PEEK }))).toBe('ab');
    expect(read(d.call({ call: 'recv', fd, size: 9 }))).toBe('abc');
    expect(read(d.call({ call: 'recv', fd, size: 0 }))).toBe('');
    expect(short(d.call({ call: 'recv', fd, size: -1 }))).toBe('EINVAL');
    expect(d.call({ call: 'recv', fd, size: 9 })).toBe('waits');
  });

  test('a reset is told once, and octets that TCP kept come before it', () => {
    const d = desk();
    const fd = connected(d);
    d.arrive('last words');
    d.end('reset');
    expect(read(d.call({ call: 'recv', fd, size: 99 }))).toBe('last words');
    expect(short(d.call({ call: 'recv', fd, size: 99 }))).toBe('ECONNRESET');
    expect(read(d.call({ call: 'recv', fd, size: 99 }))).toBe('');
  });

  test('a reset after the end was read only breaks the pipe', () => {
    const d = desk();
    const fd = connected(d);
    d.arrive('', true);
    expect(read(d.call({ call: 'recv', fd, size: 1 }))).toBe('');
    d.end('reset');
    expect(read(d.call({ call: 'recv', fd, size: 1 }))).toBe('');
    expect(short(d.call({ call: 'send', fd, bytes: octets('x') }))).toBe('EPIPE');
  });

  test('all who read hear of a reset; the first hears why', () => {
    const d = desk();
    const fd = connected(d);
    d.call({ call: 'recv', fd, size: 9 }, 1);
    d.call({ call: 'recv', fd, size: 9 }, 2);
    const from = d.told.length;
    d.end('reset');
    expect(d.told.slice(from).map((one) => (one._tag === 'Answered' ? read(one.reply) : ''))).toEqual([
      'ECONNRESET',
      '',
    ]);
  });

  test('who shuts reading ends those who read; what comes later is still there', () => {
    const d = desk();
    const fd = connected(d);
    d.call({ call: 'recv', fd, size: 9 }, 1);
    expect(read(d.during(() => void d.must({ call: 'shutdown', fd, how: 'read' }), 1))).toBe('');
    d.arrive('late');
    expect(read(d.call({ call: 'recv', fd, size: 9 }))).toBe('late');
  });
});

describe('closing', () => {
  test('a connection is released, or aborted when it does not linger; never both, never twice', () => {
    const d = desk();
    const released = connected(d);
    d.must({ call: 'close', fd: released });
    const aborted = connected(d);
    set(d, aborted, { name: 'SO_LINGER', value: milliseconds(0) });
    d.must({ call: 'close', fd: aborted });
    const ended = connected(d);
    d.end('closed');
    d.must({ call: 'close', fd: ended });
    const fresh = d.fd('stream');
    d.must({ call: 'close', fd: fresh });
    const endings = d.words().filter((word) => word === 'Release' || word === 'Abort');
    expect(endings).toEqual(['Release', 'Abort', 'Release']);
    expect(d.state().connections.size).toBe(0);
  });

  test('whoever waits for a descriptor that another thread closes is told that it is bad; a poll finds it invalid', () => {
    const d = desk();
    const fd = connected(d);
    const other = connected(d);
    d.room(0, d.newest() - 1);
    d.call({ call: 'recv', fd, size: 1 }, 1);
    d.call({ call: 'send', fd, bytes: octets('x') }, 2);
    d.call(
      {
        call: 'poll',
        fds: [
          { fd: other, events: ['in'] },
          { fd, events: ['in'] },
        ],
        timeout: undefined,
      },
      3,
    );
    const from = d.told.length;
    d.must({ call: 'close', fd });
    const answers = d.told
      .slice(from)
      .map((one) => [one.caller.thread, one._tag === 'Answered' ? short(one.reply) : '']);
    expect(answers).toEqual([
      [1, 'EBADF'],
      [2, 'EBADF'],
      [3, 'ok'],
      [0, 'ok'],
    ]);
    expect(waiting(d.state())).toEqual([]);
  });
});

describe('lingering', () => {
  const slow = (linger: OptionValue['value']): readonly [Desk, Fd] => {
    const d = desk({}, 1, true, true);
    const fd = connected(d);
    set(d, fd, { name: 'SO_LINGER', value: linger as never });
    set(d, fd, { name: 'O_NONBLOCK', value: true });
    return [d, fd];
  };

  test('a close waits until the peer has everything, and its descriptor is free meanwhile', () => {
    const [d, fd] = slow(seconds(5));
    expect(d.call({ call: 'close', fd })).toBe('waits');
    expect(waiting(d.state()).map((one) => [one.request.call, one.for])).toEqual([['close', 'drained']]);
    expect(d.words().at(-1)).toBe('Release');
    expect(short(d.call({ call: 'close', fd }, 1))).toBe('EBADF');
    expect(short(d.during(() => d.tell({ _tag: 'Drained', connection: d.newest() })))).toBe('ok');
    expect(d.during(() => d.sleep(seconds(9)))).toBe(undefined);
    d.tell({ _tag: 'Forgotten', connection: d.newest() });
    expect(d.state().sockets.size).toBe(0);
  });

  test('a close gives up waiting when its time is over, and tells no error; TCP is not asked to reset', () => {
    const [d, fd] = slow(seconds(5));
    expect(d.call({ call: 'close', fd })).toBe('waits');
    expect(d.during(() => d.sleep(milliseconds(4_999)))).toBe(undefined);
    expect(short(d.during(() => d.sleep(milliseconds(1))))).toBe('ok');
    expect(d.during(() => d.tell({ _tag: 'Drained', connection: d.newest() }))).toBe(undefined);
    expect(d.words()).not.toContain('Abort');
  });

  test('a connection that is over before it has drained ends the wait as well', () => {
    const [d, fd] = slow(seconds(5));
    expect(d.call({ call: 'close', fd })).toBe('waits');
    expect(short(d.during(() => d.tell({ _tag: 'Forgotten', connection: d.newest() })))).toBe('ok');
    expect([d.state().sockets.size, d.state().connections.size, d.state().bound.size]).toEqual([0, 0, 0]);
  });

  test('a process that ends lingers for nothing', () => {
    const [d, fd] = slow(seconds(5));
    d.call({ call: 'close', fd }, 1);
    expect(d.during(() => d.exit(), 1)).toBe(undefined);
    expect(d.during(() => d.tell({ _tag: 'Drained', connection: d.newest() }), 1)).toBe(undefined);
    d.tell({ _tag: 'Forgotten', connection: d.newest() });
    expect([d.state().sockets.size, d.state().calls.size]).toEqual([0, 0]);
  });

  test('what is not connected is closed at once', () => {
    const d = desk();
    const [fd] = listening(d);
    set(d, fd, { name: 'SO_LINGER', value: seconds(5) });
    expect(short(d.call({ call: 'close', fd }))).toBe('ok');
  });
});

describe('a port whose connection TCP remembers', () => {
  /** A connection of a listener that is closed first, and the listener as well; TCP's name for the connection. */
  const left = (reuse: boolean): readonly [Desk, number] => {
    const d = desk({}, 1, true, true);
    const [fd, listener] = listening(d);
    set(d, fd, { name: 'SO_REUSEADDR', value: reuse });
    const connection = d.knock(listener);
    const { fd: accepted } = d.must({ call: 'accept', fd }) as { fd: Fd };
    d.must({ call: 'close', fd: accepted });
    d.must({ call: 'close', fd });
    return [d, connection];
  };

  const bindAgain = (d: Desk, reuse: boolean): string => {
    const fd = d.fd('stream');
    set(d, fd, { name: 'SO_REUSEADDR', value: reuse });
    const answer = short(d.call({ call: 'bind', fd, local: endpoint(US, 80) }));
    if (answer === 'ok') d.must({ call: 'listen', fd, backlog: 1 });
    d.must({ call: 'close', fd });
    return answer;
  };

  test('can be bound again when both have asked for SO_REUSEADDR, as on Linux; when it is forgotten, in any case', () => {
    for (const before of [false, true]) {
      for (const after of [false, true]) {
        const [d, connection] = left(before);
        expect(bindAgain(d, after)).toBe(before && after ? 'ok' : 'EADDRINUSE');
        d.tell({ _tag: 'Forgotten', connection });
        expect(bindAgain(d, after)).toBe('ok');
        // Said once more, it is nobody's.
        d.tell({ _tag: 'Forgotten', connection });
      }
    }
  });

  test('is no choice for a conversation with the same peer, but may be one for another', () => {
    const d = desk({}, 1, false, true);
    for (let port = 32_768; port <= 60_999; port++) {
      const fd = d.fd('stream');
      d.must({ call: 'bind', fd, local: endpoint(US, port) });
      if (port > 32_768) continue;
      d.call({ call: 'connect', fd, remote: REMOTE });
      d.tell({ _tag: 'Established', connection: d.newest(), listener: 0, local: endpoint(US, port), remote: REMOTE });
      d.must({ call: 'close', fd });
      d.fd('datagram');
    }
    const fd = d.fd('stream');
    expect(short(d.call({ call: 'bind', fd, local: endpoint(US, 0) }))).toBe('EADDRINUSE');
    expect(short(d.call({ call: 'connect', fd, remote: REMOTE }))).toBe('EADDRNOTAVAIL');
    expect(d.call({ call: 'connect', fd, remote: endpoint(THEM, 81) })).toBe('waits');
  });
});

describe('poll', () => {
  test('waits for several, and tells of all that is true', () => {
    const d = desk();
    const fd = connected(d);
    const first = d.newest();
    const other = connected(d);
    const [guests, listener] = listening(d);
    const fds = [fd, other, guests].map((each) => ({ fd: each, events: ['in'] as const }));
    expect(d.call({ call: 'poll', fds, timeout: undefined }, 1)).toBe('waits');
    expect(value(d.during(() => d.arrive('x', false, first), 1))).toEqual([{ fd, events: ['in'] }]);
    d.knock(listener);
    expect(value(d.call({ call: 'poll', fds, timeout: undefined }, 1))).toEqual([
      { fd, events: ['in'] },
      { fd: guests, events: ['in'] },
    ]);
  });

  test('asks TCP only where it must: after a read that took all it wanted', () => {
    const d = desk();
    const fd = connected(d);
    d.arrive('ab');
    const look = () => value(d.call({ call: 'poll', fds: [{ fd, events: ['in'] }], timeout: milliseconds(0) }));
    d.must({ call: 'recv', fd, size: 1 });
    expect(look()).toEqual([{ fd, events: ['in'] }]);
    d.must({ call: 'recv', fd, size: 1 });
    expect(look()).toEqual([]);
    const from = d.asked.length;
    expect(look()).toEqual([]);
    expect(d.asked.length).toBe(from);
  });

  test('room, an end, a failure and a datagram wake it; nothing else does', () => {
    const d = desk();
    const fd = connected(d);
    d.room(0);
    set(d, fd, { name: 'O_NONBLOCK', value: true });
    d.call({ call: 'send', fd, bytes: octets('x') });
    const watch = (at: Fd, event: 'in' | 'out'): Reply =>
      d.call({ call: 'poll', fds: [{ fd: at, events: [event] }], timeout: seconds(1) }, 1);
    expect(watch(fd, 'out')).toBe('waits');
    expect(d.during(() => d.arrive('x'), 1)).toBe(undefined);
    expect(value(d.during(() => d.room(1), 1))).toEqual([{ fd, events: ['out'] }]);
    const datagrams = d.fd('datagram');
    d.must({ call: 'connect', fd: datagrams, remote: REMOTE });
    expect(watch(datagrams, 'in')).toBe('waits');
    const user = d.state().nextSocket - 1;
    const failed = () => d.udp({ _tag: 'Failed', user, type: 3, code: 3, remote: REMOTE });
    expect(value(d.during(failed, 1))).toEqual([{ fd: datagrams, events: ['error'] }]);
    expect(watch(datagrams, 'in')).not.toBe('waits');
    d.must({ call: 'getsockopt', fd: datagrams, name: 'SO_ERROR' });
    expect(watch(datagrams, 'in')).toBe('waits');
    expect(value(d.during(() => d.sleep(seconds(1)), 1))).toEqual([]);
  });

  test('sleeps when there is nothing to look at, and refuses nonsense', () => {
    const d = desk();
    expect(d.call({ call: 'poll', fds: [], timeout: milliseconds(5) })).toBe('waits');
    expect(value(d.during(() => d.sleep(milliseconds(5))))).toEqual([]);
    expect(short(d.call({ call: 'poll', fds: [], timeout: -1 as never }))).toBe('EINVAL');
  });
});

describe('datagrams', () => {
  const arriving = (words: string, user = 1, from: Endpoint = REMOTE) =>
    ({ _tag: 'Arrived', user, source: from, destination: endpoint(US, 53), payload: rope(octets(words)) }) as const;

  const bound = (d: Desk): Fd => {
    const fd = d.fd('datagram');
    d.must({ call: 'bind', fd, local: endpoint(US, 53) });
    return fd;
  };

  test('wait in their order; a short buffer cuts one, and says how long it was', () => {
    const d = desk();
    const fd = bound(d);
    for (const words of ['hello', '', 'last']) d.udp(arriving(words));
    const take = (size: number, flags = 0) => value(d.call({ call: 'recvfrom', fd, size, flags }));
    expect(take(2, MSG_PEEK)).toEqual({ bytes: octets('he'), remote: REMOTE, length: 5 });
    expect(take(2)).toEqual({ bytes: octets('he'), remote: REMOTE, length: 5 });
    expect(take(9)).toEqual({ bytes: NO_BYTES, remote: REMOTE, length: 0 });
    expect(read(d.call({ call: 'recv', fd, size: 9 }))).toBe('last');
    expect(d.call({ call: 'recvfrom', fd, size: 9 }, 1)).toBe('waits');
    expect(value(d.during(() => d.udp(arriving('late')), 1))).toMatchObject({ bytes: octets('late') });
  });

  test('are dropped when SO_RCVBUF is full, and there is room again when one was taken', () => {
    const d = desk();
    const fd = bound(d);
    set(d, fd, { name: 'SO_RCVBUF', value: 100 });
    for (const words of ['a'.repeat(70), 'b', 'c'.repeat(300)]) d.udp(arriving(words));
    expect(d.fired).toContain('socket.queue-full');
    expect(read(d.call({ call: 'recv', fd, size: 1 }))).toBe('a');
    d.udp(arriving('d'.repeat(300)));
    expect(read(d.call({ call: 'recv', fd, size: 1 }))).toBe('d');
  });

  test('leave from the address that was bound, or that the route chooses', () => {
    const d = desk();
    const fd = d.fd('datagram');
    expect(value(d.call({ call: 'sendto', fd, bytes: octets('x'), remote: REMOTE }))).toBe(1);
    const { address, port } = nameOf(d, fd);
    expect(address).toBe(ANY_ADDRESS);
    expect(d.asked.map(({ request }) => request)).toEqual([
      { _tag: 'Bind', user: 1, local: { address, port }, remote: undefined },
      { _tag: 'Send', source: { address: US, port }, destination: REMOTE, payload: rope(octets('x')) },
    ]);
    expect(short(d.call({ call: 'sendto', fd, bytes: octets('x'), remote: endpoint(NOWHERE, 1) }))).toBe('ENETUNREACH');
    const longest = new Uint8Array(65_507);
    expect(value(d.call({ call: 'sendto', fd, bytes: longest, remote: REMOTE }))).toBe(65_507);
    expect(short(d.call({ call: 'sendto', fd, bytes: new Uint8Array(65_508), remote: REMOTE }))).toBe('EMSGSIZE');
    expect(short(d.call({ call: 'sendto', fd, bytes: longest, remote: endpoint(THEM, 0) }))).toBe('EINVAL');
  });

  test('only a connected socket hears that nobody is there, and only of what will not pass by itself', () => {
    const d = desk();
    const fd = bound(d);
    const fails = (code: number): void => d.udp({ _tag: 'Failed', user: 1, type: 3, code, remote: REMOTE });
    fails(3);
    expect(d.call({ call: 'recv', fd, size: 9 }, 1)).toBe('waits');
    d.must({ call: 'connect', fd, remote: REMOTE });
    expect(d.during(() => fails(1), 1)).toBe(undefined);
    expect(short(d.during(() => fails(3), 1))).toBe('ECONNREFUSED');
    fails(10);
    expect(short(d.call({ call: 'send', fd, bytes: octets('x') }))).toBe('EHOSTUNREACH');
    expect(value(d.call({ call: 'send', fd, bytes: octets('x') }))).toBe(1);
  });

  test('a socket may be connected again, and keeps its port', () => {
    const d = desk();
    const fd = d.fd('datagram');
    d.must({ call: 'connect', fd, remote: REMOTE });
    const { port } = nameOf(d, fd);
    d.must({ call: 'connect', fd, remote: endpoint(THEM, 99) });
    expect(nameOf(d, fd)).toEqual(endpoint(US, port));
    expect(showEndpoint(d.must({ call: 'getpeername', fd }) as Endpoint)).toBe('10.0.0.2:99');
    expect(short(d.call({ call: 'connect', fd, remote: endpoint(NOWHERE, 9) }))).toBe('ENETUNREACH');
  });
});

describe('options', () => {
  test('hold what they were given, and refuse what they cannot hold', () => {
    const d = desk();
    const fd = d.fd('stream');
    const options: ReadonlyArray<OptionValue> = [
      { name: 'SO_REUSEADDR', value: true },
      { name: 'SO_KEEPALIVE', value: true },
      { name: 'SO_SNDBUF', value: 1_000 },
      { name: 'SO_RCVBUF', value: 2_000 },
      { name: 'SO_SNDTIMEO', value: milliseconds(1) },
      { name: 'SO_RCVTIMEO', value: milliseconds(2) },
      { name: 'SO_LINGER', value: milliseconds(3) },
      { name: 'TCP_NODELAY', value: true },
      { name: 'O_NONBLOCK', value: true },
    ];
    for (const option of options) {
      set(d, fd, option);
      expect(d.must({ call: 'getsockopt', fd, name: option.name })).toEqual(option);
    }
    const refuses = (option: OptionValue): string => short(d.call({ call: 'setsockopt', fd, option }));
    expect(refuses({ name: 'SO_ERROR', value: 0 })).toBe('ENOPROTOOPT');
    expect(refuses({ name: 'SO_SNDBUF', value: 0 })).toBe('EINVAL');
    expect(refuses({ name: 'SO_RCVBUF', value: 1.5 })).toBe('EINVAL');
    expect(refuses({ name: 'SO_LINGER', value: -1 as never })).toBe('EINVAL');
  });

  test('TCP hears of those that are its own, while there is a connection', () => {
    const d = desk();
    const fd = connected(d);
    set(d, fd, { name: 'TCP_NODELAY', value: true });
    set(d, fd, { name: 'SO_RCVTIMEO', value: seconds(1) });
    const told = d.asked.filter(({ request }) => request._tag === 'SetOptions');
    expect(told.map(({ request }) => request)).toEqual([
      {
        _tag: 'SetOptions',
        connection: d.newest(),
        options: { ...DEFAULT_TCP_OPTIONS, noDelay: true },
      },
    ]);
  });
});

describe('deadlines', () => {
  test('are kept in proportion when very many calls end before theirs', () => {
    const d = desk();
    const fd = connected(d);
    set(d, fd, { name: 'SO_RCVTIMEO', value: seconds(10) });
    for (let i = 0; i < 2_000; i++) {
      expect(d.call({ call: 'recv', fd, size: 9 })).toBe('waits');
      expect(read(d.during(() => d.arrive('x')))).toBe('x');
    }
    expect(d.state().timersSize).toBeLessThan(200);
    expect(d.call({ call: 'recv', fd, size: 9 })).toBe('waits');
    expect(short(d.during(() => d.sleep(seconds(10))))).toBe('EAGAIN');
  });
});
