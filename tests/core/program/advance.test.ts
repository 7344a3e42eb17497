import { either as E, function as F } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { AnyRequest, Errno, Program } from '@sockeye/core';
import {
  advance,
  andThen,
  attempt,
  defer,
  fail,
  forever,
  iterate,
  now,
  P,
  print,
  program,
  random,
  succeed,
} from '@sockeye/core';

/** Answers every call by a function, up to a number of calls; what is left. */
const answered = <Err, A>(
  start: Program<Err, A>,
  reply: (request: AnyRequest, count: number) => E.Either<Errno, unknown>,
  calls = Infinity,
): ReturnType<typeof advance<Err, A>> => {
  let at = advance(start);
  for (let count = 0; count < calls && at._tag === 'Call'; count++) at = advance(at.resume(reply(at.request, count)));
  return at;
};

const counting = (_: AnyRequest, count: number): E.Either<Errno, unknown> => E.right(count);
const value = <Err, A>(at: Program<Err, A>): unknown => (at._tag === 'Return' ? at.value : at);

describe('what is lazy', () => {
  test('is done by advance, which gives one of four shapes', () => {
    expect(value(advance(defer(() => defer(() => succeed(3)))))).toBe(3);
    expect(advance(fail('x'))).toMatchObject({ _tag: 'Throw', error: 'x' });
    expect(advance(andThen(now, () => succeed(1)))).toMatchObject({ _tag: 'Call', request: { call: 'now' } });
  });

  test('is done by the thunk of a bound program as well, for whoever does not know advance', () => {
    const bound = andThen(
      andThen(succeed(1), (n) => succeed(n + 1)),
      (n) => succeed(n * 10),
    );
    expect(bound._tag).toBe('Defer');
    expect(bound._tag === 'Defer' && value(bound.program())).toBe(20);
  });
});

describe('a million binds do not grow the stack', () => {
  const MILLION = 1_000_000;

  test('nested to the left', () => {
    let nested: Program<never, number> = succeed(0);
    for (let i = 0; i < MILLION; i++) nested = andThen(nested, (n) => succeed(n + 1));
    expect(value(advance(nested))).toBe(MILLION);
  });

  test('nested to the left over a call, each of them run once a reply', () => {
    let runs = 0;
    let nested: Program<never, number> = random;
    for (let i = 0; i < MILLION; i++) {
      nested = andThen(nested, (n) => {
        runs += 1;
        return succeed(n + 1);
      });
    }
    expect(value(answered(nested, () => E.right(7)))).toBe(MILLION + 7);
    expect(runs).toBe(MILLION);
  });

  test('nested to the right', () => {
    const down = (n: number): Program<never, string> =>
      andThen(succeed(n - 1), (m) => (m === 0 ? succeed('end') : down(m)));
    expect(value(advance(down(MILLION)))).toBe('end');
  });

  test('an error passes them all', () => {
    let nested: Program<string, number> = fail('gone');
    for (let i = 0; i < MILLION; i++) nested = andThen(nested, (n) => succeed(n + 1));
    expect(value(advance(attempt(nested)))).toEqual(E.left('gone'));
  });

  test('attempts in attempts as well', () => {
    let nested: Program<never, unknown> = succeed(0);
    for (let i = 0; i < 100_000; i++) nested = attempt(nested);
    let found = value(advance(nested));
    let depth = 0;
    for (; typeof found === 'object' && found !== null && 'right' in found; depth++) found = found.right;
    expect([found, depth]).toEqual([0, 100_000]);
  });
});

describe('the cost of a bind', () => {
  test('is paid once, though a call stands under ten thousand binds and a thousand calls stand in a row', () => {
    // Were each reply to walk all binds again, these would be 10^8 steps; a count of steps, not a clock, says so.
    let steps = 0;
    const step = (n: number): Program<never, number> => {
      steps += 1;
      return succeed(n);
    };
    let nested: Program<never, number> = random;
    for (let i = 0; i < 1_000; i++) nested = andThen(nested, () => random);
    for (let i = 0; i < 10_000; i++) nested = andThen(nested, step);
    expect(value(answered(nested, counting))).toBe(1_000);
    expect(steps).toBe(10_000);
  });
});

describe('loops', () => {
  test('a million turns of iterate, with a call in each', () => {
    const count = iterate(0, (n) => andThen(random, () => succeed(n === 1_000_000 ? E.right('done') : E.left(n + 1))));
    expect(value(answered(count, counting))).toBe('done');
  });

  test('a turn of forever leaves nothing behind', () => {
    const shape = (at: unknown, depth = 0): number => {
      // The number of objects that can be reached from a frame list, which is what would grow.
      if (typeof at !== 'object' || at === null || depth > 1_000) return depth;
      const { inner, next } = at as { inner?: unknown; next?: unknown };
      return Math.max(shape(inner, depth + 1), shape(next, depth + 1));
    };
    const loop = forever(
      program(function* () {
        yield* print('turn');
        return yield* random;
      }),
    );
    const sizes = [10, 1_000, 100_000].map((calls) => {
      const at = answered(loop, counting, calls);
      const rest = at._tag === 'Call' ? at.resume(E.right(0)) : at;
      return 'frames' in rest ? shape(rest.frames) : -1;
    });
    expect(sizes[0]).toBeGreaterThan(0);
    expect(new Set(sizes).size).toBe(1);
  });

  test('an error ends a loop', () => {
    const loop = forever(andThen(random, (n) => (n === 5 ? fail('five') : succeed(n))));
    expect(answered(loop, counting)).toMatchObject({ _tag: 'Throw', error: 'five' });
  });
});

test('a continuation may be used as often as one likes', () => {
  const sum = F.pipe(
    P.Do,
    P.bind('a', () => random),
    P.bind('b', () => random),
    P.map(({ a, b }) => a * 10 + b),
  );
  const first = advance(sum);
  if (first._tag !== 'Call') throw new Error('it asks');
  const second = [1, 2].map((a) => advance(first.resume(E.right(a))));
  const sums = second.flatMap((at) =>
    [3, 4, 3].map((b) => (at._tag === 'Call' ? value(advance(at.resume(E.right(b)))) : at)),
  );
  expect(sums).toEqual([13, 14, 13, 23, 24, 23]);
});
