import type { Frames } from './frames.ts';
import { join, uncover } from './frames.ts';
import type { Bound } from './nodes.ts';
import { boundBy, called, spawned } from './nodes.ts';
import type { Program } from './Program.ts';

/** A program at which an interpreter may look: what is lazy has been done. */
export type Advanced<Err, A> = Exclude<Program<Err, A>, { readonly _tag: 'Defer' }>;

type Deferred = Extract<Program<unknown, unknown>, { readonly _tag: 'Defer' }>;

const isBound = (program: Deferred): program is Bound => 'frames' in program;

/**
 * A program, and what is to be done with its answer. Takes O(1), and asks nothing yet.
 *
 * The types of the frames are kept by those who build them (`flatMap`, `orElse`, `attempt`, blocks); here they are forgotten.
 */
export const bound = <Err, A>(first: Program<unknown, unknown>, frames: Frames): Program<Err, A> => {
  const self: Bound = boundBy(() => advance(self), first, frames);
  return self as Program<unknown, unknown> as Program<Err, A>;
};

/**
 * Does all that a program can do without an answer from outside.
 *
 * The list of continuations lies on the heap, never on the stack: a million binds, however they are nested, are as
 * harmless as one. A program that loops without asking anything never comes back from here.
 *
 * Takes   a program
 * Gives   it as `Return`, `Throw`, `Call` or `Spawn`
 * Fails   never; what a program's own code throws is a bug, and passes through
 *
 * @category step
 * @since 0.1.0
 */
export const advance = <Err, A>(program: Program<Err, A>): Advanced<Err, A> => unwind(program) as Advanced<Err, A>;

const unwind = (program: Program<unknown, unknown>): Advanced<unknown, unknown> => {
  let current = program;
  let frames: Frames | undefined;
  for (;;) {
    switch (current._tag) {
      case 'Defer':
        if (isBound(current)) {
          frames = join(current.frames, frames);
          current = current.first;
        } else current = current.program();
        break;
      case 'Return': {
        if (frames === undefined) return current;
        const cell: Frames = uncover(frames);
        frames = cell.next;
        if (cell.onReturn !== undefined) current = cell.onReturn(current.value);
        break;
      }
      case 'Throw': {
        if (frames === undefined) return current;
        const cell: Frames = uncover(frames);
        frames = cell.next;
        if (cell.onThrow !== undefined) current = cell.onThrow(current.error);
        break;
      }
      case 'Call': {
        if (frames === undefined) return current;
        const { request, resume } = current;
        const rest = frames;
        return called(request, (reply) => bound(resume(reply), rest));
      }
      case 'Spawn': {
        if (frames === undefined) return current;
        const { child, resume } = current;
        const rest = frames;
        return spawned(child, (pid) => bound(resume(pid), rest));
      }
    }
  }
};
