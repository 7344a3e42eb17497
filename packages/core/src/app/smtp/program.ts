// The SMTP server over calls: sessions, and what they ask of the store.

import { E } from '../../basis/fp.ts';
import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import { attempt } from '../../program/control.ts';
import { succeed } from '../../program/nodes.ts';
import type { Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { showIpv4 } from '../../wire/addresses.ts';
import { converse } from '../converse.ts';
import { deliver, discard, openDraft, prepare, swept, writeDraft, writeEnvelope } from '../mail/delivery.ts';
import type { Draft } from '../mail/Draft.ts';
import { maildirOf, queueOf } from '../mail/paths.ts';
import type { MailUser } from '../mail/users.ts';
import type { ConnectionLimits } from '../serve/index.ts';
import { listening, serveConnections } from '../serve/index.ts';
import type { SmtpLimits } from './limits.ts';
import { SMTP_LIMITS } from './limits.ts';
import { showReply } from './parse/reply.ts';
import { smtpServer } from './server/index.ts';
import type { Envelope, SmtpService } from './Service.ts';

/** What a server of mail needs to know. */
export interface SmtpServing {
  readonly domain: string;
  readonly users: ReadonlyArray<MailUser>;
  /** The folder of all mail; by default the root of the process. */
  readonly root?: string;
  readonly limits?: Partial<SmtpLimits>;
  readonly connections?: ConnectionLimits;
}

/** How many connections a server of mail takes, unless it is told otherwise. */
export const MAIL_CONNECTIONS: ConnectionLimits = { connections: 2_000, perAddress: 1_500 };

type Requests = ReadonlyArray<SmtpService['request']>;
type Answer = readonly [state: undefined, requests: Requests];

const answer = (...requests: Requests): Answer => [undefined, requests];

const refusal = (errno: Errno): Answer =>
  answer({ _tag: 'Refused', why: errno === 'ENOSPC' || errno === 'EMFILE' ? 'full' : 'failed' });

/** Where a message goes, the first of which holds it until it is whole. */
const foldersOf = (root: string, { mailboxes, foreign }: Envelope): ReadonlyArray<string> => [
  ...mailboxes.map((user) => maildirOf(root, user)),
  ...(foreign.length > 0 ? [queueOf(root)] : []),
];

const opened = (root: string, domain: string, envelope: Envelope): Program<never, Answer> =>
  program(function* () {
    const [first = queueOf(root)] = foldersOf(root, envelope);
    const draft = yield* attempt(openDraft(first, domain));
    if (E.isLeft(draft)) return refusal(draft.left);
    return answer({ _tag: 'Opened', draft: draft.right.draft, at: draft.right.at });
  });

const written = (draft: Draft, octets: Uint8Array): Program<never, Answer> =>
  program(function* () {
    const next = yield* attempt(writeDraft(draft, octets));
    return E.isRight(next) ? answer({ _tag: 'Written', draft: next.right }) : refusal(next.left);
  });

const delivered = (root: string, draft: Draft, envelope: Envelope): Program<never, Answer> =>
  program(function* () {
    if (envelope.foreign.length > 0) {
      const note = yield* attempt(writeEnvelope(queueOf(root), draft.unique, envelope.from, envelope.foreign));
      if (E.isLeft(note)) {
        yield* discard(draft);
        return refusal(note.left);
      }
    }
    const folders = foldersOf(root, envelope).map((maildir) => ({ maildir }));
    const done = yield* attempt(deliver(draft, folders));
    return E.isRight(done) ? answer({ _tag: 'Delivered' }) : refusal(done.left);
  });

/** What the store does about what a session asks. */
const keep =
  (root: string, domain: string) =>
  (_: undefined, asked: SmtpService['indication']): Program<never, Answer> => {
    switch (asked._tag) {
      case 'Open':
        return opened(root, domain, asked.envelope);
      case 'Write':
        return written(asked.draft, asked.octets);
      case 'Deliver':
        return delivered(root, asked.draft, asked.envelope);
      case 'Discard':
        return program(function* () {
          yield* discard(asked.draft);
          return answer();
        });
    }
  };

/**
 * One session of the SMTP server, on a connected socket, until its end.
 *
 * @category calls
 * @since 0.1.0
 */
export const smtpSession = (
  { domain, users, root = '/', limits }: SmtpServing,
  connection: Fd,
  remote: Endpoint,
): Program<never, undefined> =>
  converse(
    smtpServer({ domain, users, limits: { ...SMTP_LIMITS, ...limits }, peer: showIpv4(remote.address) }),
    connection,
    { state: undefined, hear: keep(root, domain) },
  );

/** Maildirs for everybody, and away with what dead writers left. What cannot be done now is done when mail comes, or refused then. */
const readied = (root: string, users: ReadonlyArray<MailUser>): Program<never, void> =>
  program(function* () {
    for (const { name } of users) {
      const maildir = maildirOf(root, name);
      yield* attempt(prepare(maildir));
      yield* attempt(swept(maildir));
    }
    return yield* succeed(undefined);
  });

/**
 * An SMTP server: mail for the users of a domain, into their Maildirs.
 *
 * Takes   where to listen, and the domain, its users, and the limits
 * Fails   when it cannot listen, or accept any more
 *
 * @category calls
 * @since 0.1.0
 */
export const serveSmtp = (
  local: Endpoint,
  serving: SmtpServing,
): Program<Fails<'socket' | 'setsockopt' | 'bind' | 'listen' | 'getsockname' | 'accept'>, never> =>
  program(function* () {
    yield* readied(serving.root ?? '/', serving.users);
    const listener = yield* listening(local);
    return yield* serveConnections({
      listener,
      limits: serving.connections ?? MAIL_CONNECTIONS,
      refused: showReply({ code: 421, lines: [`4.3.2 ${serving.domain} has too many connections`] }),
      session: (connection, remote) => smtpSession(serving, connection, remote),
    });
  });
