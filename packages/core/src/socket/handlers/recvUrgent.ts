import { NO_BYTES } from '../../basis/bytes.ts';
import { MSG_PEEK } from '../calls/flags.ts';
import type { Socket } from '../Socket.ts';
import { streamUrgent, withStream } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { askUrgent, keep } from '../Turn.ts';
import { fail, reply, wait } from './Answer.ts';
import type { RecvAnswer } from './recvStream.ts';

/**
 * MSG_OOB: the urgent octet that TCP has taken out of the stream. It never waits.
 *
 * As on Linux: EINVAL where there is none, where it was fetched before, and where urgent octets stay in line; EAGAIN where the peer
 * has announced it and it has not come.
 *
 * RFC     6093 §3.2; 9293 §3.8.5
 */
export const recvUrgent = (turn: Turn, socket: Socket, call: Waiting, size: number, flags: number): RecvAnswer => {
  const { urgent, connection } = socket.stream;
  if (socket.options.tcp.urgentInline || urgent === undefined || urgent.isRead) return fail('EINVAL');
  if (size === 0) return reply(NO_BYTES);
  askUrgent(turn, connection, (flags & MSG_PEEK) !== 0, call);
  return wait(call, 'answer');
};

/** TCP has given the octet, or does not have it. */
export const urgentOctet = (turn: Turn, socket: Socket, flags: number, octet: number | undefined): RecvAnswer => {
  if (octet === undefined) {
    return socket.shutRead || socket.stream.phase === 'ended' || socket.stream.peerEnded
      ? reply(NO_BYTES)
      : fail('EAGAIN');
  }
  const { urgent } = socket.stream;
  if ((flags & MSG_PEEK) === 0 && urgent !== undefined) {
    keep(turn, withStream(socket, streamUrgent(socket.stream, { ahead: urgent.ahead, isRead: true })));
  }
  return reply(Uint8Array.of(octet));
};
