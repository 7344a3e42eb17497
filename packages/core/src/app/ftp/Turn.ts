import { utf8 } from '../../basis/bytes.ts';
import type { Output } from '../../basis/layer.ts';
import { indicate, note, request } from '../../basis/layer.ts';
import type { Note } from '../../basis/note.ts';
import type { Instant } from '../../basis/time.ts';
import type { TelnetService } from '../telnet/Service.ts';
import { reply, replyLines } from './replies.ts';
import { rules } from './rules.ts';
import type { FtpAction, FtpService } from './Service.ts';
import type { FtpState } from './State.ts';

export type Out = Output<FtpService, TelnetService>;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * One step while it is going on: the state as far as it has come, and what was said.
 *
 * Local mutation: a turn is made by `step`, and nobody sees it after that.
 */
export interface Turn {
  readonly state: Writable<FtpState>;
  readonly said: Array<Out>;
  readonly now: Instant;
}

export const turnOf = (state: FtpState, now: Instant): Turn => ({ state: { ...state }, said: [], now });

/** A reply of one line. */
export const say = (turn: Turn, code: number, says: string): void => {
  turn.said.push(request({ _tag: 'Send', octets: utf8(reply(code, says)) }));
};

/** A reply of several lines. */
export const sayLines = (turn: Turn, code: number, first: string, lines: ReadonlyArray<string>, last: string): void => {
  turn.said.push(request({ _tag: 'Send', octets: utf8(replyLines(code, first, lines, last)) }));
};

export const remark = (turn: Turn, rule: Note['rule'], detail = ''): void => {
  turn.said.push(note(rule, detail));
};

export const tell = (turn: Turn, indication: FtpService['indication']): void => {
  turn.said.push(indicate(indication));
};

/** Wants something done; the answer comes back to the command that wanted it. */
export const act = (turn: Turn, verb: string, argument: string | undefined, action: FtpAction): void => {
  turn.state.busy = { _tag: 'Acting', action, verb, argument };
  tell(turn, { _tag: 'Act', action });
};

/** The argument is wrong. */
export const refuseArgument = (turn: Turn, says = 'Syntax error in parameters or arguments.'): void => {
  remark(turn, rules['bad-argument']);
  say(turn, 501, says);
};

/** The session ends, once what was said has gone out. */
export const leave = (turn: Turn): void => {
  turn.state.isOver = true;
  turn.state.busy = undefined;
  turn.state.isTransferring = false;
  turn.state.isAborting = false;
  turn.state.waiting = [];
  turn.state.held = 0;
  turn.said.push(request({ _tag: 'Finish' }));
  tell(turn, { _tag: 'Over' });
};

/** A data connection that was arranged, and is not wanted any more. */
export const forget = (turn: Turn): void => {
  if (turn.state.data?._tag === 'Passive') tell(turn, { _tag: 'Forget' });
  turn.state.data = undefined;
};
