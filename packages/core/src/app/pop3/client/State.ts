import { O } from '../../../basis/fp.ts';
import type { Duration, Instant } from '../../../basis/time.ts';
import { BEGINNING } from '../../../basis/time.ts';
import type { LineReader } from '../../mail/lineReader.ts';
import { AT_LINE_START } from '../../mail/lineReader.ts';
import type { Identity } from '../../mail/sasl.ts';
import type { TextReader } from '../../mail/textReader.ts';
import type { Pop3Failure } from './Service.ts';

/** What the client is to do between login and QUIT. */
export type Pop3Operation =
  | { readonly _tag: 'Stat' | 'List' | 'Uidl' }
  | { readonly _tag: 'Retr' | 'Dele'; readonly message: number }
  | { readonly _tag: 'Top'; readonly message: number; readonly lines: number };

export interface Pop3ClientConfig {
  readonly login: Identity;
  readonly operation: Pop3Operation;
  /** The server has to answer within this time, and in a message to go on. */
  readonly patience: Duration;
}

/** What a reply is the answer to; `Items` and `Message` are what follows +OK, until the dot. */
export type Step = 'greeting' | 'apop' | 'user' | 'pass' | 'operation' | 'items' | 'message' | 'quit' | 'over';

/** A session of the client. */
export interface Pop3ClientState {
  readonly awaited: Step;
  readonly reader: LineReader;
  readonly text: TextReader;
  /** What the server refused; told when it has agreed to the end. */
  readonly failure: Pop3Failure | undefined;
  /** When the server is no longer waited for; undefined: the clock has not begun. */
  readonly deadline: Instant | undefined;
}

export const initial = (start: TextReader): Pop3ClientState => ({
  awaited: 'greeting',
  reader: AT_LINE_START,
  text: start,
  failure: undefined,
  deadline: undefined,
});

/** At once to begin the clock; then when patience ends. */
export const deadline = (state: Pop3ClientState): O.Option<Instant> =>
  state.awaited === 'over' ? O.none : O.some(state.deadline ?? BEGINNING);
