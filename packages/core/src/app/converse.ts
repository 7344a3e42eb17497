// A layer of an application on a connected socket, as a program.
import { E, O } from '../basis/fp.ts';
import type { Input, Layer, Output, Service } from '../basis/layer.ts';
import { DEADLINE_REACHED } from '../basis/layer.ts';
import type { Note } from '../basis/note.ts';
import type { Rope } from '../basis/rope.ts';
import { append, drop, EMPTY_ROPE, rope, slice, toBytes } from '../basis/rope.ts';
import type { Duration, Instant } from '../basis/time.ts';
import { after, between, earlier, NO_TIME, seconds } from '../basis/time.ts';
import { close, now, poll, recv, send, setsockopt, shutdown } from '../program/calls.ts';
import { andThen, attempt, iterate } from '../program/control.ts';
import { fail, succeed } from '../program/nodes.ts';
import type { Program } from '../program/Program.ts';
import type { Fd, PollEvent } from '../socket/calls/Calls.ts';
import { MSG_DONTWAIT } from '../socket/calls/flags.ts';
import type { Errno } from '../socket/calls/errno.ts';
import type { StreamService } from './stream/Service.ts';

/**
 * Whoever uses a layer: what it asks at the beginning, and what it does about each indication.
 *
 * What it must remember is `state`; files are read and mail is stored by the program that `hear` gives, and until that is over nothing
 * else is received. The requests that it answers are asked in their order.
 *
 * @category model
 * @since 0.1.0
 */
export interface User<U, Upper extends Service, Err> {
  readonly state: U;
  readonly opening?: ReadonlyArray<Upper['request']>;
  readonly hear: (
    state: U,
    indication: Upper['indication'],
  ) => Program<Err, readonly [state: U, requests: ReadonlyArray<Upper['request']>]>;
}

/** What may be said of a conversation. */
export interface Conversing {
  /** Is what the peer says heard while octets wait to be sent? A client must, for a server may answer early. By default no. */
  readonly hearsWhileSending?: boolean;
  /** How long the peer may take to end its side when we have ended ours; then the connection is closed. By default 2 s. */
  readonly linger?: Duration;
  /** Is told each note of the layers. */
  readonly noted?: (note: Note) => Program<never, unknown>;
}

/** Octets received at once, and sent at once. */
const CHUNK = 65_536;

/** RFC 9112 §9.6 wants a server to read on for a while, so that the last answer is not lost by a reset. */
const LINGER = seconds(2);

/** A conversation at one instant. */
interface Talk<S, U> {
  readonly state: S;
  readonly user: U;
  readonly out: Rope;
  /** Octets have gone since the layer was last told that all have. */
  readonly owesDrained: boolean;
  readonly isPaused: boolean;
  /** Nothing more is sent by us: wanted, and done at this instant. */
  readonly finish: boolean;
  readonly finished: Instant | undefined;
  readonly peerFinished: boolean;
  /** It is over: by a reset of ours, or because the connection is no more. */
  readonly over: 'abort' | 'broken' | undefined;
}

const asked = <S, U>(talk: Talk<S, U>, request: StreamService['request']): Talk<S, U> => {
  switch (request._tag) {
    case 'Send':
      if (talk.finish || talk.over !== undefined) return talk;
      return { ...talk, out: append(talk.out, rope(request.octets)), owesDrained: true };
    case 'Finish':
      return { ...talk, finish: true };
    case 'Abort':
      return { ...talk, over: talk.over ?? 'abort' };
    case 'Pause':
      return { ...talk, isPaused: true };
    case 'Resume':
      return { ...talk, isPaused: false };
  }
};

/**
 * Runs a layer on a connected socket, until both sides have ended or the connection is no more; then closes it.
 *
 * Octets are received 64 KiB at a time, and only when all that came before was handled, and none while octets wait to be sent:
 * memory stays bounded in both directions, and a peer that does not read is not read from. The layer's deadline is kept while it
 * waits for the peer in either direction.
 *
 * Takes   the layer; the descriptor, which is this program's from now on; who uses the layer
 * Gives   the state of the user at the end
 * Fails   with an error of the user's programs alone: what befalls the connection is an indication
 *
 * @category constructors
 * @since 0.1.0
 */
export const converse = <S, Upper extends Service, U, Err>(
  layer: Layer<S, Upper, StreamService>,
  fd: Fd,
  user: User<U, Upper, Err>,
  { hearsWhileSending = false, linger = LINGER, noted }: Conversing = {},
): Program<Err, U> => {
  type Here = Talk<S, U>;
  type Word = Output<Upper, StreamService>;

  /** Depth first and in order: what a word causes happens before the next word is heard. */
  const settle = (talk: Here, words: ReadonlyArray<Word>): Program<Err, Here> =>
    iterate([talk, words] as readonly [Here, ReadonlyArray<Word>], ([begun, left]) => {
      let at = begun;
      for (let i = 0; i < left.length; i++) {
        const word = left[i];
        if (word?._tag === 'Request') at = asked(at, word.request);
        else if (word?._tag === 'Note' && noted !== undefined) {
          const rest = left.slice(i + 1);
          const told = at;
          return andThen(noted(word.note), () => succeed(E.left([told, rest] as const)));
        } else if (word?._tag === 'Indicate') return heard(at, word.indication, left.slice(i + 1));
      }
      return succeed(E.right(at));
    });

  const heard = (
    talk: Here,
    indication: Upper['indication'],
    rest: ReadonlyArray<Word>,
  ): Program<Err, E.Either<readonly [Here, ReadonlyArray<Word>], Here>> =>
    andThen(user.hear(talk.user, indication), ([next, requests]) =>
      andThen(requesting({ ...talk, user: next }, requests), (after) => succeed(E.left([after, rest] as const))),
    );

  const requesting = (talk: Here, requests: ReadonlyArray<Upper['request']>): Program<Err, Here> =>
    requests.length === 0
      ? succeed(talk)
      : iterate([talk, 0] as readonly [Here, number], ([at, index]) => {
          if (index >= requests.length) return succeed(E.right(at));
          const request: Upper['request'] = requests[index];
          return andThen(stepping(at, { _tag: 'Requested', request }), (next) =>
            succeed(E.left([next, index + 1] as const)),
          );
        });

  const stepping = (talk: Here, input: Input<Upper, StreamService>): Program<Err, Here> =>
    andThen(now, (instant) => {
      const [state, words] = layer.step(talk.state, input, instant);
      return settle({ ...talk, state }, words);
    });

  const told = (talk: Here, indication: StreamService['indication']): Program<Err, Here> =>
    stepping(talk, { _tag: 'Indicated', indication });

  const broken = (talk: Here, errno: Errno): Program<Err, Here> =>
    told({ ...talk, out: EMPTY_ROPE, owesDrained: false, over: 'broken' }, { _tag: 'Broken', errno });

  const receive = (talk: Here): Program<Err, Here> =>
    andThen(attempt(recv(fd, CHUNK, MSG_DONTWAIT)), (answer) => {
      if (E.isLeft(answer)) return answer.left === 'EAGAIN' ? succeed(talk) : broken(talk, answer.left);
      if (answer.right.length > 0) return told(talk, { _tag: 'Received', octets: answer.right });
      return told({ ...talk, peerFinished: true }, { _tag: 'Finished' });
    });

  /** Waits for the connection, or until there is something to do about time. */
  const waitFor = (
    events: ReadonlyArray<PollEvent>,
    patience: Duration | undefined,
  ): Program<never, ReadonlyArray<PollEvent>> =>
    andThen(attempt(poll([{ fd, events }], patience)), (answer) =>
      succeed(E.isRight(answer) ? (answer.right[0]?.events ?? []) : []),
    );

  const listens = (talk: Here): boolean => !talk.isPaused && !talk.peerFinished;

  const flush = (talk: Here, patience: Duration | undefined): Program<Err, Here> => {
    const { out } = talk;
    const piece = out.length <= CHUNK ? toBytes(out) : toBytes(slice(out, 0, CHUNK));
    return andThen(attempt(send(fd, piece, MSG_DONTWAIT)), (answer) => {
      if (E.isRight(answer)) return succeed({ ...talk, out: drop(out, answer.right) });
      if (answer.left !== 'EAGAIN') return broken(talk, answer.left);
      const hears = hearsWhileSending && listens(talk);
      return andThen(waitFor(hears ? ['in', 'out'] : ['out'], patience), (events) =>
        hears && events.includes('in') ? receive(talk) : succeed(talk),
      );
    });
  };

  /** A connection of which nothing is asked can still break: an error is told whether it was asked for or not. */
  const attend = (talk: Here, patience: Duration | undefined): Program<Err, Here> =>
    andThen(waitFor(listens(talk) ? ['in'] : [], patience), (events) => {
      if (events.includes('invalid')) return broken(talk, 'EBADF');
      if (listens(talk)) return events.length > 0 ? receive(talk) : succeed(talk);
      return events.includes('error') ? broken(talk, 'ECONNRESET') : succeed(talk);
    });

  const finish = (talk: Here, instant: Instant): Program<Err, Here> =>
    andThen(attempt(shutdown(fd, 'write')), (answer) =>
      E.isRight(answer) ? succeed({ ...talk, finished: instant }) : broken(talk, answer.left),
    );

  const lingersUntil = ({ finished, peerFinished }: Here): Instant | undefined =>
    finished === undefined || peerFinished ? undefined : after(finished, linger);

  const turn = (talk: Here, instant: Instant): Program<Err, E.Either<Here, Here>> => {
    const onward = (next: Program<Err, Here>): Program<Err, E.Either<Here, Here>> =>
      andThen(next, (there) => succeed(E.left(there)));
    if (talk.over !== undefined) return succeed(E.right(talk));
    const due = O.toUndefined(layer.deadline(talk.state));
    const last = lingersUntil(talk);
    const next = earlier(due, last);
    const patience = next === undefined ? undefined : next <= instant ? NO_TIME : between(instant, next);
    if (due !== undefined && due <= instant) return onward(stepping(talk, DEADLINE_REACHED));
    if (talk.out.length > 0) return onward(flush(talk, patience));
    if (talk.owesDrained) return onward(told({ ...talk, owesDrained: false }, { _tag: 'Drained' }));
    if (talk.finish && talk.finished === undefined) return onward(finish(talk, instant));
    if (talk.finished !== undefined && (talk.peerFinished || (last !== undefined && last <= instant))) {
      return succeed(E.right(talk));
    }
    return onward(attend(talk, patience));
  };

  const leave = (talk: Here): Program<never, void> =>
    andThen(talk.over === 'abort' ? attempt(setsockopt(fd, 'SO_LINGER', NO_TIME)) : succeed(undefined), () =>
      andThen(attempt(close(fd)), () => succeed(undefined)),
    );

  const begun: Here = {
    state: layer.initial,
    user: user.state,
    out: EMPTY_ROPE,
    owesDrained: false,
    isPaused: false,
    finish: false,
    finished: undefined,
    peerFinished: false,
    over: undefined,
  };

  const conversation = andThen(requesting(begun, user.opening ?? []), (first) =>
    iterate(first, (talk) => andThen(now, (instant) => turn(talk, instant))),
  );

  return andThen(attempt(conversation), (answer) =>
    E.isRight(answer)
      ? andThen(leave(answer.right), () => succeed(answer.right.user))
      : andThen(leave({ ...begun, over: 'abort' }), () => fail(answer.left)),
  );
};
