import type { Storeys } from '../../../basis/over.ts';
import type { Instant } from '../../../basis/time.ts';
import type { Bytes } from '../../../basis/bytes.ts';
import type { Fd } from '../../../socket/calls/Calls.ts';
import type { Endpoint } from '../../../wire/addresses.ts';
import type { TelnetState } from '../../telnet/State.ts';
import type { FromNetwork } from '../../lineEnds.ts';
import type { Entry } from '../listing.ts';
import type { ListStyle } from '../Service.ts';
import type { FtpState } from '../State.ts';

/** Where the octets of a transfer come from. */
export type Source =
  /** `skip`: octets of the transfer that are still passed over. */
  | { readonly _tag: 'File'; readonly fd: Fd; readonly isAscii: boolean; readonly skip: number }
  /** `names`: those that were not looked at yet. */
  | {
      readonly _tag: 'List';
      readonly style: ListStyle;
      readonly known: ReadonlyArray<Entry>;
      readonly names: ReadonlyArray<string>;
      readonly now: Instant;
      readonly isWritable: boolean;
    };

/** Where they go: a file that has no name yet that anybody sees. */
export interface Sink {
  readonly fd: Fd;
  readonly unfinished: string;
  /** The name that it gets when it is whole; `isNew`: no file may be there by then. */
  readonly path: string;
  readonly isNew: boolean;
  readonly isAscii: boolean;
  readonly held: FromNetwork;
}

/** What a transfer does. `Closing`: all was sent, and the peer has not taken it yet. `Received`: all has come, and is not kept yet. */
export type Work =
  | { readonly _tag: 'Sending'; readonly source: Source; readonly pending: Bytes; readonly isLast: boolean }
  | { readonly _tag: 'Closing' }
  | { readonly _tag: 'Receiving'; readonly sink: Sink }
  | { readonly _tag: 'Received'; readonly sink: Sink };

/** A transfer that goes on. */
export interface Moving {
  readonly connection: 'listening' | 'connecting' | 'joined';
  /** The listener, or the data connection. */
  readonly fd: Fd;
  readonly work: Work;
  /** When something moved last. */
  readonly movedAt: Instant;
}

/** A session of the server: the state of its control connection, and what it has open besides. */
export interface Session {
  readonly control: Fd;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly state: Storeys<readonly [FtpState, TelnetState]>;
  /** Waits for a data connection that no transfer has asked for yet. */
  readonly listener: Fd | undefined;
  readonly moving: Moving | undefined;
  readonly isOver: boolean;
  readonly hasPeerEnded: boolean;
}
