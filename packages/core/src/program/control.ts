// What one does with programs: answer and error, loops, threads.
import { E } from '../basis/fp.ts';
import { bound } from './advance.ts';
import type { AnyProgram } from './frames.ts';
import { frame } from './frames.ts';
import { defer, fail, spawned, succeed } from './nodes.ts';
import type { AnswerOf, ErrorOf, Pid, Program } from './Program.ts';

type RightOf<Word> = Word extends { readonly _tag: 'Right'; readonly right: infer A } ? A : never;

/**
 * The next program depends on the answer of the first.
 *
 * @category constructors
 * @since 0.1.0
 */
export const andThen = <Err, A, Next extends AnyProgram>(
  first: Program<Err, A>,
  next: (answer: A) => Next,
): Program<Err | ErrorOf<Next>, AnswerOf<Next>> =>
  bound(first, frame(next as (answer: unknown) => AnyProgram, undefined));

/**
 * Never fails: the error becomes the left side of the answer.
 *
 * @example
 * program(function* () {
 *   const answer = yield* attempt(connect(fd, server)); // E.left('ECONNREFUSED'), where nobody listens
 *   yield* print(E.isLeft(answer) ? answer.left : 'connected');
 * })
 *
 * @category constructors
 * @since 0.1.0
 */
export const attempt = <Err, A>(program: Program<Err, A>): Program<never, E.Either<Err, A>> =>
  bound(
    program,
    frame(
      (answer) => succeed(E.right(answer)),
      (error) => succeed(E.left(error)),
    ),
  );

/**
 * Another program in place of one that failed.
 *
 * @example
 * pipe(connect(fd, first), orElse(() => connect(fd, second)))
 *
 * @category constructors
 * @since 0.1.0
 */
export const orElse =
  <Err, Next extends AnyProgram>(instead: (error: Err) => Next) =>
  <A>(program: Program<Err, A>): Program<ErrorOf<Next>, A | AnswerOf<Next>> =>
    bound(program, frame(undefined, instead as (error: unknown) => AnyProgram));

/**
 * Says an error in other words.
 *
 * @category constructors
 * @since 0.1.0
 */
export const mapError =
  <Err, Err2>(words: (error: Err) => Err2) =>
  <A>(program: Program<Err, A>): Program<Err2, A> =>
    bound(
      program,
      frame(undefined, (error) => fail(words(error as Err))),
    );

/**
 * One turn after another, without end; each turn begins without a past, so the memory of a fork is one turn long.
 *
 * Takes   a turn
 * Gives   a program that never answers
 * Fails   with the error of the first turn that fails
 *
 * @category constructors
 * @since 0.1.0
 */
export const forever = <Err>(turn: Program<Err, unknown>): Program<Err, never> => {
  const rest = frame(() => bound(turn, rest), undefined);
  return bound(turn, rest);
};

/**
 * Turns that hand a state on: left is the state of the next turn, right ends the loop (as in `ChainRec`).
 *
 * @example
 * iterate(3, (n) => (n === 0 ? succeed(E.right('go')) : andThen(print(`${n}`), () => succeed(E.left(n - 1)))))
 *
 * @category constructors
 * @since 0.1.0
 */
export const iterate = <S, Turn extends Program<unknown, E.Either<S, unknown>>>(
  initial: S,
  turn: (state: S) => Turn,
): Program<ErrorOf<Turn>, RightOf<AnswerOf<Turn>>> => {
  const rest = frame((answer) => {
    const word = answer as E.Either<S, unknown>;
    return word._tag === 'Right' ? succeed(word.right) : bound(turn(word.left), rest);
  }, undefined);
  return defer(() => bound(turn(initial), rest));
};

/**
 * A thread of its own that shares this process's descriptors; it ends with itself, or with the process.
 *
 * Takes   a program; its answer and its error go nowhere but into the trace
 * Gives   the name of the thread
 * Fails   never
 *
 * @category calls
 * @since 0.1.0
 */
export const spawn = (child: Program<unknown, unknown>): Program<never, Pid> => spawned(child, succeed);
