// Ports and closing on whole hosts: what only the simulator can show, since Node's listeners always share their ports.
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import type { Program } from '../../../packages/core/src/program/Program.ts';
import {
  accept,
  andThen,
  attempt,
  bind,
  close,
  connect,
  endpoint,
  getsockname,
  listen,
  milliseconds,
  now,
  program,
  recv,
  seconds,
  send,
  setsockopt,
  shutdown,
  sleep,
  socket,
  succeed,
} from '../../../packages/core/src/index.ts';
import { BOB, twoHosts } from './twoHosts.ts';

const AT = endpoint(BOB, 80);
const LONG = 900_000_000_000;

const answerOf = (onBob: Program<unknown, unknown>, onAlice: Program<unknown, unknown>): unknown => {
  const pair = twoHosts();
  pair.start(1, 1, onBob);
  pair.run(1_000_000);
  pair.start(0, 2, onAlice);
  pair.run(LONG);
  const result = pair.result(1, 1);
  return result !== undefined && E.isRight(result) ? result.right : result;
};

const listener = (reuse: boolean) =>
  program(function* () {
    const fd = yield* socket('stream');
    yield* setsockopt(fd, 'SO_REUSEADDR', reuse);
    yield* bind(fd, AT);
    yield* listen(fd, 8);
    return fd;
  });

/** Whether the port can be listened on, with SO_REUSEADDR or without. */
const tries = (reuse: boolean) =>
  andThen(attempt(andThen(listener(reuse), close)), (answer) => succeed(E.isLeft(answer) ? answer.left : 'ok'));

const client = program(function* () {
  const fd = yield* socket('stream');
  yield* connect(fd, AT);
  yield* recv(fd, 1);
  yield* close(fd);
});

const serverThatClosesFirst = (reuse: boolean) =>
  program(function* () {
    const guests = yield* listener(reuse);
    const [fd] = yield* accept(guests);
    yield* close(fd);
    yield* close(guests);
    yield* sleep(seconds(1));
    const early = [yield* tries(false), yield* tries(true)];
    yield* sleep(seconds(400));
    return [...early, yield* tries(false)];
  });

test('a port whose connection is in TIME-WAIT is in use, unless both listeners have set SO_REUSEADDR', () => {
  expect(answerOf(serverThatClosesFirst(false), client)).toEqual(['EADDRINUSE', 'EADDRINUSE', 'ok']);
  expect(answerOf(serverThatClosesFirst(true), client)).toEqual(['EADDRINUSE', 'ok', 'ok']);
});

test('who closes last leaves the port free', () => {
  const server = program(function* () {
    const guests = yield* listener(false);
    const [fd] = yield* accept(guests);
    yield* recv(fd, 1);
    yield* close(fd);
    yield* close(guests);
    yield* sleep(seconds(1));
    return yield* tries(false);
  });
  const first = program(function* () {
    const fd = yield* socket('stream');
    yield* connect(fd, AT);
    yield* shutdown(fd, 'write');
    yield* recv(fd, 1);
    yield* close(fd);
  });
  expect(answerOf(server, first)).toBe('ok');
});

/** How long a lingering close takes of a server that has sent so much. */
const lingering = (octets: number, nonBlocking: boolean) =>
  program(function* () {
    const guests = yield* listener(false);
    const [fd] = yield* accept(guests);
    yield* setsockopt(fd, 'SO_LINGER', seconds(3));
    yield* send(fd, new Uint8Array(octets));
    yield* setsockopt(fd, 'O_NONBLOCK', nonBlocking);
    const before = yield* now;
    yield* close(fd);
    return Math.round(((yield* now) - before) / 1_000_000);
  });

/** Connects, and reads nothing for ten seconds; then everything. */
const idle = program(function* () {
  const fd = yield* socket('stream');
  yield* connect(fd, AT);
  yield* sleep(seconds(10));
  let read = 0;
  for (;;) {
    const octets = yield* recv(fd, 1_000_000);
    if (octets.length === 0) return read;
    read += octets.length;
  }
});

test('a lingering close takes a round trip where all fits, and its whole time where nobody reads', () => {
  expect(answerOf(lingering(1_000, false), idle)).toBeLessThan(5);
  expect(answerOf(lingering(200_000, false), idle)).toBe(3_000);
  expect(answerOf(lingering(200_000, true), idle)).toBe(3_000);
});

test('what was sent before a lingering close arrives, also when its time was over before', () => {
  const pair = twoHosts();
  pair.start(1, 1, lingering(200_000, false));
  pair.run(1_000_000);
  pair.start(0, 2, idle);
  pair.run(LONG);
  expect(pair.result(0, 2)).toEqual(E.right(200_000));
});

test('a backlog that grew lets more wait', () => {
  const server = program(function* () {
    const fd = yield* socket('stream');
    yield* bind(fd, AT);
    yield* listen(fd, 0);
    yield* sleep(seconds(5));
    yield* listen(fd, 4);
    yield* sleep(seconds(60));
    return (yield* getsockname(fd)).port;
  });
  const guests = program(function* () {
    const waited: Array<boolean> = [];
    for (let i = 0; i < 3; i++) {
      const fd = yield* socket('stream');
      const before = yield* now;
      yield* connect(fd, AT);
      waited.push((yield* now) - before > milliseconds(500));
    }
    return waited;
  });
  const pair = twoHosts();
  pair.start(1, 1, server);
  pair.run(1_000_000);
  pair.start(0, 2, guests);
  pair.run(LONG);
  // The second is not let in before the backlog has grown; a lost SYN is sent again after a second, and two more.
  expect(pair.result(0, 2)).toEqual(E.right([false, true, false]));
});
