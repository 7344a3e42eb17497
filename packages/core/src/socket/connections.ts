// What a stream socket holds of TCP: a connection, which it gives back exactly once.
import { streamIn, withStream } from './Socket.ts';
import type { Socket } from './Socket.ts';
import type { Phase } from './Socket.ts';
import { NO_CONNECTION } from './Socket.ts';
import type { Turn } from './Turn.ts';
import { keep, toTcp } from './Turn.ts';

/** Gives a connection's name back to TCP, orderly (`Release`) or not (`Abort`); TCP forgets it. */
export const giveBack = (turn: Turn, socket: Socket, how: 'Release' | 'Abort'): void => {
  const { connection } = socket.stream;
  if (connection === NO_CONNECTION) return;
  turn.state.connections = turn.state.connections.remove(connection);
  toTcp(turn, { _tag: how, connection });
};

/** A socket in another phase. */
export const inPhase = (turn: Turn, socket: Socket, phase: Phase, connection: number): Socket => {
  const moved = withStream(socket, streamIn(socket.stream, phase, connection));
  keep(turn, moved);
  return moved;
};
