import type { Bytes } from '../../../basis/bytes.ts';
import { NO_BYTES } from '../../../basis/bytes.ts';
import { O } from '../../../basis/fp.ts';
import type { Instant } from '../../../basis/time.ts';
import { BEGINNING } from '../../../basis/time.ts';
import type { Draft } from '../../mail/Draft.ts';
import type { LineReader } from '../../mail/lineReader.ts';
import { AT_LINE_START } from '../../mail/lineReader.ts';
import type { MailUser } from '../../mail/users.ts';
import type { SmtpLimits } from '../limits.ts';
import type { Address, ReversePath } from '../parse/address.ts';
import type { Reply } from '../parse/reply.ts';
import type { TextReader } from '../../mail/textReader.ts';
import type { Hops } from './hops.ts';

/** What a server knows before anybody connects, and who has. */
export interface SmtpServerConfig {
  /** The domain whose mail it takes, and the name that it gives itself. */
  readonly domain: string;
  readonly users: ReadonlyArray<MailUser>;
  readonly limits: SmtpLimits;
  /** The address of the client, as the Received field has it. */
  readonly peer: string;
}

/** A message whose transaction is under way. */
export interface Transaction {
  readonly from: ReversePath;
  readonly isInternational: boolean;
  /** Accepted ones, in their order: the user whose mailbox it is, or undefined for one elsewhere. */
  readonly recipients: ReadonlyArray<{ readonly address: Address; readonly user: string | undefined }>;
  readonly draft: Draft | undefined;
  /** Octets of it that have come. */
  readonly size: number;
  readonly hops: Hops;
  /** Why it will be refused when it is whole; what comes of it is thrown away. */
  readonly failure: Reply | undefined;
}

/** What the next octets are. */
export type Hearing =
  | { readonly _tag: 'Command' }
  /** An answer to a challenge of AUTH; `name`: that of LOGIN, once it was said. */
  | { readonly _tag: 'Answer'; readonly mechanism: 'PLAIN' | 'LOGIN'; readonly name: string | undefined }
  | { readonly _tag: 'Text'; readonly reader: TextReader }
  /** The final dot has come; what came before it may still have to be written. */
  | { readonly _tag: 'Ended'; readonly isBare: boolean }
  /** Octets of BDAT: so many are left. `isTaken`: false where there was no message for them. */
  | {
      readonly _tag: 'Chunk';
      readonly left: number;
      readonly size: number;
      readonly isLast: boolean;
      readonly refusal: Reply | undefined;
    };

/** What whoever keeps mail was asked, and has not answered. */
export type Question = 'open' | 'write' | 'deliver';

/** A session of the SMTP server. */
export interface SmtpState {
  readonly stage: 'greeting' | 'talking' | 'over';
  /** Octets that have come, and were not looked at: an answer, or a time, is waited for. */
  readonly unread: Bytes;
  readonly reader: LineReader;
  readonly hearing: Hearing;
  readonly question: Question | undefined;
  /** What the client calls itself; undefined before it did. */
  readonly client: string | undefined;
  readonly isExtended: boolean;
  /** Who has logged in. */
  readonly user: string | undefined;
  readonly transaction: Transaction | undefined;
  /** How chunks of BDAT stand: the last octet, and what stood alone. */
  readonly chunks: { readonly afterCr: boolean; readonly isBare: boolean };
  readonly errors: number;
  readonly failedLogins: number;
  /** A reply that is said later. */
  readonly delayed: { readonly until: Instant; readonly reply: Reply } | undefined;
  /** When the session ends unless something comes; octets that came since it was set. */
  readonly patience: Instant;
  readonly progress: number;
  /** The client sends nothing more. */
  readonly isFinished: boolean;
}

/** A session that begins at once: its first deadline has always come. */
export const initial: SmtpState = {
  stage: 'greeting',
  unread: NO_BYTES,
  reader: AT_LINE_START,
  hearing: { _tag: 'Command' },
  question: undefined,
  client: undefined,
  isExtended: false,
  user: undefined,
  transaction: undefined,
  chunks: { afterCr: false, isBare: false },
  errors: 0,
  failedLogins: 0,
  delayed: undefined,
  patience: BEGINNING,
  progress: 0,
  isFinished: false,
};

/** The greeting at once, then a delayed reply, then patience. Whoever is asked by us has the time that it needs. */
export const deadline = (state: SmtpState): O.Option<Instant> => {
  if (state.stage === 'over' || state.question !== undefined) return O.none;
  return O.some(state.delayed?.until ?? state.patience);
};

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: SmtpState, { limits }: SmtpServerConfig): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  const { transaction, hearing, question } = state;
  if (transaction !== undefined && state.client === undefined) broken.push('mail before the client said who it is');
  if (transaction?.draft !== undefined && transaction.recipients.length === 0) broken.push('a draft for nobody');
  if ((hearing._tag === 'Text' || hearing._tag === 'Ended') && transaction === undefined)
    broken.push('a text of no message');
  if (question !== undefined && transaction === undefined) broken.push('a question about no message');
  if ((transaction?.recipients.length ?? 0) > limits.recipients) broken.push('too many recipients');
  if (state.reader.partial.length > limits.line) broken.push('a line beyond its limit');
  if (state.unread.length > 0 && question === undefined && state.delayed === undefined && state.stage === 'talking') {
    broken.push('octets are left, and nobody is waited for');
  }
  return broken;
};
