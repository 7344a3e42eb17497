import type { Bytes } from '../../basis/bytes.ts';
import { bytes, concatBytes } from '../../basis/bytes.ts';
import type { Output } from '../../basis/layer.ts';
import { indicate, note, request } from '../../basis/layer.ts';
import type { Note } from '../../basis/note.ts';
import { COMMAND, IAC } from './codes.ts';
import type { TelnetService, UrgentStreamService } from './Service.ts';
import type { TelnetState } from './State.ts';

export type Out = Output<TelnetService, UrgentStreamService>;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * One step while it is going on: the state as far as it has come, and what was said.
 *
 * Local mutation: a turn is made by `step`, and nobody sees it after that.
 */
export interface Turn {
  readonly state: Writable<TelnetState>;
  readonly said: Array<Out>;
  /** Text that came and was not yet handed up, so that a run between two commands is one indication. */
  text: Array<Bytes>;
  /** What is to be sent and was not yet handed down. */
  sending: Array<Bytes>;
}

export const turnOf = (state: TelnetState): Turn => ({ state: { ...state }, said: [], text: [], sending: [] });

/** Hands up the text that has come. */
const flushText = (turn: Turn): void => {
  if (turn.text.length === 0) return;
  const [only] = turn.text;
  const octets = turn.text.length === 1 && only !== undefined ? only : concatBytes(turn.text);
  turn.text = [];
  turn.said.push(indicate({ _tag: 'Received', octets }));
};

/** Hands down what is to be sent. */
const flushSending = (turn: Turn): void => {
  if (turn.sending.length === 0) return;
  const [only] = turn.sending;
  const octets = turn.sending.length === 1 && only !== undefined ? only : concatBytes(turn.sending);
  turn.sending = [];
  turn.said.push(request({ _tag: 'Send', octets }));
};

/** Says something upwards, after all text that came before it. */
export const tell = (turn: Turn, indication: TelnetService['indication']): void => {
  flushText(turn);
  turn.said.push(indicate(indication));
};

/** Asks something of the stream, after all octets that were to be sent before. */
export const ask = (turn: Turn, asked: UrgentStreamService['request']): void => {
  flushSending(turn);
  turn.said.push(request(asked));
};

export const remark = (turn: Turn, rule: Note['rule'], detail = ''): void => {
  turn.said.push(note(rule, detail));
};

/** Octets for the wire, as they are: commands, which the text around them does not notice. */
export const put = (turn: Turn, octets: Bytes): void => {
  turn.sending.push(octets);
};

/** A subnegotiation, each 255 in it doubled. (RFC 855) */
export const putSub = (turn: Turn, option: number, octets: ReadonlyArray<number>): void => {
  const doubled = octets.flatMap((octet) => (octet === IAC ? [IAC, IAC] : [octet]));
  put(turn, bytes(IAC, COMMAND.SB, option, ...doubled, IAC, COMMAND.SE));
};

/** The step is over. */
export const ended = (turn: Turn): readonly [state: TelnetState, said: ReadonlyArray<Out>] => {
  flushText(turn);
  flushSending(turn);
  return [turn.state, turn.said];
};
