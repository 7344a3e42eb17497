// The POP3 server over calls: sessions, and what they ask of the store.
import { utf8 } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import { getsockname, random, realtime } from '../../program/calls.ts';
import { attempt, iterate } from '../../program/control.ts';
import type { Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { showEndpoint, showIpv4 } from '../../wire/addresses.ts';
import { converse } from '../converse.ts';
import { prepare } from '../mail/delivery.ts';
import type { Holder } from '../mail/locks.ts';
import { acquire, MAILDROP_TERMS, release, renew } from '../mail/locks.ts';
import { openMailbox, readPiece, removeMessage } from '../mail/mailbox.ts';
import { maildirOf } from '../mail/paths.ts';
import type { MailUser } from '../mail/users.ts';
import type { ConnectionLimits } from '../serve/index.ts';
import { listening, serveConnections } from '../serve/index.ts';
import type { Pop3Limits } from './limits.ts';
import { POP3_LIMITS } from './limits.ts';
import { pop3Server } from './server/index.ts';
import type { Maildrop, Pop3Service, Reading } from './Service.ts';

/** What a POP3 server needs to know. */
export interface Pop3Serving {
  readonly users: ReadonlyArray<MailUser>;
  /** The folder of all mail; by default the root of the process. */
  readonly root?: string;
  readonly limits?: Partial<Pop3Limits>;
  readonly connections?: ConnectionLimits;
}

/** How many connections it takes, unless it is told otherwise. */
const CONNECTIONS: ConnectionLimits = { connections: 2_000, perAddress: 1_500 };

/** The file that keeps a second session out. */
const LOCK = 'sockeye-pop3.lock';

type Requests = ReadonlyArray<Pop3Service['request']>;
type Answer = readonly [state: undefined, requests: Requests];

const answer = (...requests: Requests): Answer => [undefined, requests];

const opened = (root: string, who: Holder, user: string): Program<never, Answer> =>
  program(function* () {
    const maildir = maildirOf(root, user);
    yield* attempt(prepare(maildir));
    const lock = yield* attempt(acquire(`${maildir}/${LOCK}`, MAILDROP_TERMS, who));
    if (E.isLeft(lock)) return answer({ _tag: 'Closed', why: 'failed' });
    if (lock.right === undefined) return answer({ _tag: 'Closed', why: 'in-use' });
    const mailbox = yield* attempt(openMailbox(maildir, who));
    if (E.isLeft(mailbox)) {
      yield* release(lock.right);
      return answer({ _tag: 'Closed', why: 'failed' });
    }
    return answer({ _tag: 'Opened', maildrop: { user, lock: lock.right, messages: mailbox.right.messages } });
  });

const readOn = (maildir: string, { message, at }: Reading): Program<never, Answer> =>
  program(function* () {
    const piece = yield* attempt(readPiece(maildir, message, at));
    if (E.isLeft(piece)) return answer({ _tag: 'Unreadable' });
    const { octets, next, isEnd } = piece.right;
    return answer({ _tag: 'Octets', octets, next: { message, at: next }, isEnd });
  });

const removed = (maildir: string, messages: Maildrop['messages']): Program<never, Answer> =>
  iterate({ at: 0, failures: 0 }, ({ at, failures }) =>
    program(function* () {
      const message = messages[at];
      if (message === undefined) return E.right(answer({ _tag: 'Removed', failures }));
      const done = yield* attempt(removeMessage(maildir, message));
      return E.left({ at: at + 1, failures: failures + (E.isRight(done) ? 0 : 1) });
    }),
  );

/** Something that needs no answer. */
const quietly = (asked: Program<never, void>): Program<never, Answer> =>
  program(function* () {
    yield* asked;
    return answer();
  });

/** What the store does about what a session asks; its state is the user who has logged in, by which the Maildir is found. */
const keep =
  (root: string, who: Holder) =>
  (user: string, asked: Pop3Service['indication']): Program<never, readonly [state: string, requests: Requests]> => {
    const after = (done: Program<never, Answer>, next = user): Program<never, readonly [string, Requests]> =>
      program(function* () {
        const [, requests] = yield* done;
        return [next, requests] as const;
      });
    switch (asked._tag) {
      case 'Open':
        return after(opened(root, who, asked.user), asked.user);
      case 'Read':
        return after(readOn(maildirOf(root, user), asked.reading));
      case 'Remove':
        return after(removed(maildirOf(root, user), asked.messages));
      case 'Renew':
        return after(quietly(renew(asked.maildrop.lock)));
      case 'Release':
        return after(quietly(release(asked.maildrop.lock)));
    }
  };

/**
 * One session of the POP3 server, on a connected socket, until its end.
 *
 * Takes   users, limits and the root of all mail; who takes locks; the socket
 *
 * @category calls
 * @since 0.1.0
 */
export const pop3Session = (
  { users, root = '/', limits }: Pop3Serving,
  who: Holder,
  connection: Fd,
): Program<Fails<'getsockname'>, string> =>
  program(function* () {
    const at = yield* realtime;
    const chance = yield* random;
    const { address } = yield* getsockname(connection);
    const timestamp = `<${chance.toString(16)}.${at.toString(16)}@${showIpv4(address)}>`;
    const layer = pop3Server({ users, limits: { ...POP3_LIMITS, ...limits }, timestamp });
    return yield* converse(layer, connection, { state: '', hear: keep(root, who) });
  });

/**
 * A POP3 server over the Maildirs of its users.
 *
 * Takes   where to listen, the users, and the limits
 * Fails   when it cannot listen, or accept any more
 *
 * @category calls
 * @since 0.1.0
 */
export const servePop3 = (
  local: Endpoint,
  serving: Pop3Serving,
): Program<Fails<'socket' | 'setsockopt' | 'bind' | 'listen' | 'getsockname' | 'accept'>, never> =>
  program(function* () {
    const listener = yield* listening(local);
    const who: Holder = {
      place: showEndpoint(yield* getsockname(listener)),
      run: (yield* random).toString(16),
    };
    return yield* serveConnections({
      listener,
      limits: serving.connections ?? CONNECTIONS,
      refused: utf8('-ERR [SYS/TEMP] too many connections\r\n'),
      session: (connection) => pop3Session(serving, who, connection),
    });
  });
