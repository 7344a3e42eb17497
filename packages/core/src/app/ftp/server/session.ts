// A session of an FTP server: its control connection and its data connection, in one thread.
import { E, O } from '../../../basis/fp.ts';
import type { Input, Layer, Output } from '../../../basis/layer.ts';
import { DEADLINE_REACHED } from '../../../basis/layer.ts';
import type { Note } from '../../../basis/note.ts';
import { over } from '../../../basis/over.ts';
import type { Duration, Instant } from '../../../basis/time.ts';
import { between, earlier, milliseconds, NO_TIME, seconds } from '../../../basis/time.ts';
import { program } from '../../../program/block.ts';
import { close, getsockname, now, poll, recv, sendAll, setsockopt, shutdown } from '../../../program/calls.ts';
import { andThen, attempt, iterate } from '../../../program/control.ts';
import { succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Fd, PollEvent } from '../../../socket/calls/Calls.ts';
import { MSG_DONTWAIT } from '../../../socket/calls/flags.ts';
import type { Endpoint } from '../../../wire/addresses.ts';
import type { UrgentStreamService } from '../../telnet/Service.ts';
import { telnet } from '../../telnet/index.ts';
import { ftpControl } from '../index.ts';
import type { FtpLimits } from '../limits.ts';
import type { Answer, FtpAction, FtpService } from '../Service.ts';
import type { Account } from '../../credentials.ts';
import { performOnFiles } from './actions.ts';
import { openListener } from './connections.ts';
import type { Moving, Session } from './SessionState.ts';
import { abandon, begin, lateAnswer, lateAt, moveOn } from './transfers.ts';

/** What a server is told of its sessions. */
export interface SessionConfig {
  readonly accounts: ReadonlyArray<Account>;
  readonly anonymous: boolean;
  readonly limits: FtpLimits;
  /** Is told each rule that fires. */
  readonly noted?: (note: Note) => Program<never, unknown>;
}

type State = Session['state'];
type Engine = Layer<State, FtpService, UrgentStreamService>;
type Word = Output<FtpService, UrgentStreamService>;

/** How long a client may take to end its side when we have ended ours. */
const LINGER = seconds(2);

/** How often it is looked whether the last octets have gone: nobody says when they have. */
const LOOK = milliseconds(5);

const isWritable = ({ state }: Session): boolean => {
  const [{ login }] = state.storeys;
  return login._tag === 'In' && !login.isReadOnly;
};

const forgetListener = (session: Session): Program<never, Session> =>
  session.listener === undefined
    ? succeed(session)
    : andThen(attempt(close(session.listener)), () => succeed({ ...session, listener: undefined }));

const stop = (session: Session): Program<never, Session> =>
  session.moving === undefined
    ? succeed(session)
    : andThen(abandon(session.moving), () => succeed({ ...session, moving: undefined }));

type Acted = readonly [session: Session, answer: Answer];

const listenFor = (session: Session): Program<never, Acted> =>
  program(function* () {
    const free = yield* forgetListener(session);
    const opened = yield* attempt(openListener(free.local.address));
    if (E.isLeft(opened)) return [free, { _tag: 'NoConnection' }] as const;
    const [listener, at] = opened.right;
    return [
      { ...free, listener },
      { _tag: 'Listening', at },
    ] as const;
  });

/** Does what the engine wants. */
const act = (session: Session, action: FtpAction): Program<never, Acted> => {
  if (action._tag === 'Listen') return listenFor(session);
  if (action._tag !== 'Transfer') {
    const limit = session.state.storeys[0].config.limits.asciiSize;
    return andThen(performOnFiles(action, isWritable(session), limit), (answer) => succeed([session, answer] as const));
  }
  return program(function* () {
    const { listener, local } = session;
    const begun = yield* begin(action.transfer, action.over, listener, local, isWritable(session));
    if (begun._tag === 'Begun') {
      // The listener belongs to the transfer now.
      const left = action.over._tag === 'Passive' ? undefined : listener;
      return [
        { ...session, listener: left, moving: begun.moving },
        { _tag: 'Opened', says: begun.says },
      ] as const;
    }
    const free = yield* forgetListener(session);
    return [free, begun.answer] as const;
  });
};

/** The engine, and what is done about its words: depth first and in order. */
const speaking = (engine: Engine, noted: SessionConfig['noted']) => {
  const hear = (session: Session, input: Input<FtpService, UrgentStreamService>): Program<never, Session> =>
    program(function* () {
      const [state, words] = engine.step(session.state, input, yield* now);
      return yield* say({ ...session, state }, words);
    });

  const answer = (session: Session, told: Answer): Program<never, Session> =>
    hear(session, { _tag: 'Requested', request: { _tag: 'Answer', answer: told } });

  const request = (session: Session, asked: UrgentStreamService['request']): Program<never, Session> => {
    switch (asked._tag) {
      case 'Send':
      case 'SendUrgent':
        return andThen(attempt(sendAll(session.control, asked.octets)), (sent) =>
          E.isRight(sent)
            ? succeed(session)
            : hear(session, { _tag: 'Indicated', indication: { _tag: 'Broken', errno: sent.left } }),
        );
      case 'Finish':
        return andThen(attempt(shutdown(session.control, 'write')), () => succeed(session));
      case 'Abort':
        return andThen(attempt(setsockopt(session.control, 'SO_LINGER', NO_TIME)), () => succeed(session));
      // The control connection is read a little at a time: it is never held up for long.
      case 'Pause':
      case 'Resume':
        return succeed(session);
    }
  };

  const indicated = (session: Session, told: FtpService['indication']): Program<never, Session> => {
    switch (told._tag) {
      case 'Act':
        return andThen(act(session, told.action), ([next, said]) => answer(next, said));
      case 'Stop':
        return andThen(stop(session), (next) => answer(next, { _tag: 'Stopped' }));
      case 'Forget':
        return forgetListener(session);
      case 'Over':
        return andThen(stop(session), (next) =>
          andThen(forgetListener(next), (free) => succeed({ ...free, isOver: true })),
        );
    }
  };

  const say = (session: Session, words: ReadonlyArray<Word>): Program<never, Session> =>
    iterate({ session, count: 0 }, ({ session: at, count }) => {
      const word = words[count];
      if (word === undefined) return succeed(E.right(at));
      const next = (then: Session): E.Either<{ readonly session: Session; readonly count: number }, Session> =>
        E.left({ session: then, count: count + 1 });
      if (word._tag === 'Request') return andThen(request(at, word.request), (then) => succeed(next(then)));
      if (word._tag === 'Indicate') return andThen(indicated(at, word.indication), (then) => succeed(next(then)));
      return noted === undefined ? succeed(next(at)) : andThen(noted(word.note), () => succeed(next(at)));
    });

  return { hear, answer };
};

/** What a transfer waits for on its descriptor; none: it can go on, or only time helps. */
const eventsOf = ({ connection, work }: Moving): ReadonlyArray<PollEvent> => {
  if (connection === 'listening') return ['in'];
  if (connection === 'connecting' || work._tag === 'Sending') return ['out'];
  return work._tag === 'Receiving' ? ['in'] : [];
};

interface Ready {
  readonly control: boolean;
  readonly data: boolean;
}

/** Waits until there is something to do. */
const wait = (session: Session, patience: Duration): Program<never, Ready> => {
  const { control, moving, hasPeerEnded } = session;
  const events = moving === undefined ? [] : eventsOf(moving);
  // What has come to its end is kept as soon as the control connection was looked at; what closes is looked at again soon.
  const own = moving === undefined || events.length > 0 ? undefined : moving.work._tag === 'Received' ? NO_TIME : LOOK;
  const asked: Array<{ readonly fd: Fd; readonly events: ReadonlyArray<PollEvent> }> = [];
  if (!hasPeerEnded) asked.push({ fd: control, events: ['in'] });
  if (moving !== undefined && events.length > 0) asked.push({ fd: moving.fd, events });
  return andThen(
    attempt(poll(asked, own === undefined ? patience : (Math.min(own, patience) as Duration))),
    (found) => {
      const fds = E.isRight(found) ? found.right.map(({ fd }) => fd) : [];
      return succeed({
        control: fds.includes(control),
        data: moving !== undefined && (events.length === 0 || fds.includes(moving.fd)),
      });
    },
  );
};

/** Octets of commands taken at once: a transfer has its turn in between. */
const COMMANDS = 4_096;

/**
 * A session, from its greeting to its end.
 *
 * The control connection and the data connection are waited for together, so that an interrupt is heard at any time, and a client that
 * reads slowly delays nobody but itself. When it ends, however it ends, nothing is left open and nothing half done.
 *
 * Takes   who may log in, the control connection, which is this program's from now on, and who is there
 * Fails   never
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpSession = (config: SessionConfig, control: Fd, remote: Endpoint): Program<never, void> => {
  const { accounts, anonymous, limits, noted } = config;
  const engine: Engine = over(ftpControl({ accounts, anonymous, peer: remote, limits }), telnet());
  const { hear, answer } = speaking(engine, noted);

  const listenToControl = (session: Session): Program<never, Session> =>
    andThen(attempt(recv(control, COMMANDS, MSG_DONTWAIT)), (got) => {
      if (E.isLeft(got)) {
        return got.left === 'EAGAIN'
          ? succeed(session)
          : hear(
              { ...session, hasPeerEnded: true },
              { _tag: 'Indicated', indication: { _tag: 'Broken', errno: got.left } },
            );
      }
      return got.right.length > 0
        ? hear(session, { _tag: 'Indicated', indication: { _tag: 'Received', octets: got.right } })
        : hear({ ...session, hasPeerEnded: true }, { _tag: 'Indicated', indication: { _tag: 'Finished' } });
    });

  const move = (session: Session, moving: Moving): Program<never, Session> =>
    andThen(moveOn(moving, remote), (moved) =>
      moved._tag === 'Goes'
        ? succeed({ ...session, moving: moved.moving })
        : answer({ ...session, moving: undefined }, moved.answer),
    );

  const late = (session: Session, moving: Moving): Program<never, Session> =>
    andThen(stop(session), (next) => answer(next, lateAnswer(moving)));

  const turn = (session: Session): Program<never, E.Either<Session, Session>> =>
    program(function* () {
      if (session.isOver) return E.right(session);
      const instant: Instant = yield* now;
      const due = O.toUndefined(engine.deadline(session.state));
      if (due !== undefined && due <= instant) return E.left(yield* hear(session, DEADLINE_REACHED));
      const { moving } = session;
      const lateness = moving === undefined ? undefined : lateAt(moving, limits.idle, limits.dataConnection);
      if (moving !== undefined && lateness !== undefined && lateness <= instant)
        return E.left(yield* late(session, moving));
      const ready = yield* wait(session, between(instant, earlier(due, lateness) ?? instant));
      const heard = ready.control ? yield* listenToControl(session) : session;
      if (!ready.data || heard.moving === undefined || heard.isOver) return E.left(heard);
      return E.left(yield* move(heard, heard.moving));
    });

  /** Waits for the client's end, so that the last reply is not lost in a reset; what it says is not heard any more. */
  const leave = (session: Session): Program<never, void> =>
    program(function* () {
      const until = ((yield* now) + LINGER) as Instant;
      yield* iterate(session.hasPeerEnded, (hasEnded: boolean) =>
        program(function* () {
          const instant = yield* now;
          if (hasEnded || instant >= until) return E.right(undefined);
          yield* attempt(poll([{ fd: control, events: ['in'] }], between(instant, until)));
          const got = yield* attempt(recv(control, 65_536, MSG_DONTWAIT));
          return E.left(E.isLeft(got) ? got.left !== 'EAGAIN' : got.right.length === 0);
        }),
      );
      yield* attempt(close(control));
    });

  return program(function* () {
    yield* attempt(setsockopt(control, 'SO_SNDTIMEO', limits.idle));
    yield* attempt(setsockopt(control, 'TCP_NODELAY', true));
    const local = yield* attempt(getsockname(control));
    if (E.isLeft(local)) {
      yield* attempt(close(control));
      return;
    }
    const begun: Session = {
      control,
      local: local.right,
      remote,
      state: engine.initial,
      listener: undefined,
      moving: undefined,
      isOver: false,
      hasPeerEnded: false,
    };
    const greeted = yield* hear(begun, { _tag: 'Requested', request: { _tag: 'Greet' } });
    yield* leave(yield* iterate(greeted, turn));
  });
};
