// A terminal's server: login, password, a prompt, lines. All of it is text of the NVT; what is typed is edited here.
import type { Bytes } from '../../../basis/bytes.ts';
import { bytes, concatBytes, text, utf8 } from '../../../basis/bytes.ts';
import type { Input, Layer, Output, Transition } from '../../../basis/layer.ts';
import { indicate, NOTHING, request } from '../../../basis/layer.ts';
import type { Instant } from '../../../basis/time.ts';
import { after, seconds } from '../../../basis/time.ts';
import { isRight } from '../../credentials.ts';
import type { TelnetService } from '../Service.ts';
import { answerTo } from './commands.ts';
import type { Asked, TerminalConfig, TerminalState } from './State.ts';
import { deadline, initial } from './State.ts';

/** Whoever has a terminal's server only begins it, and is told when it is over. */
export interface TerminalService {
  readonly request: { readonly _tag: 'Begin' };
  readonly indication: { readonly _tag: 'Over' };
}

type Out = Output<TerminalService, TelnetService>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One step while it is going on. Local mutation: nobody sees it after that. */
interface Turn {
  readonly state: Writable<TerminalState>;
  readonly said: Array<Out>;
  readonly now: Instant;
}

const PROMPT = '$ ';

/** How long the client may take to say what its terminal is, when that is asked for. */
const PATIENCE = seconds(2);

const [CONTROL_C, CONTROL_D, BACKSPACE, LF, CR, CONTROL_U, DELETE] = [3, 4, 8, 10, 13, 21, 127] as const;

const send = (turn: Turn, octets: Bytes): void => {
  if (octets.length > 0) turn.said.push(request({ _tag: 'Send', octets }));
};

const say = (turn: Turn, words: string): void => send(turn, utf8(words));

const leave = (turn: Turn): void => {
  if (turn.state.phase === 'over') return;
  turn.state.phase = 'over';
  turn.state.line = [];
  turn.said.push(request({ _tag: 'Finish' }), indicate({ _tag: 'Over' }));
};

/** Shows what was typed, where we do that; never a password. */
const show = (turn: Turn, words: Bytes): void => {
  if (turn.state.echoes && turn.state.phase !== 'password') send(turn, words);
};

const logIn = (turn: Turn, line: Bytes): void => {
  const { state } = turn;
  if (state.phase === 'login') {
    state.user = text(line);
    if (state.user === '') say(turn, 'login: ');
    else {
      state.phase = 'password';
      say(turn, 'Password: ');
    }
  } else if (isRight(state.config.accounts, state.user, text(line))) {
    state.phase = 'shell';
    say(turn, `Welcome\r\n${PROMPT}`);
  } else {
    state.phase = 'refusing';
    state.refusesAt = after(turn.now, state.config.delay);
  }
};

/** A line has ended. */
const enter = (turn: Turn): void => {
  const { state } = turn;
  const line = Uint8Array.from(state.line);
  const wasTooLong = state.isTooLong;
  state.line = [];
  state.isTooLong = false;
  if (state.echoes) say(turn, '\r\n');
  if (wasTooLong) {
    say(turn, 'Line too long.\r\n');
    if (state.phase === 'shell') say(turn, PROMPT);
    else leave(turn);
  } else if (state.phase === 'shell') {
    if (isUnanswered(state, line)) state.held = { line, behind: bytes(), until: after(turn.now, PATIENCE) };
    else perform(turn, line);
  } else logIn(turn, line);
};

/** Does the answer to a line depend on what the client was asked, and has not answered? */
const isUnanswered = ({ asked }: TerminalState, line: Bytes): boolean => {
  const command = text(line).trim();
  return (command === 'term' && asked.includes('TERMINAL-TYPE')) || (command === 'size' && asked.includes('NAWS'));
};

const perform = (turn: Turn, line: Bytes): void => {
  const answer = answerTo(turn.state, line);
  if (answer === undefined) leave(turn);
  else {
    send(turn, answer);
    say(turn, PROMPT);
  }
};

/** The line that was held is answered, and what came behind it is heard. */
const resume = (turn: Turn): void => {
  const { held } = turn.state;
  turn.state.held = undefined;
  if (held === undefined) return;
  perform(turn, held.line);
  typed(turn, held.behind);
};

/** The client has answered, one way or the other. */
const answered = (turn: Turn, what: Asked): void => {
  const { state } = turn;
  state.asked = state.asked.filter((one) => one !== what);
  if (state.held !== undefined && !isUnanswered(state, state.held.line)) resume(turn);
};

/** The last character is taken back, all its octets. */
const erase = (turn: Turn): void => {
  const { line } = turn.state;
  let length = line.length - 1;
  while (length > 0 && ((line[length] ?? 0) & 0xc0) === 0x80) length -= 1;
  if (length < 0) return;
  turn.state.line = line.slice(0, length);
  show(turn, utf8('\b \b'));
};

const eraseLine = (turn: Turn): void => {
  while (turn.state.line.length > 0) erase(turn);
  turn.state.isTooLong = false;
};

/** What is typed is given up. */
const interrupt = (turn: Turn): void => {
  turn.state.line = [];
  turn.state.isTooLong = false;
  if (turn.state.phase === 'shell') say(turn, `\r\n${PROMPT}`);
  else leave(turn);
};

const append = (turn: Turn, octet: number): void => {
  const { state } = turn;
  if (state.line.length >= state.config.line) state.isTooLong = true;
  else state.line = [...state.line, octet];
  if (octet >= 32 || octet === 9) show(turn, bytes(octet));
};

const type = (turn: Turn, octet: number): void => {
  const { state } = turn;
  const { mayHaveLf } = state;
  state.mayHaveLf = octet === CR;
  switch (octet) {
    case CR:
      enter(turn);
      return;
    case LF:
      // An LF alone ends a line as well: so it does at a terminal. (RFC 1123 §3.3.1 lets a server take it so)
      if (!mayHaveLf) enter(turn);
      return;
    case 0:
      return;
    case BACKSPACE:
    case DELETE:
      erase(turn);
      return;
    case CONTROL_U:
      eraseLine(turn);
      return;
    case CONTROL_C:
      interrupt(turn);
      return;
    case CONTROL_D:
      if (state.line.length === 0) leave(turn);
      return;
    default:
      append(turn, octet);
  }
};

const takes = ({ state }: Turn): boolean => state.phase !== 'over' && state.phase !== 'refusing';

const typed = (turn: Turn, octets: Bytes): void => {
  turn.state.heardAt = turn.now;
  for (let i = 0; i < octets.length; i++) {
    const { held, config } = turn.state;
    if (held !== undefined) {
      const behind = concatBytes([held.behind, octets.subarray(i)]);
      if (behind.length > config.behind) leave(turn);
      else turn.state.held = { ...held, behind };
      return;
    }
    // Whoever is refused is not listened to any more.
    if (!takes(turn)) return;
    type(turn, octets[i] ?? 0);
  }
};

const signalled = (
  turn: Turn,
  signal: Extract<TelnetService['indication'], { readonly _tag: 'Signalled' }>['signal'],
): void => {
  if (!takes(turn)) return;
  if (signal === 'AYT') say(turn, '\r\n[Yes]\r\n');
  else if (signal === 'EC') erase(turn);
  else if (signal === 'EL') eraseLine(turn);
  else if (signal === 'IP' || signal === 'BRK') interrupt(turn);
};

const indicated = (turn: Turn, told: TelnetService['indication']): void => {
  const { state } = turn;
  if (told._tag === 'Received') typed(turn, told.octets);
  else if (told._tag === 'Signalled') signalled(turn, told.signal);
  else if (told._tag === 'Option') {
    const { option, side, enabled } = told;
    if (option === 'ECHO' && side === 'local') state.echoes = enabled;
    if ((option === 'TERMINAL-TYPE' || option === 'NAWS') && side === 'remote' && !enabled) answered(turn, option);
  } else if (told._tag === 'TerminalTypes') {
    // The first is the one that the client prefers; RFC 1091 takes no difference between small and capital letters.
    state.terminal = told.names[0]?.toLowerCase();
    answered(turn, 'TERMINAL-TYPE');
  } else if (told._tag === 'WindowSize') {
    state.window = { columns: told.columns, rows: told.rows };
    answered(turn, 'NAWS');
  } else if (told._tag === 'Finished') {
    // Nothing more is answered: what waits for an answer is done without it.
    state.asked = [];
    resume(turn);
    leave(turn);
  } else if (told._tag === 'Broken') leave(turn);
};

const begin = (turn: Turn): void => {
  turn.state.heardAt = turn.now;
  const wanted = [
    ['local', 'ECHO'],
    ['local', 'SUPPRESS-GO-AHEAD'],
    ['remote', 'SUPPRESS-GO-AHEAD'],
    ['remote', 'TERMINAL-TYPE'],
    ['remote', 'NAWS'],
  ] as const;
  for (const [side, option] of wanted) {
    turn.said.push(request({ _tag: 'Negotiate', side, option, enable: true }));
  }
  turn.state.asked = ['TERMINAL-TYPE', 'NAWS'];
  say(turn, 'login: ');
};

const due = (turn: Turn): void => {
  const { state, now } = turn;
  if (state.phase === 'over') return;
  if (state.held !== undefined) {
    if (now < state.held.until) return;
    state.asked = [];
    resume(turn);
  } else if (state.phase === 'refusing') {
    if (now < state.refusesAt) return;
    say(turn, 'Login incorrect\r\n');
    leave(turn);
  } else if (now >= state.heardAt + state.config.idle) {
    say(turn, '\r\nTimeout.\r\n');
    leave(turn);
  }
};

const step = (
  state: TerminalState,
  input: Input<TerminalService, TelnetService>,
  now: Instant,
): Transition<TerminalState, Out> => {
  const turn: Turn = { state: { ...state }, said: [], now };
  if (input._tag === 'Requested') begin(turn);
  else if (input._tag === 'Indicated') indicated(turn, input.indication);
  else due(turn);
  return turn.said.length === 0 && input._tag === 'DeadlineReached' ? [state, NOTHING] : [turn.state, turn.said];
};

/**
 * What a user meets at the other end of a Telnet connection: a login, and a prompt with a few commands.
 *
 * Takes   who may log in, and the limits
 * Gives   a layer that stands on `telnet`
 *
 * @category constructors
 * @since 0.1.0
 */
export const terminal = (config: TerminalConfig): Layer<TerminalState, TerminalService, TelnetService> => ({
  initial: initial(config),
  step,
  deadline,
});
