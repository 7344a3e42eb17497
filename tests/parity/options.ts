// Programs about options and flags. What is expected was asked from Linux; what Node has no word for is not here (docs/real-sockets.md).
import {
  andThen,
  bind,
  close,
  connect,
  disconnect,
  endpoint,
  getpeername,
  getsockname,
  getsockopt,
  ioctl,
  LIMITED_BROADCAST,
  listen,
  milliseconds,
  MSG_DONTWAIT,
  MSG_MORE,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  poll,
  program,
  recv,
  recvfrom,
  seconds,
  send,
  sendto,
  setsockopt,
  showEndpoint,
  shutdown,
  sockatmark,
  socket,
  spawn,
  STDIN,
  succeed,
  text,
  utf8,
} from '@sockeye/core';
import type { Fd, Program } from '@sockeye/core';
import type { Parity } from './notation.ts';
import { each, listener, met, moment, NO_FD, ONE, pollOnce, said } from './notation.ts';

/** Sends this in pieces, with time between them. */
const dribbling = (fd: Fd, ...pieces: ReadonlyArray<string>): Program<unknown, unknown> =>
  pieces.reduce<Program<unknown, unknown>>(
    (before, piece) => andThen(before, () => andThen(moment, () => send(fd, utf8(piece)))),
    succeed(undefined),
  );

export const options: ReadonlyArray<Parity> = [
  {
    name: 'what a socket is can be asked, and not set',
    program: ({ own }) =>
      program(function* () {
        const fd = yield* socket('stream');
        const other = yield* socket('datagram');
        yield* bind(fd, endpoint(own, 0));
        const before = yield* getsockopt(fd, 'SO_ACCEPTCONN');
        yield* listen(fd, 1);
        return yield* each(
          succeed(before),
          getsockopt(fd, 'SO_ACCEPTCONN'),
          getsockopt(fd, 'SO_TYPE'),
          getsockopt(other, 'SO_TYPE'),
          getsockopt(fd, 'SO_PROTOCOL'),
          getsockopt(other, 'SO_PROTOCOL'),
          setsockopt(fd, 'SO_TYPE', 'datagram'),
          setsockopt(fd, 'SO_ACCEPTCONN', false),
          setsockopt(fd, 'SO_PROTOCOL', 17),
          getsockopt(other, 'TCP_KEEPIDLE'),
          setsockopt(other, 'TCP_KEEPIDLE', seconds(1)),
        );
      }),
    expected: [false, true, 'stream', 'datagram', 6, 17, ...Array.from({ length: 5 }, () => 'ENOPROTOOPT')],
  },
  {
    name: 'an option takes what Linux lets it take',
    program: () =>
      program(function* () {
        const fd = yield* socket('stream');
        return yield* each(
          setsockopt(fd, 'TCP_KEEPIDLE', seconds(0)),
          setsockopt(fd, 'TCP_KEEPIDLE', seconds(32_768)),
          setsockopt(fd, 'TCP_KEEPIDLE', seconds(32_767)),
          getsockopt(fd, 'TCP_KEEPIDLE'),
          setsockopt(fd, 'SO_RCVLOWAT', 0),
          getsockopt(fd, 'SO_RCVLOWAT'),
          setsockopt(fd, 'SO_RCVTIMEO', -1 as never),
          setsockopt(fd, 'SO_SNDTIMEO', 0.5 as never),
        );
      }),
    expected: ['EINVAL', 'EINVAL', undefined, seconds(32_767), undefined, 1, 'EDOM', 'EDOM'],
  },
  {
    name: 'with SO_RCVLOWAT a stream is readable when so many octets wait',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        yield* setsockopt(fd, 'SO_RCVLOWAT', 3);
        yield* send(far, utf8('ab'));
        yield* moment;
        const few = yield* each(pollOnce(fd, 'in'), recv(fd, 9, MSG_DONTWAIT | MSG_PEEK));
        yield* spawn(dribbling(far, 'cd'));
        const waited = yield* each(recv(fd, 9));
        yield* send(far, utf8('efg'));
        yield* moment;
        const enough = yield* each(pollOnce(fd, 'in'), recv(fd, 2), recv(fd, 9, MSG_DONTWAIT));
        yield* send(far, ONE);
        yield* close(far);
        yield* moment;
        return [...few, ...waited, ...enough, ...(yield* each(pollOnce(fd, 'in'), recv(fd, 9)))];
      }),
    expected: ['', 'ab', 'abcd', 'in', 'ef', 'g', 'in', 'x'],
  },
  {
    name: 'MSG_WAITALL waits for all that was asked for, or for the end',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        yield* spawn(dribbling(far, 'ab', 'cd', 'ef'));
        const whole = yield* each(recv(fd, 5, MSG_WAITALL), recv(fd, 1));
        yield* spawn(andThen(dribbling(far, 'g', 'h'), () => close(far)));
        return [...whole, ...(yield* each(recv(fd, 9, MSG_WAITALL), recv(fd, 9, MSG_WAITALL)))];
      }),
    expected: ['abcde', 'f', 'gh', ''],
  },
  {
    name: 'MSG_WAITALL gives what there is when SO_RCVTIMEO is over',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        yield* setsockopt(fd, 'SO_RCVTIMEO', milliseconds(100));
        yield* send(far, utf8('ab'));
        return yield* each(recv(fd, 9, MSG_WAITALL), recv(fd, 9, MSG_WAITALL));
      }),
    expected: ['ab', 'EAGAIN'],
  },
  {
    name: 'MSG_DONTWAIT does not wait, and the next call does',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        const datagrams = yield* socket('datagram');
        const now = yield* each(
          recv(fd, 1, MSG_DONTWAIT),
          recvfrom(fd, 1, MSG_DONTWAIT),
          recv(datagrams, 1, MSG_DONTWAIT),
          send(fd, ONE, MSG_DONTWAIT | MSG_NOSIGNAL),
        );
        yield* spawn(dribbling(far, 'y'));
        return [...now, ...(yield* each(recv(fd, 1)))];
      }),
    expected: ['EAGAIN', 'EAGAIN', 'EAGAIN', 1, 'y'],
  },
  {
    name: 'MSG_TRUNC throws octets of a stream away, and tells how many',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        yield* send(far, utf8('abcdef'));
        yield* moment;
        const looked = yield* recv(fd, 2, MSG_PEEK);
        const [, , gone] = yield* recvfrom(fd, 2, MSG_TRUNC);
        const count = (yield* recv(fd, 1, MSG_TRUNC)).length;
        return [text(looked), gone, count, ...(yield* each(recv(fd, 9)))];
      }),
    expected: ['ab', 2, 1, 'def'],
  },
  {
    name: 'MSG_MORE makes one datagram of several calls',
    program: ({ own }) =>
      program(function* () {
        const far = yield* socket('datagram');
        yield* bind(far, endpoint(own, 0));
        const to = yield* getsockname(far);
        const fd = yield* socket('datagram');
        const sent = yield* each(sendto(fd, utf8('ab'), to, MSG_MORE), sendto(fd, utf8('c'), to, MSG_MORE));
        yield* moment;
        const nothing = yield* each(recv(far, 9, MSG_DONTWAIT), ioctl(far, 'FIONREAD'));
        const last = yield* each(sendto(fd, utf8('de'), to));
        yield* moment;
        return [...sent, ...nothing, ...last, ...(yield* each(ioctl(far, 'FIONREAD'), recv(far, 9)))];
      }),
    expected: [2, 1, 'EAGAIN', 0, 2, 5, 'abcde'],
  },
  {
    name: 'urgent octets: a datagram has none, and a stream without any says so',
    program: ({ own }) =>
      program(function* () {
        const { fd } = yield* met(yield* listener(endpoint(own, 0)));
        const datagrams = yield* socket('datagram');
        return yield* each(
          sendto(datagrams, ONE, endpoint(own, 9), MSG_OOB),
          recv(fd, 1, MSG_OOB),
          recv(yield* socket('stream'), 1, MSG_OOB),
          sockatmark(datagrams),
        );
      }),
    expected: ['EOPNOTSUPP', 'EINVAL', 'EINVAL', 'ENOTTY'],
  },
  {
    name: 'ioctl knows sockets, and of a listener nothing to be read',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const fresh = yield* socket('stream');
        return yield* each(
          ioctl(NO_FD, 'FIONREAD'),
          ioctl(STDIN, 'SIOCOUTQ'),
          ioctl(guests, 'FIONREAD'),
          ioctl(guests, 'SIOCOUTQ'),
          ioctl(fresh, 'FIONREAD'),
          ioctl(fresh, 'SIOCOUTQ'),
        );
      }),
    expected: ['EBADF', 'ENOTTY', 'EINVAL', 'EINVAL', 0, 0],
  },
  {
    name: 'ioctl tells what is to be read, and what the peer has not acknowledged',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        const before = yield* each(ioctl(fd, 'FIONREAD'));
        yield* send(far, utf8('abc'));
        yield* moment;
        const after = yield* each(ioctl(fd, 'FIONREAD'), ioctl(far, 'SIOCOUTQ'), recv(fd, 1), ioctl(fd, 'FIONREAD'));
        return [...before, ...after];
      }),
    expected: [0, 3, 0, 'a', 2],
  },
  {
    name: 'poll finds a descriptor of nothing invalid, and passes over a negative one',
    program: () =>
      each(
        pollOnce(NO_FD, 'in'),
        pollOnce(-1 as Fd, 'in'),
        andThen(
          poll([
            { fd: -1 as Fd, events: ['in'] },
            { fd: NO_FD, events: [] },
          ]),
          (ready) => succeed(ready.length),
        ),
      ),
    expected: ['invalid', '', 1],
  },
  {
    name: 'a datagram to everybody needs SO_BROADCAST',
    program: () =>
      program(function* () {
        const fd = yield* socket('datagram');
        return yield* each(
          getsockopt(fd, 'SO_BROADCAST'),
          sendto(fd, ONE, endpoint(LIMITED_BROADCAST, 9)),
          setsockopt(fd, 'SO_BROADCAST', true),
          getsockopt(fd, 'SO_BROADCAST'),
        );
      }),
    expected: [false, 'EACCES', undefined, true],
  },
  {
    name: 'a datagram socket forgets its peer, and hears others again',
    // Bound to a port by its number: one that `bind` has chosen Linux takes back.
    program: ({ own, nobody }) =>
      program(function* () {
        const fd = yield* socket('datagram');
        yield* bind(fd, endpoint(own, nobody.port));
        const at = yield* getsockname(fd);
        yield* connect(fd, endpoint(own, 1));
        const undone = yield* each(disconnect(fd), getpeername(fd), send(fd, ONE), disconnect(fd));
        const same = showEndpoint(yield* getsockname(fd)) === showEndpoint(at);
        yield* sendto(yield* socket('datagram'), ONE, at);
        return [...undone, same, ...(yield* each(recv(fd, 9)))];
      }),
    expected: [undefined, 'ENOTCONN', 'EDESTADDRREQ', undefined, true, 'x'],
  },
  {
    name: 'a stream that is disconnected resets its peer, and can be connected again',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const { fd, far } = yield* met(guests);
        const undone = yield* each(
          disconnect(fd),
          getpeername(fd),
          getsockopt(fd, 'SO_ERROR'),
          getsockopt(fd, 'SO_ERROR'),
        );
        yield* moment;
        const seen = yield* each(recv(far, 9), pollOnce(fd, 'in', 'out'), recv(fd, 1));
        const again = yield* each(
          connect(fd, yield* getsockname(guests)),
          send(fd, ONE),
          connect(fd, endpoint(own, 9)),
        );
        return [...undone, ...seen, ...again, ...(yield* each(disconnect(yield* socket('stream'))))];
      }),
    expected: [
      undefined,
      'ENOTCONN',
      104,
      0,
      'ECONNRESET',
      'out hangup',
      'ENOTCONN',
      undefined,
      1,
      'EISCONN',
      undefined,
    ],
  },
  {
    name: 'a listener that is disconnected no longer listens',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* listener(endpoint(own, 0));
        const at = yield* getsockname(guests);
        const undone = yield* each(connect(guests, at), disconnect(guests), getsockopt(guests, 'SO_ACCEPTCONN'));
        yield* moment;
        return [...undone, ...(yield* each(connect(yield* socket('stream'), at)))];
      }),
    expected: ['EISCONN', undefined, false, 'ECONNREFUSED'],
  },
  {
    name: 'what a listener has is what its connections have, but O_NONBLOCK',
    program: ({ own }) =>
      program(function* () {
        const guests = yield* socket('stream');
        yield* setsockopt(guests, 'TCP_NODELAY', true);
        yield* setsockopt(guests, 'SO_KEEPALIVE', true);
        yield* setsockopt(guests, 'TCP_KEEPIDLE', seconds(9));
        yield* setsockopt(guests, 'SO_RCVLOWAT', 4);
        yield* setsockopt(guests, 'SO_RCVTIMEO', milliseconds(1_500));
        yield* bind(guests, endpoint(own, 0));
        yield* listen(guests, 4);
        const { far } = yield* met(guests);
        return yield* each(
          getsockopt(far, 'TCP_NODELAY'),
          getsockopt(far, 'SO_KEEPALIVE'),
          getsockopt(far, 'TCP_KEEPIDLE'),
          getsockopt(far, 'SO_RCVLOWAT'),
          getsockopt(far, 'SO_RCVTIMEO'),
          getsockopt(far, 'O_NONBLOCK'),
          getsockopt(far, 'SO_ACCEPTCONN'),
        );
      }),
    expected: [true, true, seconds(9), 4, milliseconds(1_500), false, false],
  },
  {
    name: 'what is shut for reading gives what still comes, and then the end',
    program: ({ own }) =>
      program(function* () {
        const { fd, far } = yield* met(yield* listener(endpoint(own, 0)));
        yield* shutdown(fd, 'read');
        const end = yield* said(recv(fd, 9));
        yield* send(far, utf8('late'));
        yield* moment;
        return [end, ...(yield* each(recv(fd, 9), recv(fd, 9), send(fd, ONE)))];
      }),
    expected: ['', 'late', '', 1],
  },
];
