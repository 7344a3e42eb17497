// AUTH: PLAIN and LOGIN, at once or by challenges. (RFC 4954 §4)
import { text, utf8 } from '../../../basis/bytes.ts';
import { note } from '../../../basis/layer.ts';
import type { Instant } from '../../../basis/time.ts';
import { after } from '../../../basis/time.ts';
import { fromBase64, toBase64 } from '../../mail/base64.ts';
import type { Line } from '../../mail/lineReader.ts';
import { readPlain, readWord } from '../../mail/sasl.ts';
import { loggedIn } from '../../mail/users.ts';
import type { Command } from '../parse/command.ts';
import { rules } from '../rules.ts';
import * as replies from './replies.ts';
import type { Hearing, SmtpServerConfig, SmtpState } from './State.ts';
import type { Turn } from './Turn.ts';
import { answered, refused, say } from './Turn.ts';

type Answer = Extract<Hearing, { readonly _tag: 'Answer' }>;

const NAME = toBase64(utf8('Username:'));
const PASSWORD = toBase64(utf8('Password:'));

const listening = (state: SmtpState): SmtpState => ({ ...state, hearing: { _tag: 'Command' } });

const challenged = (state: SmtpState, hearing: Answer, words: string): Turn => [
  { ...state, hearing },
  [say(replies.challenge(words))],
];

const judged = (state: SmtpState, config: SmtpServerConfig, now: Instant, name: string, password: string): Turn => {
  const user = loggedIn(config.users, name, password);
  if (user !== undefined) return answered({ ...state, user }, rules['logged-in'], replies.LOGGED_IN, user);
  // Nobody learns from when the answer comes whether the name was right: right ones alone are answered at once.
  const failedLogins = state.failedLogins + 1;
  const delayed = { until: after(now, config.limits.loginDelay), reply: replies.WRONG_LOGIN };
  return [{ ...state, failedLogins, delayed }, [note(rules['login-refused'], `${failedLogins}`)]];
};

const wrongLogin = (state: SmtpState, config: SmtpServerConfig, now: Instant): Turn =>
  judged(state, config, now, '', '');

/** What was sent, decoded: for PLAIN all of it, for LOGIN the name, then the password. */
const said = (
  state: SmtpState,
  config: SmtpServerConfig,
  now: Instant,
  { mechanism, name }: Answer,
  base64: string,
): Turn => {
  const octets = fromBase64(base64);
  if (octets === undefined) return refused(state, config, rules.malformed, replies.NO_BASE64);
  if (mechanism === 'PLAIN') {
    const identity = readPlain(octets);
    return identity === undefined
      ? wrongLogin(state, config, now)
      : judged(state, config, now, identity.name, identity.password);
  }
  const word = readWord(octets);
  if (name === undefined) {
    return challenged(state, { _tag: 'Answer', mechanism, name: word ?? '' }, PASSWORD);
  }
  return word === undefined ? wrongLogin(state, config, now) : judged(state, config, now, name, word);
};

/** `AUTH` */
export const auth = (
  state: SmtpState,
  config: SmtpServerConfig,
  now: Instant,
  { mechanism, initial }: Extract<Command, { readonly _tag: 'Auth' }>,
): Turn => {
  if (config.users.length === 0) return refused(state, config, rules.malformed, replies.NO_LOGIN);
  if (!state.isExtended) return refused(state, config, rules['out-of-sequence'], replies.NEED_EHLO);
  if (state.user !== undefined) return refused(state, config, rules['out-of-sequence'], replies.LOGGED_IN_ALREADY);
  if (state.transaction !== undefined) return refused(state, config, rules['out-of-sequence'], replies.LOGIN_IN_MAIL);
  if (mechanism !== 'PLAIN' && mechanism !== 'LOGIN') {
    return refused(state, config, rules.malformed, replies.NO_MECHANISM);
  }
  const hearing: Answer = { _tag: 'Answer', mechanism, name: undefined };
  if (initial === undefined) return challenged(state, hearing, mechanism === 'PLAIN' ? '' : NAME);
  // "=" is an answer of no octets. (§4)
  return said(state, config, now, hearing, initial === '=' ? '' : initial);
};

/** A line that answers a challenge. */
export const answer = (state: SmtpState, config: SmtpServerConfig, now: Instant, hearing: Answer, line: Line): Turn => {
  const next = listening(state);
  if (line.isTooLong || line.isBare) return refused(next, config, rules.malformed, replies.NO_BASE64);
  const words = text(line.octets);
  return words === '*'
    ? refused(next, config, rules.malformed, replies.CANCELLED)
    : said(next, config, now, hearing, words);
};
