// Programs about listeners, ports and descriptors. What is expected was asked from Linux.
import { either as E } from 'fp-ts';
import type { Endpoint } from '@sockeye/core';
import {
  accept,
  ANY_ADDRESS,
  attempt,
  bind,
  close,
  connect,
  connect_ex,
  endpoint,
  getpeername,
  getsockname,
  getsockopt,
  listen,
  LOOPBACK,
  milliseconds,
  parseIpv4,
  program,
  recv,
  send,
  setsockopt,
  showEndpoint,
  shutdown,
  socket,
  spawn,
  tcpEcho,
} from '@sockeye/core';
import type { Parity } from './notation.ts';
import { connected, each, listener, met, moment, ONE, pollOnce, said } from './notation.ts';

const same = (a: Endpoint, b: Endpoint): boolean => showEndpoint(a) === showEndpoint(b);

const BROADCAST = endpoint(parseIpv4('255.255.255.255') ?? ANY_ADDRESS, 9);
const GROUP = endpoint(parseIpv4('224.0.0.1') ?? ANY_ADDRESS, 9);

export const listening: ReadonlyArray<Parity> = [
  {
    name: 'a process has no more descriptors than it may',
    program: () =>
      program(function* () {
        for (let i = 0; i < 70_000; i++) {
          const answer = yield* attempt(socket('datagram'));
          if (E.isLeft(answer)) return [answer.left, i > 1_000];
        }
        return ['never', false];
      }),
    expected: ['EMFILE', true],
  },
  {
    name: 'a stream leads to one host: not to all, and not to a group',
    program: () =>
      program(function* () {
        const fd = yield* socket('stream');
        return yield* each(connect(fd, BROADCAST), connect(fd, GROUP), connect_ex(fd, BROADCAST));
      }),
    expected: ['ENETUNREACH', 'ENETUNREACH', 101],
  },
  {
    name: 'a backlog of none has room for one; a handshake that goes on is in progress, then already so',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0), 0);
        const at = yield* getsockname(guests);
        const first = yield* socket('stream');
        const taken = yield* said(connect(first, at));
        const fd = yield* socket('stream');
        yield* setsockopt(fd, 'O_NONBLOCK', true);
        return [taken, ...(yield* each(connect(fd, at), connect(fd, at), connect_ex(fd, at)))];
      }),
    expected: [undefined, 'EINPROGRESS', 'EALREADY', 114],
  },
  {
    name: '0.0.0.0 is all addresses to who listens, and this host to who connects',
    program: () =>
      program(function* () {
        const guests = yield* listener(endpoint(ANY_ADDRESS, 0));
        const { port } = yield* getsockname(guests);
        const fd = yield* socket('stream');
        yield* connect(fd, endpoint(ANY_ADDRESS, port));
        const [, remote] = yield* accept(guests);
        const [peer, own] = [yield* getpeername(fd), yield* getsockname(fd)];
        return [same(peer, endpoint(LOOPBACK, port)), own.address === LOOPBACK, same(own, remote)];
      }),
    expected: [true, true, true],
  },
  {
    name: 'connections are accepted in the order in which they came, and each knows its ends',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const at = yield* getsockname(guests);
        const answers: Array<unknown> = [];
        const ends: Array<Endpoint> = [];
        for (let i = 0; i < 3; i++) ends.push(yield* getsockname(yield* connected(at)));
        for (const end of ends) {
          const [fd, remote] = yield* accept(guests);
          answers.push(same(remote, end), same(yield* getpeername(fd), end), same(yield* getsockname(fd), at));
        }
        return answers;
      }),
    expected: Array.from({ length: 9 }, () => true),
  },
  {
    name: 'a connection has the options of its listener, but waits though that one does not',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        yield* setsockopt(guests, 'TCP_NODELAY', true);
        yield* setsockopt(guests, 'SO_KEEPALIVE', true);
        yield* setsockopt(guests, 'O_NONBLOCK', true);
        const before = yield* said(accept(guests));
        yield* connected(yield* getsockname(guests));
        yield* moment;
        const [fd] = yield* accept(guests);
        const options = yield* each(
          getsockopt(fd, 'TCP_NODELAY'),
          getsockopt(fd, 'SO_KEEPALIVE'),
          getsockopt(fd, 'O_NONBLOCK'),
          accept(guests),
        );
        return [before, ...options];
      }),
    expected: ['EAGAIN', true, true, false, 'EAGAIN'],
  },
  {
    name: 'a connection that was reset in the queue is accepted, and says so',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const fd = yield* connected(yield* getsockname(guests));
        yield* moment;
        yield* setsockopt(fd, 'SO_LINGER', milliseconds(0));
        yield* close(fd);
        yield* moment;
        const [late] = yield* accept(guests);
        return yield* each(recv(late, 1), recv(late, 1), getpeername(late));
      }),
    expected: ['ECONNRESET', '', 'ENOTCONN'],
  },
  {
    name: 'a listener that is closed resets who waited there, and refuses who comes',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const at = yield* getsockname(guests);
        const fd = yield* connected(at);
        yield* moment;
        yield* close(guests);
        yield* moment;
        const other = yield* socket('stream');
        return yield* each(recv(fd, 1), recv(fd, 1), connect(other, at));
      }),
    expected: ['ECONNRESET', '', 'ECONNREFUSED'],
  },
  {
    name: 'a listener that is shut both ways refuses, and may listen again',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const at = yield* getsockname(guests);
        const fd = yield* socket('stream');
        const answers = yield* each(shutdown(guests, 'write'), shutdown(guests, 'both'), connect(fd, at));
        const more = yield* each(listen(guests, 1), connect(fd, at), shutdown(guests, 'both'));
        return [...answers, ...more];
      }),
    expected: [undefined, undefined, 'ECONNREFUSED', undefined, undefined, undefined],
  },
  {
    name: 'a port is free as soon as a listener without connections is closed',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const at = yield* getsockname(guests);
        const fd = yield* socket('stream');
        return yield* each(bind(fd, at), close(guests), bind(fd, at), listen(fd, 1));
      }),
    expected: ['EADDRINUSE', undefined, undefined, undefined],
  },
  {
    name: 'SO_REUSEADDR lets a port be listened on although its old connections wait out their time',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0), 8, true);
        const at = yield* getsockname(guests);
        const { fd, far } = yield* met(guests);
        yield* close(far);
        const end = yield* said(recv(fd, 1));
        yield* close(fd);
        yield* close(guests);
        yield* moment;
        const again = yield* socket('stream');
        yield* setsockopt(again, 'SO_REUSEADDR', true);
        return [end, ...(yield* each(bind(again, at), listen(again, 1)))];
      }),
    expected: ['', undefined, undefined],
  },
  {
    name: 'two sockets that were bound to any port have different ones',
    program: ({ own }) =>
      program(function* () {
        const [one, other] = [yield* socket('stream'), yield* socket('stream')];
        yield* bind(one, endpoint(own, 0));
        yield* bind(other, endpoint(own, 0));
        return (yield* getsockname(one)).port !== (yield* getsockname(other)).port;
      }),
    expected: true,
  },
  {
    name: 'who was bound and refused is still bound, and may try again',
    server: tcpEcho,
    program: ({ own, nobody, server }) =>
      program(function* () {
        const fd = yield* socket('stream');
        yield* bind(fd, endpoint(own, 0));
        const { port } = yield* getsockname(fd);
        const answers = yield* each(connect(fd, nobody), connect(fd, nobody), connect(fd, server));
        return [...answers, (yield* getsockname(fd)).port === port];
      }),
    expected: ['ECONNREFUSED', 'ECONNREFUSED', undefined, true],
  },
  {
    name: 'poll sees a guest at the door, and among several only those about whom there is news',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const idle = yield* said(pollOnce(guests, 'in'));
        const { fd, far } = yield* met(guests);
        yield* connected(yield* getsockname(guests));
        yield* moment;
        const seen = yield* each(pollOnce(guests, 'in'), pollOnce(fd, 'in'), pollOnce(far, 'in', 'out'));
        return [idle, ...seen];
      }),
    expected: ['', 'in', '', 'out'],
  },
  {
    name: 'who waits in accept is woken by who connects',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const at = yield* getsockname(guests);
        yield* spawn(
          program(function* () {
            yield* moment;
            yield* connected(at);
          }),
        );
        const [, remote] = yield* accept(guests);
        return remote.address === own;
      }),
    expected: true,
  },
  {
    name: 'a listener that was shut is a stream that is not connected',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        yield* shutdown(guests, 'read');
        return yield* each(recv(guests, 1), send(guests, ONE), getpeername(guests));
      }),
    expected: ['ENOTCONN', 'EPIPE', 'ENOTCONN'],
  },
];
