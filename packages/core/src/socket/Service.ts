import type { E } from '../basis/fp.ts';
import type { Errno } from './calls/errno.ts';
import type { AnyRequest } from './calls/Calls.ts';

/** Which process called, and which of its calls: the answer carries it back. */
export interface Caller {
  /** Threads of one process share its descriptors. */
  readonly process: number;
  readonly thread: number;
}

/** What the socket floor offers processes: the calls of `calls/Calls.ts`, each answered once, at once or later. */
export interface SocketService {
  readonly request:
    | { readonly _tag: 'Call'; readonly caller: Caller; readonly request: AnyRequest }
    /** A process is gone: its descriptors are closed, its waiting calls forgotten. */
    | { readonly _tag: 'ProcessEnded'; readonly process: number };
  readonly indication:
    | {
        readonly _tag: 'Answered';
        readonly caller: Caller;
        readonly request: AnyRequest;
        /** The reply has the type that the table gives for `request.call`. */
        readonly reply: E.Either<Errno, unknown>;
      }
    /** The call is not answered yet; `Answered` follows. */
    | { readonly _tag: 'Waits'; readonly caller: Caller; readonly request: AnyRequest };
}
