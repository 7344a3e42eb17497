// A listener and the connections that wait to be accepted from it.
import { EMPTY_FIFO, toArray } from '../basis/fifo.ts';
import { giveBack, inPhase } from './connections.ts';
import { unbind } from './ports.ts';
import type { Socket } from './Socket.ts';
import { NO_CONNECTION, streamQueue, withStream } from './Socket.ts';
import type { Turn } from './Turn.ts';

/** A socket is gone: its port is free, its connection TCP's own. */
export const remove = (turn: Turn, socket: Socket, how: 'Release' | 'Abort'): void => {
  giveBack(turn, socket, how);
  unbind(turn, socket);
  turn.state.sockets = turn.state.sockets.remove(socket.id);
};

/** Connections that nobody has accepted are reset with their listener; those that are over already are only forgotten. */
export const removeQueue = (turn: Turn, listener: Socket): void => {
  for (const id of toArray(listener.stream.queue)) {
    const child = turn.state.sockets.get(id);
    if (child !== undefined) remove(turn, child, child.stream.phase === 'connected' ? 'Abort' : 'Release');
  }
};

/** Nobody listens any more; the socket stays, and its port as well. */
export const stopListening = (turn: Turn, listener: Socket): void => {
  removeQueue(turn, listener);
  giveBack(turn, listener, 'Release');
  inPhase(turn, withStream(listener, streamQueue(listener.stream, EMPTY_FIFO)), 'closed', NO_CONNECTION);
};
