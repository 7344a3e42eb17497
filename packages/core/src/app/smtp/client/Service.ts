import type { Bytes } from '../../../basis/bytes.ts';

/** What became of one recipient. */
export interface RecipientResult {
  readonly address: string;
  /** The code of the reply that decided: 250 where the message was taken for this recipient, 4xx: later perhaps, 5xx: never. */
  readonly code: number;
  readonly says: string;
}

/** Why there is no result. */
export type ClientFailure =
  /** The server would not talk, or not let us in. */
  | { readonly _tag: 'Refused'; readonly code: number; readonly says: string }
  /** It said what no server may say. */
  | { readonly _tag: 'Protocol'; readonly says: string }
  /** It was gone before it had answered. */
  | { readonly _tag: 'Ended' }
  | { readonly _tag: 'TimedOut' };

/** What the SMTP client asks of whoever has the message, and tells whoever wants to know. */
export interface SmtpClientService {
  readonly request: { readonly _tag: 'Text'; readonly octets: Bytes; readonly isEnd: boolean };
  readonly indication:
    /** The next octets of the message are wanted: answered by `Text`. */
    | { readonly _tag: 'Wanted' }
    /** It is decided: one result for each recipient, in their order. Said once, unless `Failed` is. */
    | { readonly _tag: 'Result'; readonly results: ReadonlyArray<RecipientResult> }
    | { readonly _tag: 'Failed'; readonly failure: ClientFailure };
}
