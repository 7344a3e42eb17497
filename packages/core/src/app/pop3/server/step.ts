// A session of the POP3 server. (RFC 1939)
import type { Bytes } from '../../../basis/bytes.ts';
import { concatBytes } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import type { Input } from '../../../basis/layer.ts';
import { indicate, note, request } from '../../../basis/layer.ts';
import type { Instant } from '../../../basis/time.ts';
import { after } from '../../../basis/time.ts';
import { readLine } from '../../mail/lineReader.ts';
import type { StreamService } from '../../stream/Service.ts';
import { rules } from '../rules.ts';
import type { Maildrop, Pop3Service } from '../Service.ts';
import type { Command } from './command.ts';
import { readCommand } from './command.ts';
import { answer, apop, auth, pass, user, WRONG_LOGIN } from './login.ts';
import {
  dele,
  drained,
  list,
  octetsRead,
  removed,
  renewed,
  reset,
  retrieve,
  stat,
  unreadable,
  update,
} from './maildrop.ts';
import type { Pop3ServerConfig, Pop3State } from './State.ts';
import type { Out, Turn } from './Turn.ts';
import { answered, farewell, over, patient, refused, say } from './Turn.ts';

/** What is offered. (RFC 2449 §6; RESP-CODES §8, AUTH-RESP-CODE: RFC 3206) */
const OFFER: ReadonlyArray<string> = [
  'TOP',
  'UIDL',
  'USER',
  'SASL PLAIN',
  'PIPELINING',
  'RESP-CODES',
  'AUTH-RESP-CODE',
  'EXPIRE NEVER',
  'IMPLEMENTATION sockeye',
];

const WRONG_STATE = 'not in this state';

const capabilities = (state: Pop3State): Turn => [
  state,
  [note(rules.told, 'CAPA'), say('+OK what is offered', ...OFFER, '.')],
];

const beforeLogin = (state: Pop3State, config: Pop3ServerConfig, command: Command, now: Instant): Turn => {
  switch (command._tag) {
    case 'User':
      return user(state, command.name);
    case 'Pass':
      return pass(state, config, command.password, now);
    case 'Apop':
      return apop(state, config, command, now);
    case 'Auth':
      return auth(state, config, command, now);
    case 'Capa':
      return capabilities(state);
    case 'Quit':
      return farewell(state, rules.ended, '+OK goodbye');
    case 'Stat':
    case 'List':
    case 'Uidl':
    case 'Retr':
    case 'Top':
    case 'Dele':
    case 'Rset':
    case 'Noop':
      return refused(state, config, rules['wrong-state'], WRONG_STATE);
  }
};

const behindLogin = (state: Pop3State, config: Pop3ServerConfig, maildrop: Maildrop, command: Command): Turn => {
  switch (command._tag) {
    case 'Stat':
      return stat(state, maildrop);
    case 'List':
    case 'Uidl':
      return list(state, config, maildrop, command._tag, command.message);
    case 'Retr':
      return retrieve(state, config, maildrop, command.message, undefined);
    case 'Top':
      return retrieve(state, config, maildrop, command.message, command.lines);
    case 'Dele':
      return dele(state, config, maildrop, command.message);
    case 'Rset':
      return reset(state, maildrop);
    case 'Noop':
      return answered(state, rules.told, 'as you wish');
    case 'Capa':
      return capabilities(state);
    case 'Quit':
      return update(state, maildrop);
    case 'User':
    case 'Pass':
    case 'Apop':
    case 'Auth':
      return refused(state, config, rules['wrong-state'], WRONG_STATE);
  }
};

/** One line, or as much of one as has come. */
const readOn = (state: Pop3State, config: Pop3ServerConfig, now: Instant): Turn => {
  const [reader, next, line] = readLine(state.reader, state.unread, 0, config.limits.line);
  const rest: Pop3State = { ...state, reader, unread: state.unread.subarray(next) };
  if (line === undefined) {
    return reader.isTooLong && state.progress > config.limits.beyond
      ? farewell(rest, rules.malformed, '-ERR the line is too long')
      : [rest, []];
  }
  const ready = patient(rest, config, now);
  if (ready.isChallenged) return answer(ready, config, line, now);
  const command = readCommand(line);
  // PASS follows USER at once: whatever comes between them takes the name away. (RFC 1939 §7)
  const isPass = E.isRight(command) && command.right._tag === 'Pass';
  const named: Pop3State = isPass || ready.name === undefined ? ready : { ...ready, name: undefined };
  if (E.isLeft(command)) return refused(named, config, rules.malformed, command.left);
  const { maildrop } = named;
  return maildrop === undefined
    ? beforeLogin(named, config, command.right, now)
    : behindLogin(named, config, maildrop, command.right);
};

const isFree = (state: Pop3State): boolean =>
  state.stage !== 'over' &&
  state.stage !== 'greeting' &&
  state.question === undefined &&
  state.delayed === undefined &&
  state.sending === undefined;

/** Goes on with what has come, until there is no more of it, or an answer, a time or the socket is waited for. */
const goOn = (before: Pop3State, first: ReadonlyArray<Out>, config: Pop3ServerConfig, now: Instant): Turn => {
  const said: Array<Out> = first.slice();
  let state = before;
  while (isFree(state) && state.unread.length > 0) {
    const [next, words] = readOn(state, config, now);
    state = next;
    for (const word of words) said.push(word);
  }
  if (!state.isFinished || !isFree(state)) return [state, said];
  const [last, words] = over(state, [note(rules.abandoned), request({ _tag: 'Finish' })]);
  return [last, [...said, ...words]];
};

const received = (state: Pop3State, config: Pop3ServerConfig, octets: Bytes, now: Instant): Turn => {
  if (state.stage === 'over') return [state, []];
  const unread = state.unread.length === 0 ? octets : concatBytes([state.unread, octets]);
  const isBusy = state.delayed !== undefined || state.sending !== undefined;
  if (isBusy && unread.length > config.limits.unread) {
    return over(state, [note(rules.flooded), request({ _tag: 'Abort' })]);
  }
  return goOn({ ...state, unread, progress: state.progress + octets.length }, [], config, now);
};

const timeHasCome = (state: Pop3State, config: Pop3ServerConfig, now: Instant): Turn => {
  if (state.stage === 'over' || state.question !== undefined) return [state, []];
  if (state.stage === 'greeting') {
    const ready = patient({ ...state, stage: 'authorization' }, config, now);
    return goOn(ready, [note(rules.greeted), say(`+OK sockeye ${config.timestamp}`)], config, now);
  }
  const { renewal, maildrop, delayed } = state;
  if (renewal !== undefined && maildrop !== undefined && now >= renewal) {
    return [{ ...state, renewal: after(now, config.limits.renewal) }, [renewed(maildrop)]];
  }
  if (delayed !== undefined) {
    if (now < delayed) return [state, []];
    const next = patient({ ...state, delayed: undefined }, config, now);
    if (next.failedLogins >= config.limits.logins) {
      return farewell(next, rules['too-many-errors'], `-ERR ${WRONG_LOGIN}`);
    }
    return goOn(next, [say(`-ERR ${WRONG_LOGIN}`)], config, now);
  }
  if (now < state.patience) return [state, []];
  // A message that nobody reads on is cut off; an idle client is told.
  return state.sending === undefined
    ? farewell(state, rules.idle, '-ERR idle for too long')
    : over(state, [note(rules.idle), request({ _tag: 'Abort' })]);
};

const opened = (state: Pop3State, config: Pop3ServerConfig, maildrop: Maildrop, now: Instant): Turn => {
  const octets = maildrop.messages.reduce((sum, { size }) => sum + size, 0);
  const next: Pop3State = {
    ...state,
    stage: 'transaction',
    maildrop,
    renewal: after(now, config.limits.renewal),
  };
  return answered(next, rules.opened, `${maildrop.messages.length} messages (${octets} octets)`, maildrop.user);
};

const answeredBy = (before: Pop3State, config: Pop3ServerConfig, words: Pop3Service['request'], now: Instant): Turn => {
  // Whoever keeps mail answers once, and is heard once; a maildrop that was opened too late is let go.
  if (before.question === undefined) {
    return [before, words._tag === 'Opened' ? [indicate({ _tag: 'Release', maildrop: words.maildrop })] : []];
  }
  const state = patient({ ...before, question: undefined }, config, now);
  const turn = ((): Turn => {
    switch (words._tag) {
      case 'Opened':
        return opened(state, config, words.maildrop, now);
      case 'Closed':
        return words.why === 'in-use'
          ? refused(state, config, rules.locked, '[IN-USE] somebody else has the maildrop open')
          : refused(state, config, rules.unreadable, '[SYS/TEMP] the maildrop cannot be read now');
      case 'Octets':
        return octetsRead(state, words);
      case 'Unreadable':
        return unreadable(state, config);
      case 'Removed':
        return removed(state, words.failures);
    }
  })();
  return goOn(turn[0], turn[1], config, now);
};

/** One input of a session. */
export const step = (
  state: Pop3State,
  config: Pop3ServerConfig,
  input: Input<Pop3Service, StreamService>,
  now: Instant,
): Turn => {
  if (input._tag === 'DeadlineReached') return timeHasCome(state, config, now);
  if (input._tag === 'Requested') return answeredBy(state, config, input.request, now);
  const told = input.indication;
  switch (told._tag) {
    case 'Received':
      return received(state, config, told.octets, now);
    case 'Finished':
      return state.stage === 'over' ? [state, []] : goOn({ ...state, isFinished: true }, [], config, now);
    case 'Broken':
      return state.stage === 'over' ? [state, []] : over(state, [note(rules.abandoned, told.errno)]);
    case 'Drained':
      return state.question === undefined ? drained(patient(state, config, now)) : [state, []];
  }
};
