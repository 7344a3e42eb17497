// The descriptors of a process: the lowest free one first, from 3; a table from descriptor to socket.
import { pop, push } from '../basis/heap.ts';
import { emptyTable } from '../basis/table.ts';
import type { Fd } from './calls/Calls.ts';
import type { Caller } from './Service.ts';
import type { Socket, SocketId } from './Socket.ts';
import { FILE } from './Socket.ts';
import type { Descriptors, SocketState } from './State.ts';
import type { Turn } from './Turn.ts';

/** 0, 1 and 2 are the standard streams. */
const FIRST = 3;

const NONE: Descriptors = { table: emptyTable(), free: undefined, next: FIRST };

/** May this process have one descriptor more? */
export const hasRoom = (turn: Turn, process: number): boolean =>
  FIRST + (turn.state.processes.get(process)?.table.size ?? 0) < turn.defaults.descriptors;

/** Does a caller's descriptor lead to a file? */
export const isFile = (state: SocketState, caller: Caller, fd: number): boolean =>
  state.processes.get(caller.process)?.table.get(fd) === FILE;

/** Gives a process its lowest free descriptor, which leads to this socket. */
export const install = (turn: Turn, process: number, socket: SocketId): Fd => {
  const { table, free, next } = turn.state.processes.get(process) ?? NONE;
  const fd = free === undefined ? next : free.value;
  turn.state.processes = turn.state.processes.set(process, {
    table: table.set(fd, socket),
    free: free === undefined ? free : pop(free),
    next: free === undefined ? next + 1 : next,
  });
  return fd as Fd;
};

/** Takes a descriptor away. */
export const uninstall = (turn: Turn, process: number, fd: number): void => {
  const descriptors = turn.state.processes.get(process);
  if (descriptors === undefined || !descriptors.table.has(fd)) return;
  const table = descriptors.table.remove(fd);
  turn.state.processes =
    table.size === 0
      ? turn.state.processes.remove(process)
      : turn.state.processes.set(process, {
          table,
          free: push(descriptors.free, fd, fd, fd),
          next: descriptors.next,
        });
};

/** The socket that a caller's descriptor leads to, or why there is none. */
export const socketAt = (state: SocketState, caller: Caller, fd: number): Socket | 'EBADF' | 'ENOTSOCK' => {
  const id = state.processes.get(caller.process)?.table.get(fd);
  if (id === FILE) return 'ENOTSOCK';
  const socket = id === undefined ? undefined : state.sockets.get(id);
  return socket ?? (fd === 0 || fd === 1 || fd === 2 ? 'ENOTSOCK' : 'EBADF');
};
