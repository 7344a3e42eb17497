import type { Bytes } from '../../../basis/bytes.ts';

/** Why it was not done. */
export type Pop3Failure =
  /** The server said -ERR. */
  | { readonly _tag: 'Refused'; readonly says: string }
  /** It said what no server may say. */
  | { readonly _tag: 'Protocol'; readonly says: string }
  /** It was gone before it had answered. */
  | { readonly _tag: 'Ended' }
  | { readonly _tag: 'TimedOut' };

/** What the POP3 client tells. It is asked for nothing on the way: what it is to do stands in its configuration. */
export interface Pop3ClientService {
  readonly request: never;
  readonly indication:
    /** One line of what was asked for: of STAT, LIST or UIDL. */
    | { readonly _tag: 'Item'; readonly words: string }
    /** The next octets of a message, as it was before dots were doubled. */
    | { readonly _tag: 'Octets'; readonly octets: Bytes }
    /** It is done, and the server has agreed to the end. Said once, unless `Failed` is. */
    | { readonly _tag: 'Done' }
    | { readonly _tag: 'Failed'; readonly failure: Pop3Failure };
}
