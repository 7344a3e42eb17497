import type { Turn } from '../Turn.ts';

/** What a command may be given. */
export type Arity = 'none' | 'optional' | 'required';

/** One command: who may say it, with what, and what it does. */
export interface CommandRow {
  /** `anybody`: also before logging in. `writer`: only who may change files. */
  readonly by: 'anybody' | 'reader' | 'writer';
  readonly argument: Arity;
  /** As HELP shows it. */
  readonly syntax: string;
  /** A restart marker outlives it: it stands between REST and the transfer. */
  readonly keepsMarker?: true;
  readonly run: (turn: Turn, argument: string, verb: string) => void;
}
