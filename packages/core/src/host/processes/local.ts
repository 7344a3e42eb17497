// The calls that a process answers by itself: standard streams, names, numbers, the time, files.
import { utf8 } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import { hash32 } from '../../basis/hash.ts';
import type { AnyRequest } from '../../socket/calls/Calls.ts';
import { STDERR, STDIN, STDOUT } from '../../socket/calls/Calls.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import type { Caller } from '../../socket/Service.ts';
import { endpoint, LOOPBACK, parseIpv4 } from '../../wire/addresses.ts';
import { EPOCH } from '../files/index.ts';
import { onFiles } from './disk.ts';
import type { Process } from './State.ts';
import { withRead } from './State.ts';
import type { Turn } from './Turn.ts';
import { tell } from './Turn.ts';

type Reply = E.Either<Errno, unknown>;

const NOTHING_TO_SAY: Reply = E.right(undefined);

/** A name of the table, dotted decimal, or `localhost`. */
const resolve = (turn: Turn, name: string, port: number): Reply => {
  const address = turn.config.names.get(name) ?? parseIpv4(name) ?? (name === 'localhost' ? LOOPBACK : undefined);
  return address === undefined ? E.left('ENOTFOUND') : E.right([endpoint(address, port)]);
};

const readInput = (turn: Turn, number: number, process: Process, size: number): Reply => {
  if (!Number.isInteger(size) || size < 0) return E.left('EINVAL');
  const { input } = process;
  const read = Math.min(input.length, process.read + size);
  turn.state.processes = turn.state.processes.set(number, withRead(process, read));
  return E.right(input.slice(process.read, read));
};

/** `random`: the n-th number of a thread depends on nothing but the seed, the thread, and n. */
const drawn = (turn: Turn, caller: Caller, draws: number): Reply =>
  E.right(hash32(turn.config.seed, caller.process, caller.thread, draws));

/**
 * Answers a call that needs no socket and no time.
 *
 * Gives   the reply, or undefined where the call is for the sockets
 */
export const local = (turn: Turn, caller: Caller, draws: number, request: AnyRequest): Reply | undefined => {
  const { process: number } = caller;
  if (request.call === 'now') return E.right(turn.now);
  if (request.call === 'realtime') return E.right(EPOCH + turn.now);
  if (request.call === 'random') return drawn(turn, caller, draws);
  if (request.call === 'getaddrinfo') return resolve(turn, request.name, request.port);
  if (request.call === 'sleep') return request.duration > 0 ? undefined : NOTHING_TO_SAY;
  if (request.call === 'print') {
    tell(turn, { _tag: 'Wrote', process: number, fd: 1, octets: utf8(`${request.line}\n`) });
    return NOTHING_TO_SAY;
  }
  if (request.call === 'read' && request.fd === STDIN) {
    const process = turn.state.processes.get(number);
    return process === undefined ? undefined : readInput(turn, number, process, request.size);
  }
  if (request.call === 'write' && (request.fd === STDOUT || request.fd === STDERR)) {
    const fd = request.fd === STDOUT ? 1 : 2;
    tell(turn, { _tag: 'Wrote', process: number, fd, octets: new Uint8Array(request.bytes) });
    return E.right(request.bytes.length);
  }
  if (request.call === 'kill') {
    const isThere = turn.state.processes.get(number)?.alive.has(request.pid) === true;
    return isThere ? NOTHING_TO_SAY : E.left('ESRCH');
  }
  return onFiles(turn, caller, request);
};
