import { socketAt } from '../descriptors.ts';
import type { Handler } from './Answer.ts';
import { fail, reply } from './Answer.ts';
import { NOWHERE } from './recvDatagram.ts';

/** `getsockname`: the local end; 0.0.0.0:0 where there is none yet. */
export const getsockname: Handler<'getsockname'> = (turn, { caller, request: { fd } }) => {
  const socket = socketAt(turn.state, caller, fd);
  return typeof socket === 'string' ? fail(socket) : reply(socket.name.local ?? NOWHERE);
};

/** `getpeername`: the remote end of what is connected now. */
export const getpeername: Handler<'getpeername'> = (turn, { caller, request: { fd } }) => {
  const socket = socketAt(turn.state, caller, fd);
  if (typeof socket === 'string') return fail(socket);
  const connected = socket.type === 'datagram' || socket.stream.phase === 'connected';
  const { remote } = socket.name;
  return connected && remote !== undefined ? reply(remote) : fail('ENOTCONN');
};
