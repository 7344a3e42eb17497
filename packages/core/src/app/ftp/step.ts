import type { Bytes } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import type { Input, Transition } from '../../basis/layer.ts';
import { NOTHING } from '../../basis/layer.ts';
import type { Instant } from '../../basis/time.ts';
import type { TelnetService } from '../telnet/Service.ts';
import { answered } from './answers.ts';
import { sessionStatus } from './commands/about.ts';
import { perform } from './commands/table.ts';
import { parseCommand } from './parse/command.ts';
import type { Line } from './parse/lines.ts';
import { takeLines } from './parse/lines.ts';
import { rules } from './rules.ts';
import type { FtpService } from './Service.ts';
import type { FtpState } from './State.ts';
import type { Out, Turn } from './Turn.ts';
import { forget, leave, refuseArgument, remark, say, tell, turnOf } from './Turn.ts';

/** One line, when nothing stands in its way. */
const take = (turn: Turn, line: Line): void => {
  if (line._tag === 'TooLong') {
    remark(turn, rules['line-too-long']);
    say(turn, 500, 'Line too long.');
    return;
  }
  if (line._tag === 'Bare') {
    remark(turn, rules['bare-line-end']);
    say(turn, 501, 'A line ends with CR LF; neither stands alone in it.');
    return;
  }
  const command = parseCommand(line.octets);
  if (E.isLeft(command)) {
    if (command.left === 'argument') refuseArgument(turn, 'An argument is UTF-8, without control characters.');
    else {
      remark(turn, rules['unknown-command'], 'syntax');
      say(turn, 500, 'Syntax error, command unrecognized.');
    }
    return;
  }
  perform(turn, command.right.verb, command.right.argument);
};

/** What it costs to hold a line: its octets, and as much again as the smallest commands have, so that their number is bounded too. */
const sizeOf = (line: Line): number => (line._tag === 'Line' ? line.octets.length : 0) + 32;

const isCommand = (line: Line, verb: string): boolean => {
  if (line._tag !== 'Line') return false;
  const command = parseCommand(line.octets);
  return E.isRight(command) && command.right.verb === verb && command.right.argument === undefined;
};

/** A line that comes while something else goes on: it waits, unless it is about what goes on. */
const hold = (turn: Turn, line: Line): void => {
  const { state } = turn;
  // An interrupt means what goes on now, whatever was said before it. (RFC 959 §4.1.3)
  if (state.busy?._tag === 'Acting' && state.busy.action._tag === 'Transfer' && !state.isAborting) {
    if (isCommand(line, 'ABOR')) {
      state.isAborting = true;
      tell(turn, { _tag: 'Stop' });
      return;
    }
    if (isCommand(line, 'STAT') && state.waiting.length === 0) {
      sessionStatus(turn);
      return;
    }
  }
  if (state.held + sizeOf(line) > state.config.limits.waiting) {
    remark(turn, rules['too-much-waiting']);
    say(turn, 421, 'Too many commands at once.');
    leave(turn);
    return;
  }
  remark(turn, rules['waits-for-transfer']);
  state.waiting = [...state.waiting, line];
  state.held += sizeOf(line);
};

/** What waited, as far as nothing stands in its way again. */
const goOn = (turn: Turn): void => {
  const { state } = turn;
  while (state.busy === undefined && !state.isOver) {
    const [next, ...rest] = state.waiting;
    if (next === undefined) break;
    state.waiting = rest;
    state.held -= sizeOf(next);
    take(turn, next);
  }
  if (state.isEnding && state.busy === undefined && !state.isOver) {
    remark(turn, rules.vanished);
    forget(turn);
    leave(turn);
  }
};

const isOver = ({ state }: Turn): boolean => state.isOver;

const receive = (turn: Turn, octets: Bytes): void => {
  const { state } = turn;
  if (state.isOver) return;
  state.heardAt = turn.now;
  const [left, lines] = takeLines(state.partial, octets, state.config.limits.line);
  state.partial = left;
  for (const line of lines) {
    if (isOver(turn)) return;
    if (state.busy === undefined && state.waiting.length === 0) take(turn, line);
    else hold(turn, line);
  }
};

/** The client is gone: what goes on is stopped, and nothing of it is kept. */
const vanish = (turn: Turn): void => {
  const { state } = turn;
  if (state.isOver) return;
  remark(turn, rules.vanished);
  if (state.busy?._tag === 'Acting' && state.busy.action._tag === 'Transfer') tell(turn, { _tag: 'Stop' });
  forget(turn);
  leave(turn);
};

/**
 * The client has ended its stream. What it asked before is answered; but in the middle of a transfer, with no QUIT said, the end has
 * "the effective action of an abort and a logout" (RFC 959 §4.1.1, QUIT): the file of a client that was killed is not kept, though
 * its data connection ends as one that is complete.
 */
const finish = (turn: Turn): void => {
  const { state } = turn;
  const isTransfer = state.busy?._tag === 'Acting' && state.busy.action._tag === 'Transfer';
  if (isTransfer && !state.waiting.some((line) => isCommand(line, 'QUIT'))) {
    vanish(turn);
    return;
  }
  state.isEnding = true;
  goOn(turn);
};

const indicated = (turn: Turn, told: TelnetService['indication']): void => {
  // Signals and options change nothing here: an interrupt is the ABOR that follows it.
  if (told._tag === 'Received') receive(turn, told.octets);
  else if (told._tag === 'Finished') finish(turn);
  else if (told._tag === 'Broken') vanish(turn);
};

/** The deadline: an answer that was held back, or the end of a session in which nothing happened. */
const due = (turn: Turn): void => {
  const { state, now } = turn;
  const { busy } = state;
  if (state.isOver) return;
  if (busy?._tag === 'Holding') {
    if (now < busy.until) return;
    state.busy = undefined;
    say(turn, 530, 'Login incorrect.');
    state.heardAt = now;
    if (busy.isLast) leave(turn);
    else goOn(turn);
  } else if (busy === undefined && now >= state.heardAt + state.config.limits.idle) {
    remark(turn, rules.idle, 'control connection');
    forget(turn);
    say(turn, 421, 'Timeout, closing the control connection.');
    leave(turn);
  }
};

const requested = (turn: Turn, asked: FtpService['request']): void => {
  const { state } = turn;
  if (state.isOver) return;
  switch (asked._tag) {
    case 'Greet':
      state.heardAt = turn.now;
      remark(turn, rules.greeted);
      say(turn, 220, 'Sockeye FTP server ready.');
      return;
    case 'Answer':
      if (!answered(turn, asked.answer)) return;
      state.heardAt = turn.now;
      goOn(turn);
      return;
    case 'Leave':
      say(turn, 421, 'The server is going down.');
      vanish(turn);
  }
};

/** One input of the control connection. */
export const step = (
  state: FtpState,
  input: Input<FtpService, TelnetService>,
  now: Instant,
): Transition<FtpState, Out> => {
  const turn = turnOf(state, now);
  if (input._tag === 'Indicated') indicated(turn, input.indication);
  else if (input._tag === 'Requested') requested(turn, input.request);
  else due(turn);
  return turn.said.length === 0 && input._tag === 'DeadlineReached' ? [state, NOTHING] : [turn.state, turn.said];
};
