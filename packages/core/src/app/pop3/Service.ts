import type { Bytes } from '../../basis/bytes.ts';
import type { Lock } from '../mail/Lock.ts';
import type { Message } from '../mail/Message.ts';

/** What is in a maildrop, from login to its end: nothing is added to it, and numbers do not change. (RFC 1939 §5) */
export interface Maildrop {
  readonly user: string;
  readonly lock: Lock;
  readonly messages: ReadonlyArray<Message>;
}

/** Where a message is read: its place in the maildrop, and how many octets of its file were read. */
export interface Reading {
  readonly message: Message;
  readonly at: number;
}

/**
 * What the POP3 server asks of whoever keeps mail: one thing at a time, and each is answered.
 *
 * `Renew` and `Release` need no answer. A maildrop that was opened is released once, however the session ends.
 */
export interface Pop3Service {
  readonly request:
    | { readonly _tag: 'Opened'; readonly maildrop: Maildrop }
    /** Somebody else has it open, or it cannot be read now. */
    | { readonly _tag: 'Closed'; readonly why: 'in-use' | 'failed' }
    /** The next octets as they go on the wire, each line end CRLF, and where to go on; `isEnd`: there are no more. */
    | { readonly _tag: 'Octets'; readonly octets: Bytes; readonly next: Reading; readonly isEnd: boolean }
    /** It is gone, or cannot be read. */
    | { readonly _tag: 'Unreadable' }
    /** How many could not be removed. */
    | { readonly _tag: 'Removed'; readonly failures: number };
  readonly indication:
    | { readonly _tag: 'Open'; readonly user: string }
    | { readonly _tag: 'Read'; readonly reading: Reading }
    /** The session has ended well: these messages are to be removed. (UPDATE) */
    | { readonly _tag: 'Remove'; readonly maildrop: Maildrop; readonly messages: ReadonlyArray<Message> }
    | { readonly _tag: 'Renew'; readonly maildrop: Maildrop }
    | { readonly _tag: 'Release'; readonly maildrop: Maildrop };
}
