import type { Bytes } from '../../basis/bytes.ts';
import { bytes } from '../../basis/bytes.ts';
import type { Input, Transition } from '../../basis/layer.ts';
import { NOTHING } from '../../basis/layer.ts';
import type { Instant } from '../../basis/time.ts';
import { COMMAND, IAC, OPTION, SEND, signalOf } from './codes.ts';
import { heard, tellWindow, want } from './negotiate.ts';
import { rules } from './rules.ts';
import type { TelnetService, UrgentStreamService } from './Service.ts';
import type { Parsing, TelnetState } from './State.ts';
import { inForce } from './State.ts';
import { subnegotiated } from './subnegotiate.ts';
import { putText, takeText } from './text.ts';
import type { Out, Turn } from './Turn.ts';
import { ask, ended, put, putSub, remark, tell, turnOf } from './Turn.ts';

const VERBS: Readonly<Record<number, Parsing>> = {
  [COMMAND.WILL]: 'will',
  [COMMAND.WONT]: 'wont',
  [COMMAND.DO]: 'do',
  [COMMAND.DONT]: 'dont',
};

/** The octet after an IAC. */
const command = (turn: Turn, octet: number): void => {
  const { state } = turn;
  state.parsing = VERBS[octet] ?? 'text';
  if (state.parsing !== 'text') return;
  const signal = signalOf(octet);
  if (octet === IAC) takeText(turn, bytes(IAC));
  else if (signal !== undefined) tell(turn, { _tag: 'Signalled', signal });
  else if (octet === COMMAND.SB) {
    state.parsing = 'sub';
    state.sub = [];
  } else if (octet === COMMAND.DM) {
    if (state.isSynching) remark(turn, rules.synch);
    state.isSynching = false;
  } else if (octet !== COMMAND.NOP && octet !== COMMAND.SE) {
    remark(turn, rules['unknown-command'], `${octet}`);
    if (state.config.toleratesLoneIac) takeText(turn, bytes(octet));
  }
};

/** The octet after an IAC inside a subnegotiation: its end, a 255, or a command that breaks it off. */
const commandInSub = (turn: Turn, octet: number): void => {
  const { state } = turn;
  if (octet === IAC) {
    state.parsing = 'sub';
    keep(turn, octet);
    return;
  }
  const octets = state.sub;
  state.sub = [];
  state.parsing = 'text';
  if (octet !== COMMAND.SE) {
    remark(turn, rules['subnegotiation-broken']);
    command(turn, octet);
  } else if (octets.length > state.config.limits.subnegotiation) {
    remark(turn, rules['subnegotiation-too-long']);
  } else subnegotiated(turn, octets);
};

/** One octet more of a subnegotiation, as long as it may be kept. */
const keep = (turn: Turn, octet: number): void => {
  const { sub, config } = turn.state;
  // One more than is allowed is kept: it says that there were too many.
  if (sub.length <= config.limits.subnegotiation) turn.state.sub = [...sub, octet];
};

const negotiated = (turn: Turn, parsing: Parsing, octet: number): void => {
  turn.state.parsing = 'text';
  const isTheirs = parsing === 'will' || parsing === 'wont';
  heard(turn, isTheirs ? 'remote' : 'local', parsing === 'will' || parsing === 'do', octet);
};

/** Octets from the wire. */
const receive = (turn: Turn, octets: Bytes): void => {
  const { state } = turn;
  for (let i = 0; i < octets.length;) {
    if (state.parsing === 'text') {
      const found = octets.indexOf(IAC, i);
      const end = found === -1 ? octets.length : found;
      takeText(turn, octets.subarray(i, end));
      if (found !== -1) state.parsing = 'iac';
      i = end + 1;
      continue;
    }
    const octet = octets[i] ?? 0;
    i += 1;
    if (state.parsing === 'iac') command(turn, octet);
    else if (state.parsing === 'sub-iac') commandInSub(turn, octet);
    else if (state.parsing === 'sub') {
      if (octet === IAC) state.parsing = 'sub-iac';
      else keep(turn, octet);
    } else negotiated(turn, state.parsing, octet);
  }
};

const indicated = (turn: Turn, told: UrgentStreamService['indication']): void => {
  switch (told._tag) {
    case 'Received':
      receive(turn, told.octets);
      return;
    case 'Urgent':
      turn.state.isSynching = true;
      return;
    case 'Finished':
    case 'Broken':
    case 'Drained':
      tell(turn, told);
  }
};

const requested = (turn: Turn, asked: TelnetService['request']): void => {
  switch (asked._tag) {
    case 'Send':
      putText(turn, asked.octets);
      return;
    case 'Signal':
      put(turn, bytes(IAC, COMMAND[asked.signal]));
      return;
    case 'Synch':
      put(turn, bytes(IAC));
      // The data mark itself is the urgent octet. (RFC 854)
      ask(turn, { _tag: 'SendUrgent', octets: bytes(COMMAND.DM) });
      return;
    case 'Negotiate':
      want(turn, asked.side, asked.option, asked.enable);
      return;
    case 'Mark':
      turn.state.marks += 1;
      put(turn, bytes(IAC, COMMAND.DO, OPTION['TIMING-MARK']));
      return;
    case 'AskStatus':
      if (inForce(turn.state, 'remote', 'STATUS')) putSub(turn, OPTION.STATUS, [SEND]);
      return;
    case 'Resize':
      turn.state.window = { columns: asked.columns, rows: asked.rows };
      tellWindow(turn);
      return;
    case 'Finish':
      // Nothing follows the last CR: it stood alone.
      if (turn.state.owesNul) put(turn, bytes(0));
      turn.state.owesNul = false;
      ask(turn, asked);
      return;
    case 'Abort':
      ask(turn, asked);
  }
};

/** One input of Telnet. */
export const step = (
  state: TelnetState,
  input: Input<TelnetService, UrgentStreamService>,
  _now: Instant,
): Transition<TelnetState, Out> => {
  if (input._tag === 'DeadlineReached') return [state, NOTHING];
  const turn = turnOf(state);
  if (input._tag === 'Indicated') indicated(turn, input.indication);
  else requested(turn, input.request);
  return ended(turn);
};
