// Every error that the table of calls promises is answered here once, or it is said why this floor never answers it.
import { describe, expect, test } from 'vitest';
import type { AnyRequest, Calls, Fd, SocketCallName } from '../../../packages/core/src/socket/calls/Calls.ts';
import { MSG_FASTOPEN, MSG_OOB } from '../../../packages/core/src/socket/calls/flags.ts';
import { ERRORS_OF } from '../../../packages/core/src/socket/calls/errors.ts';
import type { Endpoint } from '../../../packages/core/src/wire/addresses.ts';
import { ANY_ADDRESS, endpoint, LIMITED_BROADCAST } from '../../../packages/core/src/wire/addresses.ts';
import type { Ending } from '../../../packages/core/src/tcp/Service.ts';
import type { Desk, Reply } from './desk.ts';
import { connected, desk, listening, NOWHERE, octets, REMOTE, short, THEM, US } from './desk.ts';

/** Brings the error about, and gives the answer. */
type Way = (d: Desk) => Reply | undefined;

/** For each error of a row a way to it, or the reason why there is none: complete by its type. */
type Ways = { readonly [N in SocketCallName]: Readonly<Record<Calls[N]['error'], Way | string>> };

const nonBlocking = (d: Desk, fd: Fd): Fd => {
  d.must({ call: 'setsockopt', fd, option: { name: 'O_NONBLOCK', value: true } });
  return fd;
};

const bound = (d: Desk, type: 'stream' | 'datagram' = 'stream'): Fd => {
  const fd = d.fd(type);
  d.must({ call: 'bind', fd, local: endpoint(US, 80) });
  return fd;
};

/** A datagram socket that talks to somebody; the first socket of its desk. */
const talking = (d: Desk, remote: Endpoint = REMOTE): Fd => {
  const fd = d.fd('datagram');
  d.must({ call: 'connect', fd, remote });
  return fd;
};

/** What an ICMP error of type 3 made of it. */
const told = (d: Desk, code: number): Fd => {
  const fd = talking(d);
  d.udp({ _tag: 'Failed', user: 1, type: 3, code, remote: REMOTE });
  return fd;
};

/** A stream whose connection is over, for this reason. */
const over = (d: Desk, why: Ending): Fd => {
  const fd = connected(d);
  d.end(why);
  return fd;
};

const full = (d: Desk): Fd => {
  const fd = nonBlocking(d, connected(d));
  d.room(0);
  return fd;
};

const on =
  (request: (fd: Fd) => AnyRequest, prepared: (d: Desk) => Fd): Way =>
  (d) =>
    d.call(request(prepared(d)));

const nothing = (): Fd => 9 as Fd;
const standardInput = (): Fd => 0 as Fd;

const common = (request: (fd: Fd) => AnyRequest) => ({
  EBADF: on(request, nothing),
  ENOTSOCK: on(request, standardInput),
});

const reading = (request: (fd: Fd, size: number) => AnyRequest) => {
  const one = (fd: Fd): AnyRequest => request(fd, 1);
  return {
    ...common(one),
    ENOTCONN: on(one, (d) => d.fd('stream')),
    ECONNRESET: on(one, (d) => over(d, 'reset')),
    ECONNREFUSED: on(one, (d) => told(d, 3)),
    ETIMEDOUT: on(one, (d) => over(d, 'timed-out')),
    EHOSTUNREACH: on(one, (d) => told(d, 10)),
    ENETUNREACH: on(one, (d) => told(d, 9)),
    EAGAIN: on(one, (d) => nonBlocking(d, d.fd('datagram'))),
    EINVAL: on((fd) => request(fd, -1), connected),
  };
};

const NOT_ENOTCONN = 'as on Linux, a stream that is not connected answers EPIPE';
const NAMED_BEFORE = 'whoever connects later has its ends already';
const NO_FLAGS = 'write has no flags';
const OF_FILES = 'it befalls files, which the processes keep';

/** What a path gets wrong is found before a descriptor is asked for. */
const PATHS = {
  ENOENT: OF_FILES,
  ENOTDIR: OF_FILES,
  EACCES: OF_FILES,
  ELOOP: OF_FILES,
  ENAMETOOLONG: OF_FILES,
  EINVAL: OF_FILES,
  EIO: OF_FILES,
  EROFS: OF_FILES,
  ENOSPC: OF_FILES,
  EEXIST: OF_FILES,
  EISDIR: OF_FILES,
};

const OF_THE_PROCESS = 'what is no socket is answered by the process, or is EBADF';

const sending = (request: (fd: Fd, length: number) => AnyRequest) => {
  const one = (fd: Fd): AnyRequest => request(fd, 1);
  return {
    ...common(one),
    ENOTCONN: NOT_ENOTCONN,
    EPIPE: on(one, (d) => d.fd('stream')),
    ECONNRESET: on(one, (d) => over(d, 'reset')),
    ECONNREFUSED: on(one, (d) => told(d, 3)),
    ETIMEDOUT: on(one, (d) => over(d, 'timed-out')),
    EHOSTUNREACH: on(one, (d) => told(d, 10)),
    ENETUNREACH: on(one, (d) => told(d, 9)),
    EMSGSIZE: on(
      (fd) => request(fd, 65_508),
      (d) => talking(d),
    ),
    EAGAIN: on(one, full),
    EACCES: on(one, (d) => talking(d, endpoint(LIMITED_BROADCAST, 80))),
    EINPROGRESS: on(one, (d) => {
      const fd = nonBlocking(d, d.fd('stream'));
      d.must({ call: 'setsockopt', fd, option: { name: 'TCP_FASTOPEN_CONNECT', value: true } });
      d.must({ call: 'connect', fd, remote: REMOTE });
      d.room(0, d.newest() + 1);
      return fd;
    }),
    EADDRNOTAVAIL: NAMED_BEFORE,
  };
};

/** A connected datagram socket may mean port 0, which no datagram can be sent to. */
const toPortZero = (d: Desk): Fd => talking(d, endpoint(THEM, 0));

const connecting =
  (remote: Endpoint): ((fd: Fd) => AnyRequest) =>
  (fd) => ({ call: 'connect', fd, remote });

const toRemote = connecting(REMOTE);

const opening = (fd: Fd): AnyRequest => ({
  call: 'sendto',
  fd,
  bytes: octets('x'),
  remote: REMOTE,
  flags: MSG_FASTOPEN,
});

/** A `connect` that waits, and what becomes of it. */
const failing =
  (why: Ending): Way =>
  (d) => {
    d.call(toRemote(d.fd('stream')));
    return d.during(() => d.end(why));
  };

const small = (): Desk => desk({ descriptors: 4 });

const WAYS: Ways = {
  socket: {
    EMFILE: () => {
      const d = small();
      d.fd('stream');
      return d.call({ call: 'socket', type: 'datagram' });
    },
  },
  bind: {
    ...common((fd) => ({ call: 'bind', fd, local: endpoint(US, 80) })),
    EINVAL: on((fd) => ({ call: 'bind', fd, local: endpoint(US, 81) }), bound),
    EADDRINUSE: (d) => {
      bound(d);
      return d.call({ call: 'bind', fd: d.fd('stream'), local: endpoint(ANY_ADDRESS, 80) });
    },
    EADDRNOTAVAIL: on(
      (fd) => ({ call: 'bind', fd, local: endpoint(THEM, 80) }),
      (d) => d.fd('stream'),
    ),
    EACCES: 'there are no privileged ports',
  },
  listen: {
    ...common((fd) => ({ call: 'listen', fd, backlog: 1 })),
    EOPNOTSUPP: on(
      (fd) => ({ call: 'listen', fd, backlog: 1 }),
      (d) => d.fd('datagram'),
    ),
    EINVAL: on((fd) => ({ call: 'listen', fd, backlog: 1 }), connected),
    EADDRINUSE: (d) => {
      const [one, other] = [d.fd('stream'), d.fd('stream')];
      for (const fd of [one, other]) {
        d.must({ call: 'setsockopt', fd, option: { name: 'SO_REUSEADDR', value: true } });
        d.must({ call: 'bind', fd, local: endpoint(US, 80) });
      }
      d.must({ call: 'listen', fd: one, backlog: 1 });
      return d.call({ call: 'listen', fd: other, backlog: 1 });
    },
  },
  accept: {
    ...common((fd) => ({ call: 'accept', fd })),
    EOPNOTSUPP: on(
      (fd) => ({ call: 'accept', fd }),
      (d) => d.fd('datagram'),
    ),
    EINVAL: on((fd) => ({ call: 'accept', fd }), bound),
    EMFILE: () => {
      const d = small();
      const [fd, listener] = listening(d);
      d.knock(listener);
      return d.call({ call: 'accept', fd });
    },
    EAGAIN: on(
      (fd) => ({ call: 'accept', fd }),
      (d) => nonBlocking(d, listening(d)[0]),
    ),
    ECONNABORTED: 'as on Linux, a connection that was reset in the queue is accepted, and recv says ECONNRESET',
  },
  connect: {
    ...common(toRemote),
    EISCONN: on(toRemote, connected),
    EALREADY: on(toRemote, (d) => {
      const fd = nonBlocking(d, d.fd('stream'));
      d.call(toRemote(fd));
      return fd;
    }),
    EINPROGRESS: on(toRemote, (d) => nonBlocking(d, d.fd('stream'))),
    ECONNREFUSED: failing('refused'),
    ECONNRESET: failing('reset'),
    ETIMEDOUT: failing('timed-out'),
    EHOSTUNREACH: failing('host-unreachable'),
    ENETUNREACH: on(connecting(endpoint(NOWHERE, 80)), (d) => d.fd('stream')),
    EADDRNOTAVAIL: failing('in-use'),
    EADDRINUSE: 'a pair of ends that exists already is EADDRNOTAVAIL, as on Linux',
    EINVAL: on(connecting({ address: THEM, port: 70_000 as Endpoint['port'] }), (d) => d.fd('stream')),
    EOPNOTSUPP: 'as on Linux, a listener answers EISCONN',
    ECONNABORTED: failing('closed'),
  },
  send: {
    EOPNOTSUPP: on(
      (fd) => ({ call: 'send', fd, bytes: octets('x'), flags: MSG_OOB }),
      (d) => talking(d),
    ),
    ...sending((fd, length) => ({ call: 'send', fd, bytes: new Uint8Array(length) })),
    EDESTADDRREQ: on(
      (fd) => ({ call: 'send', fd, bytes: octets('x') }),
      (d) => d.fd('datagram'),
    ),
    EINVAL: on((fd) => ({ call: 'send', fd, bytes: octets('x') }), toPortZero),
  },
  write: {
    EOPNOTSUPP: NO_FLAGS,
    ...sending((fd, length) => ({ call: 'write', fd, bytes: new Uint8Array(length) })),
    ENOTSOCK: OF_THE_PROCESS,
    ENOSPC: OF_FILES,
    EIO: OF_FILES,
    EDESTADDRREQ: on(
      (fd) => ({ call: 'write', fd, bytes: octets('x') }),
      (d) => d.fd('datagram'),
    ),
    EINVAL: on((fd) => ({ call: 'write', fd, bytes: octets('x') }), toPortZero),
  },
  sendto: {
    ...sending((fd, length) => ({ call: 'sendto', fd, bytes: new Uint8Array(length), remote: REMOTE })),
    EINVAL: on(
      (fd) => ({ call: 'sendto', fd, bytes: octets('x'), remote: endpoint(THEM, 0) }),
      (d) => d.fd('datagram'),
    ),
    EACCES: on(
      (fd) => ({ call: 'sendto', fd, bytes: octets('x'), remote: endpoint(LIMITED_BROADCAST, 80) }),
      (d) => d.fd('datagram'),
    ),
    EOPNOTSUPP: on(
      (fd) => ({ call: 'sendto', fd, bytes: octets('x'), remote: REMOTE, flags: MSG_OOB }),
      (d) => d.fd('datagram'),
    ),
    EISCONN: on(opening, connected),
    EALREADY: on(opening, (d) => {
      const fd = nonBlocking(d, d.fd('stream'));
      d.call(toRemote(fd));
      return fd;
    }),
    EDESTADDRREQ: 'the destination is given',
    EADDRNOTAVAIL: 'bind has seen to it that the source is of this host, and ports abound',
  },
  recv: reading((fd, size) => ({ call: 'recv', fd, size })),
  recvfrom: reading((fd, size) => ({ call: 'recvfrom', fd, size })),
  read: {
    ...reading((fd, size) => ({ call: 'read', fd, size })),
    ENOTSOCK: OF_THE_PROCESS,
    EISDIR: OF_FILES,
    EIO: OF_FILES,
  },
  open: {
    ...PATHS,
    EMFILE: () => {
      const d = small();
      d.fd('stream');
      return d.call({ call: 'open', path: '/a', flags: ['read'] });
    },
  },
  lseek: {
    EBADF: on((fd) => ({ call: 'lseek', fd, offset: 0, whence: 'set' }), nothing),
    ESPIPE: on((fd) => ({ call: 'lseek', fd, offset: 0, whence: 'set' }), connected),
    EINVAL: OF_FILES,
    EIO: OF_FILES,
  },
  fsync: {
    EBADF: on((fd) => ({ call: 'fsync', fd }), nothing),
    EINVAL: on((fd) => ({ call: 'fsync', fd }), connected),
    ENOSPC: OF_FILES,
    EROFS: OF_FILES,
    EIO: OF_FILES,
  },
  ftruncate: {
    EBADF: on((fd) => ({ call: 'ftruncate', fd, length: 0 }), nothing),
    EINVAL: on((fd) => ({ call: 'ftruncate', fd, length: 0 }), connected),
    ENOSPC: OF_FILES,
    EIO: OF_FILES,
  },
  fstat: { EBADF: on((fd) => ({ call: 'fstat', fd }), nothing), EIO: OF_FILES },
  shutdown: {
    ...common((fd) => ({ call: 'shutdown', fd, how: 'both' })),
    ENOTCONN: on(
      (fd) => ({ call: 'shutdown', fd, how: 'both' }),
      (d) => d.fd('stream'),
    ),
    EINVAL: 'there is no fourth way to shut: the type of `how` says so',
  },
  close: { EBADF: on((fd) => ({ call: 'close', fd }), nothing) },
  getsockname: common((fd) => ({ call: 'getsockname', fd })),
  getpeername: {
    ...common((fd) => ({ call: 'getpeername', fd })),
    ENOTCONN: on((fd) => ({ call: 'getpeername', fd }), bound),
  },
  getsockopt: {
    ...common((fd) => ({ call: 'getsockopt', fd, name: 'SO_ERROR' })),
    ENOPROTOOPT: on(
      (fd) => ({ call: 'getsockopt', fd, name: 'TCP_NODELAY' }),
      (d) => d.fd('datagram'),
    ),
    ENOTCONN: on(
      (fd) => ({ call: 'getsockopt', fd, name: 'IP_MTU' }),
      (d) => d.fd('stream'),
    ),
  },
  setsockopt: {
    EDOM: on((fd) => ({ call: 'setsockopt', fd, option: { name: 'SO_RCVTIMEO', value: -1 as never } }), connected),
    ENOENT: on((fd) => ({ call: 'setsockopt', fd, option: { name: 'TCP_CONGESTION', value: 'nonsense' } }), connected),
    ...common((fd) => ({ call: 'setsockopt', fd, option: { name: 'SO_KEEPALIVE', value: true } })),
    ENOPROTOOPT: on((fd) => ({ call: 'setsockopt', fd, option: { name: 'SO_ERROR', value: 0 } }), connected),
    EINVAL: on((fd) => ({ call: 'setsockopt', fd, option: { name: 'SO_RCVBUF', value: 0 } }), connected),
  },
  ioctl: {
    EBADF: on((fd) => ({ call: 'ioctl', fd, command: 'FIONREAD' }), nothing),
    ENOTTY: on(
      (fd) => ({ call: 'ioctl', fd, command: 'SIOCATMARK' }),
      (d) => d.fd('datagram'),
    ),
    EINVAL: on(
      (fd) => ({ call: 'ioctl', fd, command: 'SIOCOUTQ' }),
      (d) => listening(d)[0],
    ),
  },
  poll: {
    EINVAL: (d) => d.call({ call: 'poll', fds: [], timeout: -1 as never }),
  },
};

/** These belong to the process; of them only `getaddrinfo` can fail. */
const OF_PROCESSES = new Set([
  'getaddrinfo',
  'sleep',
  'now',
  'realtime',
  'random',
  'print',
  'kill',
  'stat',
  'unlink',
  'rename',
  'link',
  'mkdir',
  'rmdir',
  'readdir',
  'utimes',
]);

const rows = Object.entries(WAYS).map(([call, ways]) => ({ call, ways: Object.entries<Way | string>(ways) }));

test('the list has every call of this floor, and every error of each', () => {
  const listed = Object.fromEntries(rows.map(({ call, ways }) => [call, ways.map(([errno]) => errno).toSorted()]));
  const promised = Object.entries(ERRORS_OF)
    .filter(([call]) => !OF_PROCESSES.has(call))
    .map(([call, errors]) => [call, Object.keys(errors).toSorted()]);
  expect(listed).toEqual(Object.fromEntries(promised));
});

describe.each(rows)('$call answers', ({ ways }) => {
  test.each(ways.filter(([, way]) => typeof way !== 'string'))('%s', (errno, way) => {
    expect(typeof way === 'string' ? way : short(way(desk()))).toBe(errno);
  });
});
