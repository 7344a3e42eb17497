import { isFile, socketAt, uninstall } from '../descriptors.ts';
import { leave } from '../leaving.ts';
import { remove, removeQueue } from '../listening.ts';
import { rules } from '../rules.ts';
import type { Socket } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { note, toUdp } from '../Turn.ts';
import { failed, finish, limited } from '../waits.ts';
import type { Handler } from './Answer.ts';
import { DONE, fail, wait } from './Answer.ts';

const lingersNot = ({ options, stream }: Socket): boolean => options.linger === 0 && stream.phase === 'connected';

/**
 * Closes a socket, whoever may still wait for it.
 *
 * TCP sends what it has taken, then a FIN, and resets the connection if octets are left unread (RFC 2525 §2.17). With a linger
 * time of zero it is reset in any case. A call of another thread that waits for this descriptor fails with EBADF, and a `poll` finds it invalid: on
 * Linux it would go on waiting for what nobody can close any more.
 *
 * Takes   the socket; and the `close` that lingers until the peer has everything, if one does
 */
export const closeSocket = (turn: Turn, socket: Socket, lingering?: Waiting): void => {
  const { readers, writers, pollers } = socket.waits;
  for (const id of [...readers, ...writers, ...pollers]) {
    const call = turn.state.calls.get(id);
    if (call === undefined) continue;
    note(turn, rules['fd-closed'], call.request.call);
    if (call.request.call === 'poll') finish(turn, call, [{ fd: socket.fd, events: ['invalid'] }]);
    else failed(turn, call, 'EBADF');
  }
  uninstall(turn, socket.process, socket.fd);
  removeQueue(turn, socket);
  if (socket.type === 'datagram' && socket.name.local !== undefined) toUdp(turn, { _tag: 'Unbind', user: socket.id });
  if (lingersNot(socket)) note(turn, rules['linger-aborted']);
  if (socket.stream.phase === 'connected' && !lingersNot(socket)) leave(turn, socket, lingering);
  else remove(turn, socket, lingersNot(socket) ? 'Abort' : 'Release');
};

/**
 * `close`: the descriptor is free, and the socket is gone. The standard streams cannot be closed here.
 *
 * With a linger time it waits until TCP has an acknowledgment of everything, the FIN included, or until the time is over;
 * O_NONBLOCK does not matter. When the time is over TCP goes on by itself: Linux sends no RST then, and tells no error.
 */
export const close: Handler<'close'> = (turn, call) => {
  const { fd } = call.request;
  const socket = socketAt(turn.state, call.caller, fd);
  if (isFile(turn.state, call.caller, fd)) {
    uninstall(turn, call.caller.process, fd);
    return DONE;
  }
  if (typeof socket === 'string') return fail('EBADF');
  const { linger } = socket.options;
  if (linger === undefined || linger === 0 || socket.stream.phase !== 'connected') {
    closeSocket(turn, socket);
    return DONE;
  }
  closeSocket(turn, socket, limited(turn, call, linger));
  return wait(call, 'answer');
};
