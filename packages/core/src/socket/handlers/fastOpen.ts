import type { Bytes } from '../../basis/bytes.ts';
import { drop, EMPTY_ROPE, rope } from '../../basis/rope.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { MSG_DONTWAIT } from '../calls/flags.ts';
import type { Socket } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { limited } from '../waits.ts';
import { fail, reply, wait, withProgress } from './Answer.ts';
import { open } from './connect.ts';
import { flagsOf } from './sendStream.ts';

/**
 * Opens a stream with octets that may ride on the SYN. TCP says at once how many of them it takes, none without a cookie.
 *
 * RFC     7413 §4.2.1
 */
export const openWith = (
  turn: Turn,
  socket: Socket,
  call: Waiting,
  bytes: Bytes,
  to: Endpoint,
): ReturnType<typeof open> => {
  const early = rope(new Uint8Array(bytes));
  return open(turn, socket, withProgress(call, early, 0, call.deadline), to, early);
};

/**
 * TCP has taken some octets of a connection that it has just begun to open.
 *
 * As on Linux: who does not wait is told their count, or EINPROGRESS; who waits sends the rest when the connection is established.
 */
export const takenEarly = (
  turn: Turn,
  socket: Socket,
  call: Waiting,
  count: number,
):
  | { readonly _tag: 'Return'; readonly reply: number }
  | { readonly _tag: 'Fail'; readonly errno: 'EINPROGRESS' }
  | ReturnType<typeof wait> => {
  if (socket.options.nonBlocking || (flagsOf(call) & MSG_DONTWAIT) !== 0) {
    return count > 0 ? reply(count) : fail('EINPROGRESS');
  }
  const rest = drop(call.octets ?? EMPTY_ROPE, count);
  return wait(limited(turn, withProgress(call, rest, count, call.deadline), socket.options.sendTimeout), 'established');
};
