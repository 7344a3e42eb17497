import type { Bytes } from '../../basis/bytes.ts';
import { MSG_FASTOPEN } from '../calls/flags.ts';
import { socketAt } from '../descriptors.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import type { Answer, Handler } from './Answer.ts';
import { fail } from './Answer.ts';
import { isPort } from './bind.ts';
import { destinationOf } from './connect.ts';
import { openWith } from './fastOpen.ts';
import { sendDatagram } from './sendDatagram.ts';
import { sendStream } from './sendStream.ts';

const sendOn = (turn: Turn, call: Waiting, fd: number, bytes: Bytes, flags: number): Answer<'send'> => {
  const socket = socketAt(turn.state, call.caller, fd);
  if (typeof socket === 'string') return fail(socket);
  const { remote } = socket.name;
  if (socket.type === 'datagram') {
    return remote === undefined ? fail('EDESTADDRREQ') : sendDatagram(turn, socket, bytes, remote, flags);
  }
  const { phase } = socket.stream;
  if (phase === 'deferred' && remote !== undefined) return openWith(turn, socket, call, bytes, remote);
  // Linux: MSG_FASTOPEN without an address.
  if ((flags & MSG_FASTOPEN) !== 0 && phase === 'closed') return fail('EINVAL');
  return sendStream(turn, socket, call, bytes, flags);
};

/** `send`: octets to the end that the socket is connected to. */
export const send: Handler<'send'> = (turn, call) => {
  const { fd, bytes, flags } = call.request;
  return sendOn(turn, call, fd, bytes, flags ?? 0);
};

/** `write` on a socket is `send`; what is no socket cannot be written here. */
export const write: Handler<'write'> = (turn, call) => {
  const answer = sendOn(turn, call, call.request.fd, call.request.bytes, 0);
  return answer._tag === 'Fail' && answer.errno === 'ENOTSOCK' ? fail('EBADF') : answer;
};

/**
 * `sendto`: a datagram to that end, also from a socket that is connected to another.
 *
 * A stream takes no notice of the address, as on Linux, but with MSG_FASTOPEN: then it is where the stream connects to.
 */
export const sendto: Handler<'sendto'> = (turn, call) => {
  const { fd, bytes, remote } = call.request;
  const flags = call.request.flags ?? 0;
  const socket = socketAt(turn.state, call.caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (!isPort(remote.port)) return fail('EINVAL');
  if (socket.type === 'datagram') return sendDatagram(turn, socket, bytes, destinationOf(remote), flags);
  const { phase } = socket.stream;
  if (phase === 'deferred') return openWith(turn, socket, call, bytes, socket.name.remote ?? remote);
  // A call that waits already has opened, and sends what is left.
  if ((flags & MSG_FASTOPEN) !== 0 && call.for === 'nothing') {
    if (phase === 'closed') return openWith(turn, socket, call, bytes, remote);
    if (phase === 'connecting') return fail('EALREADY');
    if (phase === 'connected' || phase === 'listening') return fail('EISCONN');
  }
  return sendStream(turn, socket, call, bytes, flags);
};
