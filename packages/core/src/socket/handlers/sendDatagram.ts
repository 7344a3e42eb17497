import type { Bytes } from '../../basis/bytes.ts';
import { append, rope } from '../../basis/rope.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { ANY_ADDRESS, LIMITED_BROADCAST } from '../../wire/addresses.ts';
import { MAXIMUM_DATAGRAM } from '../calls/Calls.ts';
import { MSG_MORE, MSG_OOB } from '../calls/flags.ts';
import type { ToldError } from '../endings.ts';
import type { Socket } from '../Socket.ts';
import { withDatagrams, withError } from '../Socket.ts';
import type { Turn } from '../Turn.ts';
import { keep, toUdp } from '../Turn.ts';
import { fail, reply } from './Answer.ts';
import { bound } from './bind.ts';

/** What `send`, `sendto` and `write` have in common on a datagram socket. */
export type DatagramAnswer =
  | { readonly _tag: 'Return'; readonly reply: number }
  | {
      readonly _tag: 'Fail';
      readonly errno: ToldError | 'EPIPE' | 'EAGAIN' | 'EMSGSIZE' | 'EINVAL' | 'EACCES' | 'EOPNOTSUPP';
    };

/**
 * One datagram to a remote end; a socket without a port is given one first. It never waits: below, nothing holds it up.
 *
 * With MSG_MORE the octets wait for those of the next call, and all leave as one datagram, to where the first of them were to go.
 *
 * Takes   the octets of the caller, which are copied here, once
 * RFC     768; 1122 §4.1.3
 */
export const sendDatagram = (
  turn: Turn,
  socket: Socket,
  bytes: Bytes,
  remote: Endpoint,
  flags: number,
): DatagramAnswer => {
  if ((flags & MSG_OOB) !== 0) return fail('EOPNOTSUPP');
  const { queue, weight, corked } = socket.datagrams;
  const length = (corked?.payload.length ?? 0) + bytes.length;
  if (length > MAXIMUM_DATAGRAM) return fail('EMSGSIZE');
  if (remote.port === 0) return fail('EINVAL');
  if (remote.address === LIMITED_BROADCAST && !socket.options.broadcast) return fail('EACCES');
  if (socket.shutWrite) return fail('EPIPE');
  const { error } = socket;
  if (error !== undefined && error !== 'EADDRNOTAVAIL') {
    keep(turn, withError(socket, undefined));
    return fail(error);
  }
  const destination = corked?.remote ?? remote;
  const source = turn.config.sourceFor(destination.address);
  if (source === undefined) return fail('ENETUNREACH');
  const ready = bound(turn, socket);
  const local = ready?.name.local;
  if (ready === undefined || local === undefined) return fail('EAGAIN');
  const octets = rope(new Uint8Array(bytes));
  const payload = corked === undefined ? octets : append(corked.payload, octets);
  if ((flags & MSG_MORE) !== 0) {
    keep(turn, withDatagrams(ready, { queue, weight, corked: { payload, remote: destination } }));
    return reply(bytes.length);
  }
  if (corked !== undefined) keep(turn, withDatagrams(ready, { queue, weight, corked: undefined }));
  const address = local.address === ANY_ADDRESS ? source : local.address;
  toUdp(turn, { _tag: 'Send', source: { address, port: local.port }, destination, payload });
  return reply(bytes.length);
};
