import type { Bytes } from '../../basis/bytes.ts';
import type { E } from '../../basis/fp.ts';
import type { Program } from '../../program/Program.ts';
import type { AnyRequest } from '../../socket/calls/Calls.ts';
import type { Errno } from '../../socket/calls/errno.ts';

/** What a host offers whoever sits at it: to start a program, and to see what it does. */
export interface ConsoleService {
  readonly request: {
    readonly _tag: 'Start';
    /** Chosen by whoever starts it; unique on this host. */
    readonly process: number;
    readonly program: Program<unknown, unknown>;
    /** The whole of its standard input. */
    readonly input: Bytes;
    /** The directory that is `/` to it, and that nothing it asks for leaves; by default the host's own `/`. */
    readonly root?: string;
  };
  readonly indication:
    /** A call was answered: a line of the system-call trace. */
    | {
        readonly _tag: 'Answered';
        readonly process: number;
        readonly thread: number;
        readonly request: AnyRequest;
        readonly reply: E.Either<Errno, unknown>;
      }
    /** A call waits; `Answered` follows when it is answered. */
    | { readonly _tag: 'Waits'; readonly process: number; readonly thread: number; readonly request: AnyRequest }
    /** Octets on standard output (1) or error (2). */
    | { readonly _tag: 'Wrote'; readonly process: number; readonly fd: 1 | 2; readonly octets: Bytes }
    /** A thread is over; thread 0 is the process itself, and takes its descriptors and its other threads with it. */
    | {
        readonly _tag: 'Exited';
        readonly process: number;
        readonly thread: number;
        readonly result: E.Either<unknown, unknown>;
      };
}
