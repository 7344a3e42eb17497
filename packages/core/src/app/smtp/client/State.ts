import { O } from '../../../basis/fp.ts';
import type { Duration, Instant } from '../../../basis/time.ts';
import { BEGINNING } from '../../../basis/time.ts';
import type { LineReader } from '../../mail/lineReader.ts';
import { AT_LINE_START } from '../../mail/lineReader.ts';
import type { Identity } from '../../mail/sasl.ts';
import type { Stuffing } from '../../mail/stuffing.ts';
import { STUFFING } from '../../mail/stuffing.ts';
import type { Address, ReversePath } from '../parse/address.ts';
import type { PartialReply } from '../parse/reply.ts';
import { NO_REPLY } from '../parse/reply.ts';
import type { RecipientResult } from './Service.ts';

/** What a client is to send. */
export interface SmtpClientConfig {
  /** What it calls itself: a domain, or an address in brackets. */
  readonly name: string;
  readonly login: Identity | undefined;
  readonly from: ReversePath;
  readonly to: ReadonlyArray<Address>;
  /** Octets of the message on the wire, if they are known: said by SIZE where the server wants to know. */
  readonly size: number | undefined;
  /** Some of them are not ASCII. */
  readonly isEightBit: boolean;
  /** The server has to answer within this time. (RFC 5321 §4.5.3.2 asks for minutes) */
  readonly patience: Duration;
}

/** What a reply is the answer to. */
export type Step =
  | { readonly _tag: 'Greeting' | 'Ehlo' | 'Helo' | 'AuthPlain' | 'AuthLogin' | 'AuthName' | 'AuthPassword' }
  | { readonly _tag: 'Mail' | 'Data' | 'Text' | 'Quit' }
  | { readonly _tag: 'Rcpt'; readonly at: number };

/** A session of the client. */
export interface SmtpClientState {
  readonly stage: 'talking' | 'sending' | 'over';
  readonly reader: LineReader;
  readonly reply: PartialReply;
  /** Replies that are waited for, in this order. */
  readonly awaited: ReadonlyArray<Step>;
  /** Commands that are still to be sent, one for each answer where the server cannot take several. */
  readonly queued: ReadonlyArray<Step>;
  /** What the server offers, in capitals, each word of a line by itself. */
  readonly offers: ReadonlyArray<ReadonlyArray<string>>;
  /** What is decided of the recipients, by their places. */
  readonly results: ReadonlyArray<RecipientResult | undefined>;
  readonly isMailRefused: boolean;
  readonly stuffing: Stuffing;
  /** Text has been sent, and the socket has not taken all of it. */
  readonly isDraining: boolean;
  readonly isTextSent: boolean;
  readonly sent: number;
  /** The result was told. */
  readonly isTold: boolean;
  /** When the server is no longer waited for; undefined: the clock has not begun. */
  readonly deadline: Instant | undefined;
}

export const initial: SmtpClientState = {
  stage: 'talking',
  reader: AT_LINE_START,
  reply: NO_REPLY,
  awaited: [{ _tag: 'Greeting' }],
  queued: [],
  offers: [],
  results: [],
  isMailRefused: false,
  stuffing: STUFFING,
  isDraining: false,
  isTextSent: false,
  sent: 0,
  isTold: false,
  deadline: undefined,
};

/** At once to begin the clock; then when patience ends. */
export const deadline = (state: SmtpClientState): O.Option<Instant> =>
  state.stage === 'over' ? O.none : O.some(state.deadline ?? BEGINNING);

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: SmtpClientState): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  if (state.stage === 'talking' && state.awaited.length === 0) broken.push('it talks, and waits for nothing');
  if (state.stage === 'over' && !state.isTold) broken.push('it is over, and nobody was told how');
  return broken;
};
