// The calls on files within the table of processes: who has opened what.
import { E } from '../../basis/fp.ts';
import { instant } from '../../basis/time.ts';
import type { AnyRequest } from '../../socket/calls/Calls.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import type { Caller } from '../../socket/Service.ts';
import type { Desk } from '../files/index.ts';
import { closing, EPOCH, mayOpen, isOpenCall, isPathCall, onOpen, onPath, opening } from '../files/index.ts';
import { withDisk } from './State.ts';
import type { Turn } from './Turn.ts';

type Reply = E.Either<Errno, unknown>;

const deskOf = (turn: Turn, number: number): Desk | undefined => {
  const process = turn.state.processes.get(number);
  if (process === undefined) return undefined;
  const { root, opened } = process.disk;
  return { tree: turn.state.files, opened, root };
};

const keep = (turn: Turn, number: number, desk: Desk): void => {
  turn.state.files = desk.tree;
  const process = turn.state.processes.get(number);
  if (process === undefined || process.disk.opened === desk.opened) return;
  turn.state.processes = turn.state.processes.set(number, withDisk(process, { root: desk.root, opened: desk.opened }));
};

/** Keeps what a call has changed, and hands on its reply. */
const kept = (turn: Turn, number: number, [desk, reply]: readonly [Desk, Reply]): Reply => {
  keep(turn, number, desk);
  return reply;
};

const wallClock = (turn: Turn): ReturnType<typeof instant> => instant(EPOCH + turn.now);

/**
 * Answers a call on files.
 *
 * Gives   the reply; undefined where the call is for the sockets, as `open` is for its descriptor
 */
export const onFiles = (turn: Turn, { process: number }: Caller, request: AnyRequest): Reply | undefined => {
  const desk = deskOf(turn, number);
  if (desk === undefined) return undefined;
  if (request.call === 'open') {
    const error = mayOpen(desk, request);
    return error === undefined ? undefined : E.left(error);
  }
  if (isPathCall(request)) return kept(turn, number, onPath(desk, request, wallClock(turn)));
  const file = 'fd' in request ? desk.opened.get(request.fd) : undefined;
  return file === undefined || !isOpenCall(request)
    ? undefined
    : kept(turn, number, onOpen(desk, file, request, wallClock(turn)));
};

/** The sockets have answered: a descriptor for a file is there now, or was given back. */
export const concluded = (turn: Turn, { process: number }: Caller, request: AnyRequest, reply: Reply): void => {
  if (reply._tag === 'Left' || (request.call !== 'open' && request.call !== 'close')) return;
  const desk = deskOf(turn, number);
  if (desk === undefined) return;
  keep(
    turn,
    number,
    request.call === 'open'
      ? opening(desk, reply.right as number, request, wallClock(turn))
      : closing(desk, request.fd),
  );
};

/** A process is over: what it has open is closed. */
export const closeAll = (turn: Turn, number: number): void => {
  const desk = deskOf(turn, number);
  if (desk === undefined) return;
  turn.state.files = desk.opened.entries().reduce<Desk>((left, [fd]) => closing(left, fd), desk).tree;
};
