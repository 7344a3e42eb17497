// One list of small programs, and what each must answer: on real sockets, and in the simulator. Only bytes, counts, order and
// errnos are compared, never when something happens. What is expected is what Linux answers to the same calls.
import { either as E, function as F } from 'fp-ts';
import {
  accept,
  andThen,
  ANY_ADDRESS,
  attempt,
  bind,
  close,
  connect,
  connect_ex,
  endpoint,
  getaddrinfo,
  getpeername,
  getsockname,
  getsockopt,
  listen,
  milliseconds,
  now,
  parseIpv4,
  peek,
  poll,
  print,
  program,
  recv,
  recvAll,
  recvfrom,
  send,
  sendAll,
  sendto,
  setsockopt,
  showEndpoint,
  shutdown,
  sleep,
  socket,
  spawn,
  STDIN,
  succeed,
  tcpEcho,
  text,
  udpEcho,
  utf8,
  write,
} from '@sockeye/core';
import { files } from './files.ts';
import { listening } from './listening.ts';
import type { Parity } from './notation.ts';
import { moment, said, each, NO_FD, ONE, serving, connected, resetting, holding, pollOnce, BULK } from './notation.ts';
import { options } from './options.ts';
import { talking } from './talking.ts';

export type { Parity } from './notation.ts';

const calls: ReadonlyArray<Parity> = [
  {
    name: 'a stream that is not connected sends nothing, receives nothing and knows no peer',
    program: () =>
      program(function* () {
        const fd = yield* socket('stream');
        return yield* each(
          send(fd, ONE),
          recv(fd, 1),
          recvfrom(fd, 1),
          shutdown(fd, 'write'),
          getpeername(fd),
          accept(fd),
          F.pipe(getsockname(fd), (at) => andThen(at, (end) => succeed(showEndpoint(end)))),
        );
      }),
    expected: ['EPIPE', 'ENOTCONN', 'ENOTCONN', 'ENOTCONN', 'ENOTCONN', 'EINVAL', '0.0.0.0:0'],
  },
  {
    name: 'a descriptor of nothing is bad for every call',
    program: ({ server }) =>
      each(
        bind(NO_FD, server),
        listen(NO_FD, 1),
        accept(NO_FD),
        connect(NO_FD, server),
        send(NO_FD, ONE),
        recv(NO_FD, 1),
        sendto(NO_FD, ONE, server),
        recvfrom(NO_FD, 1),
        shutdown(NO_FD, 'both'),
        close(NO_FD),
        getsockname(NO_FD),
        getpeername(NO_FD),
        getsockopt(NO_FD, 'SO_ERROR'),
        setsockopt(NO_FD, 'SO_REUSEADDR', true),
        write(NO_FD, ONE),
        connect_ex(NO_FD, server),
      ),
    expected: [...Array.from({ length: 15 }, () => 'EBADF'), 9],
  },
  {
    name: 'standard input is no socket',
    program: ({ server }) =>
      each(
        bind(STDIN, server),
        connect(STDIN, server),
        recv(STDIN, 1),
        getsockname(STDIN),
        setsockopt(STDIN, 'SO_KEEPALIVE', true),
      ),
    expected: ['ENOTSOCK', 'ENOTSOCK', 'ENOTSOCK', 'ENOTSOCK', 'ENOTSOCK'],
  },
  {
    name: 'a new descriptor is the lowest that is free; one that was closed is bad',
    program: () =>
      program(function* () {
        const first = yield* socket('stream');
        const second = yield* socket('datagram');
        yield* close(first);
        const again = yield* said(close(first));
        const third = yield* socket('stream');
        return [first, second, again, third];
      }),
    expected: [3, 4, 'EBADF', 3],
  },
  {
    name: 'an address is bound once, by one socket, and only if it is of this host',
    program: ({ own }) =>
      program(function* () {
        const fd = yield* socket('stream');
        const other = yield* socket('stream');
        yield* bind(fd, endpoint(own, 0));
        const at = yield* getsockname(fd);
        const answers = yield* each(
          bind(fd, endpoint(own, 0)),
          bind(other, at),
          bind(other, endpoint(ANY_ADDRESS, at.port)),
          bind(other, endpoint(parseIpv4('203.0.113.77') ?? ANY_ADDRESS, 0)),
        );
        return [at.address === own, at.port > 0, ...answers];
      }),
    expected: [true, true, 'EINVAL', 'EADDRINUSE', 'EADDRINUSE', 'EADDRNOTAVAIL'],
  },
  {
    name: 'UDP and TCP have ports of their own',
    program: ({ own }) =>
      program(function* () {
        const stream = yield* socket('stream');
        yield* bind(stream, endpoint(own, 0));
        const at = yield* getsockname(stream);
        const datagrams = yield* socket('datagram');
        const other = yield* socket('datagram');
        return yield* each(bind(datagrams, at), bind(other, at), bind(datagrams, at));
      }),
    expected: [undefined, 'EADDRINUSE', 'EINVAL'],
  },
  {
    name: 'a listener neither sends nor connects; to listen again is no mistake',
    program: ({ own, server }) =>
      program(function* () {
        const fd = yield* socket('stream');
        yield* bind(fd, endpoint(own, 0));
        return yield* each(
          listen(fd, 4),
          listen(fd, 8),
          send(fd, ONE),
          recv(fd, 1),
          connect(fd, server),
          bind(fd, endpoint(own, 0)),
          getpeername(fd),
        );
      }),
    expected: [undefined, undefined, 'EPIPE', 'ENOTCONN', 'EISCONN', 'EINVAL', 'ENOTCONN'],
  },
  {
    name: 'who listens without an address gets a port of all addresses',
    program: () =>
      program(function* () {
        const fd = yield* socket('stream');
        yield* listen(fd, 1);
        const { address, port } = yield* getsockname(fd);
        return [address, port > 0];
      }),
    expected: [ANY_ADDRESS, true],
  },
  {
    name: 'a listener that was shut accepts nothing more',
    program: ({ own }) =>
      program(function* () {
        const fd = yield* socket('stream');
        yield* bind(fd, endpoint(own, 0));
        yield* listen(fd, 1);
        return yield* each(shutdown(fd, 'read'), accept(fd));
      }),
    expected: [undefined, 'EINVAL'],
  },
  {
    name: 'a datagram socket neither listens nor accepts',
    program: () =>
      andThen(socket('datagram'), (fd) => each(listen(fd, 1), accept(fd), shutdown(fd, 'read'), getpeername(fd))),
    expected: ['EOPNOTSUPP', 'EOPNOTSUPP', 'ENOTCONN', 'ENOTCONN'],
  },
  {
    name: 'options hold what they were given, where they exist',
    program: () =>
      program(function* () {
        const stream = yield* socket('stream');
        const datagrams = yield* socket('datagram');
        return yield* each(
          getsockopt(stream, 'SO_REUSEADDR'),
          setsockopt(stream, 'SO_REUSEADDR', true),
          getsockopt(stream, 'SO_REUSEADDR'),
          getsockopt(stream, 'TCP_NODELAY'),
          setsockopt(stream, 'TCP_NODELAY', true),
          getsockopt(stream, 'TCP_NODELAY'),
          setsockopt(datagrams, 'TCP_NODELAY', true),
          setsockopt(stream, 'SO_ERROR', 5),
          getsockopt(stream, 'SO_ERROR'),
          setsockopt(datagrams, 'SO_RCVTIMEO', milliseconds(5)),
          getsockopt(datagrams, 'SO_RCVTIMEO'),
        );
      }),
    expected: [
      false,
      undefined,
      true,
      false,
      undefined,
      true,
      'ENOPROTOOPT',
      'ENOPROTOOPT',
      0,
      undefined,
      milliseconds(5),
    ],
  },
  {
    name: 'dotted decimal needs no resolver, and what is no name has no address',
    program: () =>
      program(function* () {
        const [first] = yield* getaddrinfo('192.0.2.7', 80);
        return [first === undefined ? '' : showEndpoint(first), yield* said(getaddrinfo('a..b', 80))];
      }),
    expected: ['192.0.2.7:80', 'ENOTFOUND'],
  },
  {
    name: 'time goes on while one sleeps',
    program: () =>
      program(function* () {
        const before = yield* now;
        yield* sleep(milliseconds(20));
        const after = yield* now;
        return after - before >= 20_000_000;
      }),
    expected: true,
  },
];

const streams: ReadonlyArray<Parity> = [
  {
    name: 'connect_ex counts as Linux does: refused, then connected, then connected already',
    server: tcpEcho,
    program: ({ own, server, nobody }) =>
      program(function* () {
        const fd = yield* socket('stream');
        return yield* each(
          connect_ex(fd, nobody),
          connect_ex(fd, server),
          connect_ex(fd, server),
          listen(fd, 1),
          bind(fd, endpoint(own, 0)),
          accept(fd),
        );
      }),
    expected: [111, 0, 106, 'EINVAL', 'EINVAL', 'EINVAL'],
  },
  {
    name: 'a port that is bound, and not listened on, refuses',
    program: ({ own }) =>
      program(function* () {
        const bound = yield* socket('stream');
        yield* bind(bound, endpoint(own, 0));
        const at = yield* getsockname(bound);
        const fd = yield* socket('stream');
        return yield* each(connect(fd, at));
      }),
    expected: ['ECONNREFUSED'],
  },
  {
    name: 'who binds first connects from there, and the server sees it',
    server: serving((connection) =>
      andThen(getpeername(connection), (peer) => sendAll(connection, utf8(String(peer.port)))),
    ),
    program: ({ own, server }) =>
      program(function* () {
        const fd = yield* socket('stream');
        yield* bind(fd, endpoint(own, 0));
        const bound = yield* getsockname(fd);
        yield* connect(fd, server);
        const at = yield* getsockname(fd);
        const peer = yield* getpeername(fd);
        const seen = text(yield* recv(fd, 100));
        return [
          at.port === bound.port,
          at.address === own,
          showEndpoint(peer) === showEndpoint(server),
          seen === String(at.port),
        ];
      }),
    expected: [true, true, true, true],
  },
  {
    name: 'what is looked at is still there, and a small buffer takes a part',
    server: tcpEcho,
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        const sent = yield* send(fd, utf8('hello'));
        yield* moment;
        return [sent, ...(yield* each(peek(fd, 2), recv(fd, 2), recv(fd, 0), recv(fd, 100)))];
      }),
    expected: [5, 'he', 'he', '', 'llo'],
  },
  {
    name: 'a stream takes no notice of the address that is given with it',
    server: tcpEcho,
    program: ({ server, nobody }) =>
      program(function* () {
        const fd = yield* connected(server);
        const sent = yield* said(sendto(fd, utf8('to?'), nobody));
        return [sent, yield* said(recv(fd, 9))];
      }),
    expected: [3, 'to?'],
  },
  {
    name: 'half a connection is closed, and the other half still answers',
    server: serving((connection) =>
      program(function* () {
        const all = yield* recvAll(connection);
        yield* sendAll(connection, utf8(`${all.length} octets`));
        yield* close(connection);
      }),
    ),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* sendAll(fd, BULK.subarray(0, 200_000));
        yield* shutdown(fd, 'write');
        return yield* each(send(fd, ONE), shutdown(fd, 'write'), recvAll(fd), recv(fd, 1));
      }),
    expected: ['EPIPE', undefined, '200000 octets', ''],
  },
  {
    name: 'a megabyte and a half comes back through both buffers, octet for octet',
    server: tcpEcho,
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* spawn(andThen(sendAll(fd, BULK), () => shutdown(fd, 'write')));
        const all = yield* recvAll(fd);
        return [all.length, all.every((octet, at) => octet === BULK[at])];
      }),
    expected: [1_500_000, true],
  },
  {
    name: 'the other side has closed: its stream ends, again and again, and the second send breaks the pipe',
    server: serving(close),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        const ends = yield* each(recv(fd, 1), recv(fd, 1), send(fd, ONE));
        yield* moment;
        return [...ends, ...(yield* each(send(fd, ONE), recv(fd, 1), getsockopt(fd, 'SO_ERROR')))];
      }),
    expected: ['', '', 1, 'EPIPE', '', 0],
  },
  {
    name: 'what came before a reset is read; the reset is told once; then there is nothing',
    server: serving(resetting(utf8('hello'))),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* moment;
        yield* moment;
        return yield* each(
          pollOnce(fd, 'in', 'out'),
          recv(fd, 99),
          recv(fd, 1),
          recv(fd, 1),
          send(fd, ONE),
          getpeername(fd),
          shutdown(fd, 'both'),
          connect_ex(fd, server),
        );
      }),
    expected: ['in out hangup error', 'hello', 'ECONNRESET', '', 'EPIPE', 'ENOTCONN', 'ENOTCONN', 106],
  },
  {
    name: 'a reset is told to whoever calls first, a sender as well',
    server: serving(resetting(new Uint8Array(0))),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* moment;
        yield* moment;
        return yield* each(send(fd, ONE), send(fd, ONE), recv(fd, 1));
      }),
    expected: ['ECONNRESET', 'EPIPE', ''],
  },
  {
    name: 'who closes with octets unread resets the connection',
    server: serving((connection) => andThen(moment, () => close(connection))),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* send(fd, utf8('unread'));
        return yield* each(recv(fd, 1), recv(fd, 1));
      }),
    expected: ['ECONNRESET', ''],
  },
  {
    name: 'who reads no more is told the end, and still gets what comes later',
    server: serving((connection) =>
      andThen(moment, () => andThen(send(connection, utf8('late')), () => holding(connection))),
    ),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* shutdown(fd, 'read');
        const first = yield* said(recv(fd, 9));
        yield* moment;
        yield* moment;
        return [first, yield* said(recv(fd, 9))];
      }),
    expected: ['', 'late'],
  },
  {
    name: 'a connect that does not wait is told by poll, by SO_ERROR, and by the next connect',
    server: serving(holding),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* socket('stream');
        yield* setsockopt(fd, 'O_NONBLOCK', true);
        const first = yield* said(connect(fd, server));
        const ready = yield* poll([{ fd, events: ['out'] }], milliseconds(2_000));
        const rest = yield* each(
          getsockopt(fd, 'SO_ERROR'),
          connect_ex(fd, server),
          connect_ex(fd, server),
          recv(fd, 1),
          send(fd, ONE),
        );
        return [first, ready.map(({ events }) => events.join(' ')), ...rest];
      }),
    expected: ['EINPROGRESS', ['out'], 0, 0, 106, 'EAGAIN', 1],
  },
  {
    name: 'a connect that does not wait, and is refused, says so by SO_ERROR once',
    program: ({ nobody }) =>
      program(function* () {
        const fd = yield* socket('stream');
        yield* setsockopt(fd, 'O_NONBLOCK', true);
        const first = yield* said(connect(fd, nobody));
        const ready = yield* poll([{ fd, events: ['in', 'out'] }], milliseconds(2_000));
        const rest = yield* each(
          getsockopt(fd, 'SO_ERROR'),
          getsockopt(fd, 'SO_ERROR'),
          connect_ex(fd, nobody),
          connect_ex(fd, nobody),
        );
        return [first, ready.map(({ events }) => events.join(' ')), ...rest];
      }),
    expected: ['EINPROGRESS', ['in out hangup error'], 111, 0, 103, 115],
  },
  {
    name: 'poll sees a stream from its birth to its end',
    server: serving((connection) => andThen(recv(connection, 1), () => shutdown(connection, 'write'))),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* socket('stream');
        const fresh = yield* said(pollOnce(fd, 'in', 'out'));
        yield* connect(fd, server);
        const idle = yield* said(pollOnce(fd, 'in', 'out'));
        yield* send(fd, ONE);
        yield* moment;
        const ended = yield* said(pollOnce(fd, 'in', 'out'));
        yield* shutdown(fd, 'write');
        yield* moment;
        return [fresh, idle, ended, yield* said(pollOnce(fd, 'in', 'out'))];
      }),
    expected: ['out hangup', 'out', 'in out', 'in out hangup'],
  },
  {
    name: 'patience has an end: SO_RCVTIMEO for recv and accept, a time for poll',
    server: serving(holding),
    program: ({ server, own }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* setsockopt(fd, 'SO_RCVTIMEO', milliseconds(10));
        const listener = yield* socket('stream');
        yield* bind(listener, endpoint(own, 0));
        yield* listen(listener, 1);
        yield* setsockopt(listener, 'SO_RCVTIMEO', milliseconds(10));
        return yield* each(recv(fd, 1), accept(listener), poll([{ fd, events: ['in'] }], milliseconds(10)));
      }),
    expected: ['EAGAIN', 'EAGAIN', []],
  },
  {
    name: 'a sender that nobody reads is held back, and says how much was taken',
    server: serving(() => sleep(milliseconds(60_000))),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* setsockopt(fd, 'O_NONBLOCK', true);
        let taken = 0;
        // No kernel takes 64 times 1.5 MB that nobody reads.
        for (let i = 0; i < 64; i++) {
          const answer = yield* attempt(send(fd, BULK));
          if (E.isLeft(answer)) return [answer.left, taken > 0];
          taken += answer.right;
          yield* sleep(milliseconds(1));
        }
        return ['never', taken];
      }),
    expected: ['EAGAIN', true],
  },
];

const datagrams: ReadonlyArray<Parity> = [
  {
    name: 'a datagram needs a destination, and must not be too long',
    program: ({ server }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        return yield* each(
          send(fd, ONE),
          sendto(fd, new Uint8Array(65_508), server),
          sendto(fd, ONE, endpoint(server.address, 0)),
        );
      }),
    expected: ['EDESTADDRREQ', 'EMSGSIZE', 'EINVAL'],
  },
  {
    name: 'datagrams keep their lengths, the empty one as well; what does not fit is cut, and no more than that one',
    server: udpEcho,
    program: ({ server }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        const lengths: Array<unknown> = [];
        for (const words of ['abc', '', 'hello', 'end']) {
          const sent = yield* sendto(fd, utf8(words), server);
          const [bytes, from, length] = yield* recvfrom(fd, words === 'hello' ? 2 : 4_096);
          lengths.push([sent, text(bytes), length, showEndpoint(from) === showEndpoint(server)]);
        }
        return lengths;
      }),
    expected: [
      [3, 'abc', 3, true],
      [0, '', 0, true],
      [5, 'he', 5, true],
      [3, 'end', 3, true],
    ],
  },
  {
    name: 'who sends has a port from then on',
    server: udpEcho,
    program: ({ server }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        const before = yield* getsockname(fd);
        yield* sendto(fd, ONE, server);
        const after = yield* getsockname(fd);
        return [before.port, after.port > 0, after.address, yield* said(bind(fd, before))];
      }),
    expected: [0, true, ANY_ADDRESS, 'EINVAL'],
  },
  {
    name: 'nobody there: a connected datagram socket is told, once for each datagram',
    program: ({ nobody }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* connect(fd, nobody);
        const sent = yield* send(fd, ONE);
        yield* moment;
        const first = yield* said(recv(fd, 9));
        yield* send(fd, ONE);
        yield* moment;
        return [sent, first, yield* said(send(fd, ONE))];
      }),
    expected: [1, 'ECONNREFUSED', 'ECONNREFUSED'],
  },
  {
    name: 'a connected datagram socket talks to its peer, and hears nobody else',
    server: udpEcho,
    program: ({ own, server }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* connect(fd, server);
        const at = yield* getsockname(fd);
        const stranger = yield* socket('datagram');
        yield* sendto(stranger, utf8('stranger'), at);
        yield* moment;
        yield* send(fd, utf8('friend'));
        const peer = yield* getpeername(fd);
        return [at.address === own, showEndpoint(peer) === showEndpoint(server), yield* said(recv(fd, 99))];
      }),
    expected: [true, true, 'friend'],
  },
  {
    name: 'a datagram socket that was shut',
    server: udpEcho,
    program: ({ server }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* connect(fd, server);
        return yield* each(shutdown(fd, 'write'), send(fd, ONE), shutdown(fd, 'read'), recv(fd, 9));
      }),
    expected: [undefined, 'EPIPE', undefined, ''],
  },
  {
    name: 'a datagram socket waits no longer than it was told, or not at all',
    program: () =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* setsockopt(fd, 'SO_RCVTIMEO', milliseconds(10));
        const late = yield* said(recvfrom(fd, 9));
        yield* setsockopt(fd, 'O_NONBLOCK', true);
        return [late, yield* said(recvfrom(fd, 9)), yield* said(pollOnce(fd, 'in', 'out'))];
      }),
    expected: ['EAGAIN', 'EAGAIN', 'out'],
  },
  {
    name: 'a thread shares the descriptors of its process',
    server: udpEcho,
    program: ({ server }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* spawn(andThen(sendto(fd, utf8('from a thread'), server), () => print('sent')));
        const [bytes] = yield* recvfrom(fd, 99);
        return text(bytes);
      }),
    expected: 'from a thread',
  },
];

/** All of them. */
export const PARITY: ReadonlyArray<Parity> = [
  ...calls,
  ...streams,
  ...datagrams,
  ...listening,
  ...talking,
  ...options,
  ...files,
];
