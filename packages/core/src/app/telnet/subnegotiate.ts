// What stands between IAC SB and IAC SE.
import type { TelnetOption } from './codes.ts';
import { IS, OPTION, optionOf, SEND, COMMAND } from './codes.ts';
import { isInForce } from './options/q.ts';
import { rules } from './rules.ts';
import type { TelnetService } from './Service.ts';
import { inForce } from './State.ts';
import type { Turn } from './Turn.ts';
import { putSub, remark, tell } from './Turn.ts';

const unwanted = (turn: Turn, why: string): void => remark(turn, rules['subnegotiation-unwanted'], why);

/** IAC SB NAWS <16-bit value> <16-bit value> IAC SE ; RFC 1073 */
const windowSize = (turn: Turn, octets: ReadonlyArray<number>): void => {
  const [a, b, c, d] = octets;
  if (octets.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined) {
    unwanted(turn, `NAWS of ${octets.length} octets`);
    return;
  }
  remark(turn, rules['window-size']);
  tell(turn, { _tag: 'WindowSize', columns: a * 256 + b, rows: c * 256 + d });
};

/** Names are NVT ASCII without controls; RFC 1091 takes no difference between small and capital letters. */
const isName = (octets: ReadonlyArray<number>, limit: number): boolean =>
  octets.length > 0 && octets.length <= limit && octets.every((octet) => octet > 32 && octet < 127);

/** IAC SB TERMINAL-TYPE IS ... IAC SE: one name more, or the end of the list, which is the same name twice in a row. */
const terminalTypeIs = (turn: Turn, octets: ReadonlyArray<number>): void => {
  const { state } = turn;
  const { limits } = state.config;
  if (!state.isWalking || !isName(octets, limits.terminalName)) {
    unwanted(turn, 'TERMINAL-TYPE IS');
    return;
  }
  const name = String.fromCharCode(...octets);
  const last = state.names[state.names.length - 1];
  // A list that has come round to its beginning has ended too.
  if (name === last || name === state.names[0] || state.names.length >= limits.terminalTypes) {
    state.isWalking = false;
    remark(turn, rules['terminal-types'], `${state.names.length}`);
    tell(turn, { _tag: 'TerminalTypes', names: state.names });
    return;
  }
  state.names = [...state.names, name];
  putSub(turn, OPTION['TERMINAL-TYPE'], [SEND]);
};

/** IAC SB TERMINAL-TYPE SEND IAC SE: our next name; the last one twice, and then from the beginning. */
const terminalTypeSend = (turn: Turn): void => {
  const { state } = turn;
  const { terminalTypes } = state.config;
  const last = terminalTypes.length - 1;
  const name = terminalTypes[Math.min(state.nextName, last)] ?? 'UNKNOWN';
  state.nextName = state.nextName > last ? 0 : state.nextName + 1;
  putSub(turn, OPTION['TERMINAL-TYPE'], [IS, ...Array.from(name, (letter) => letter.charCodeAt(0) & 127)]);
};

/** IAC SB STATUS IS WILL x DO y … IAC SE ; RFC 859 */
const tellStatus = (turn: Turn): void => {
  const entries: Array<number> = [];
  for (const name of Object.keys(OPTION) as ReadonlyArray<TelnetOption>) {
    const { local, remote } = turn.state.options[name];
    if (isInForce(local)) entries.push(COMMAND.WILL, OPTION[name]);
    if (isInForce(remote)) entries.push(COMMAND.DO, OPTION[name]);
  }
  remark(turn, rules.status);
  putSub(turn, OPTION.STATUS, [IS, ...entries]);
};

const statusIs = (turn: Turn, octets: ReadonlyArray<number>): void => {
  type Entry = Extract<TelnetService['indication'], { readonly _tag: 'Status' }>['entries'][number];
  const entries: Array<Entry> = [];
  for (let i = 0; i + 1 < octets.length; i += 2) {
    const option = octets[i + 1] ?? 0;
    if (octets[i] === COMMAND.WILL) entries.push(['WILL', option]);
    else if (octets[i] === COMMAND.DO) entries.push(['DO', option]);
  }
  tell(turn, { _tag: 'Status', entries });
};

/**
 * A subnegotiation has come to its end.
 *
 * Takes   its octets, the option first, each doubled 255 already single
 * RFC     855 §3; 859; 1073; 1091
 */
export const subnegotiated = (turn: Turn, octets: ReadonlyArray<number>): void => {
  const [number, code] = octets;
  const option = number === undefined ? undefined : optionOf(number);
  const rest = octets.slice(2);
  if (option === 'NAWS' && inForce(turn.state, 'remote', 'NAWS')) windowSize(turn, octets.slice(1));
  else if (option === 'TERMINAL-TYPE' && code === IS && inForce(turn.state, 'remote', option))
    terminalTypeIs(turn, rest);
  else if (option === 'TERMINAL-TYPE' && code === SEND && inForce(turn.state, 'local', option)) terminalTypeSend(turn);
  else if (option === 'STATUS' && code === SEND && inForce(turn.state, 'local', option)) tellStatus(turn);
  else if (option === 'STATUS' && code === IS && inForce(turn.state, 'remote', option)) statusIs(turn, rest);
  else unwanted(turn, number === undefined ? 'empty' : `option ${number}`);
};
