import { NO_CONNECTION, withShut } from '../Socket.ts';
import { keep, toTcp, touch } from '../Turn.ts';
import { socketAt } from '../descriptors.ts';
import { disconnectStream } from '../disconnect.ts';
import { stopListening } from '../listening.ts';
import type { Handler } from './Answer.ts';
import { DONE, fail } from './Answer.ts';

/** `shutdown`: no more reading, no more writing, or neither. Of a stream, TCP sends a FIN when writing is over. */
export const shutdown: Handler<'shutdown'> = (turn, { caller, request: { fd, how } }) => {
  const socket = socketAt(turn.state, caller, fd);
  if (typeof socket === 'string') return fail(socket);
  const { phase, connection } = socket.stream;
  if (phase === 'listening') {
    // As on Linux: a listener that reads no more does not listen; to write it never could.
    if (how !== 'write') {
      stopListening(turn, socket);
      touch(turn, socket.id);
    }
    return DONE;
  }
  // As on Linux: the attempt is given up, and whoever waits for it hears ECONNRESET.
  if (phase === 'connecting' || phase === 'deferred') {
    disconnectStream(turn, socket);
    return DONE;
  }
  const connected = socket.type === 'stream' ? phase === 'connected' : socket.name.remote !== undefined;
  if (!connected) return fail('ENOTCONN');
  const read = socket.shutRead || how !== 'write';
  const write = socket.shutWrite || how !== 'read';
  if (write && !socket.shutWrite && connection !== NO_CONNECTION) toTcp(turn, { _tag: 'Close', connection });
  keep(turn, withShut(socket, read, write));
  touch(turn, socket.id);
  return DONE;
};
