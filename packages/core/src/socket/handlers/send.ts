import type { Bytes } from '../../basis/bytes.ts';
import { socketAt } from '../descriptors.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import type { Answer, Handler } from './Answer.ts';
import { fail } from './Answer.ts';
import { isPort } from './bind.ts';
import { destinationOf } from './connect.ts';
import { sendDatagram } from './sendDatagram.ts';
import { sendStream } from './sendStream.ts';

const sendOn = (turn: Turn, call: Waiting, fd: number, bytes: Bytes): Answer<'send'> => {
  const socket = socketAt(turn.state, call.caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (socket.type === 'stream') return sendStream(turn, socket, call, bytes);
  const { remote } = socket.name;
  return remote === undefined ? fail('EDESTADDRREQ') : sendDatagram(turn, socket, bytes, remote);
};

/** `send`: octets to the end that the socket is connected to. */
export const send: Handler<'send'> = (turn, call) => sendOn(turn, call, call.request.fd, call.request.bytes);

/** `write` on a socket is `send`; what is no socket cannot be written here. */
export const write: Handler<'write'> = (turn, call) => {
  const answer = sendOn(turn, call, call.request.fd, call.request.bytes);
  return answer._tag === 'Fail' && answer.errno === 'ENOTSOCK' ? fail('EBADF') : answer;
};

/** `sendto`: a datagram to that end, also from a socket that is connected to another. A stream takes no notice of it, as on Linux. */
export const sendto: Handler<'sendto'> = (turn, call) => {
  const { fd, bytes, remote } = call.request;
  const socket = socketAt(turn.state, call.caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (!isPort(remote.port)) return fail('EINVAL');
  if (socket.type === 'datagram') return sendDatagram(turn, socket, bytes, destinationOf(remote));
  return sendStream(turn, socket, call, bytes);
};
