import type { Bytes } from '../../basis/bytes.ts';
import { NO_BYTES } from '../../basis/bytes.ts';
import { dequeue, first } from '../../basis/fifo.ts';
import { slice, toBytes } from '../../basis/rope.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { ANY_ADDRESS, endpoint } from '../../wire/addresses.ts';
import { MSG_DONTWAIT, MSG_PEEK } from '../calls/flags.ts';
import type { ToldError } from '../endings.ts';
import type { Socket } from '../Socket.ts';
import { weigh, withDatagrams, withError } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { keep } from '../Turn.ts';
import { limited } from '../waits.ts';
import { fail, reply, wait } from './Answer.ts';

/** What `recvfrom` gives of a datagram. */
export interface ReceivedFrom {
  readonly bytes: Bytes;
  readonly remote: Endpoint;
  readonly length: number;
}

export type RecvFromAnswer =
  | { readonly _tag: 'Return'; readonly reply: ReceivedFrom }
  | { readonly _tag: 'Fail'; readonly errno: ToldError | 'EAGAIN' }
  | ReturnType<typeof wait>;

/** The end of something that came from nowhere. */
export const NOWHERE: Endpoint = endpoint(ANY_ADDRESS, 0);

/**
 * The datagram that came first; what does not fit into `size` is lost, and `length` tells how long it was.
 *
 * An error that is pending comes before any datagram, as on Linux.
 */
export const recvDatagram = (
  turn: Turn,
  socket: Socket,
  call: Waiting,
  size: number,
  flags: number,
): RecvFromAnswer => {
  const { error, datagrams, options, waits } = socket;
  if (error !== undefined && error !== 'EPIPE' && error !== 'EADDRNOTAVAIL') {
    keep(turn, withError(socket, undefined));
    return fail(error);
  }
  const datagram = first(datagrams.queue);
  const isNext = waits.readers.length === 0 || waits.readers[0] === call.id;
  if (datagram === undefined || !isNext) {
    if ((options.nonBlocking || (flags & MSG_DONTWAIT) !== 0) && call.for === 'nothing') return fail('EAGAIN');
    if (socket.shutRead) return reply({ bytes: NO_BYTES, remote: socket.name.remote ?? NOWHERE, length: 0 });
    return wait(limited(turn, call, options.receiveTimeout), 'readable');
  }
  const { payload, source } = datagram;
  if ((flags & MSG_PEEK) === 0) {
    const weight = datagrams.weight - weigh(payload);
    keep(turn, withDatagrams(socket, { queue: dequeue(datagrams.queue), weight, corked: datagrams.corked }));
  }
  return reply({ bytes: toBytes(slice(payload, 0, size)), remote: source, length: payload.length });
};
