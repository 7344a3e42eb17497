import { PassThrough, Writable } from 'node:stream';
import { either as E } from 'fp-ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { AnyRequest, Fd, Program } from '@sockeye/core';
import {
  accept,
  andThen,
  attempt,
  bind,
  close,
  connect,
  endpoint,
  fail,
  forever,
  getsockname,
  iterate,
  listen,
  LOOPBACK,
  milliseconds,
  now,
  poll,
  print,
  program,
  read,
  recv,
  recvAll,
  recvfrom,
  seconds,
  send,
  sendAll,
  setsockopt,
  shutdown,
  sleep,
  socket,
  spawn,
  STDIN,
  STDOUT,
  succeed,
  text,
  utf8,
  write,
  writeAll,
} from '@sockeye/core';
import type { Surroundings } from '@sockeye/node-adapter';
import { run } from '@sockeye/node-adapter';
import { background, collected, freePort, input, stopAll } from './background.ts';

afterEach(stopAll);

const quietly = <Err, A>(asked: Program<Err, A>, more: Surroundings = {}): Promise<E.Either<Err | 'EINTR', A>> =>
  run(asked, { stdout: collected(), stdin: input(), ...more })();

/** What keeps Node's loop alive, as Node counts it: sockets, servers, and timers, of which the test runner has one or two. */
const alive = (): { readonly sockets: number; readonly hasManyTimers: boolean } => {
  const names = process.getActiveResourcesInfo();
  return {
    sockets: names.filter((name) => /TCP|UDP/.test(name)).length,
    hasManyTimers: names.filter((name) => name === 'Timeout').length > 2,
  };
};

/** Handles close a turn of the loop later than they are told. */
const settled = async (): Promise<ReturnType<typeof alive>> => {
  for (let i = 0; i < 50 && alive().sockets > 0; i++) await new Promise((next) => setTimeout(next, 5));
  return alive();
};

const NOTHING = { sockets: 0, hasManyTimers: false };

/** A program that has some of everything open, and then does this. */
const busy = (last: Program<unknown, unknown>): Program<unknown, unknown> =>
  program(function* () {
    const listener = yield* socket('stream');
    yield* bind(listener, endpoint(LOOPBACK, 0));
    yield* listen(listener, 4);
    const at = yield* getsockname(listener);
    const bound = yield* socket('stream');
    yield* bind(bound, endpoint(LOOPBACK, 0));
    for (let i = 0; i < 3; i++) yield* connect(yield* socket('stream'), at);
    const [accepted] = yield* accept(listener);
    yield* spawn(recv(accepted, 1));
    yield* spawn(accept(bound));
    const datagrams = yield* socket('datagram');
    yield* bind(datagrams, endpoint(LOOPBACK, 0));
    yield* spawn(recvfrom(datagrams, 1));
    yield* spawn(sleep(seconds(3_600)));
    yield* spawn(forever(sleep(milliseconds(1))));
    return yield* last;
  });

describe('nothing is left open', () => {
  test.each<readonly [string, Program<unknown, unknown>]>([
    ['when the program ends', succeed(1)],
    ['when it fails', fail('gone')],
  ])('%s', async (_, last) => {
    await quietly(busy(last));
    expect(await settled()).toEqual(NOTHING);
  });

  test('when it is interrupted, whatever it waits for', async () => {
    for (const last of [
      sleep(seconds(3_600)),
      read(STDIN, 1),
      poll([], seconds(3_600)),
      forever(sleep(milliseconds(1))),
    ]) {
      const aborts = new AbortController();
      const stdin = new PassThrough();
      const running = quietly(busy(last), { signal: aborts.signal, stdin });
      await new Promise((next) => setTimeout(next, 60));
      aborts.abort();
      expect(await running).toEqual(E.left('EINTR'));
      expect(stdin.listenerCount('data')).toBe(0);
    }
    expect(await settled()).toEqual(NOTHING);
  });

  test('when the program has a bug, which is not swallowed', async () => {
    const bug = andThen(sleep(milliseconds(1)), () => {
      throw new TypeError('a bug');
    });
    await expect(quietly(busy(bug))).rejects.toThrow('a bug');
    expect(await settled()).toEqual(NOTHING);
  });

  test('an interrupted program does not begin', async () => {
    const told: Array<AnyRequest> = [];
    const aborted = await quietly(print('x'), {
      signal: AbortSignal.abort(),
      observe: (_, request) => told.push(request),
    });
    expect([aborted, told]).toEqual([E.left('EINTR'), []]);
  });
});

describe('threads', () => {
  test('one that never waits starves nobody', async () => {
    let turns = 0;
    const answer = await quietly(
      program(function* () {
        yield* spawn(
          forever(
            andThen(now, () => {
              turns += 1;
              return succeed(turns);
            }),
          ),
        );
        yield* sleep(milliseconds(20));
        return 'awake';
      }),
    );
    expect(answer).toEqual(E.right('awake'));
    expect(turns).toBeGreaterThan(10);
  });

  test('end with the process, and their errors are their own', async () => {
    const out = collected();
    const answer = await quietly(
      program(function* () {
        yield* spawn(fail('of a thread'));
        yield* spawn(andThen(sleep(seconds(60)), () => print('too late')));
        yield* sleep(milliseconds(5));
        return 'done';
      }),
      { stdout: out },
    );
    expect([answer, out.text()]).toEqual([E.right('done'), '']);
  });

  test('a descriptor that is closed wakes who waits on it', async () => {
    const out = collected();
    await quietly(
      program(function* () {
        const listener = yield* socket('stream');
        yield* listen(listener, 1);
        yield* spawn(
          andThen(attempt(accept(listener)), (answer) => print(E.isLeft(answer) ? answer.left : 'accepted')),
        );
        yield* sleep(milliseconds(5));
        yield* close(listener);
        yield* sleep(milliseconds(5));
      }),
      { stdout: out },
    );
    expect(out.text()).toBe('EBADF\n');
  });

  test('a thousand connections at once, each in a thread of its own', async () => {
    const at = await freePort('tcp');
    await background(
      program(function* () {
        const listener = yield* socket('stream');
        yield* bind(listener, at);
        yield* listen(listener, 1_024);
        return yield* forever(
          andThen(accept(listener), ([connection]) =>
            spawn(andThen(recvAll(connection), (all) => andThen(sendAll(connection, all), () => close(connection)))),
          ),
        );
      }),
    );
    const out = collected();
    const one = (n: number): Program<string, void> =>
      program(function* () {
        const fd = yield* socket('stream');
        yield* connect(fd, at);
        yield* sendAll(fd, utf8(`${n} `));
        yield* print(text(yield* andThen(shut(fd), () => recvAll(fd))));
        yield* close(fd);
      });
    const answer = await quietly(
      program(function* () {
        for (let n = 0; n < 1_000; n++) yield* spawn(one(n));
        yield* iterate(undefined, () =>
          andThen(sleep(milliseconds(20)), () =>
            succeed(out.text().split('\n').length > 1_000 ? E.right(undefined) : E.left(undefined)),
          ),
        );
      }),
      { stdout: out, descriptors: 4_096 },
    );
    expect(answer).toEqual(E.right(undefined));
    expect(
      new Set(
        out
          .text()
          .split('\n')
          .filter((line) => line !== ''),
      ).size,
    ).toBe(1_000);
  }, 30_000);
});

const shut = (fd: Fd): Program<string, void> => andThen(attempt(shutdown(fd, 'write')), () => succeed(undefined));

describe('back-pressure', () => {
  test('a sender is held back by a reader that sleeps, in little memory, and nothing is lost', async () => {
    const at = await freePort('tcp');
    const chunk = new Uint8Array(1_000_000).fill(7);
    const ahead: Array<number> = [];
    let sent = 0;
    let got = 0;
    await background(
      program(function* () {
        const listener = yield* socket('stream');
        yield* bind(listener, at);
        yield* listen(listener, 1);
        const [connection] = yield* accept(listener);
        return yield* forever(
          program(function* () {
            yield* sleep(milliseconds(1));
            const octets = yield* recv(connection, 1_000_000);
            got += octets.length;
            ahead.push(sent - got);
            if (octets.length === 0) yield* fail('end');
          }),
        );
      }),
    );
    const total = 60;
    await quietly(
      program(function* () {
        const fd = yield* socket('stream');
        yield* connect(fd, at);
        for (let i = 0; i < total; i++) {
          yield* sendAll(fd, chunk);
          sent += chunk.length;
        }
        yield* shut(fd);
        yield* recvAll(fd);
      }),
    );
    expect(got).toBe(total * chunk.length);
    // The kernel's own buffers on loopback may hold some megabytes; ours hold two times 213 kB.
    expect(Math.max(...ahead)).toBeLessThan(16_000_000);
  }, 30_000);

  test('standard output that is full is waited for', async () => {
    const written: Array<number> = [];
    const slow = new Writable({
      highWaterMark: 1_000,
      write: (chunk: Buffer, _, callback) => {
        written.push(chunk.length);
        setTimeout(callback, 2);
      },
    });
    const answer = await quietly(
      program(function* () {
        for (let i = 0; i < 10; i++) {
          yield* writeAll(STDOUT, new Uint8Array(600));
          if (slow.writableLength > 1_800) yield* fail(slow.writableLength);
        }
      }),
      { stdout: slow },
    );
    expect(answer).toEqual(E.right(undefined));
  });

  test('standard input is read no further ahead than it must be', async () => {
    let given = 0;
    const endless = new (await import('node:stream')).Readable({
      read() {
        given += 16_384;
        this.push(Buffer.alloc(16_384));
      },
    });
    await quietly(
      andThen(read(STDIN, 10), () => sleep(milliseconds(30))),
      { stdin: endless },
    );
    expect(given).toBeLessThan(300_000);
  });
});

describe('standard streams', () => {
  test('input is read in pieces, to its end', async () => {
    const answer = await quietly(
      program(function* () {
        const pieces: Array<string> = [];
        for (let i = 0; i < 4; i++) pieces.push(text(yield* read(STDIN, 3)));
        return pieces;
      }),
      { stdin: input(utf8('abcd'), utf8('e')) },
    );
    expect(E.isRight(answer) && answer.right.join('')).toBe('abcde');
    expect(E.isRight(answer) && answer.right.at(-1)).toBe('');
  });

  test('output that nobody reads any more breaks the pipe of write, and not of print', async () => {
    const broken = new Writable({
      write: (_chunk, _, callback) => callback(Object.assign(new Error('x'), { code: 'EPIPE' })),
    });
    const answer = await quietly(
      program(function* () {
        yield* print('lost');
        yield* sleep(milliseconds(5));
        return yield* attempt(write(STDOUT, utf8('x')));
      }),
      { stdout: broken },
    );
    expect(answer).toEqual(E.right(E.left('EPIPE')));
  });

  test('poll sees input that is there, and its end', async () => {
    const stdin = new PassThrough();
    setTimeout(() => stdin.end('x'), 10);
    const answer = await quietly(
      program(function* () {
        const early = yield* poll([{ fd: STDIN, events: ['in'] }], milliseconds(0));
        const late = yield* poll([{ fd: STDIN, events: ['in'] }], seconds(5));
        return [early.length, late.length, text(yield* read(STDIN, 9))];
      }),
      { stdin },
    );
    expect(answer).toEqual(E.right([0, 1, 'x']));
  });
});

describe('limits', () => {
  test('a process has so many descriptors, and no more: EMFILE', async () => {
    const at = await freePort('tcp');
    const answer = await quietly(
      program(function* () {
        const listener = yield* socket('stream');
        yield* bind(listener, at);
        yield* listen(listener, 4);
        yield* connect(yield* socket('stream'), at);
        const full = yield* attempt(socket('datagram'));
        return [full, yield* attempt(accept(listener))];
      }),
      { descriptors: 5 },
    );
    expect(answer).toEqual(E.right([E.left('EMFILE'), E.left('EMFILE')]));
  });

  test('what was sent before the end arrives after it', async () => {
    const at = await freePort('tcp');
    const server = run(
      program(function* () {
        const listener = yield* socket('stream');
        yield* bind(listener, at);
        yield* listen(listener, 1);
        const [connection] = yield* accept(listener);
        yield* sleep(milliseconds(50));
        return (yield* recvAll(connection)).length;
      }),
    )();
    await new Promise((next) => setTimeout(next, 50));
    await quietly(
      program(function* () {
        const fd = yield* socket('stream');
        yield* connect(fd, at);
        yield* setsockopt(fd, 'O_NONBLOCK', true);
        return yield* send(fd, new Uint8Array(200_000));
      }),
    );
    expect(await server).toEqual(E.right(200_000));
  });

  test('who observes sees every call that was answered, with its reply', async () => {
    const lines: Array<string> = [];
    await quietly(
      andThen(socket('datagram'), (fd) => andThen(bind(fd, endpoint(LOOPBACK, 0)), () => attempt(listen(fd, 1)))),
      {
        observe: (thread, request, reply) =>
          lines.push(`${thread} ${request.call} ${E.isRight(reply) ? 'ok' : reply.left}`),
      },
    );
    expect(lines).toEqual(['0 socket ok', '0 bind ok', '0 listen EOPNOTSUPP']);
  });
});
