// Whole hosts: what the picture in the textbook promises, end to end.
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import {
  accept,
  andThen,
  attempt,
  bind,
  close,
  connect,
  endpoint,
  forever,
  getaddrinfo,
  iterate,
  listen,
  program,
  recv,
  recvAll,
  recvfrom,
  sendAll,
  sendto,
  shutdown,
  socket,
  spawn,
  succeed,
  tcpEcho,
  text,
  udpEcho,
  utf8,
} from '@sockeye/core';
import type { Endpoint, Program } from '@sockeye/core';
import type { Pair } from './twoHosts.ts';
import { ALICE, BOB, twoHosts } from './twoHosts.ts';

const SERVER = endpoint(BOB, 7);

const askByUdp = (server: Endpoint, words: string): Program<unknown, string> =>
  program(function* () {
    const fd = yield* socket('datagram');
    yield* sendto(fd, utf8(words), server);
    const [bytes] = yield* recvfrom(fd, 4_096);
    yield* close(fd);
    return text(bytes);
  });

const askByTcp = (server: Endpoint, words: string): Program<unknown, string> =>
  program(function* () {
    const fd = yield* socket('stream');
    yield* connect(fd, server);
    yield* sendAll(fd, utf8(words));
    yield* shutdown(fd, 'write');
    const bytes = yield* recvAll(fd);
    yield* close(fd);
    return text(bytes);
  });

const story = (server: Program<unknown, unknown>, client: Program<unknown, unknown>): Pair => {
  const pair = twoHosts();
  pair.start(1, 1, server);
  pair.start(0, 1, client);
  expect(pair.run(600_000_000_000)).toBe(true);
  return pair;
};

const twoHostsAnswer = (server: Program<unknown, unknown>, client: Program<unknown, unknown>): unknown =>
  story(server, client).result(0, 1);

describe('two hosts on a wire', () => {
  test('an echo by UDP, found by name', () => {
    const client = program(function* () {
      const [at] = yield* getaddrinfo('bob', 7);
      return yield* askByUdp(at ?? SERVER, 'hello');
    });
    expect(twoHostsAnswer(udpEcho(SERVER), client)).toEqual(E.right('hello'));
  });

  test('an echo by TCP', () => {
    expect(twoHostsAnswer(tcpEcho(SERVER), askByTcp(SERVER, 'hello'))).toEqual(E.right('hello'));
  });

  test('an echo by TCP on one host, over its loopback', () => {
    const pair = twoHosts();
    pair.start(0, 1, tcpEcho(endpoint(ALICE, 7)));
    pair.start(0, 2, askByTcp(endpoint(ALICE, 7), 'hello'));
    pair.run(1_000_000_000);
    expect(pair.result(0, 2)).toEqual(E.right('hello'));
  });

  test('a port where nobody listens refuses; an address where nobody is cannot be reached', () => {
    const client = program(function* () {
      const fd = yield* socket('stream');
      const refused = yield* attempt(connect(fd, endpoint(BOB, 9)));
      const unreached = yield* attempt(connect(fd, endpoint((BOB + 1) as typeof BOB, 9)));
      const unrouted = yield* attempt(connect(fd, endpoint((BOB + 65_536) as typeof BOB, 9)));
      return [refused, unreached, unrouted].map((one) => (E.isLeft(one) ? one.left : 'connected'));
    });
    expect(twoHostsAnswer(tcpEcho(SERVER), client)).toEqual(E.right(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']));
  });

  test('when all is over no process, socket, timer or frame is left', () => {
    const pair = twoHosts();
    const once = program(function* () {
      const listener = yield* socket('stream');
      yield* bind(listener, SERVER);
      yield* listen(listener, 1);
      const [fd] = yield* accept(listener);
      yield* sendAll(fd, yield* recvAll(fd));
    });
    pair.start(1, 1, once);
    pair.start(0, 1, askByTcp(SERVER, 'bye'));
    expect(pair.run()).toBe(true);
    expect(pair.result(0, 1)).toEqual(E.right('bye'));
    for (const on of [0, 1] as const) {
      const { sockets, processes, transports } = pair.floors(on);
      expect([sockets.sockets.size, sockets.bound.size, sockets.connections.size, sockets.calls.size]).toEqual([
        0, 0, 0, 0,
      ]);
      expect([processes.processes.size, transports.tcp.connections.size]).toEqual([0, 0]);
    }
  });

  test('a hundred clients of one server, at once', () => {
    const pair = twoHosts();
    const many = program(function* () {
      const listener = yield* socket('stream');
      yield* bind(listener, SERVER);
      yield* listen(listener, 128);
      return yield* forever(
        andThen(accept(listener), ([fd]) =>
          spawn(andThen(recvAll(fd), (bytes) => andThen(sendAll(fd, bytes), () => close(fd)))),
        ),
      );
    });
    pair.start(1, 1, many);
    for (let i = 1; i <= 100; i++) pair.start(0, i, askByTcp(SERVER, `client ${i}`));
    pair.run(600_000_000_000);
    for (let i = 1; i <= 100; i++) expect(pair.result(0, i)).toEqual(E.right(`client ${i}`));
  });

  test('ten thousand datagrams in one instant', () => {
    const client = program(function* () {
      const fd = yield* socket('datagram');
      yield* iterate<number, Program<unknown, E.Either<number, number>>>(0, (n) =>
        n === 10_000 ? succeed(E.right(n)) : andThen(sendto(fd, utf8('x'), SERVER), () => succeed(E.left(n + 1))),
      );
      return 'sent';
    });
    const sink = program(function* () {
      const fd = yield* socket('datagram');
      yield* bind(fd, SERVER);
      return yield* forever(recv(fd, 1));
    });
    const pair = story(sink, client);
    expect(pair.result(0, 1)).toEqual(E.right('sent'));
  });

  test('the same story is told twice in the same words', () => {
    const tell = () => JSON.stringify(story(tcpEcho(SERVER), askByTcp(SERVER, 'once more')).told);
    expect(tell()).toBe(tell());
  });
});
