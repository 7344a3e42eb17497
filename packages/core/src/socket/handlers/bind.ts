import { socketAt } from '../descriptors.ts';
import { conflicts, ephemeralPort, rename } from '../ports.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { ANY_ADDRESS, endpoint } from '../../wire/addresses.ts';
import type { Socket } from '../Socket.ts';
import type { Turn } from '../Turn.ts';
import { toUdp } from '../Turn.ts';
import type { Handler } from './Answer.ts';
import { DONE, fail } from './Answer.ts';

const ANYWHERE: Endpoint = endpoint(ANY_ADDRESS, 0);

/** Is this a port that a program may name? */
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535;

/** Binds a socket to a free end. */
const bindTo = (turn: Turn, socket: Socket, at: Endpoint): Socket => {
  if (socket.type === 'datagram') toUdp(turn, { _tag: 'Bind', user: socket.id, local: at, remote: undefined });
  return rename(turn, socket, { bound: at, local: at, remote: undefined });
};

/**
 * Binds a socket without a port to the wildcard address and an ephemeral port; a socket that has one is left alone.
 *
 * Gives   the socket, or undefined where every port is taken
 */
export const bound = (turn: Turn, socket: Socket): Socket | undefined => {
  if (socket.name.local !== undefined) return socket;
  const port = ephemeralPort(turn, socket, ANY_ADDRESS, ANYWHERE);
  return port === undefined ? undefined : bindTo(turn, socket, { address: ANY_ADDRESS, port });
};

/** `bind`: an address of this host, or all of them (0.0.0.0); port 0 asks for an ephemeral one. */
export const bind: Handler<'bind'> = (turn, { caller, request: { fd, local } }) => {
  const socket = socketAt(turn.state, caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (!isPort(local.port)) return fail('EINVAL');
  if (local.address !== ANY_ADDRESS && !turn.config.isLocal(local.address)) return fail('EADDRNOTAVAIL');
  // Bound already, by `bind` or by another call; or a stream that has lived.
  const { phase } = socket.stream;
  if (socket.name.local !== undefined || (phase !== 'closed' && phase !== 'failed')) return fail('EINVAL');
  const port = local.port === 0 ? ephemeralPort(turn, socket, local.address, ANYWHERE) : local.port;
  if (port === undefined) return fail('EADDRINUSE');
  const at = { address: local.address, port };
  if (conflicts(turn.state, socket, at)) return fail('EADDRINUSE');
  bindTo(turn, socket, at);
  return DONE;
};
