import { bound } from './advance.ts';
import { frame } from './frames.ts';
import { defer, succeed } from './nodes.ts';
import type { Asked, Program } from './Program.ts';

type Body<A> = () => Iterator<Asked<unknown>, A, unknown>;

/** A generator at work, and how many answers it has been given. The one mutable cell of the house: a cache that nobody can see. */
interface Live<A> {
  readonly generator: Iterator<Asked<unknown>, A, unknown>;
  answers: number;
}

/** The answers that a block was given, the newest first. */
interface Past {
  readonly answer: unknown;
  readonly earlier: Past | undefined;
}

/** A new generator that has been given the past. */
const replay = <A>(body: Body<A>, past: Past | undefined, count: number): Live<A> => {
  const answers: Array<unknown> = [];
  for (let cell = past; cell !== undefined; cell = cell.earlier) answers.push(cell.answer);
  const generator = body();
  // The first word of a generator is said before it is given anything.
  generator.next();
  for (let i = answers.length - 1; i >= 0; i--) generator.next(answers[i]);
  return { generator, answers: count };
};

/** What comes after a generator's word: the block ends, or it waits for the answer of a program. */
const follow = <A>(
  body: Body<A>,
  live: Live<A>,
  past: Past | undefined,
  count: number,
  word: IteratorResult<Asked<unknown>, A>,
): Program<unknown, A> => {
  if (word.done === true) return succeed(word.value);
  return bound(
    word.value.program,
    frame((answer) => {
      // The first use of this continuation finds the generator where it was left; a later one needs another that is there.
      const fresh = live.answers === count ? live : replay(body, past, count);
      fresh.answers = count + 1;
      return follow(body, fresh, { answer, earlier: past }, count + 1, fresh.generator.next(answer));
    }, undefined),
  );
};

/**
 * A program written as a block, line for line as one would write it with blocking calls.
 *
 * A generator cannot be cloned, but a pure block can be run again over the answers it has seen: the first use of a
 * continuation takes the live generator, a later one runs the block again. So a block keeps its promise as long as it is pure
 * between its `yield*`s: nothing outside it is assigned or asked, no `try` stands around a `yield*` (`attempt` gives an
 * `Either` instead), and a loop that may run long is `forever` or `iterate`, whose turns are blocks of their own.
 * `isValue` finds blocks that break it.
 *
 * Takes   a generator function that only ever says `yield*`
 * Gives   a program that answers what the block returns
 * Fails   with the errors of the programs that it yields, which end the block
 *
 * @example
 * program(function* () {
 *   const connection = yield* socket('stream');
 *   yield* connect(connection, server);
 *   return yield* recv(connection, 4096);
 * })
 *
 * @category constructors
 * @since 0.1.0
 */
export const program = <Word extends Asked<unknown>, A>(
  body: () => Iterator<Word, A, unknown>,
): Program<Word extends Asked<infer Err> ? Err : never, A> =>
  defer(() => {
    const generator = body();
    return follow(body, { generator, answers: 0 }, undefined, 0, generator.next());
  }) as Program<never, A>;
