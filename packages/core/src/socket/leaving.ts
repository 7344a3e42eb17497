// Streams that are closed while TCP still has to do with them: nobody has them any more, and they keep their port.
import type { ConnectionId } from '../tcp/Service.ts';
import { unbind } from './ports.ts';
import { rules } from './rules.ts';
import type { Socket } from './Socket.ts';
import { NO_DESCRIPTOR, streamIn, withFd, withStream, withWaits } from './Socket.ts';
import type { Waiting } from './State.ts';
import { FRESH_STREAM, NO_WAITS } from './State.ts';
import type { Turn } from './Turn.ts';
import { keep, note, toTcp } from './Turn.ts';
import { finish, suspend } from './waits.ts';

/**
 * A connected stream is left to TCP, which says when it has forgotten it.
 *
 * Takes   the socket, whose descriptor is free already; and the `close` that waits until everything is acknowledged
 */
export const leave = (turn: Turn, socket: Socket, closer?: Waiting): void => {
  const { connection } = socket.stream;
  const alone = withStream(withFd(socket, NO_DESCRIPTOR), streamIn(FRESH_STREAM, 'closing', connection));
  const writers = closer === undefined ? NO_WAITS.writers : [closer.id];
  keep(turn, withWaits(alone, { readers: NO_WAITS.readers, writers, pollers: NO_WAITS.pollers }));
  if (closer !== undefined) {
    // TCP may answer before its next word: the call has to be known as waiting by then.
    note(turn, rules.lingers);
    suspend(turn, closer, 'drained');
  }
  toTcp(turn, { _tag: 'Release', connection });
};

const leftWith = (turn: Turn, connection: ConnectionId): Socket | undefined => {
  const id = turn.state.connections.get(connection);
  const socket = id === undefined ? undefined : turn.state.sockets.get(id);
  return socket?.stream.phase === 'closing' ? socket : undefined;
};

const closed = (turn: Turn, socket: Socket): void => {
  for (const id of socket.waits.writers) {
    const call = turn.state.calls.get(id);
    if (call !== undefined) finish(turn, call, undefined);
  }
};

/** The peer has everything: who lingers need not any longer. */
export const drained = (turn: Turn, connection: ConnectionId): void => {
  const socket = leftWith(turn, connection);
  if (socket === undefined || socket.waits.writers.length === 0) return;
  keep(turn, withWaits(socket, NO_WAITS));
  closed(turn, socket);
};

/** TCP has forgotten a connection: its port is free. */
export const forgotten = (turn: Turn, connection: ConnectionId): void => {
  const socket = leftWith(turn, connection);
  if (socket === undefined) return;
  turn.state.connections = turn.state.connections.remove(connection);
  unbind(turn, socket);
  turn.state.sockets = turn.state.sockets.remove(socket.id);
  closed(turn, socket);
};
