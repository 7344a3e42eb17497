import type { Bytes } from '../../basis/bytes.ts';
import { NO_BYTES } from '../../basis/bytes.ts';
import type { Rope } from '../../basis/rope.ts';
import { toBytes } from '../../basis/rope.ts';
import type { ToldError } from '../endings.ts';
import type { Likelihood, Socket } from '../Socket.ts';
import { NO_CONNECTION, streamLikely, withError, withStream } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { askReceive, isAsked, keep } from '../Turn.ts';
import { limited } from '../waits.ts';
import { fail, reply, wait } from './Answer.ts';

/** What `recv`, `recvfrom` and `read` have in common. */
export type RecvAnswer =
  | { readonly _tag: 'Return'; readonly reply: Bytes }
  | { readonly _tag: 'Fail'; readonly errno: ToldError | 'ENOTCONN' | 'EAGAIN' }
  | ReturnType<typeof wait>;

const untilReadable = (turn: Turn, socket: Socket, call: Waiting): RecvAnswer =>
  socket.options.nonBlocking && call.for === 'nothing'
    ? fail('EAGAIN')
    : wait(limited(turn, call, socket.options.receiveTimeout), 'readable');

/** The connection is over, and what came before was read: why is told once, then there is only the end. */
const afterEnd = (turn: Turn, socket: Socket): RecvAnswer => {
  const { error, stream } = socket;
  if (stream.peerEnded || error === undefined || error === 'EPIPE' || error === 'EADDRNOTAVAIL') return reply(NO_BYTES);
  keep(turn, withError(socket, undefined));
  return fail(error);
};

/**
 * Octets of a stream: what TCP has, at most `size`; none at the end of the stream. It waits while there is nothing.
 *
 * For a size of 0 there is nothing to wait for.
 */
export const recvStream = (turn: Turn, socket: Socket, call: Waiting, size: number, peek: boolean): RecvAnswer => {
  const { phase, connection, readable } = socket.stream;
  if (phase === 'closed' || phase === 'listening') return fail('ENOTCONN');
  if (size === 0) return reply(NO_BYTES);
  if (phase === 'connecting') return untilReadable(turn, socket, call);
  if (connection === NO_CONNECTION || (phase === 'ended' && readable === 'no')) return afterEnd(turn, socket);
  const { readers } = socket.waits;
  if (isAsked(turn.state, connection, 'Receive')) {
    return wait(limited(turn, call, socket.options.receiveTimeout), 'readable');
  }
  if (readable === 'no' && socket.shutRead) return reply(NO_BYTES);
  if (readable === 'no' || (readers.length > 0 && readers[0] !== call.id)) return untilReadable(turn, socket, call);
  askReceive(turn, connection, size, peek, call);
  return wait(call, 'answer');
};

/** How likely TCP has more, after this answer to a RECEIVE of that size. */
const likelihood = (octets: Rope, size: number, peek: boolean, ended: boolean): Likelihood =>
  ended || (peek && octets.length > 0) ? 'yes' : octets.length < size ? 'no' : 'perhaps';

/** What TCP's answer says of the stream. */
export const heard = (
  turn: Turn,
  socket: Socket,
  octets: Rope,
  ended: boolean,
  size: number,
  peek: boolean,
): Socket => {
  const { stream } = socket;
  const readable = likelihood(octets, size, peek, ended);
  // When all is over TCP has nothing more in any case: that is not the peer's end.
  const peerEnded = stream.peerEnded || (ended && stream.phase === 'connected');
  if (readable === stream.readable && peerEnded === stream.peerEnded) return socket;
  const next = withStream(socket, streamLikely(stream, readable, stream.writable, peerEnded));
  keep(turn, next);
  return next;
};

/** TCP has given some, or has nothing. */
export const received = (turn: Turn, socket: Socket, call: Waiting, octets: Rope, ended: boolean): RecvAnswer => {
  if (octets.length > 0) return reply(toBytes(octets));
  if (socket.stream.phase === 'ended') return afterEnd(turn, socket);
  if (ended || socket.shutRead) return reply(NO_BYTES);
  return untilReadable(turn, socket, call);
};
