// The data connection as a client has it: to the server that it talks with, or from it, and nobody else.
import { E } from '../../../basis/fp.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import { accept, bind, close, connect, getsockname, listen, socket } from '../../../program/calls.ts';
import { andThen, attempt, iterate } from '../../../program/control.ts';
import { fail, succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Fd } from '../../../socket/calls/Calls.ts';
import { endpoint, showIpv4 } from '../../../wire/addresses.ts';
import { clientFailure } from '../../failures.ts';
import { parseExtendedPassive, parsePassive, showHostPort } from '../parse/address.ts';
import type { Control, Trouble as ControlTrouble, With } from './control.ts';
import { ask, expecting } from './control.ts';

export type Trouble =
  ControlTrouble | Fails<'socket' | 'connect' | 'setsockopt' | 'bind' | 'listen' | 'getsockname' | 'accept' | 'close'>;

/** A data connection that is there, or is awaited. */
export interface Arranged {
  readonly fd: Fd;
  readonly isListener: boolean;
}

/** Codes that say that a server does not know a command, or not for this network. */
const isUnknown = (code: number): boolean => (code >= 500 && code <= 504) || code === 522;

/**
 * The port at which the server waits: EPSV, and where that is unknown, PASV.
 *
 * Of the reply to PASV only the port is believed. The address could be anybody's, whom we would then be made to talk to; behind a
 * translator it is wrong besides.
 */
const passivePort = (control: Control): Program<Trouble, With<number>> =>
  program(function* () {
    const [extended, reply] = yield* ask(control, 'EPSV');
    if (reply.code === 229) {
      const port = parseExtendedPassive(reply.says);
      if (port !== undefined) return [extended, port] as const;
      return yield* fail(clientFailure('ProtocolBroken', `no port is in the reply to EPSV: ${reply.says}`));
    }
    if (!isUnknown(reply.code)) return yield* fail(clientFailure('Refused', reply.lines.at(-1) ?? ''));
    const [passive, said] = yield* expecting('2', ask(extended, 'PASV'));
    const end = parsePassive(said.says);
    if (said.code !== 227 || end === undefined || end.port === 0) {
      return yield* fail(clientFailure('ProtocolBroken', `no port is in the reply to PASV: ${said.says}`));
    }
    return [passive, end.port] as const;
  });

const passive = (control: Control): Program<Trouble, With<Arranged>> =>
  program(function* () {
    const [next, port] = yield* passivePort(control);
    const fd = yield* socket('stream');
    yield* connect(fd, endpoint(next.remote.address, port));
    return [next, { fd, isListener: false }] as const;
  });

/** Listens where the server can reach us, and says so: PORT, and where that is unknown, EPRT. */
const active = (control: Control): Program<Trouble, With<Arranged>> =>
  program(function* () {
    const fd = yield* socket('stream');
    yield* bind(fd, endpoint(control.local.address, 0));
    yield* listen(fd, 4);
    const at = yield* getsockname(fd);
    const [next, reply] = yield* ask(control, 'PORT', showHostPort(at));
    if (reply.code < 400) return [next, { fd, isListener: true }] as const;
    if (!isUnknown(reply.code)) return yield* fail(clientFailure('Refused', reply.lines.at(-1) ?? ''));
    const [last] = yield* expecting('2', ask(next, 'EPRT', `|1|${showIpv4(at.address)}|${at.port}|`));
    return [last, { fd, isListener: true }] as const;
  });

/** Arranges a data connection, one way or the other. */
export const arrange = (control: Control, isActive: boolean): Program<Trouble, With<Arranged>> =>
  isActive ? active(control) : passive(control);

/** The data connection itself, once the server has said that it begins. Who else comes to a listener is sent away. */
export const open = ({ fd, isListener }: Arranged, control: Control): Program<Trouble, Fd> => {
  if (!isListener) return succeed(fd);
  return iterate(undefined, () =>
    program(function* () {
      const [connection, remote] = yield* accept(fd);
      if (remote.address === control.remote.address) {
        yield* close(fd);
        return E.right(connection);
      }
      yield* close(connection);
      return E.left(undefined);
    }),
  );
};

/** Gives a data connection back of which nothing came. */
export const abandon = ({ fd }: Arranged): Program<never, void> =>
  andThen(attempt(close(fd)), () => succeed(undefined));
