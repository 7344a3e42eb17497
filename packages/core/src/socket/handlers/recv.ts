import type { Bytes } from '../../basis/bytes.ts';
import { NO_BYTES } from '../../basis/bytes.ts';
import { MSG_OOB, MSG_TRUNC } from '../calls/flags.ts';
import { socketAt } from '../descriptors.ts';
import type { Socket } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import type { Answer, Handler } from './Answer.ts';
import { fail, reply } from './Answer.ts';
import { NOWHERE, recvDatagram } from './recvDatagram.ts';
import type { RecvAnswer } from './recvStream.ts';
import { recvStream } from './recvStream.ts';
import { recvUrgent } from './recvUrgent.ts';

const isSize = (size: number): boolean => Number.isInteger(size) && size >= 0;

const ofStream = (turn: Turn, socket: Socket, call: Waiting, size: number, flags: number): RecvAnswer =>
  (flags & MSG_OOB) === 0 ? recvStream(turn, socket, call, size, flags) : recvUrgent(turn, socket, call, size, flags);

const recvOn = (turn: Turn, call: Waiting, fd: number, size: number, flags: number): Answer<'recv'> => {
  const socket = socketAt(turn.state, call.caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (!isSize(size)) return fail('EINVAL');
  if (socket.type === 'stream') return ofStream(turn, socket, call, size, flags);
  const answer = recvDatagram(turn, socket, call, size, flags);
  return answer._tag === 'Return' ? reply(answer.reply.bytes) : answer;
};

/** `recv`: octets of a stream, or a datagram without its source. */
export const recv: Handler<'recv'> = (turn, call) => {
  const { fd, size, flags } = call.request;
  return recvOn(turn, call, fd, size, flags ?? 0);
};

/** `read` on a socket is `recv`; what is no socket cannot be read here. */
export const read: Handler<'read'> = (turn, call) => {
  const answer = recvOn(turn, call, call.request.fd, call.request.size, 0);
  return answer._tag === 'Fail' && answer.errno === 'ENOTSOCK' ? fail('EBADF') : answer;
};

/** The flags of a call that receives. */
export const flagsOf = ({ request }: Waiting): number =>
  'flags' in request && typeof request.flags === 'number' ? request.flags : 0;

/** The reply of a stream as `recvfrom` has it: the source is the end it is connected to; what was thrown away is not there. */
const from = (socket: Socket, bytes: Bytes, flags: number): Answer<'recvfrom'> =>
  reply({
    bytes: (flags & MSG_TRUNC) === 0 ? bytes : NO_BYTES,
    remote: socket.name.remote ?? NOWHERE,
    length: bytes.length,
  });

const asFrom = (socket: Socket, call: Waiting, answer: RecvAnswer): Answer<'recvfrom'> =>
  answer._tag === 'Return' ? from(socket, answer.reply, flagsOf(call)) : answer;

/** `recvfrom`: a datagram and where it came from. */
export const recvfrom: Handler<'recvfrom'> = (turn, call) => {
  const { fd, size, flags } = call.request;
  const socket = socketAt(turn.state, call.caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (!isSize(size)) return fail('EINVAL');
  return socket.type === 'stream'
    ? asFrom(socket, call, ofStream(turn, socket, call, size, flags ?? 0))
    : recvDatagram(turn, socket, call, size, flags ?? 0);
};

/** The answer to a call that TCP has just been asked for, in the shape of that call. */
export const inShapeOf = (call: Waiting, socket: Socket, answer: RecvAnswer): Answer<'recv'> | Answer<'recvfrom'> =>
  call.request.call === 'recvfrom' ? asFrom(socket, call, answer) : answer;
