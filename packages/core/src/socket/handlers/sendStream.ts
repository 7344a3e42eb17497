import { drop, rope } from '../../basis/rope.ts';
import type { Bytes } from '../../basis/bytes.ts';
import { END_OF_RECORD, MORE, URGENT } from '../../tcp/Service.ts';
import { MSG_DONTWAIT, MSG_EOR, MSG_FASTOPEN, MSG_MORE, MSG_OOB } from '../calls/flags.ts';
import type { Socket } from '../Socket.ts';
import { streamLikely, withError, withStream } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { ToldError } from '../endings.ts';
import type { Turn } from '../Turn.ts';
import { askSend, isAsked, keep } from '../Turn.ts';
import { limited } from '../waits.ts';
import { fail, reply, wait, withProgress } from './Answer.ts';

/** What `send`, `sendto` and `write` have in common on a stream. */
export type SendAnswer =
  | { readonly _tag: 'Return'; readonly reply: number }
  | { readonly _tag: 'Fail'; readonly errno: ToldError | 'EPIPE' | 'EAGAIN' }
  | ReturnType<typeof wait>;

/** The flags of a call that sends. */
export const flagsOf = ({ request }: Waiting): number =>
  'flags' in request && typeof request.flags === 'number' ? request.flags : 0;

/** What TCP is told of octets that are sent with these flags. */
const marksOf = (flags: number): number =>
  ((flags & MSG_MORE) === 0 ? 0 : MORE) |
  ((flags & MSG_OOB) === 0 ? 0 : URGENT) |
  ((flags & MSG_EOR) === 0 ? 0 : END_OF_RECORD);

const mayWait = (socket: Socket, call: Waiting): boolean =>
  !socket.options.nonBlocking && (flagsOf(call) & MSG_DONTWAIT) === 0;

/** It fails, unless some octets were taken already: then their count is the reply, and the next call hears of the failure. */
const refuse = (turn: Turn, socket: Socket, call: Waiting): SendAnswer => {
  // With MSG_FASTOPEN nothing was sent if the connection did not come about.
  if (call.sent > 0 && (socket.stream.phase !== 'failed' || (flagsOf(call) & MSG_FASTOPEN) === 0)) {
    return reply(call.sent);
  }
  const { error } = socket;
  if (error === undefined || error === 'EADDRNOTAVAIL') return fail('EPIPE');
  keep(turn, withError(socket, undefined));
  return fail(error);
};

/** There is no room: it waits, or what was taken so far is the reply. */
const withoutRoom = (turn: Turn, socket: Socket, call: Waiting): SendAnswer => {
  if (mayWait(socket, call)) return wait(limited(turn, call, socket.options.sendTimeout), 'writable');
  return call.sent > 0 ? reply(call.sent) : fail('EAGAIN');
};

/**
 * Octets for a stream: TCP takes them as there is room, and the call waits until all are taken.
 *
 * On a stream that never was connected the answer is EPIPE, as Linux has it (POSIX: ENOTCONN).
 *
 * Takes   the octets of the caller, which are copied here, once: what lies below is never changed
 */
export const sendStream = (turn: Turn, socket: Socket, call: Waiting, bytes: Bytes, flags: number): SendAnswer => {
  const { phase, connection, writable } = socket.stream;
  if (phase === 'connecting' && !socket.shutWrite) {
    if (!mayWait(socket, call)) return fail('EAGAIN');
    return wait(limited(turn, call, socket.options.sendTimeout), 'established');
  }
  if (phase !== 'connected' || socket.shutWrite) return refuse(turn, socket, call);
  const known = call.octets !== undefined;
  const octets = call.octets ?? rope(new Uint8Array(bytes));
  if (octets.length === 0) return reply(call.sent);
  const begun = known ? call : withProgress(call, octets, 0, call.deadline);
  const { writers } = socket.waits;
  if (writable === 'no' || isAsked(turn.state, connection, 'Send') || (writers.length > 0 && writers[0] !== call.id)) {
    return withoutRoom(turn, socket, begun);
  }
  askSend(turn, connection, octets, flags === 0 ? 0 : marksOf(flags), begun);
  return wait(begun, 'answer');
};

/** TCP has taken some. */
export const taken = (turn: Turn, socket: Socket, call: Waiting, count: number): SendAnswer => {
  const octets = call.octets ?? rope(new Uint8Array(0));
  const sent = call.sent + count;
  if (count >= octets.length) {
    // With a low-water mark of what is unsent only TCP knows whether there is room still.
    if (socket.options.tcp.unsentLowWater !== undefined && socket.stream.writable === 'yes') {
      const { readable, peerEnded } = socket.stream;
      keep(turn, withStream(socket, streamLikely(socket.stream, readable, 'perhaps', peerEnded)));
    }
    return reply(sent);
  }
  const { readable, peerEnded } = socket.stream;
  const full = withStream(socket, streamLikely(socket.stream, readable, 'no', peerEnded));
  keep(turn, full);
  return withoutRoom(turn, full, withProgress(call, drop(octets, count), sent, call.deadline));
};
