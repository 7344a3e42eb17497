import type { Bytes } from '../../../basis/bytes.ts';
import { O } from '../../../basis/fp.ts';
import type { Duration, Instant } from '../../../basis/time.ts';
import { BEGINNING, seconds } from '../../../basis/time.ts';
import type { Account } from '../../credentials.ts';
import type { Window } from '../State.ts';

/** What a terminal's server is like. */
export interface TerminalConfig {
  readonly accounts: ReadonlyArray<Account>;
  /** Octets of a line; a longer one is told, and thrown away. */
  readonly line: number;
  /** Octets that may wait behind a line that cannot be answered yet. */
  readonly behind: number;
  /** How long the answer to a wrong password is held back. */
  readonly delay: Duration;
  /** How long nothing may come. */
  readonly idle: Duration;
}

/** What is usual, without anybody who may log in. */
export const TERMINAL: TerminalConfig = {
  accounts: [],
  line: 4_096,
  behind: 65_536,
  delay: seconds(1),
  idle: seconds(300),
};

/** What a client may tell of its terminal. */
export type Asked = 'TERMINAL-TYPE' | 'NAWS';

export interface Held {
  readonly line: Bytes;
  readonly behind: Bytes;
  /** It is waited no longer. */
  readonly until: Instant;
}

export interface TerminalState {
  readonly config: TerminalConfig;
  readonly phase: 'login' | 'password' | 'refusing' | 'shell' | 'over';
  readonly user: string;
  /** What has come of a line. */
  readonly line: ReadonlyArray<number>;
  readonly isTooLong: boolean;
  /** A line ended at a CR: an LF that follows at once belongs to it. */
  readonly mayHaveLf: boolean;
  /** We show what is typed, as was agreed. */
  readonly echoes: boolean;
  readonly terminal: string | undefined;
  readonly window: Window | undefined;
  /** What the client has been asked and has not answered. */
  readonly asked: ReadonlyArray<Asked>;
  /** A line that cannot be answered before the client has answered, and what came behind it. */
  readonly held: Held | undefined;
  readonly heardAt: Instant;
  /** When the answer to a wrong password is given. */
  readonly refusesAt: Instant;
}

/** A terminal at which nobody has typed. */
export const initial = (config: TerminalConfig): TerminalState => ({
  config,
  phase: 'login',
  user: '',
  line: [],
  isTooLong: false,
  mayHaveLf: false,
  echoes: false,
  terminal: undefined,
  window: undefined,
  asked: [],
  held: undefined,
  heardAt: BEGINNING,
  refusesAt: BEGINNING,
});

export const deadline = ({ phase, refusesAt, heardAt, held, config }: TerminalState): O.Option<Instant> => {
  if (phase === 'over') return O.none;
  if (held !== undefined) return O.some(held.until);
  return O.some(phase === 'refusing' ? refusesAt : ((heardAt + config.idle) as Instant));
};

/** What is wrong with a state; nothing, if all is well. */
export const invariant = ({ line, held, config }: TerminalState): ReadonlyArray<string> => [
  ...(line.length > config.line ? [`${line.length} octets of a line are held`] : []),
  ...(held !== undefined && held.behind.length > config.behind
    ? [`${held.behind.length} octets wait behind a line`]
    : []),
];
