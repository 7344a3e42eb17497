import type { E } from '../basis/fp.ts';
import type { AnyRequest } from '../socket/calls/Calls.ts';
import type { Errno } from '../socket/calls/errno.ts';

declare const pidBrand: unique symbol;

/** The name of a thread that was spawned. */
export type Pid = number & { readonly [pidBrand]: true };

/** What a block hands out at `yield*`: the program whose answer it waits for. Only its errors matter to the block's type. */
export interface Asked<out Err> {
  readonly program: Program<Err, unknown>;
}

/** What makes `yield*` work on a program: an iterator that asks once, and ends with the answer. */
export interface Askable<out Err, out A> {
  readonly [Symbol.iterator]: () => Iterator<Asked<Err>, A, unknown>;
}

/**
 * A program: a value that asks for system calls, and whose continuations may be applied more than once.
 *
 * `Err` are the errors that it can end with, `A` what it answers. An interpreter — the pure host, or the adapter over real
 * sockets — looks at a program with `advance`, answers each `Call` with an `Either`, and goes on with `resume`.
 *
 * @category model
 * @since 0.1.0
 */
export type Program<Err, A> =
  | (Askable<Err, A> & { readonly _tag: 'Return'; readonly value: A })
  | (Askable<Err, A> & { readonly _tag: 'Throw'; readonly error: Err })
  | (Askable<Err, A> & { readonly _tag: 'Defer'; readonly program: () => Program<Err, A> })
  | (Askable<Err, A> & {
      readonly _tag: 'Call';
      readonly request: AnyRequest;
      /** The right side has the type that the table of calls gives for `request.call`. */
      readonly resume: (reply: E.Either<Errno, unknown>) => Program<Err, A>;
    })
  | (Askable<Err, A> & {
      readonly _tag: 'Spawn';
      readonly child: Program<unknown, unknown>;
      readonly resume: (pid: Pid) => Program<Err, A>;
    });

/** What a program ends with when it fails. */
export type ErrorOf<P> = P extends { readonly _tag: 'Throw'; readonly error: infer Err } ? Err : never;

/** What a program answers. */
export type AnswerOf<P> = P extends { readonly _tag: 'Return'; readonly value: infer A } ? A : never;
