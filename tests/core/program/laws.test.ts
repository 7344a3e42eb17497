// The laws of a monad, of all that an interpreter can see: the calls in their order, and the end.
import fc from 'fast-check';
import { apply, either as E, function as F, readonlyArray as RA } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { Program } from '@sockeye/core';
import { advance, attempt, defer, fail, P, print, program, random, succeed } from '@sockeye/core';

type Subject = Program<string, number>;

/** What can be seen of a program when `random` answers like this. */
const seen = (subject: Program<unknown, unknown>, numbers: ReadonlyArray<number>): ReadonlyArray<unknown> => {
  const trace: Array<unknown> = [];
  let at = advance(subject);
  for (let i = 0; at._tag === 'Call' && i < 200; i++) {
    trace.push(at.request);
    at = advance(at.resume(E.right(at.request.call === 'random' ? numbers[i % numbers.length] : undefined)));
  }
  return [...trace, at._tag === 'Return' ? at.value : at._tag === 'Throw' ? at.error : at._tag];
};

const subjects: fc.Arbitrary<Subject> = fc.letrec<{ subject: Subject }>((tie) => ({
  subject: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer().map((n): Subject => succeed(n)),
    fc.constantFrom<Subject>(random, fail('gone')),
    tie('subject').map((p): Subject => defer(() => p)),
    fc.tuple(tie('subject'), fc.integer()).map(([p, n]): Subject => P.map((m: number) => m - n)(p)),
    fc
      .tuple(tie('subject'), tie('subject'))
      .map(([p, q]): Subject => P.flatMap((n: number) => P.map((m: number) => m + n)(q))(p)),
    fc.tuple(tie('subject'), tie('subject')).map(([p, q]): Subject =>
      program(function* () {
        const n = yield* p;
        yield* print(`${n}`);
        return n + (yield* q);
      }),
    ),
    tie('subject').map((p): Subject =>
      P.map((e: E.Either<string, number>) => (E.isRight(e) ? e.right : -1))(attempt(p)),
    ),
  ),
})).subject;

const functions: fc.Arbitrary<(n: number) => Subject> = subjects.map((p) => (n) => P.map((m: number) => m * 3 + n)(p));

const numbers = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 });

const law = <A>(
  name: string,
  arbitrary: fc.Arbitrary<A>,
  sides: (a: A) => readonly [Program<unknown, unknown>, Program<unknown, unknown>],
): void =>
  // eslint-disable-next-line vitest/valid-title -- each law has a name of its own
  test(name, () =>
    fc.assert(
      fc.property(arbitrary, numbers, (a, answers) => {
        const [left, right] = sides(a);
        expect(seen(left, answers)).toEqual(seen(right, answers));
      }),
    ),
  );

const { chain, of, map, ap } = P.Monad;

describe('programs obey the laws of', () => {
  law('functor: identity', subjects, (p) => [map(p, F.identity), p]);

  law('functor: composition', subjects, (p) => [
    map(
      map(p, (n) => n + 1),
      (n) => n * 2,
    ),
    map(p, (n) => (n + 1) * 2),
  ]);

  law('applicative: from the left to the right', fc.tuple(subjects, subjects), ([p, q]) => [
    ap(
      map(p, (n) => (m: number) => [n, m]),
      q,
    ),
    chain(p, (n) => map(q, (m) => [n, m])),
  ]);

  law('monad: left identity', fc.tuple(fc.integer(), functions), ([n, f]) => [chain(of<string, number>(n), f), f(n)]);

  law('monad: right identity', subjects, (p) => [chain(p, of<string, number>), p]);

  law('monad: associativity', fc.tuple(subjects, functions, functions), ([p, f, g]) => [
    chain(chain(p, f), g),
    chain(p, (n) => chain(f(n), g)),
  ]);

  law('monad with errors: what comes after an error is not done', functions, (f) => [
    chain(P.MonadThrow.throwError<string, number>('gone'), f),
    fail('gone'),
  ]);
});

test('a program that is half done may be gone on with by more, as if that had been said at the beginning', () => {
  fc.assert(
    fc.property(subjects, functions, functions, fc.nat({ max: 4 }), numbers, (p, f, g, calls, answers) => {
      const whole = chain(chain(p, f), g);
      let half: Program<string, number> = chain(p, f);
      const trace: Array<unknown> = [];
      for (let i = 0; i < calls; i++) {
        const at = advance(half);
        if (at._tag !== 'Call') break;
        trace.push(at.request);
        half = at.resume(E.right(at.request.call === 'random' ? answers[i % answers.length] : undefined));
      }
      const from = trace.length % answers.length;
      const rest = seen(chain(half, g), [...answers.slice(from), ...answers.slice(0, from)]);
      expect([...trace, ...rest]).toEqual(seen(whole, answers));
    }),
  );
});

test('fp-ts’s own functions work on programs', () => {
  const all = RA.sequence(P.Applicative)([random, succeed(2), random]);
  expect(seen(all, [1, 3])).toEqual([{ call: 'random' }, { call: 'random' }, [1, 2, 3]]);
  const both = apply.sequenceS(P.Apply)({ a: random, b: random });
  expect(seen(both, [4, 5]).at(-1)).toEqual({ a: 4, b: 5 });
  expect(seen(P.fromEither(E.left('no')), [0])).toEqual(['no']);
});
