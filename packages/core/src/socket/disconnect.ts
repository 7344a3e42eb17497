// The way back from a connection to a socket that can be used again: `connect` with AF_UNSPEC, and `shutdown` while connecting.
import type { Endpoint } from '../wire/addresses.ts';
import { ANY_ADDRESS } from '../wire/addresses.ts';
import { giveBack } from './connections.ts';
import { stopListening } from './listening.ts';
import { nameBefore, rename } from './ports.ts';
import type { Name, Socket } from './Socket.ts';
import { withDatagrams, withError, withShut, withStream } from './Socket.ts';
import { FRESH_STREAM } from './State.ts';
import type { Turn } from './Turn.ts';
import { toUdp, touch } from './Turn.ts';

/** The port stays, the address only where `bind` gave one. */
const keepingPort = ({ bound, local }: Name): Name => {
  const port = bound?.port ?? local?.port;
  const left: Endpoint | undefined = port === undefined ? undefined : { address: bound?.address ?? ANY_ADDRESS, port };
  return { bound, local: left, remote: undefined };
};

/**
 * A stream as good as new, as Linux's tcp_disconnect leaves it: a connection is reset, whoever waits for one hears ECONNRESET, and so
 * does SO_ERROR; a listener no longer listens.
 */
export const disconnectStream = (turn: Turn, socket: Socket): void => {
  const { phase } = socket.stream;
  touch(turn, socket.id);
  if (phase === 'listening') {
    stopListening(turn, socket);
    return;
  }
  const lived = phase === 'connected' || phase === 'connecting';
  giveBack(turn, socket, lived ? 'Abort' : 'Release');
  const fresh = withStream(withShut(socket, false, false), FRESH_STREAM);
  rename(turn, withError(fresh, lived ? 'ECONNRESET' : undefined), keepingPort(socket.name));
};

/** A datagram socket without a peer; a port that it was not bound to is given back, as on Linux. */
export const disconnectDatagram = (turn: Turn, socket: Socket): void => {
  const name = nameBefore(socket.name);
  const { queue, weight } = socket.datagrams;
  rename(turn, withDatagrams(socket, { queue, weight, corked: undefined }), name);
  touch(turn, socket.id);
  if (name.local !== undefined) toUdp(turn, { _tag: 'Bind', user: socket.id, local: name.local, remote: undefined });
  else if (socket.name.local !== undefined) toUdp(turn, { _tag: 'Unbind', user: socket.id });
};
