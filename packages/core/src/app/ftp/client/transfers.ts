// What goes over a data connection, as a client moves it.
import type { Bytes } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import { program } from '../../../program/block.ts';
import { close, recv, sendAll, shutdown } from '../../../program/calls.ts';
import { andThen, attempt, iterate } from '../../../program/control.ts';
import { fail, succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Fd } from '../../../socket/calls/Calls.ts';
import { clientFailure } from '../../failures.ts';
import { fromNetwork, lastOf, NOTHING_HELD, toNetwork } from '../../lineEnds.ts';
import type { Control, With } from './control.ts';
import { ask, expecting, hear, refused } from './control.ts';
import type { Trouble } from './data.ts';
import { abandon, arrange, open } from './data.ts';

const CHUNK = 262_144;

/** How a transfer is made. */
export interface How {
  readonly isActive: boolean;
  readonly isAscii: boolean;
}

/** Takes octets as they come, and remembers what it must. */
export interface Taking<S, Err> {
  readonly state: S;
  readonly take: (state: S, octets: Bytes) => Program<Err, S>;
}

/** Gives octets, none at the end. */
export type Give<Err> = Program<Err, Bytes>;

/** What is asked for over a data connection. */
export interface Command {
  readonly verb: string;
  readonly argument: string | undefined;
  /** The octet of the transfer to begin at. */
  readonly restart: number;
}

/** TYPE, for what comes next. */
export const setType = (control: Control, isAscii: boolean): Program<Trouble, Control> =>
  andThen(expecting('2', ask(control, 'TYPE', isAscii ? 'A' : 'I')), ([next]) => succeed(next));

/** Says the command that begins a transfer, over a data connection that was arranged before. */
const begin = (control: Control, isActive: boolean, { verb, argument, restart }: Command): Program<Trouble, With<Fd>> =>
  program(function* () {
    const [arranged, way] = yield* arrange(control, isActive);
    const begun = yield* attempt(
      program(function* () {
        const marked = restart === 0 ? arranged : (yield* expecting('3', ask(arranged, 'REST', String(restart))))[0];
        const [next] = yield* expecting('1', ask(marked, verb, argument));
        return [next, yield* open(way, next)] as const;
      }),
    );
    if (E.isRight(begun)) return begun.right;
    yield* abandon(way);
    return yield* fail(begun.left);
  });

/** The reply that ends a transfer. */
const ended = (control: Control): Program<Trouble, Control> =>
  andThen(expecting('2', hear(control)), ([next]) => succeed(next));

/** Everything that a data connection brings, up to its end; and how many octets that were. */
const drain = <S, Err>(
  fd: Fd,
  { state: start, take }: Taking<S, Err>,
  isAscii: boolean,
): Program<Trouble | Err, readonly [state: S, count: number]> =>
  iterate({ state: start, held: NOTHING_HELD, count: 0 }, ({ state, held, count }) =>
    program(function* () {
      const octets = yield* recv(fd, CHUNK);
      if (octets.length === 0) {
        return E.right([isAscii ? yield* take(state, lastOf(held)) : state, count] as const);
      }
      const [next, kept] = isAscii ? fromNetwork(held, octets) : ([held, octets] as const);
      return E.left({ state: yield* take(state, kept), held: next, count: count + octets.length });
    }),
  );

/**
 * Takes what a command brings over a data connection. It is whole, or this fails: the connection must end, and not by a reset; the
 * server must say that the transfer is complete; and where the size is known, so many octets must have come.
 */
export const receive = <S, Err>(
  control: Control,
  how: How,
  command: Command,
  taking: Taking<S, Err>,
  size: number | undefined,
): Program<Trouble | Err, With<S>> =>
  program(function* () {
    const [begun, fd] = yield* begin(control, how.isActive, command);
    const drained = yield* attempt(drain(fd, taking, how.isAscii));
    yield* attempt(close(fd));
    if (E.isLeft(drained)) return yield* fail(drained.left);
    const [state, count] = drained.right;
    const last = yield* ended(begun);
    if (size !== undefined && count !== size - command.restart) {
      return yield* fail(clientFailure('EndedEarly', `${count} of ${size - command.restart} octets came`));
    }
    return [last, state] as const;
  });

const sendOn = <Err>(fd: Fd, give: Give<Err>, isAscii: boolean): Program<Trouble | Err, void> =>
  iterate(undefined, () =>
    program(function* () {
      const octets = yield* give;
      if (octets.length === 0) return E.right(undefined);
      yield* sendAll(fd, isAscii ? toNetwork(octets) : octets);
      return E.left(undefined);
    }),
  );

/** Sends what is given over a data connection. It is kept whole by the server, or this fails. */
export const send = <Err>(
  control: Control,
  how: How,
  command: Command,
  give: Give<Err>,
): Program<Trouble | Err, Control> =>
  program(function* () {
    const [begun, fd] = yield* begin(control, how.isActive, command);
    const sent = yield* attempt(andThen(sendOn(fd, give, how.isAscii), () => shutdown(fd, 'write')));
    if (E.isLeft(sent)) {
      // The server may have closed because it has something to say: that its disk is full. Where it has not, our failure is the reason,
      // and the control connection ends with the data connection, so that a part is not taken for the whole.
      const said = isPeers(sent.left) ? yield* attempt(hear(begun)) : E.left(sent.left);
      yield* attempt(close(begun.fd));
      yield* attempt(close(fd));
      return yield* fail(E.isRight(said) && said.right[1].code >= 400 ? refused(said.right[1]) : sent.left);
    }
    const last = yield* attempt(ended(begun));
    yield* attempt(close(fd));
    return E.isRight(last) ? last.right : yield* fail(last.left);
  });

/** Errors that the other side of a connection causes. */
const isPeers = (error: unknown): boolean => error === 'EPIPE' || error === 'ECONNRESET';
