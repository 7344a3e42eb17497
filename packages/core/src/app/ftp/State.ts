import { O } from '../../basis/fp.ts';
import type { Instant } from '../../basis/time.ts';
import { BEGINNING } from '../../basis/time.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import type { Account } from '../credentials.ts';
import type { FtpLimits } from './limits.ts';
import type { Fact } from './listing.ts';
import { FACTS } from './listing.ts';
import type { Line, Partial } from './parse/lines.ts';
import { NO_LINE } from './parse/lines.ts';
import type { DataConnection, FtpAction, Type } from './Service.ts';

/** One control connection of a server. */
export interface FtpConfig {
  readonly accounts: ReadonlyArray<Account>;
  /** `anonymous` and `ftp` may log in with any password, and read. */
  readonly anonymous: boolean;
  /** The client's end of the control connection: data connections go to its address only. */
  readonly peer: Endpoint;
  readonly limits: FtpLimits;
}

/** How far logging in has come. */
export type Login =
  | { readonly _tag: 'Nobody' }
  | { readonly _tag: 'Named'; readonly user: string }
  | { readonly _tag: 'In'; readonly user: string; readonly isReadOnly: boolean };

/** What the session waits for, besides the client. */
export type Busy =
  | {
      readonly _tag: 'Acting';
      readonly action: FtpAction;
      readonly verb: string;
      readonly argument: string | undefined;
    }
  /** The answer to a wrong password is held back. */
  | { readonly _tag: 'Holding'; readonly until: Instant; readonly isLast: boolean };

export interface FtpState {
  readonly config: FtpConfig;
  readonly login: Login;
  readonly failures: number;
  readonly directory: string;
  readonly type: Type;
  /** The octet of the next transfer to begin at; undefined: none was named. */
  readonly marker: number | undefined;
  readonly renameFrom: string | undefined;
  readonly data: DataConnection | undefined;
  readonly onlyExtended: boolean;
  readonly facts: ReadonlyArray<Fact>;
  readonly busy: Busy | undefined;
  /** A transfer is going on: its first reply was sent. */
  readonly isTransferring: boolean;
  /** ABOR has come for the transfer that is going on. */
  readonly isAborting: boolean;
  readonly partial: Partial;
  readonly waiting: ReadonlyArray<Line>;
  /** Octets of what waits. */
  readonly held: number;
  /** When something was heard last. */
  readonly heardAt: Instant;
  readonly isOver: boolean;
  /** The client has ended its stream: the session ends when what it said was answered. */
  readonly isEnding: boolean;
}

/** A connection on which nothing was said. */
export const initial = (config: FtpConfig): FtpState => ({
  config,
  login: { _tag: 'Nobody' },
  failures: 0,
  directory: '/',
  type: 'A',
  marker: undefined,
  renameFrom: undefined,
  data: undefined,
  onlyExtended: false,
  facts: FACTS,
  busy: undefined,
  isTransferring: false,
  isAborting: false,
  partial: NO_LINE,
  waiting: [],
  held: 0,
  heardAt: BEGINNING,
  isOver: false,
  isEnding: false,
});

/** When something is to be done though nothing comes: a held answer, or the end of an idle session. */
export const deadline = ({ busy, isOver, heardAt, config }: FtpState): O.Option<Instant> => {
  if (isOver) return O.none;
  if (busy === undefined) return O.some((heardAt + config.limits.idle) as Instant);
  // While an action goes on, whoever performs it sees to it that it ends.
  return busy._tag === 'Holding' ? O.some(busy.until) : O.none;
};

/** What is wrong with a state; nothing, if all is well. */
export const invariant = (state: FtpState): ReadonlyArray<string> => {
  const wrong: Array<string> = [];
  const { limits } = state.config;
  if (state.partial.octets.length > limits.line + 2)
    wrong.push(`${state.partial.octets.length} octets of a line are held`);
  if (state.held > limits.waiting + limits.line) wrong.push(`${state.held} octets of commands are held`);
  if (state.isTransferring && state.busy?._tag !== 'Acting') wrong.push('a transfer that nobody performs');
  if (state.isAborting && !state.isTransferring) wrong.push('an abort of nothing');
  if (!state.directory.startsWith('/')) wrong.push(`a directory that is not absolute: ${state.directory}`);
  return wrong;
};
