// Programs about talking and its end: both halves shut, lingering, datagrams. What is expected was asked from Linux.
import {
  ANY_ADDRESS,
  andThen,
  bind,
  close,
  connect,
  endpoint,
  getpeername,
  getsockname,
  getsockopt,
  LOOPBACK,
  milliseconds,
  peek,
  poll,
  program,
  read,
  recv,
  recvAll,
  recvfrom,
  seconds,
  send,
  sendAll,
  sendto,
  setsockopt,
  showEndpoint,
  shutdown,
  sleep,
  socket,
  STDIN,
  STDOUT,
  tcpEcho,
  text,
  udpEcho,
  utf8,
  write,
} from '@sockeye/core';
import type { Parity } from './notation.ts';
import { BULK, connected, each, holding, listener, met, moment, ONE, pollOnce, said, serving } from './notation.ts';

export const talking: ReadonlyArray<Parity> = [
  {
    name: 'who shuts both ways reads the end, writes no more, and may say so twice',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        const here = yield* each(shutdown(fd, 'both'), recv(fd, 1), send(fd, ONE), shutdown(fd, 'both'));
        yield* moment;
        const seen = yield* each(pollOnce(fd, 'in', 'out'), recv(far, 9), pollOnce(far, 'in', 'out'));
        return [...here, ...seen, showEndpoint(yield* getpeername(fd)) === showEndpoint(yield* getsockname(far))];
      }),
    expected: [undefined, '', 'EPIPE', undefined, 'in out hangup', '', 'in out', true],
  },
  {
    name: 'both halves are closed by their own sides: then there is no connection to be shut',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        yield* close(fd);
        yield* moment;
        const first = yield* each(shutdown(far, 'write'), recv(far, 1), send(far, ONE));
        yield* moment;
        return [...first, ...(yield* each(shutdown(far, 'both'), getpeername(far), recv(far, 1)))];
      }),
    expected: [undefined, '', 'EPIPE', 'ENOTCONN', 'ENOTCONN', ''],
  },
  {
    name: 'the other side has shut its half, and still reads what is sent',
    server: serving((connection) =>
      program(function* () {
        yield* shutdown(connection, 'write');
        const all = yield* recvAll(connection);
        if (text(all) !== 'still') yield* setsockopt(connection, 'SO_LINGER', milliseconds(0));
        yield* close(connection);
      }),
    ),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        const first = yield* each(recv(fd, 1), send(fd, utf8('st')), send(fd, utf8('ill')), shutdown(fd, 'write'));
        yield* moment;
        return [...first, ...(yield* each(recv(fd, 1), getsockopt(fd, 'SO_ERROR')))];
      }),
    expected: ['', 2, 3, undefined, '', 0],
  },
  {
    name: 'a lingering close is over when the peer has everything, and then the peer reads it',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        yield* setsockopt(far, 'SO_LINGER', seconds(9));
        yield* send(far, utf8('all'));
        return yield* each(getsockopt(far, 'SO_LINGER'), close(far), close(far), recv(fd, 9), recv(fd, 9));
      }),
    expected: [seconds(9), undefined, 'EBADF', 'all', ''],
  },
  {
    name: 'a lingering close that is impatient gives up waiting, but nothing that was sent',
    server: serving((connection) =>
      program(function* () {
        yield* setsockopt(connection, 'SO_SNDBUF', 4_000_000);
        yield* setsockopt(connection, 'O_NONBLOCK', true);
        yield* send(connection, BULK);
        yield* setsockopt(connection, 'SO_LINGER', milliseconds(20));
        yield* close(connection);
      }),
    ),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* sleep(milliseconds(300));
        const all = yield* recvAll(fd);
        return [all.length > 0, all.every((octet, at) => octet === BULK[at])];
      }),
    expected: [true, true],
  },
  {
    name: 'a lingering close of unread octets resets, and waits for nothing',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        yield* send(fd, utf8('unread'));
        yield* moment;
        yield* setsockopt(far, 'SO_LINGER', seconds(9));
        return yield* each(close(far), recv(fd, 9), recv(fd, 9));
      }),
    expected: [undefined, 'ECONNRESET', ''],
  },
  {
    name: 'a sender that waits loses its patience with SO_SNDTIMEO',
    server: serving(() => sleep(milliseconds(60_000))),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* setsockopt(fd, 'SO_SNDTIMEO', milliseconds(30));
        return yield* said(
          andThen(sendAll(fd, BULK), () => andThen(sendAll(fd, BULK), () => sendAll(fd, new Uint8Array(90_000_000)))),
        );
      }),
    expected: 'EAGAIN',
  },
  {
    name: 'read and write are recv and send on a socket; standard input is not written, nor output read',
    server: tcpEcho,
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        return yield* each(write(fd, utf8('words')), read(fd, 3), read(fd, 9), write(STDIN, ONE), read(STDOUT, 1));
      }),
    expected: [5, 'wor', 'ds', 'EBADF', 'EBADF'],
  },
  {
    name: 'a stream has no borders: what was sent in three pieces is read in one',
    server: serving((connection) =>
      program(function* () {
        for (const words of ['one ', 'two ', 'three']) yield* send(connection, utf8(words));
        yield* holding(connection);
      }),
    ),
    program: ({ server }) =>
      program(function* () {
        const fd = yield* connected(server);
        yield* moment;
        yield* moment;
        return yield* said(recv(fd, 99));
      }),
    expected: 'one two three',
  },
  {
    name: 'poll without sockets only waits, and answers for those with news in the order in which they were asked for',
    server: udpEcho,
    program: ({ server }) =>
      program(function* () {
        const nothing = yield* poll([], milliseconds(5));
        const [one, other] = [yield* socket('datagram'), yield* socket('datagram')];
        yield* sendto(other, ONE, server);
        yield* moment;
        const before = yield* poll(
          [
            { fd: one, events: ['in'] },
            { fd: other, events: ['in'] },
          ],
          milliseconds(0),
        );
        yield* sendto(one, ONE, server);
        yield* moment;
        const after = yield* poll(
          [
            { fd: other, events: ['in'] },
            { fd: one, events: ['in'] },
          ],
          milliseconds(0),
        );
        return [nothing, before.map(({ fd }) => fd === other), after.map(({ fd }) => fd === other)];
      }),
    expected: [[], [true], [true, false]],
  },
  {
    name: 'a datagram socket may write to itself, look twice, and throw a datagram away unread',
    program: ({ own }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* bind(fd, endpoint(own, 0));
        const at = yield* getsockname(fd);
        yield* sendto(fd, utf8('first'), at);
        yield* sendto(fd, utf8('second'), at);
        const short = yield* said(peek(fd, 2));
        const [, from] = yield* recvfrom(fd, 0);
        return [short, showEndpoint(from) === showEndpoint(at), ...(yield* each(peek(fd, 99), recv(fd, 99)))];
      }),
    expected: ['fi', true, 'second', 'second'],
  },
  {
    name: '0.0.0.0 is this host to datagrams as well',
    program: () =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* bind(fd, endpoint(ANY_ADDRESS, 0));
        const { port } = yield* getsockname(fd);
        const other = yield* socket('datagram');
        const sent = yield* sendto(other, ONE, endpoint(ANY_ADDRESS, port));
        const [, from] = yield* recvfrom(fd, 9);
        return [sent, from.address === LOOPBACK];
      }),
    expected: [1, true],
  },
  {
    name: 'nobody there: a datagram socket that is not connected is told nothing',
    program: ({ nobody }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* setsockopt(fd, 'O_NONBLOCK', true);
        const sent = yield* sendto(fd, ONE, nobody);
        yield* moment;
        return [sent, ...(yield* each(recv(fd, 9), getsockopt(fd, 'SO_ERROR'), sendto(fd, ONE, nobody)))];
      }),
    expected: [1, 'EAGAIN', 0, 1],
  },
  {
    name: 'the longest datagram there is comes back whole',
    server: udpEcho,
    program: ({ server }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        const sent = yield* sendto(fd, BULK.subarray(0, 65_507), server);
        const [bytes, , length] = yield* recvfrom(fd, 70_000);
        return [sent, length, bytes.every((octet, at) => octet === BULK[at])];
      }),
    expected: [65_507, 65_507, true],
  },
  {
    name: 'a datagram socket changes its peer',
    server: udpEcho,
    program: ({ own, server, nobody }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* bind(fd, endpoint(own, 0));
        const before = yield* getsockname(fd);
        yield* connect(fd, nobody);
        yield* connect(fd, server);
        const peer = yield* getpeername(fd);
        return [
          showEndpoint(peer) === showEndpoint(server),
          ...(yield* each(send(fd, utf8('back')), recv(fd, 9), bind(fd, before))),
        ];
      }),
    expected: [true, 4, 'back', 'EINVAL'],
  },
  {
    name: 'two datagram sockets share a port when both have asked for it; it is free when both are closed',
    program: ({ own }) =>
      program(function* () {
        const [one, other, third] = [yield* socket('datagram'), yield* socket('datagram'), yield* socket('datagram')];
        yield* setsockopt(one, 'SO_REUSEADDR', true);
        yield* setsockopt(other, 'SO_REUSEADDR', true);
        yield* bind(one, endpoint(own, 0));
        const at = yield* getsockname(one);
        return yield* each(bind(other, at), bind(third, at), close(one), close(other), bind(third, at));
      }),
    expected: [undefined, 'EADDRINUSE', undefined, undefined, undefined],
  },
];
