import type { Bytes } from '../../../basis/bytes.ts';
import { NO_BYTES } from '../../../basis/bytes.ts';
import { O } from '../../../basis/fp.ts';
import type { Table } from '../../../basis/table.ts';
import { emptyTable } from '../../../basis/table.ts';
import type { Instant } from '../../../basis/time.ts';
import { BEGINNING, earlier } from '../../../basis/time.ts';
import type { LineReader } from '../../mail/lineReader.ts';
import { AT_LINE_START } from '../../mail/lineReader.ts';
import type { Stuffing } from '../../mail/stuffing.ts';
import type { MailUser } from '../../mail/users.ts';
import type { Pop3Limits } from '../limits.ts';
import type { Maildrop, Reading } from '../Service.ts';
import type { TopReader } from './top.ts';

/** What a server knows when somebody connects. */
export interface Pop3ServerConfig {
  readonly users: ReadonlyArray<MailUser>;
  readonly limits: Pop3Limits;
  /** `<…@…>`, never the same again: what APOP mixes with the password. (RFC 1939 §7) */
  readonly timestamp: string;
}

/** A message that is being sent. */
export interface Sending {
  readonly reading: Reading;
  readonly stuffing: Stuffing;
  /** Undefined: all of it. */
  readonly top: TopReader | undefined;
  /** `+OK` has been said: from now on it is whole, or the connection breaks. */
  readonly isBegun: boolean;
}

/** A session of the POP3 server. */
export interface Pop3State {
  readonly stage: 'greeting' | 'authorization' | 'transaction' | 'update' | 'over';
  readonly unread: Bytes;
  readonly reader: LineReader;
  /** An answer to the challenge of AUTH PLAIN comes next. */
  readonly isChallenged: boolean;
  /** What USER said. */
  readonly name: string | undefined;
  readonly maildrop: Maildrop | undefined;
  /** The numbers of messages that are marked. */
  readonly marked: Table<true>;
  readonly question: 'open' | 'read' | 'remove' | undefined;
  readonly sending: Sending | undefined;
  readonly errors: number;
  readonly failedLogins: number;
  /** A reply that is said later. */
  readonly delayed: Instant | undefined;
  readonly patience: Instant;
  /** When the lock is renewed. */
  readonly renewal: Instant | undefined;
  /** Octets of a line that has no end until now. */
  readonly progress: number;
  readonly isFinished: boolean;
}

/** A session that begins at once: its first deadline has always come. */
export const initial: Pop3State = {
  stage: 'greeting',
  unread: NO_BYTES,
  reader: AT_LINE_START,
  isChallenged: false,
  name: undefined,
  maildrop: undefined,
  marked: emptyTable(),
  question: undefined,
  sending: undefined,
  errors: 0,
  failedLogins: 0,
  delayed: undefined,
  patience: BEGINNING,
  renewal: undefined,
  progress: 0,
  isFinished: false,
};

/** The greeting at once; then a delayed reply, the renewal of the lock, and patience. */
export const deadline = (state: Pop3State): O.Option<Instant> => {
  if (state.stage === 'over' || state.question !== undefined) return O.none;
  const next = earlier(state.delayed ?? state.patience, state.renewal);
  return next === undefined ? O.none : O.some(next);
};

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: Pop3State, { limits }: Pop3ServerConfig): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  const { stage, maildrop, marked } = state;
  const isOpen = stage === 'transaction' || stage === 'update';
  if (isOpen !== (maildrop !== undefined)) broken.push(`the maildrop in ${stage}`);
  if (marked.size > (maildrop?.messages.length ?? 0)) broken.push('more marks than messages');
  if (state.sending !== undefined && stage !== 'transaction') broken.push('a message is sent outside of a transaction');
  if (state.reader.partial.length > limits.line) broken.push('a line beyond its limit');
  if (isOpen && state.renewal === undefined) broken.push('nobody renews the lock');
  return broken;
};
