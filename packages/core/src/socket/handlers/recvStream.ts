import { NO_BYTES } from '../../basis/bytes.ts';
import type { Bytes } from '../../basis/bytes.ts';
import type { Rope } from '../../basis/rope.ts';
import { append, toBytes } from '../../basis/rope.ts';
import { MSG_DONTWAIT, MSG_PEEK, MSG_TRUNC, MSG_WAITALL } from '../calls/flags.ts';
import type { ToldError } from '../endings.ts';
import type { Likelihood, Socket } from '../Socket.ts';
import { NO_CONNECTION, streamLikely, streamUrgent, withError, withStream } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { askReceive, isAsked, keep } from '../Turn.ts';
import { limited } from '../waits.ts';
import { fail, reply, wait, withProgress } from './Answer.ts';

/** What `recv`, `recvfrom` and `read` have in common. */
export type RecvAnswer =
  | { readonly _tag: 'Return'; readonly reply: Bytes }
  | { readonly _tag: 'Fail'; readonly errno: ToldError | 'ENOTCONN' | 'EAGAIN' | 'EINVAL' }
  | ReturnType<typeof wait>;

/** Of octets that are thrown away only the count is told. */
export const bytesOf = (octets: Rope, flags: number): Bytes =>
  (flags & MSG_TRUNC) === 0 ? toBytes(octets) : new Uint8Array(octets.length);

/** With what it has so far, or a wait for more. */
const untilReadable = (turn: Turn, socket: Socket, call: Waiting, flags: number): RecvAnswer => {
  const waits = call.for !== 'nothing' || (!socket.options.nonBlocking && (flags & MSG_DONTWAIT) === 0);
  if (waits) return wait(limited(turn, call, socket.options.receiveTimeout), 'readable');
  return call.octets === undefined ? fail('EAGAIN') : reply(bytesOf(call.octets, flags));
};

/** The connection is over, and what came before was read: why is told once, then there is only the end. */
const afterEnd = (turn: Turn, socket: Socket, call: Waiting, flags: number): RecvAnswer => {
  const { error, stream } = socket;
  if (call.octets !== undefined) return reply(bytesOf(call.octets, flags));
  if (stream.peerEnded || error === undefined || error === 'EPIPE' || error === 'EADDRNOTAVAIL') return reply(NO_BYTES);
  keep(turn, withError(socket, undefined));
  return fail(error);
};

/** How many octets TCP is asked for: not more than lie before the urgent mark; at the mark itself, what follows it. */
export const wantedOf = ({ stream }: Socket, call: Waiting, size: number): number => {
  const left = call.octets === undefined ? size : size - call.octets.length;
  return stream.urgent === undefined || stream.urgent.ahead === 0 ? left : Math.min(left, stream.urgent.ahead);
};

/**
 * Octets of a stream: what TCP has, at most `size`; none at the end of the stream. It waits while there are fewer than
 * SO_RCVLOWAT, or, with MSG_WAITALL, than `size`.
 *
 * For a size of 0 there is nothing to wait for.
 */
export const recvStream = (turn: Turn, socket: Socket, call: Waiting, size: number, flags: number): RecvAnswer => {
  const { phase, connection, readable, urgent } = socket.stream;
  if (phase === 'closed' || phase === 'listening') {
    // Whoever waited for octets when the connection was undone hears of it.
    return call.for === 'nothing' ? fail('ENOTCONN') : afterEnd(turn, socket, call, flags);
  }
  if (size === 0) return reply(NO_BYTES);
  if (phase === 'connecting' || phase === 'deferred') return untilReadable(turn, socket, call, flags);
  if (connection === NO_CONNECTION || (phase === 'ended' && readable === 'no')) {
    return afterEnd(turn, socket, call, flags);
  }
  // A call that has reached the mark has all that it will get.
  if (call.octets !== undefined && urgent?.ahead === 0) return reply(bytesOf(call.octets, flags));
  const { readers } = socket.waits;
  if (isAsked(turn.state, connection, 'Receive')) {
    return wait(limited(turn, call, socket.options.receiveTimeout), 'readable');
  }
  if (readable === 'no' && socket.shutRead) {
    return reply(call.octets === undefined ? NO_BYTES : bytesOf(call.octets, flags));
  }
  if (readable === 'no' || (readers.length > 0 && readers[0] !== call.id)) {
    return untilReadable(turn, socket, call, flags);
  }
  askReceive(turn, connection, wantedOf(socket, call, size), (flags & MSG_PEEK) !== 0, call);
  return wait(call, 'answer');
};

/** How likely TCP has more, after this answer to a RECEIVE of that size. */
const likelihood = (octets: number, size: number, peek: boolean, ended: boolean, lowWater: number): Likelihood => {
  if (ended) return 'yes';
  if (octets < size) return !peek || octets === 0 ? 'no' : octets < lowWater ? 'few' : 'yes';
  return peek && octets >= lowWater ? 'yes' : 'perhaps';
};

/** What TCP's answer says of the stream: whether there is more, and how far it is to the mark. */
export const heard = (
  turn: Turn,
  socket: Socket,
  octets: Rope,
  ended: boolean,
  size: number,
  peek: boolean,
): Socket => {
  const { stream, options } = socket;
  const { urgent } = stream;
  const readable = likelihood(octets.length, size, peek, ended, options.lowWater);
  // When all is over TCP has nothing more in any case: that is not the peer's end.
  const peerEnded = stream.peerEnded || (ended && stream.phase === 'connected');
  const moves = urgent !== undefined && !peek && octets.length > 0;
  if (readable === stream.readable && peerEnded === stream.peerEnded && !moves) return socket;
  const likely = streamLikely(stream, readable, stream.writable, peerEnded);
  const passed = urgent === undefined || urgent.ahead === 0;
  const mark = passed ? undefined : { ahead: urgent.ahead - octets.length, isRead: urgent.isRead };
  const next = withStream(socket, moves ? streamUrgent(likely, mark) : likely);
  keep(turn, next);
  return next;
};

/**
 * TCP has given some, or has nothing.
 *
 * What was only looked at is not gathered: the call looks again when there is more.
 */
export const received = (
  turn: Turn,
  socket: Socket,
  call: Waiting,
  octets: Rope,
  ended: boolean,
  size: number,
  flags: number,
): RecvAnswer => {
  const all = call.octets === undefined ? octets : append(call.octets, octets);
  const { lowWater } = socket.options;
  const target = (flags & MSG_WAITALL) === 0 && lowWater === 1 ? 1 : (flags & MSG_WAITALL) === 0 ? lowWater : size;
  const atMark = socket.stream.urgent?.ahead === 0 && all.length > 0;
  if (all.length >= Math.min(target, size) || atMark) return reply(bytesOf(all, flags));
  const isOver = ended || socket.stream.phase === 'ended' || socket.shutRead;
  if (all.length > 0 && isOver) return reply(bytesOf(all, flags));
  if (socket.stream.phase === 'ended') return afterEnd(turn, socket, call, flags);
  if (isOver) return reply(NO_BYTES);
  if (all.length === 0) return untilReadable(turn, socket, call, flags);
  if ((flags & MSG_PEEK) !== 0) {
    const mayWait = call.for !== 'nothing' || (!socket.options.nonBlocking && (flags & MSG_DONTWAIT) === 0);
    return mayWait ? wait(limited(turn, call, socket.options.receiveTimeout), 'readable') : reply(bytesOf(all, flags));
  }
  return untilReadable(turn, socket, withProgress(call, all, call.sent, call.deadline), flags);
};
