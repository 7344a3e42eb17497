import type { AnyRequest, Errno } from '@sockeye/core';
import type { E } from '../../basis/fp.ts';

/** How a call ended: its result, its error, and which of its out-arguments differ from the script. */
export interface Outcome {
  readonly result: number;
  readonly errno: string | undefined;
  readonly differences: ReadonlyArray<string>;
}

/** What a call of a script asks of the stack, and what its answer means; or its outcome, if the stack has no part in it. */
export type Performed =
  | {
      readonly _tag: 'Ask';
      readonly request: AnyRequest;
      readonly read: (reply: E.Either<Errno, unknown>) => Outcome;
    }
  | { readonly _tag: 'Done'; readonly outcome: Outcome };

const NO_DIFFERENCES: ReadonlyArray<string> = [];

export const done = (result: number, differences: ReadonlyArray<string> = NO_DIFFERENCES): Outcome => ({
  result,
  errno: undefined,
  differences,
});

export const failed = (errno: string): Outcome => ({ result: -1, errno, differences: NO_DIFFERENCES });

/** An outcome whose answer, if it is none of an error, becomes a number. */
export const counted =
  (count: (value: unknown) => number) =>
  (reply: E.Either<Errno, unknown>): Outcome =>
    reply._tag === 'Left' ? failed(reply.left) : done(count(reply.right));

/** 0, or an error. */
export const plain: (reply: E.Either<Errno, unknown>) => Outcome = counted(() => 0);
