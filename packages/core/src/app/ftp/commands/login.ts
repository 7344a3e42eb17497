// Who is there: USER, PASS, ACCT, REIN, QUIT. (RFC 959 §4.1.1)
import { after } from '../../../basis/time.ts';
import { isRight } from '../../credentials.ts';
import { rules } from '../rules.ts';
import { initial } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { forget, leave, remark, say } from '../Turn.ts';
import type { CommandRow } from './Command.ts';

const ANONYMOUS: ReadonlySet<string> = new Set(['anonymous', 'ftp']);

/** Back to where a connection begins; what was heard and what waits stays. (RFC 959 §4.1.1, REIN) */
const begin = (turn: Turn): void => {
  const { config, failures, partial, waiting, held, heardAt, isEnding } = turn.state;
  forget(turn);
  Object.assign(turn.state, initial(config), { failures, partial, waiting, held, heardAt, isEnding });
};

const user = (turn: Turn, name: string): void => {
  begin(turn);
  turn.state.login = { _tag: 'Named', user: name };
  const isGuest = turn.state.config.anonymous && ANONYMOUS.has(name.toLowerCase());
  say(turn, 331, isGuest ? 'Guest login, any password will do.' : 'Password required.');
};

const enter = (turn: Turn, name: string, isReadOnly: boolean): void => {
  turn.state.login = { _tag: 'In', user: name, isReadOnly };
  turn.state.failures = 0;
  remark(turn, rules['logged-in'], name);
  say(turn, 230, isReadOnly ? 'Guest logged in, may only read.' : 'User logged in.');
};

const pass = (turn: Turn, password: string): void => {
  const { login, config } = turn.state;
  if (login._tag !== 'Named') {
    remark(turn, rules['bad-sequence'], 'PASS');
    if (login._tag === 'In') say(turn, 230, 'Already logged in.');
    else say(turn, 503, 'Login with USER first.');
    return;
  }
  if (isRight(config.accounts, login.user, password)) {
    enter(turn, login.user, false);
    return;
  }
  if (config.anonymous && ANONYMOUS.has(login.user.toLowerCase())) {
    enter(turn, login.user, true);
    return;
  }
  turn.state.login = { _tag: 'Nobody' };
  turn.state.failures += 1;
  const isLast = turn.state.failures >= config.limits.attempts;
  remark(turn, isLast ? rules['too-many-attempts'] : rules['login-refused'], login.user);
  turn.state.busy = { _tag: 'Holding', until: after(turn.now, config.limits.delay), isLast };
};

const account = (turn: Turn): void => {
  if (turn.state.login._tag === 'In') say(turn, 202, 'No account is needed.');
  else {
    remark(turn, rules['bad-sequence'], 'ACCT');
    say(turn, 503, 'Login with USER and PASS.');
  }
};

export const LOGIN: Readonly<Record<string, CommandRow>> = {
  USER: { by: 'anybody', argument: 'required', syntax: 'USER <username>', run: user },
  PASS: { by: 'anybody', argument: 'optional', syntax: 'PASS <password>', run: pass },
  ACCT: { by: 'anybody', argument: 'required', syntax: 'ACCT <account>', run: account },
  REIN: {
    by: 'anybody',
    argument: 'none',
    syntax: 'REIN',
    run: (turn) => {
      begin(turn);
      say(turn, 220, 'Ready for a new user.');
    },
  },
  QUIT: {
    by: 'anybody',
    argument: 'none',
    syntax: 'QUIT',
    run: (turn) => {
      forget(turn);
      say(turn, 221, 'Goodbye.');
      leave(turn);
    },
  },
};
