import type { Bytes } from '../../basis/bytes.ts';
import type { Instant } from '../../basis/time.ts';
import type { Draft } from '../mail/Draft.ts';

/** From whom a message is, and to whom it goes. */
export interface Envelope {
  /** The reverse-path in its brackets, `<>` for bounces. */
  readonly from: string;
  /** Users of this server, each once. */
  readonly mailboxes: ReadonlyArray<string>;
  /** Addresses elsewhere. */
  readonly foreign: ReadonlyArray<string>;
}

/** Why the store did not take it: there is no room, or something else that may be better later. */
export type Refusal = 'full' | 'failed';

/**
 * What the SMTP server asks of whoever keeps mail.
 *
 * It asks one thing at a time, and says nothing to its client before it is answered: only so does 250 mean that the message is
 * safe. `Discard` is the one that needs no answer; it is said of every draft that was not to be delivered, however the session ended.
 */
export interface SmtpService {
  readonly request:
    | { readonly _tag: 'Opened'; readonly draft: Draft; readonly at: Instant }
    | { readonly _tag: 'Written'; readonly draft: Draft }
    | { readonly _tag: 'Delivered' }
    | { readonly _tag: 'Refused'; readonly why: Refusal };
  readonly indication:
    /** A message begins: answered by `Opened` (with the time since 1970) or `Refused`. */
    | { readonly _tag: 'Open'; readonly envelope: Envelope }
    /** The next octets of it, each line with CRLF: answered by `Written` or `Refused`. */
    | { readonly _tag: 'Write'; readonly draft: Draft; readonly octets: Bytes }
    /** It is whole: answered by `Delivered`, once nothing can happen to it any more, or by `Refused`: then nobody has it, and the draft is gone. */
    | { readonly _tag: 'Deliver'; readonly draft: Draft; readonly envelope: Envelope }
    | { readonly _tag: 'Discard'; readonly draft: Draft };
}
