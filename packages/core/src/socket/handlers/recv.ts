import type { Bytes } from '../../basis/bytes.ts';
import { socketAt } from '../descriptors.ts';
import type { Socket } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import type { Answer, Handler } from './Answer.ts';
import { fail, reply } from './Answer.ts';
import { NOWHERE, recvDatagram } from './recvDatagram.ts';
import type { RecvAnswer } from './recvStream.ts';
import { recvStream } from './recvStream.ts';

const isSize = (size: number): boolean => Number.isInteger(size) && size >= 0;

const recvOn = (turn: Turn, call: Waiting, fd: number, size: number, peek: boolean): Answer<'recv'> => {
  const socket = socketAt(turn.state, call.caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (!isSize(size)) return fail('EINVAL');
  if (socket.type === 'stream') return recvStream(turn, socket, call, size, peek);
  const answer = recvDatagram(turn, socket, call, size, peek);
  return answer._tag === 'Return' ? reply(answer.reply.bytes) : answer;
};

/** `recv`: octets of a stream, or a datagram without its source. */
export const recv: Handler<'recv'> = (turn, call) => {
  const { fd, size, peek } = call.request;
  return recvOn(turn, call, fd, size, peek === true);
};

/** `read` on a socket is `recv`; what is no socket cannot be read here. */
export const read: Handler<'read'> = (turn, call) => {
  const answer = recvOn(turn, call, call.request.fd, call.request.size, false);
  return answer._tag === 'Fail' && answer.errno === 'ENOTSOCK' ? fail('EBADF') : answer;
};

/** The reply of a stream as `recvfrom` has it: the source is the end it is connected to. */
const from = (socket: Socket, bytes: Bytes): Answer<'recvfrom'> =>
  reply({ bytes, remote: socket.name.remote ?? NOWHERE, length: bytes.length });

const asFrom = (socket: Socket, answer: RecvAnswer): Answer<'recvfrom'> =>
  answer._tag === 'Return' ? from(socket, answer.reply) : answer;

/** `recvfrom`: a datagram and where it came from. */
export const recvfrom: Handler<'recvfrom'> = (turn, call) => {
  const { fd, size, peek } = call.request;
  const socket = socketAt(turn.state, call.caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (!isSize(size)) return fail('EINVAL');
  return socket.type === 'stream'
    ? asFrom(socket, recvStream(turn, socket, call, size, peek === true))
    : recvDatagram(turn, socket, call, size, peek === true);
};

/** The answer to a call that TCP has just been asked for, in the shape of that call. */
export const inShapeOf = (call: Waiting, socket: Socket, answer: RecvAnswer): Answer<'recv'> | Answer<'recvfrom'> =>
  call.request.call === 'recvfrom' ? asFrom(socket, answer) : answer;
