import type { Instant } from '../../basis/time.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import type { Fact } from './listing.ts';

/** ASCII or image: what TYPE says. L 8 is image. (RFC 959 §3.1.1) */
export type Type = 'A' | 'I';

/** What is transferred over a data connection, and under which type. */
export type Transfer =
  | { readonly _tag: 'Retrieve'; readonly path: string; readonly type: Type; readonly restart: number }
  /** `restart`: octets of the transfer that the file has already; undefined: what was there is replaced. */
  | { readonly _tag: 'Store'; readonly path: string; readonly type: Type; readonly restart: number | undefined }
  | { readonly _tag: 'Append'; readonly path: string; readonly type: Type }
  /** A new name in a directory, which begins so. */
  | { readonly _tag: 'StoreUnique'; readonly directory: string; readonly prefix: string; readonly type: Type }
  | { readonly _tag: 'List'; readonly style: ListStyle };

/** Which list, and of what. `pattern`: only names in `path` that fit it. */
export type ListStyle =
  | {
      readonly _tag: 'Long' | 'Names';
      readonly path: string;
      readonly pattern: string | undefined;
      readonly all: boolean;
      readonly prefix: string;
    }
  | { readonly _tag: 'Facts'; readonly path: string; readonly facts: ReadonlyArray<Fact> };

/** How a data connection is made: to the client, or by it. */
export type DataConnection = { readonly _tag: 'Active'; readonly remote: Endpoint } | { readonly _tag: 'Passive' };

/** What the engine wants done: by whoever has files and sockets. Each is answered by one `Answer`, in order. */
export type FtpAction =
  /** Opens a listener for one data connection, in place of an earlier one. Answered by `Listening`. */
  | { readonly _tag: 'Listen' }
  | { readonly _tag: 'Enter'; readonly path: string }
  | { readonly _tag: 'Make'; readonly path: string }
  | { readonly _tag: 'Remove'; readonly path: string }
  | { readonly _tag: 'Delete'; readonly path: string }
  /** Is there something that could be renamed? */
  | { readonly _tag: 'Find'; readonly path: string }
  | { readonly _tag: 'Rename'; readonly from: string; readonly to: string }
  /** Answered by `Number`. */
  | { readonly _tag: 'Size'; readonly path: string; readonly type: Type }
  /** Answered by `Number`: nanoseconds since 1970. */
  | { readonly _tag: 'ModifiedAt'; readonly path: string }
  | { readonly _tag: 'SetModified'; readonly path: string; readonly at: Instant }
  /** One entry as facts. Answered by `Text`. */
  | { readonly _tag: 'Describe'; readonly path: string; readonly facts: ReadonlyArray<Fact> }
  /** A listing for the control connection. Answered by `Text`. */
  | { readonly _tag: 'Show'; readonly path: string; readonly pattern: string | undefined; readonly all: boolean }
  /** Answered by `Opened` and then `Completed`, or by `Failed`, `NoConnection`, `Broken` or `Stopped`. */
  | { readonly _tag: 'Transfer'; readonly transfer: Transfer; readonly over: DataConnection };

/** What came of an action. */
export type Answer =
  | { readonly _tag: 'Done' }
  | { readonly _tag: 'Failed'; readonly errno: Errno }
  | { readonly _tag: 'Listening'; readonly at: Endpoint }
  | { readonly _tag: 'Number'; readonly value: number }
  | { readonly _tag: 'Text'; readonly lines: ReadonlyArray<string>; readonly isDirectory: boolean }
  /** The file is there, and the data connection is about to be opened. */
  | { readonly _tag: 'Opened'; readonly says: string }
  /** The data connection is closed, and all is kept. */
  | { readonly _tag: 'Completed' }
  /** Where the restart marker points is beyond the file. */
  | { readonly _tag: 'BadMarker' }
  | { readonly _tag: 'NoConnection' }
  /** The data connection broke, or nothing moved on it for too long. */
  | { readonly _tag: 'Broken'; readonly isIdle: boolean }
  /** It was stopped, as was asked. */
  | { readonly _tag: 'Stopped' };

/** What the control connection of a server asks of whoever has files and sockets, and hears from it. */
export interface FtpService {
  readonly request:
    | { readonly _tag: 'Answer'; readonly answer: Answer }
    /** The first word of a connection: who is there. */
    | { readonly _tag: 'Greet' }
    /** The server is going down. */
    | { readonly _tag: 'Leave' };
  readonly indication:
    | { readonly _tag: 'Act'; readonly action: FtpAction }
    /** Ends the transfer that is going on; it answers `Stopped`. */
    | { readonly _tag: 'Stop' }
    /** Closes a listener that waits for a data connection. */
    | { readonly _tag: 'Forget' }
    /** The session is over: nothing more will be asked. */
    | { readonly _tag: 'Over' };
}
