// Who is bound to which port, when two may share one, and which port is given to a socket that has none.
import { hash32 } from '../basis/hash.ts';
import type { Table } from '../basis/table.ts';
import { emptyTable } from '../basis/table.ts';
import type { Endpoint, Ipv4Address, Port } from '../wire/addresses.ts';
import { ANY_ADDRESS } from '../wire/addresses.ts';
import type { SocketType } from './calls/Calls.ts';
import { rules } from './rules.ts';
import type { Name, Socket } from './Socket.ts';
import { portKey, withName } from './Socket.ts';
import type { SocketState } from './State.ts';
import { NO_NAME } from './State.ts';
import type { Turn } from './Turn.ts';
import { keep, note } from './Turn.ts';

/** Linux: net.ipv4.ip_local_port_range. */
export const FIRST_EPHEMERAL = 32_768;
export const LAST_EPHEMERAL = 60_999;
const COUNT = LAST_EPHEMERAL - FIRST_EPHEMERAL + 1;

const NOBODY: Table<true> = emptyTable();

const keyOf = (type: SocketType, port: number): number => (type === 'stream' ? 65_536 : 0) + port;

const overlap = (a: Ipv4Address, b: Ipv4Address): boolean => a === b || a === ANY_ADDRESS || b === ANY_ADDRESS;

/**
 * May this socket not be bound here?
 *
 * Two sockets may share a port when their addresses differ and neither is the wildcard; or when both have set
 * SO_REUSEADDR and the other one does not listen (datagram sockets: when both have set it). A connection that is closed, and
 * that TCP has not forgotten (in TIME-WAIT, say), counts as the socket it was. So Linux does.
 *
 * Takes   the state, the socket, and the end it wants to have, or to listen at
 * Gives   true when EADDRINUSE is the answer
 *
 * @category calls
 * @since 0.1.0
 */
export const conflicts = (state: SocketState, socket: Socket, at: Endpoint): boolean => {
  const owners = state.bound.get(keyOf(socket.type, at.port));
  if (owners === undefined) return false;
  return owners.some((_, id) => {
    const other = state.sockets.get(id);
    if (other === undefined || id === socket.id || other.name.local === undefined) return false;
    if (!overlap(at.address, other.name.local.address)) return false;
    const shared = socket.options.reuseAddress && other.options.reuseAddress;
    return !shared || other.stream.phase === 'listening';
  });
};

/** Gives a socket its ends, and keeps the table of ports true. The socket is kept. */
export const rename = (turn: Turn, socket: Socket, name: Name): Socket => {
  const renamed = withName(socket, name);
  const before = socket.name.local?.port;
  const now = name.local?.port;
  if (before !== now) {
    if (before !== undefined) unbind(turn, socket);
    if (now !== undefined) {
      const key = portKey(renamed);
      turn.state.bound = turn.state.bound.set(key, (turn.state.bound.get(key) ?? NOBODY).set(socket.id, true));
    }
  }
  keep(turn, renamed);
  return renamed;
};

/** Takes a socket out of the table of ports. */
export const unbind = (turn: Turn, socket: Socket): void => {
  if (socket.name.local === undefined) return;
  const key = portKey(socket);
  const owners = turn.state.bound.get(key)?.remove(socket.id) ?? NOBODY;
  turn.state.bound = owners.size === 0 ? turn.state.bound.remove(key) : turn.state.bound.set(key, owners);
};

/**
 * Is this port no choice for a conversation?
 *
 * A closed connection that TCP has not forgotten leaves its port to conversations with other ends, as on Linux.
 */
const isTaken = (state: SocketState, type: SocketType, port: number, remote: Endpoint): boolean => {
  const owners = state.bound.get(keyOf(type, port));
  if (owners === undefined) return false;
  return owners.some((_, id) => {
    const other = state.sockets.get(id);
    if (other?.stream.phase !== 'closing' || remote.port === 0) return true;
    return other.name.remote?.port === remote.port && other.name.remote.address === remote.address;
  });
};

/**
 * A port that nobody on this host uses with this protocol, or undefined where all are taken.
 *
 * "Simple hash-based port selection": the offset is a keyed hash of the conversation, so that ports cannot be guessed, and
 * a count of the ports chosen so far, so that one conversation does not get the same port again soon. The next free one
 * after it is taken.
 *
 * Takes   the socket, and the ends of the conversation as far as they are known (0 where not)
 * RFC     6056 §3.3.3
 *
 * @category calls
 * @since 0.1.0
 */
export const ephemeralPort = (turn: Turn, socket: Socket, local: Ipv4Address, remote: Endpoint): Port | undefined => {
  const type = socket.type === 'stream' ? 6 : 17;
  const offset = hash32(turn.config.seed, type, local, remote.address, remote.port) + turn.state.chosen;
  for (let i = 0; i < COUNT; i++) {
    const port = FIRST_EPHEMERAL + ((offset + i) % COUNT);
    if (isTaken(turn.state, socket.type, port, remote)) continue;
    turn.state.chosen += 1;
    note(turn, rules['port-chosen'], `${socket.type} ${port}`);
    return port as Port;
  }
  return undefined;
};

/** The ends of a socket whose connection is over, or did not come about: what `bind` gave stays. */
export const nameBefore = (name: Name): Name =>
  name.bound === undefined ? NO_NAME : { bound: name.bound, local: name.bound, remote: undefined };
