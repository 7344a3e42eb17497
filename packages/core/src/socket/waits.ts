// Calls that wait: who they are, when they are given up, and how they end.
import { E } from '../basis/fp.ts';
import { pop, push } from '../basis/heap.ts';
import { NOTHING } from '../basis/layer.ts';
import { after } from '../basis/time.ts';
import type { Duration, Instant } from '../basis/time.ts';
import type { Errno } from './calls/errno.ts';
import type { Socket, Waits } from './Socket.ts';
import { withWaits } from './Socket.ts';
import { socketAt } from './descriptors.ts';
import type { SocketState, Waiting, WaitsFor } from './State.ts';
import type { Turn } from './Turn.ts';
import { withProgress } from './handlers/Answer.ts';
import { forgetAsks, keep, tell } from './Turn.ts';

/**
 * A call that is about to wait, with the deadline that SO_RCVTIMEO or SO_SNDTIMEO gives it.
 *
 * A call that waits already keeps its own. As on Linux, a limit of zero is none.
 */
export const limited = (turn: Turn, call: Waiting, timeout: Duration | undefined): Waiting =>
  timeout === undefined || timeout === 0 || call.for !== 'nothing'
    ? call
    : withProgress(call, call.octets, call.sent, after(turn.now, timeout));

/** The sockets a call waits for: those of a `poll`, or its one. */
export const socketsOf = (state: SocketState, call: Waiting): ReadonlyArray<Socket> => {
  const { request, caller } = call;
  if (request.call === 'poll') {
    const sockets: Array<Socket> = [];
    for (const { fd } of request.fds) {
      const socket = socketAt(state, caller, fd);
      if (typeof socket !== 'string' && !sockets.includes(socket)) sockets.push(socket);
    }
    return sockets;
  }
  const socket = 'fd' in request ? socketAt(state, caller, request.fd) : 'EBADF';
  return typeof socket === 'string' ? [] : [socket];
};

const listed = (waits: Waits, call: Waiting, what: WaitsFor): Waits => {
  const { readers, writers, pollers } = waits;
  if (what === 'events') return { readers, writers, pollers: joined(pollers, call.id) };
  return what === 'writable' || what === 'established'
    ? { readers, writers: joined(writers, call.id), pollers }
    : { readers: joined(readers, call.id), writers, pollers };
};

const without = (list: ReadonlyArray<number>, id: number): ReadonlyArray<number> => {
  if (!list.includes(id)) return list;
  return list.length === 1 ? NOTHING : list.filter((other) => other !== id);
};

const joined = (list: ReadonlyArray<number>, id: number): ReadonlyArray<number> =>
  list.length === 0 ? [id] : list.concat(id);

/** Among the timers, more entries of calls that were answered than of calls that wait are too many. */
const SPARE = 64;

/** Keeps the timers in proportion: those of calls that were answered long ago are dropped. */
const thin = (turn: Turn): void => {
  if (turn.state.timersSize <= 2 * turn.state.calls.size + SPARE) return;
  turn.state.timers = undefined;
  turn.state.timersSize = 0;
  turn.state.calls.forEach((call) => {
    if (call.deadline !== undefined) arm(turn, call, call.deadline);
  });
};

const arm = (turn: Turn, call: Waiting, deadline: Instant): void => {
  turn.state.timers = push(turn.state.timers, deadline, call.id, call.id);
  turn.state.timersSize += 1;
};

/** A call begins to wait, or goes on waiting with something done. */
export const suspend = (turn: Turn, call: Waiting, what: WaitsFor): void => {
  const known = turn.state.calls.has(call.id);
  const { id, caller, request, deadline, octets, sent } = call;
  turn.state.calls = turn.state.calls.set(id, { id, caller, request, for: what, deadline, octets, sent });
  if (known) return;
  for (const socket of socketsOf(turn.state, call)) keep(turn, withWaits(socket, listed(socket.waits, call, what)));
  if (deadline !== undefined) {
    thin(turn);
    arm(turn, call, deadline);
  }
  tell(turn, { _tag: 'Waits', caller, request });
};

/** A call no longer waits. Whoever waits behind it for the same socket is asked by who touches that socket. */
export const forget = (turn: Turn, call: Waiting): void => {
  forgetAsks(turn, call.id);
  if (!turn.state.calls.has(call.id)) return;
  turn.state.calls = turn.state.calls.remove(call.id);
  for (const socket of socketsOf(turn.state, call)) {
    const { readers, writers, pollers } = socket.waits;
    keep(
      turn,
      withWaits(socket, {
        readers: without(readers, call.id),
        writers: without(writers, call.id),
        pollers: without(pollers, call.id),
      }),
    );
  }
};

/** A call has its reply. */
export const finish = (turn: Turn, call: Waiting, value: unknown): void => {
  forget(turn, call);
  tell(turn, { _tag: 'Answered', caller: call.caller, request: call.request, reply: E.right(value) });
};

/** A call fails. */
export const failed = (turn: Turn, call: Waiting, errno: Errno): void => {
  forget(turn, call);
  tell(turn, { _tag: 'Answered', caller: call.caller, request: call.request, reply: E.left(errno) });
};

/** Takes the next call whose deadline has come, or undefined. */
export const takeDue = (turn: Turn): Waiting | undefined => {
  for (;;) {
    const { timers } = turn.state;
    if (timers === undefined || timers.key > turn.now) return undefined;
    const call = turn.state.calls.get(timers.value);
    turn.state.timers = pop(timers);
    turn.state.timersSize -= 1;
    if (call !== undefined) return call;
  }
};
