// A client's session: connected, logged in, something done, and a farewell.
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import { close, connect, getsockname, setsockopt, socket } from '../../../program/calls.ts';
import { andThen, attempt } from '../../../program/control.ts';
import { fail } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Endpoint } from '../../../wire/addresses.ts';
import { clientFailure } from '../../failures.ts';
import type { Control, With } from './control.ts';
import { ask, controlOn, expecting, hear, say } from './control.ts';
import type { Trouble as DataTrouble } from './data.ts';

export type Trouble = DataTrouble;

/** Who one is to the server. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Whoever has no name of his own there. (RFC 1635) */
export const ANONYMOUS: Login = { user: 'anonymous', password: 'anonymous@' };

const logIn = (control: Control, { user, password }: Login): Program<Trouble, Control> =>
  program(function* () {
    const [named, reply] = yield* expecting('23', ask(control, 'USER', user));
    if (reply.code < 300) return named;
    if (reply.code === 332) return yield* fail(clientFailure('Refused', 'the server wants an account (ACCT)'));
    const [known, answer] = yield* expecting('23', ask(named, 'PASS', password, '***'));
    if (answer.code >= 300) return yield* fail(clientFailure('Refused', 'the server wants an account (ACCT)'));
    return known;
  });

/** The greeting; 120 says that it will come. */
const greeted = (control: Control): Program<Trouble, Control> =>
  program(function* () {
    const [first, reply] = yield* expecting('12', hear(control));
    if (reply.code >= 200) return first;
    const [second] = yield* expecting('2', hear(first));
    return second;
  });

/**
 * Does something in a session of its own.
 *
 * Takes   the server, who we are, what is told of the dialogue, and what to do
 * Gives   what came of it, when the server has been told goodbye
 * Fails   as the connection or the server does; nothing stays open
 */
export const inSession = <Err, A>(
  server: Endpoint,
  login: Login,
  noted: Control['noted'],
  use: (control: Control) => Program<Err, With<A>>,
): Program<Trouble | Err | Fails<'socket' | 'connect'>, A> =>
  program(function* () {
    const fd = yield* socket('stream');
    const done = yield* attempt(
      program(function* () {
        yield* connect(fd, server);
        yield* attempt(setsockopt(fd, 'TCP_NODELAY', true));
        const local = yield* getsockname(fd);
        const control = yield* greeted(controlOn(fd, local, server, noted));
        const [last, answer] = yield* use(yield* logIn(control, login));
        // What was asked for is done: a server that says no goodbye has not failed.
        yield* attempt(andThen(say(last, 'QUIT'), hear));
        return answer;
      }),
    );
    yield* attempt(close(fd));
    return done._tag === 'Right' ? done.right : yield* fail(done.left);
  });
