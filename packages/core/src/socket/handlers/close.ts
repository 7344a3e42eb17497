import { socketAt, uninstall } from '../descriptors.ts';
import { remove, removeQueue } from '../listening.ts';
import { rules } from '../rules.ts';
import type { Socket } from '../Socket.ts';
import type { Turn } from '../Turn.ts';
import { note, toUdp } from '../Turn.ts';
import { failed } from '../waits.ts';
import type { Handler } from './Answer.ts';
import { DONE, fail } from './Answer.ts';

const lingersNot = ({ options, stream }: Socket): boolean => options.linger === 0 && stream.phase === 'connected';

/**
 * Closes a socket, whoever may still wait for it.
 *
 * TCP sends what it has taken, then a FIN, and resets the connection if octets are left unread (RFC 2525 §2.17). With a linger
 * time of zero it is reset in any case. A call of another thread that waits for this descriptor fails with EBADF: on
 * Linux it would go on waiting for what nobody can close any more.
 */
export const closeSocket = (turn: Turn, socket: Socket): void => {
  const { readers, writers, pollers } = socket.waits;
  for (const id of [...readers, ...writers, ...pollers]) {
    const call = turn.state.calls.get(id);
    if (call === undefined) continue;
    note(turn, rules['fd-closed'], call.request.call);
    failed(turn, call, 'EBADF');
  }
  uninstall(turn, socket.process, socket.fd);
  removeQueue(turn, socket);
  if (socket.type === 'datagram' && socket.name.local !== undefined) toUdp(turn, { _tag: 'Unbind', user: socket.id });
  if (lingersNot(socket)) note(turn, rules['linger-aborted']);
  remove(turn, socket, lingersNot(socket) ? 'Abort' : 'Release');
};

/** `close`: the descriptor is free, and the socket is gone. The standard streams cannot be closed here. */
export const close: Handler<'close'> = (turn, { caller, request: { fd } }) => {
  const socket = socketAt(turn.state, caller, fd);
  if (typeof socket === 'string') return fail('EBADF');
  closeSocket(turn, socket);
  return DONE;
};
