// A session of the SMTP server. (RFC 5321)
import type { Bytes } from '../../../basis/bytes.ts';
import { concatBytes } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import type { Input } from '../../../basis/layer.ts';
import { indicate, note, request } from '../../../basis/layer.ts';
import type { Instant } from '../../../basis/time.ts';
import { readLine } from '../../mail/lineReader.ts';
import type { StreamService } from '../../stream/Service.ts';
import type { Command } from '../parse/command.ts';
import { readCommand } from '../parse/command.ts';
import { rules } from '../rules.ts';
import type { SmtpService } from '../Service.ts';
import { bdat, data, delivered, endText, notStored, opened, readOnInChunk, readOnInText, wrote } from './content.ts';
import { mail, rcpt } from './envelope.ts';
import { answer, auth } from './login.ts';
import * as replies from './replies.ts';
import type { SmtpServerConfig, SmtpState } from './State.ts';
import type { Out, Turn } from './Turn.ts';
import { answered, farewell, over, patient, refused, say, withoutTransaction } from './Turn.ts';

/** HELO and EHLO: whatever was under way is not any more. (§4.1.4) */
const hello = (
  state: SmtpState,
  config: SmtpServerConfig,
  { _tag, domain }: Extract<Command, { readonly _tag: 'Ehlo' | 'Helo' }>,
): Turn => {
  const [next, discarded] = withoutTransaction(state);
  const isExtended = _tag === 'Ehlo';
  const words = isExtended ? replies.OFFER(config) : { code: 250, lines: [config.domain] };
  const [last, said] = answered({ ...next, client: domain, isExtended }, rules.hello, words, domain);
  return [last, [...discarded, ...said]];
};

const reset = (state: SmtpState): Turn => {
  const [next, discarded] = withoutTransaction(state);
  const [last, said] = answered(next, rules.reset, replies.OK);
  return [last, [...discarded, ...said]];
};

const obey = (state: SmtpState, config: SmtpServerConfig, command: Command, now: Instant): Turn => {
  switch (command._tag) {
    case 'Ehlo':
    case 'Helo':
      return hello(state, config, command);
    case 'Mail':
      return mail(state, config, command);
    case 'Rcpt':
      return rcpt(state, config, command);
    case 'Data':
      return data(state, config);
    case 'Bdat':
      return bdat(state, config, command);
    case 'Rset':
      return reset(state);
    case 'Vrfy':
    case 'Expn':
      return answered(state, rules.told, replies.CANNOT_VERIFY);
    case 'Help':
      return answered(state, rules.told, replies.HELP);
    case 'Noop':
      return answered(state, rules.told, replies.OK);
    case 'Auth':
      return auth(state, config, now, command);
    case 'Quit':
      return farewell(state, rules.ended, replies.BYE(config));
  }
};

/** One line, or as much of one as has come. */
const readOnInLine = (state: SmtpState, config: SmtpServerConfig, now: Instant): Turn => {
  const [reader, next, line] = readLine(state.reader, state.unread, 0, config.limits.line);
  const rest: SmtpState = { ...state, reader, unread: state.unread.subarray(next) };
  if (line === undefined) {
    // A line without end is read on for a while, and then no more.
    return reader.isTooLong && state.progress > config.limits.line + config.limits.beyond
      ? farewell(rest, rules.malformed, replies.malformed({ _tag: 'too-long', says: 'the line is too long' }))
      : [rest, []];
  }
  const ready = patient(rest, config, now);
  if (ready.hearing._tag === 'Answer') return answer(ready, config, now, ready.hearing, line);
  const command = readCommand(line);
  return E.isLeft(command)
    ? refused(ready, config, rules.malformed, replies.malformed(command.left), command.left.says)
    : obey(ready, config, command.right, now);
};

const readOn = (state: SmtpState, config: SmtpServerConfig, now: Instant): Turn => {
  const { hearing } = state;
  if (hearing._tag === 'Text') return readOnInText(state, config, hearing);
  if (hearing._tag === 'Chunk') return readOnInChunk(state, config, hearing);
  return readOnInLine(state, config, now);
};

/** Goes on with what has come, until there is no more of it, or an answer or a time is waited for. */
const goOn = (before: SmtpState, first: ReadonlyArray<Out>, config: SmtpServerConfig, now: Instant): Turn => {
  const said: Array<Out> = first.slice();
  let state = before;
  for (;;) {
    const isFree = state.stage === 'talking' && state.question === undefined && state.delayed === undefined;
    if (!isFree) break;
    let turn: Turn;
    if (state.hearing._tag === 'Ended') {
      turn = endText(patient({ ...state, hearing: { _tag: 'Command' } }, config, now), config, state.hearing.isBare);
    } else if (state.unread.length > 0) turn = readOn(state, config, now);
    else break;
    state = turn[0];
    for (const word of turn[1]) said.push(word);
  }
  // The client said all that it will say, and has heard all that there is to say to it.
  if (state.isFinished && state.stage === 'talking' && state.question === undefined && state.delayed === undefined) {
    const [last, words] = over(state, [note(rules.abandoned), request({ _tag: 'Finish' })]);
    return [last, [...said, ...words]];
  }
  return [state, said];
};

const received = (state: SmtpState, config: SmtpServerConfig, octets: Bytes, now: Instant): Turn => {
  if (state.stage === 'over') return [state, []];
  const { limits } = config;
  const unread = state.unread.length === 0 ? octets : concatBytes([state.unread, octets]);
  if (state.delayed !== undefined && unread.length > limits.unread) {
    return farewell(state, rules.flooded, replies.FLOODED);
  }
  const progress = state.progress + octets.length;
  const next: SmtpState = { ...state, unread, progress };
  // A text may take its time, as long as it goes on: so many octets, and the clock begins anew.
  const isText = state.hearing._tag === 'Text' || state.hearing._tag === 'Chunk';
  const isEnough = isText && progress * 1_000_000_000 >= limits.rate * limits.idle;
  return goOn(isEnough ? patient(next, config, now) : next, [], config, now);
};

const timeHasCome = (state: SmtpState, config: SmtpServerConfig, now: Instant): Turn => {
  if (state.stage === 'over' || state.question !== undefined) return [state, []];
  if (state.stage === 'greeting') {
    const ready = patient({ ...state, stage: 'talking' }, config, now);
    return goOn(ready, [note(rules.greeted), say(replies.GREETING(config))], config, now);
  }
  const { delayed } = state;
  if (delayed !== undefined) {
    if (now < delayed.until) return [state, []];
    const next = patient({ ...state, delayed: undefined }, config, now);
    if (next.failedLogins < config.limits.logins) return goOn(next, [say(delayed.reply)], config, now);
    const [last, said] = farewell(next, rules['too-many-errors'], replies.TOO_MANY_LOGINS);
    return [last, [say(delayed.reply), ...said]];
  }
  return now < state.patience ? [state, []] : farewell(state, rules.idle, replies.IDLE);
};

const answeredBy = (state: SmtpState, config: SmtpServerConfig, words: SmtpService['request'], now: Instant): Turn => {
  // Whoever keeps mail answers once, and is heard once; a draft that comes too late is nobody's.
  if (state.question === undefined) {
    return [state, words._tag === 'Opened' ? [indicate({ _tag: 'Discard', draft: words.draft })] : []];
  }
  // A text has the time that its octets give it, not that of the disk.
  const ready = words._tag === 'Written' ? state : patient(state, config, now);
  const turn = ((): Turn => {
    switch (words._tag) {
      case 'Opened':
        return opened(ready, config, words);
      case 'Written':
        return wrote(ready, config, words.draft);
      case 'Delivered':
        return delivered(ready);
      case 'Refused':
        return notStored(ready, config, words.why);
    }
  })();
  return goOn(turn[0], turn[1], config, now);
};

/** One input of a session. */
export const step = (
  state: SmtpState,
  config: SmtpServerConfig,
  input: Input<SmtpService, StreamService>,
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
      return [state, []];
  }
};
