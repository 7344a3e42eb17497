import type { Bytes } from '../../basis/bytes.ts';
import { rope } from '../../basis/rope.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { ANY_ADDRESS } from '../../wire/addresses.ts';
import { MAXIMUM_DATAGRAM } from '../calls/Calls.ts';
import type { ToldError } from '../endings.ts';
import type { Socket } from '../Socket.ts';
import { withError } from '../Socket.ts';
import type { Turn } from '../Turn.ts';
import { keep, toUdp } from '../Turn.ts';
import { fail, reply } from './Answer.ts';
import { bound } from './bind.ts';

/** What `send`, `sendto` and `write` have in common on a datagram socket. */
export type DatagramAnswer =
  | { readonly _tag: 'Return'; readonly reply: number }
  | { readonly _tag: 'Fail'; readonly errno: ToldError | 'EPIPE' | 'EAGAIN' | 'EMSGSIZE' | 'EINVAL' };

/**
 * One datagram to a remote end; a socket without a port is given one first. It never waits: below, nothing holds it up.
 *
 * Takes   the octets of the caller, which are copied here, once
 * RFC     768; 1122 §4.1.3
 */
export const sendDatagram = (turn: Turn, socket: Socket, bytes: Bytes, remote: Endpoint): DatagramAnswer => {
  if (bytes.length > MAXIMUM_DATAGRAM) return fail('EMSGSIZE');
  if (remote.port === 0) return fail('EINVAL');
  if (socket.shutWrite) return fail('EPIPE');
  const { error } = socket;
  if (error !== undefined && error !== 'EADDRNOTAVAIL') {
    keep(turn, withError(socket, undefined));
    return fail(error);
  }
  const source = turn.config.sourceFor(remote.address);
  if (source === undefined) return fail('ENETUNREACH');
  const local = bound(turn, socket)?.name.local;
  if (local === undefined) return fail('EAGAIN');
  const address = local.address === ANY_ADDRESS ? source : local.address;
  toUdp(turn, {
    _tag: 'Send',
    source: { address, port: local.port },
    destination: remote,
    payload: rope(new Uint8Array(bytes)),
  });
  return reply(bytes.length);
};
