// AUTHORIZATION: USER and PASS, APOP, AUTH PLAIN. (RFC 1939 §4, §7; RFC 5034)
import { hex, text, utf8 } from '../../../basis/bytes.ts';
import { note } from '../../../basis/layer.ts';
import type { Instant } from '../../../basis/time.ts';
import { after } from '../../../basis/time.ts';
import { fromBase64 } from '../../mail/base64.ts';
import type { Line } from '../../mail/lineReader.ts';
import { md5 } from '../../mail/md5.ts';
import { readPlain } from '../../mail/sasl.ts';
import type { MailUser } from '../../mail/users.ts';
import { loggedIn, sameSecret } from '../../mail/users.ts';
import { rules } from '../rules.ts';
import type { Command } from './command.ts';
import type { Pop3ServerConfig, Pop3State } from './State.ts';
import type { Turn } from './Turn.ts';
import { answered, asked, refused, say } from './Turn.ts';

export const WRONG_LOGIN = '[AUTH] name or password is wrong';

/** What a client of APOP says: MD5 of the timestamp and the password. (RFC 1939 §7) */
export const apopDigest = (timestamp: string, password: string): string => hex(md5(utf8(timestamp + password)));

const judged = (state: Pop3State, config: Pop3ServerConfig, user: string | undefined, now: Instant): Turn => {
  const next: Pop3State = { ...state, name: undefined };
  if (user !== undefined) return asked(next, 'open', { _tag: 'Open', user });
  const failedLogins = state.failedLogins + 1;
  return [
    { ...next, failedLogins, delayed: after(now, config.limits.loginDelay) },
    [note(rules['login-refused'], `${failedLogins}`)],
  ];
};

/** The user whose digest it is; all are looked at, so that it takes the same time whoever it is. */
const digested = (
  users: ReadonlyArray<MailUser>,
  timestamp: string,
  name: string,
  digest: string,
): string | undefined => {
  let found: string | undefined;
  for (const user of users) {
    const isDigest = sameSecret(utf8(digest), utf8(apopDigest(timestamp, user.password)));
    const isName = sameSecret(utf8(name), utf8(user.name));
    if (isName && isDigest) found = user.name;
  }
  return found;
};

/** `USER`: whoever it is, PASS decides. */
export const user = (state: Pop3State, name: string): Turn =>
  answered({ ...state, name }, rules['name-taken'], 'a password is wanted', name);

/** `PASS`, which comes behind USER and nowhere else. */
export const pass = (state: Pop3State, config: Pop3ServerConfig, password: string, now: Instant): Turn =>
  state.name === undefined
    ? refused(state, config, rules['wrong-state'], 'say USER first')
    : judged(state, config, loggedIn(config.users, state.name, password), now);

/** `APOP` */
export const apop = (
  state: Pop3State,
  config: Pop3ServerConfig,
  { name, digest }: Extract<Command, { readonly _tag: 'Apop' }>,
  now: Instant,
): Turn => judged(state, config, digested(config.users, config.timestamp, name, digest), now);

const plain = (state: Pop3State, config: Pop3ServerConfig, base64: string, now: Instant): Turn => {
  const octets = fromBase64(base64);
  if (octets === undefined) return refused(state, config, rules.malformed, 'this is no base64');
  const identity = readPlain(octets);
  return judged(
    state,
    config,
    identity === undefined ? undefined : loggedIn(config.users, identity.name, identity.password),
    now,
  );
};

/** `AUTH`; by itself it lists the mechanisms. */
export const auth = (
  state: Pop3State,
  config: Pop3ServerConfig,
  { mechanism, initial }: Extract<Command, { readonly _tag: 'Auth' }>,
  now: Instant,
): Turn => {
  if (mechanism === undefined) return [state, [note(rules.told, 'AUTH'), say('+OK', 'PLAIN', '.')]];
  if (mechanism !== 'PLAIN') return refused(state, config, rules.malformed, 'PLAIN is offered');
  if (initial === undefined) return [{ ...state, isChallenged: true }, [say('+ ')]];
  return plain(state, config, initial === '=' ? '' : initial, now);
};

/** The answer to the challenge of PLAIN. */
export const answer = (before: Pop3State, config: Pop3ServerConfig, line: Line, now: Instant): Turn => {
  const state: Pop3State = { ...before, isChallenged: false };
  if (line.isTooLong || line.isBare) return refused(state, config, rules.malformed, 'this is no base64');
  const words = text(line.octets);
  return words === '*' ? refused(state, config, rules.malformed, 'cancelled') : plain(state, config, words, now);
};
