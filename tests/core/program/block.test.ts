import { either as E, function as F } from 'fp-ts';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Advanced, Fd, Program } from '@sockeye/core';
import {
  advance,
  attempt,
  endpoint,
  fail,
  forever,
  getsockopt,
  isValue,
  iterate,
  LOOPBACK,
  mapError,
  orElse,
  P,
  plausible,
  print,
  program,
  random,
  sendAll,
  serveEcho,
  socket,
  spawn,
  succeed,
  tcpClient,
  tcpEcho,
  tcpListen,
  tcpSend,
  tcpServer,
  udpAsk,
  udpClient,
  udpEcho,
  udpListen,
  udpSend,
  udpServer,
  milliseconds,
} from '@sockeye/core';

const at = endpoint(LOOPBACK, 10_000);

/** Answers `random` with these numbers, one after another. */
const given = <Err, A>(start: Program<Err, A>, ...numbers: ReadonlyArray<number>): Advanced<Err, A> =>
  numbers.reduce<Advanced<Err, A>>(
    (node, n) => (node._tag === 'Call' ? advance(node.resume(E.right(n))) : node),
    advance(start),
  );

describe('a block', () => {
  const pair = program(function* () {
    const a = yield* random;
    const b = yield* random;
    return [a, b];
  });

  test('answers what it returns', () => {
    expect(given(pair, 1, 2)).toMatchObject({ _tag: 'Return', value: [1, 2] });
  });

  test('is a program that may be begun twice', () => {
    expect(given(pair, 1, 2)).toMatchObject({ value: [1, 2] });
    expect(given(pair, 3, 4)).toMatchObject({ value: [3, 4] });
  });

  test('may be gone on with from any of its nodes, in any order', () => {
    const first = advance(pair);
    if (first._tag !== 'Call') throw new Error('it asks');
    const [one, two] = [advance(first.resume(E.right(1))), advance(first.resume(E.right(2)))];
    if (one._tag !== 'Call' || two._tag !== 'Call') throw new Error('it asks again');
    const seen = [two, one, two].map((node, n) => advance(node.resume(E.right(n))));
    expect(seen).toMatchObject([{ value: [2, 0] }, { value: [1, 1] }, { value: [2, 2] }]);
  });

  test('in a block in a block is replayed only as far as it went', () => {
    let runs = 0;
    const inner = program(function* () {
      runs += 1;
      return yield* random;
    });
    const outer = program(function* () {
      const a = yield* inner;
      const b = yield* random;
      return [a, b];
    });
    const node = given(outer, 5);
    if (node._tag !== 'Call') throw new Error('it asks');
    for (const b of [1, 2, 3]) expect(advance(node.resume(E.right(b)))).toMatchObject({ value: [5, b] });
    expect(runs).toBe(1);
  });

  test('ends with the error of what it yields, unless that was attempted', () => {
    const failing = program(function* () {
      yield* fail('gone');
      return 1;
    });
    expect(advance(failing)).toMatchObject({ _tag: 'Throw', error: 'gone' });
    const careful = program(function* () {
      return yield* attempt(failing);
    });
    expect(advance(careful)).toMatchObject({ value: E.left('gone') });
  });

  test('has the errors of what it yields as its type', () => {
    const typed = program(function* () {
      yield* fail('a' as const);
      yield* fail('b' as const);
      return yield* socket('stream');
    });
    expectTypeOf(typed).toEqualTypeOf<Program<'a' | 'b' | 'EMFILE', Fd>>();
    expectTypeOf(getsockopt(3 as never, 'SO_SNDBUF')).toEqualTypeOf<
      Program<'EBADF' | 'ENOTSOCK' | 'ENOPROTOOPT' | 'ENOTCONN', number>
    >();
  });
});

describe('errors', () => {
  test('are caught, said in other words, or passed on', () => {
    const refused: Program<'ECONNREFUSED', number> = fail('ECONNREFUSED');
    expect(
      advance(
        F.pipe(
          refused,
          orElse(() => succeed(2)),
        ),
      ),
    ).toMatchObject({ value: 2 });
    expect(
      advance(
        F.pipe(
          refused,
          mapError((e) => e.length),
        ),
      ),
    ).toMatchObject({ _tag: 'Throw', error: 12 });
    expect(
      advance(
        F.pipe(
          succeed(1),
          mapError(String),
          orElse(() => succeed(2)),
        ),
      ),
    ).toMatchObject({ value: 1 });
  });
});

test('a spawned thread is the interpreter’s to run', () => {
  const parent = program(function* () {
    return yield* spawn(print('child'));
  });
  const node = advance(parent);
  expect(node._tag).toBe('Spawn');
  if (node._tag === 'Spawn') expect(advance(node.resume(7 as never))).toMatchObject({ value: 7 });
});

describe('every program that ships is a value', () => {
  const shipped: Readonly<Record<string, Program<unknown, unknown>>> = {
    udpServer: udpServer(at),
    udpClient: udpClient(at),
    udpEcho: udpEcho(at),
    tcpServer: tcpServer(at),
    tcpClient: tcpClient(at),
    tcpEcho: tcpEcho(at),
    tcpSend: tcpSend(at),
    tcpListen: tcpListen(at),
    udpSend: udpSend(at),
    udpListen: udpListen(at),
    udpAsk: udpAsk(at, milliseconds(100), 3),
    serveEcho: serveEcho(at),
    sendAll: sendAll(3 as never, new Uint8Array(100)),
  };

  test.each(Object.entries(shipped))('%s', (_, subject) => {
    let nodes = 0;
    for (let seed = 0; seed < 20; seed++) {
      for (const failures of [0, 4, 30]) {
        const answer = isValue(subject, plausible(seed, failures), 120);
        expect(answer).toMatchObject({ _tag: 'Right' });
        if (E.isRight(answer)) nodes += answer.right;
      }
    }
    expect(nodes).toBeGreaterThan(100);
  });
});

describe('the law notices', () => {
  test('a block that counts outside itself', () => {
    let turns = 0;
    const impure = program(function* () {
      yield* random;
      turns += 1;
      yield* print(`turn ${turns}`);
      yield* random;
    });
    expect(isValue(impure, plausible(1))).toMatchObject({ _tag: 'Left', left: expect.stringContaining('turn') });
  });

  test('a block that keeps what it was told', () => {
    const told: Array<number> = [];
    const impure = program(function* () {
      told.push(yield* random);
      return told.length;
    });
    expect(isValue(impure, plausible(1, 0))._tag).toBe('Left');
  });

  test('one that does so only in a thread', () => {
    let count = 0;
    const child = program(function* () {
      count += 1;
      return yield* print(`${count}`);
    });
    expect(isValue(spawn(child), plausible(1))).toMatchObject({ left: expect.stringContaining('in a thread') });
  });

  test('nothing wrong with a loop that keeps its state where it belongs', () => {
    const counted = iterate(0, (n) =>
      program(function* () {
        const more = yield* random;
        return n > 50 ? E.right(n) : E.left(n + (more % 2) + 1);
      }),
    );
    expect(isValue(counted, plausible(3, 0))).toMatchObject({ _tag: 'Right' });
    expect(isValue(forever(random), plausible(3, 0), 30)).toEqual(E.right(30));
  });
});

test('the instances are one: fp-ts’s namespace has what the blocks have', () => {
  const both = F.pipe(
    P.Do,
    P.bind('a', () => random),
    P.let('b', ({ a }) => a + 1),
    P.map(({ a, b }) => a * b),
  );
  expect(given(both, 4)).toMatchObject({ value: 20 });
  expect(
    given(
      F.pipe(
        random,
        P.bindTo('n'),
        P.tap(() => print('seen')),
      ),
      6,
      0,
    ),
  ).toMatchObject({ value: { n: 6 } });
});
