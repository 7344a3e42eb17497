import type { SocketType } from '../calls/Calls.ts';
import { hasRoom, install } from '../descriptors.ts';
import type { Options, Socket } from '../Socket.ts';
import { FRESH_STREAM, NO_DATAGRAMS, NO_NAME, NO_WAITS } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { keep } from '../Turn.ts';
import type { Handler } from './Answer.ts';
import { fail, reply } from './Answer.ts';

const freshOptions = (turn: Turn, type: SocketType): Options => ({
  reuseAddress: false,
  broadcast: false,
  nonBlocking: false,
  deferConnect: false,
  lowWater: 1,
  sendTimeout: undefined,
  receiveTimeout: undefined,
  linger: undefined,
  tcp: type === 'stream' ? turn.defaults.stream : turn.defaults.datagram,
});

/** `socket`: a new socket at the lowest free descriptor. */
export const socket: Handler<'socket'> = (turn, { caller, request }) => {
  if (!hasRoom(turn, caller.process)) return fail('EMFILE');
  const id = turn.state.nextSocket;
  turn.state.nextSocket = id + 1;
  const fd = install(turn, caller.process, id);
  const fresh: Socket = {
    id,
    type: request.type,
    process: caller.process,
    fd,
    name: NO_NAME,
    options: freshOptions(turn, request.type),
    error: undefined,
    shutRead: false,
    shutWrite: false,
    stream: FRESH_STREAM,
    datagrams: NO_DATAGRAMS,
    waits: NO_WAITS,
  };
  keep(turn, fresh);
  return reply(fd);
};
