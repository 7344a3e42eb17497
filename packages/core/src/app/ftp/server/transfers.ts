// Transfers: begun, moved on as far as the peer lets them, ended.
import { NO_BYTES } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import type { Instant } from '../../../basis/time.ts';
import { NO_TIME } from '../../../basis/time.ts';
import { program } from '../../../program/block.ts';
import { close, ioctl, now, recv, send, setsockopt, shutdown } from '../../../program/calls.ts';
import { andThen, attempt, iterate } from '../../../program/control.ts';
import { succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Fd } from '../../../socket/calls/Calls.ts';
import { MSG_DONTWAIT } from '../../../socket/calls/flags.ts';
import type { Errno } from '../../../socket/calls/errno.ts';
import type { Endpoint } from '../../../wire/addresses.ts';
import type { Answer, DataConnection, Transfer } from '../Service.ts';
import { beginConnect, connectError, takeConnection } from './connections.ts';
import { beginList } from './listings.ts';
import type { Moving, Sink, Work } from './SessionState.ts';
import { discard, finish, keep, openSink } from './sinks.ts';
import { CHUNK, closeSource, nextOctets, openSource } from './sources.ts';

/** So many pieces are moved before somebody looks whether the control connection has brought something. */
const PIECES = 16;

/** A transfer goes on, or has its answer. */
export type Moved =
  | { readonly _tag: 'Goes'; readonly moving: Moving; readonly waits: boolean }
  | { readonly _tag: 'Ended'; readonly answer: Answer };

const ended = (answer: Answer): Moved => ({ _tag: 'Ended', answer });

const failed = (errno: Errno): Answer => ({ _tag: 'Failed', errno });

/** What a transfer is made of, before its connection is. */
type Begun =
  | { readonly _tag: 'Work'; readonly work: Work; readonly says: string }
  | { readonly _tag: 'Not'; readonly answer: Answer };

const BAD_MARKER: Begun = { _tag: 'Not', answer: { _tag: 'BadMarker' } };

const prepare = (transfer: Transfer, isWritable: boolean): Program<Errno, Begun> => {
  if (transfer._tag === 'Retrieve') {
    return andThen(openSource(transfer), (opened): Program<never, Begun> => {
      if (opened === 'marker') return succeed(BAD_MARKER);
      const work: Work = { _tag: 'Sending', source: opened.source, pending: NO_BYTES, isLast: false };
      return succeed<Begun>({ _tag: 'Work', work, says: opened.says });
    });
  }
  if (transfer._tag === 'List') {
    return andThen(beginList(transfer.style, isWritable), (source) =>
      succeed<Begun>({
        _tag: 'Work',
        work: { _tag: 'Sending', source, pending: NO_BYTES, isLast: false },
        says: 'Opening ASCII mode data connection for the list.',
      }),
    );
  }
  return andThen(openSink(transfer), (opened): Program<never, Begun> => {
    if (opened === 'marker') return succeed(BAD_MARKER);
    return succeed<Begun>({ _tag: 'Work', work: { _tag: 'Receiving', sink: opened.sink }, says: opened.says });
  });
};

/** Gives back what the work of a transfer has open; of what was received nothing is left. */
const drop = (work: Work): Program<never, unknown> => {
  if (work._tag === 'Sending') return closeSource(work.source);
  return work._tag === 'Closing' ? succeed(undefined) : discard(work.sink);
};

/** Ends a transfer that did not come to its end: the peer is told by a reset, so that it cannot take a part for the whole. */
export const abandon = (moving: Moving): Program<never, void> =>
  program(function* () {
    if (moving.connection === 'joined') yield* attempt(setsockopt(moving.fd, 'SO_LINGER', NO_TIME));
    yield* attempt(close(moving.fd));
    yield* drop(moving.work);
  });

/** The beginning of a transfer: what goes on, and what is said of it, or why there is none. */
export type Beginning =
  | { readonly _tag: 'Begun'; readonly moving: Moving; readonly says: string }
  | { readonly _tag: 'Refused'; readonly answer: Answer };

const refused = (answer: Answer): Beginning => ({ _tag: 'Refused', answer });

/**
 * Begins a transfer: first what it is about, then its connection.
 *
 * Takes   the transfer, the data connection that was arranged, the listener (of a passive one), and both ends' addresses
 */
export const begin = (
  transfer: Transfer,
  over: DataConnection,
  listener: Fd | undefined,
  local: Endpoint,
  isWritable: boolean,
): Program<never, Beginning> =>
  program(function* () {
    const prepared = yield* attempt(prepare(transfer, isWritable));
    if (E.isLeft(prepared)) return refused(failed(prepared.left));
    if (prepared.right._tag === 'Not') return refused(prepared.right.answer);
    const { work, says } = prepared.right;
    const movedAt = yield* now;
    if (over._tag === 'Passive') {
      if (listener !== undefined) {
        return { _tag: 'Begun', moving: { connection: 'listening', fd: listener, work, movedAt }, says } as const;
      }
    } else {
      const begun = yield* attempt(beginConnect(local.address, over.remote));
      if (E.isRight(begun)) {
        return { _tag: 'Begun', moving: { connection: 'connecting', fd: begun.right, work, movedAt }, says } as const;
      }
    }
    yield* drop(work);
    return refused({ _tag: 'NoConnection' });
  });

const NO_CONNECTION: Answer = { _tag: 'NoConnection' };
const BROKEN: Answer = { _tag: 'Broken', isIdle: false };

/** Ends it without success. */
const giveUp = (moving: Moving, answer: Answer): Program<never, Moved> =>
  andThen(abandon(moving), () => succeed(ended(answer)));

/** The connection is there now, or is awaited still, or will not come. */
const join = (moving: Moving, client: Endpoint): Program<never, Moved> =>
  program(function* () {
    if (moving.connection === 'listening') {
      const taken = yield* attempt(takeConnection(moving.fd, client.address));
      // A connection that is gone before it was taken is no reason to give up.
      if (E.isLeft(taken)) {
        return taken.left === 'EMFILE' || taken.left === 'EBADF'
          ? yield* giveUp(moving, NO_CONNECTION)
          : { _tag: 'Goes' as const, moving, waits: true };
      }
      if (taken.right === undefined) return { _tag: 'Goes', moving, waits: true } as const;
      return { _tag: 'Goes', moving: { ...moving, connection: 'joined', fd: taken.right }, waits: false } as const;
    }
    const error = yield* attempt(connectError(moving.fd));
    return E.isLeft(error) || error.right !== undefined
      ? yield* giveUp(moving, NO_CONNECTION)
      : ({ _tag: 'Goes', moving: { ...moving, connection: 'joined' }, waits: false } as const);
  });

type Sending = Extract<Work, { readonly _tag: 'Sending' }>;

const goes = (moving: Moving, waits: boolean): Moved => ({ _tag: 'Goes', moving, waits });

const sendOn = (moving: Moving, work: Sending): Program<never, Moved> =>
  program(function* () {
    if (work.pending.length === 0 && !work.isLast) {
      const next = yield* attempt(nextOctets(work.source));
      if (E.isLeft(next)) return yield* giveUp(moving, failed(next.left));
      const [source, pending, isLast] = next.right;
      return goes({ ...moving, work: { ...work, source, pending, isLast } }, false);
    }
    if (work.pending.length === 0) {
      yield* closeSource(work.source);
      const shut = yield* attempt(shutdown(moving.fd, 'write'));
      const closing: Moving = { ...moving, work: { _tag: 'Closing' } };
      return E.isLeft(shut) ? yield* giveUp(closing, BROKEN) : goes(closing, false);
    }
    const sent = yield* attempt(send(moving.fd, work.pending, MSG_DONTWAIT));
    if (E.isLeft(sent)) return sent.left === 'EAGAIN' ? goes(moving, true) : yield* giveUp(moving, BROKEN);
    const pending = work.pending.subarray(sent.right);
    return goes({ ...moving, work: { ...work, pending }, movedAt: yield* now }, pending.length > 0);
  });

/**
 * All was sent: the transfer is complete when the connection is closed, and that when the system has taken the last octet. Otherwise 226
 * could come before the file, and a client that ends at 226 would miss its tail.
 */
const closeOn = (moving: Moving): Program<never, Moved> =>
  program(function* () {
    const left = yield* attempt(ioctl(moving.fd, 'SIOCOUTQ'));
    const heard = yield* attempt(recv(moving.fd, 1, MSG_DONTWAIT));
    if (E.isLeft(heard) && heard.left !== 'EAGAIN') return yield* giveUp(moving, BROKEN);
    const hasAll = E.isRight(left) && left.right === 0;
    if (!hasAll) return goes(moving, true);
    yield* attempt(close(moving.fd));
    return ended({ _tag: 'Completed' });
  });

const receiveOn = (moving: Moving, work: Extract<Work, { readonly _tag: 'Receiving' }>): Program<never, Moved> =>
  program(function* () {
    const got = yield* attempt(recv(moving.fd, CHUNK, MSG_DONTWAIT));
    if (E.isLeft(got)) return got.left === 'EAGAIN' ? goes(moving, true) : yield* giveUp(moving, BROKEN);
    if (got.right.length > 0) {
      const kept = yield* attempt(keep(work.sink, got.right));
      if (E.isLeft(kept)) return yield* giveUp(moving, failed(kept.left));
      return goes({ ...moving, work: { ...work, sink: kept.right }, movedAt: yield* now }, false);
    }
    // Whoever was killed has ended both connections: the control connection is looked at before the file is kept.
    return goes({ ...moving, work: { _tag: 'Received', sink: work.sink } }, true);
  });

/** The peer has sent all: the file gets its name, and the connection is closed, before anybody is told. */
const complete = (moving: Moving, sink: Sink): Program<never, Moved> =>
  program(function* () {
    const kept = yield* attempt(finish(sink));
    if (E.isLeft(kept)) return yield* giveUp(moving, failed(kept.left));
    yield* attempt(close(moving.fd));
    return ended({ _tag: 'Completed' });
  });

/** One move. */
const step = (moving: Moving, client: Endpoint): Program<never, Moved> => {
  if (moving.connection !== 'joined') return join(moving, client);
  const { work } = moving;
  switch (work._tag) {
    case 'Sending':
      return sendOn(moving, work);
    case 'Closing':
      return closeOn(moving);
    case 'Receiving':
      return receiveOn(moving, work);
    case 'Received':
      return complete(moving, work.sink);
  }
};

/**
 * Moves a transfer on, until it has to wait, has ended, or somebody else should have a turn.
 *
 * Takes   the transfer, and the client's end of the control connection
 */
export const moveOn = (moving: Moving, client: Endpoint): Program<never, Moved> =>
  iterate({ moving, count: 0 }, ({ moving: at, count }) =>
    andThen(step(at, client), (moved) =>
      succeed(
        moved._tag === 'Ended' || moved.waits || count >= PIECES
          ? E.right(moved)
          : E.left({ moving: moved.moving, count: count + 1 }),
      ),
    ),
  );

/** Which answer it is that nothing has moved for too long. */
export const lateAnswer = ({ connection }: Moving): Answer =>
  connection === 'joined' ? { _tag: 'Broken', isIdle: true } : NO_CONNECTION;

/** When a transfer is late. */
export const lateAt = ({ connection, movedAt }: Moving, idle: number, join: number): Instant =>
  (movedAt + (connection === 'joined' ? idle : join)) as Instant;
