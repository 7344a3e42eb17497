// The five shapes of a program as records. Each carries the one shared function that makes `yield*` work.
import type { E } from '../basis/fp.ts';
import type { AnyRequest } from '../socket/calls/Calls.ts';
import type { Errno } from '../socket/calls/errno.ts';
import type { Frames } from './frames.ts';
import type { Asked, Pid, Program } from './Program.ts';

/** Asks once; what it is then given is the answer. */
class Asking<Err, A> implements Asked<Err>, Iterator<Asked<Err>, A, unknown> {
  readonly program: Program<Err, A>;
  private asked = false;

  constructor(program: Program<Err, A>) {
    this.program = program;
  }

  next(answer?: unknown): IteratorResult<Asked<Err>, A> {
    // The block's runner gives what the program answered: the type is kept by `program`, which made the pair.
    if (this.asked) return { done: true, value: answer as A };
    this.asked = true;
    return { done: false, value: this };
  }
}

/** The iterator of every program. */
function ask<Err, A>(this: Program<Err, A>): Iterator<Asked<Err>, A, unknown> {
  return new Asking(this);
}

/**
 * A program that asks nothing, and answers this.
 *
 * @category constructors
 * @since 0.1.0
 */
export const succeed = <A>(value: A): Program<never, A> => ({ _tag: 'Return', value, [Symbol.iterator]: ask });

/**
 * A program that asks nothing, and fails with this.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fail = <Err>(error: Err): Program<Err, never> => ({ _tag: 'Throw', error, [Symbol.iterator]: ask });

/**
 * A program that is made when it is looked at, and made anew each time.
 *
 * @category constructors
 * @since 0.1.0
 */
export const defer = <Err, A>(program: () => Program<Err, A>): Program<Err, A> => ({
  _tag: 'Defer',
  program,
  [Symbol.iterator]: ask,
});

/** A deferred program of which more is known: a program, and what is to be done with its answer. */
export interface Bound extends Extract<Program<unknown, unknown>, { readonly _tag: 'Defer' }> {
  readonly first: Program<unknown, unknown>;
  readonly frames: Frames;
}

/** The record of a bound program; `program` must give what it would give. */
export const boundBy = (
  program: () => Program<unknown, unknown>,
  first: Program<unknown, unknown>,
  frames: Frames,
): Bound => ({ _tag: 'Defer', program, first, frames, [Symbol.iterator]: ask });

/** A call, and how to go on with its reply. */
export const called = <Err, A>(
  request: AnyRequest,
  resume: (reply: E.Either<Errno, unknown>) => Program<Err, A>,
): Extract<Program<Err, A>, { readonly _tag: 'Call' }> => ({ _tag: 'Call', request, resume, [Symbol.iterator]: ask });

/** A thread that begins, and how to go on beside it. */
export const spawned = <Err, A>(
  child: Program<unknown, unknown>,
  resume: (pid: Pid) => Program<Err, A>,
): Extract<Program<Err, A>, { readonly _tag: 'Spawn' }> => ({ _tag: 'Spawn', child, resume, [Symbol.iterator]: ask });
