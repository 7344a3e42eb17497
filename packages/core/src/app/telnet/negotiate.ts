import { bytes } from '../../basis/bytes.ts';
import type { TelnetOption } from './codes.ts';
import { COMMAND, IAC, OPTION, optionOf, SEND } from './codes.ts';
import type { Move } from './options/q.ts';
import { heardNo, heardYes, isInForce, wantNo, wantYes } from './options/q.ts';
import { rules } from './rules.ts';
import type { Side } from './Service.ts';
import type { Turn } from './Turn.ts';
import { put, putSub, remark, tell } from './Turn.ts';

const commandOf = (side: Side, yes: boolean): number =>
  side === 'local' ? (yes ? COMMAND.WILL : COMMAND.WONT) : yes ? COMMAND.DO : COMMAND.DONT;

const say = (turn: Turn, side: Side, yes: boolean, option: number): void =>
  put(turn, bytes(IAC, commandOf(side, yes), option));

/** Our window, for a peer that has agreed to hear of it. Zero is no size. (RFC 1073) */
export const tellWindow = (turn: Turn): void => {
  const { window } = turn.state;
  if (window === undefined || !isInForce(turn.state.options.NAWS.local)) return;
  const { columns, rows } = window;
  putSub(turn, OPTION.NAWS, [(columns >>> 8) & 255, columns & 255, (rows >>> 8) & 255, rows & 255]);
};

/** What follows at once from an option that has come into force, or has ceased to be. */
const consequences = (turn: Turn, side: Side, option: TelnetOption, enabled: boolean): void => {
  tell(turn, { _tag: 'Option', side, option, enabled });
  if (side === 'local' && option === 'NAWS') tellWindow(turn);
  if (side === 'remote' && option === 'TERMINAL-TYPE') {
    turn.state.names = [];
    turn.state.isWalking = enabled;
    if (enabled) putSub(turn, OPTION['TERMINAL-TYPE'], [SEND]);
  }
  if (side === 'local' && option === 'TERMINAL-TYPE') turn.state.nextName = 0;
};

const move = (turn: Turn, side: Side, option: TelnetOption, made: Move): void => {
  const before = turn.state.options[option];
  const was = isInForce(before[side]);
  turn.state.options = { ...turn.state.options, [option]: { ...before, [side]: made.next } };
  if (made.send !== undefined) say(turn, side, made.send, OPTION[option]);
  const is = isInForce(made.next);
  if (was !== is) consequences(turn, side, option, is);
  // What we asked for will not be: whoever asked waits for that word.
  else if (before[side].state === 'WANTYES' && made.next.state === 'NO') {
    tell(turn, { _tag: 'Option', side, option, enabled: false });
  }
};

/** We ask for something. (RFC 1143 §7) */
export const want = (turn: Turn, side: Side, option: TelnetOption, enable: boolean): void => {
  const q = turn.state.options[option][side];
  move(turn, side, option, enable ? wantYes(q) : wantNo(q));
};

/** What we cannot do is refused once; whoever asks again without having taken it back knows the answer. */
const refuse = (turn: Turn, side: Side, option: number): void => {
  const key = side === 'local' ? option : option + 256;
  if (turn.state.refused.has(key)) {
    remark(turn, rules['refused-before'], `${option}`);
    return;
  }
  turn.state.refused = new Set(turn.state.refused).add(key);
  say(turn, side, false, option);
  remark(turn, rules.refused, `${option}`);
};

const takenBack = (turn: Turn, side: Side, option: number): void => {
  const key = side === 'local' ? option : option + 256;
  if (!turn.state.refused.has(key)) return;
  const refused = new Set(turn.state.refused);
  refused.delete(key);
  turn.state.refused = refused;
};

/** A timing mark is no state: each request has its answer, each answer ends a wait. (RFC 860) */
const heardMark = (turn: Turn, side: Side, yes: boolean): void => {
  if (side === 'local') {
    if (yes) {
      say(turn, 'local', true, OPTION['TIMING-MARK']);
      remark(turn, rules['timing-mark']);
    }
    return;
  }
  if (turn.state.marks === 0) {
    remark(turn, rules['unasked-mark']);
    return;
  }
  turn.state.marks -= 1;
  // WONT answers as well as WILL: whoever does not know the option has come to this place all the same.
  tell(turn, { _tag: 'Marked' });
};

/**
 * WILL, WONT, DO or DONT has come.
 *
 * Takes   whose side of the option it is about, and whether it says yes
 * RFC     854, General Considerations; 855; 1143 §7
 */
export const heard = (turn: Turn, side: Side, yes: boolean, octet: number): void => {
  const option = optionOf(octet);
  const { config } = turn.state;
  if (option === 'TIMING-MARK' && (side === 'remote' || config.local.includes(option))) {
    heardMark(turn, side, yes);
    return;
  }
  if (!yes) takenBack(turn, side, octet);
  if (option === undefined) {
    if (yes) refuse(turn, side, octet);
    return;
  }
  const q = turn.state.options[option][side];
  if (!yes) {
    move(turn, side, option, heardNo(q));
    return;
  }
  const agrees = config[side].includes(option);
  if (q.state === 'NO' && !agrees) {
    refuse(turn, side, octet);
    return;
  }
  const made = heardYes(q, agrees);
  if (made.isError) remark(turn, rules.contradicted, option);
  else if (q.state === 'NO') remark(turn, rules.agreed, option);
  else if (q.state === 'YES') remark(turn, rules['no-answer-to-answer'], option);
  move(turn, side, option, made);
};
