import type { Endpoint, Ipv4Address } from '../../wire/addresses.ts';
import { ANY_ADDRESS, LOOPBACK } from '../../wire/addresses.ts';
import type { Rope } from '../../basis/rope.ts';
import type { Request } from '../calls/Calls.ts';
import { inPhase } from '../connections.ts';
import { socketAt } from '../descriptors.ts';
import { ephemeralPort, nameBefore, rename } from '../ports.ts';
import type { Name, Socket } from '../Socket.ts';
import { streamUntold, withError, withShut, withStream } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import { FRESH_STREAM } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { askOpen, keep, toTcp, toUdp, touch } from '../Turn.ts';
import { limited } from '../waits.ts';
import { disconnectDatagram, disconnectStream } from '../disconnect.ts';
import type { Answer, Handler } from './Answer.ts';
import { DONE, fail, wait } from './Answer.ts';
import { isPort } from './bind.ts';

/** As on Linux and the BSDs, 0.0.0.0 as a destination means this host. */
export const destinationOf = (remote: Endpoint): Endpoint =>
  remote.address === ANY_ADDRESS ? { address: LOOPBACK, port: remote.port } : remote;

/** 224/4 and beyond: groups, and addresses of nobody. A stream leads to one host. (RFC 9293 §3.9.2.3, MUST-57) */
const isOneHost = (address: Ipv4Address): boolean => address >>> 28 < 14;

/** Ends for a conversation: what the socket is bound to already, completed; or why there are none. */
const namesFor = (
  turn: Turn,
  socket: Socket,
  remote: Endpoint,
): (Name & { readonly local: Endpoint; readonly remote: Endpoint }) | 'ENETUNREACH' | 'EADDRNOTAVAIL' => {
  const { bound } = socket.name;
  const source = turn.config.sourceFor(remote.address);
  if (source === undefined) return 'ENETUNREACH';
  const address = bound === undefined || bound.address === ANY_ADDRESS ? source : bound.address;
  const port = bound?.port ?? socket.name.local?.port ?? ephemeralPort(turn, socket, address, remote);
  return port === undefined ? 'EADDRNOTAVAIL' : { bound, local: { address, port }, remote };
};

/** A datagram socket talks to one end from now on. It may change its mind. */
const connectDatagram = (turn: Turn, socket: Socket, remote: Endpoint): Answer<'connect'> => {
  const name = namesFor(turn, socket, remote);
  if (typeof name === 'string') return fail(name);
  rename(turn, socket, name);
  toUdp(turn, { _tag: 'Bind', user: socket.id, local: name.local, remote });
  return DONE;
};

/** The socket as a stream that leads to somebody has to be named; or why it cannot lead there. */
const named = (
  turn: Turn,
  socket: Socket,
  to: Endpoint,
): (Name & { readonly local: Endpoint; readonly remote: Endpoint }) | 'ENETUNREACH' | 'EADDRNOTAVAIL' => {
  const remote = destinationOf(to);
  return isOneHost(remote.address) ? namesFor(turn, socket, remote) : 'ENETUNREACH';
};

/**
 * The handshake begins; `early`: octets that may go with the SYN. TCP names the connection at once, and only then is it known
 * whether the call waits.
 */
export const open = (
  turn: Turn,
  socket: Socket,
  call: Waiting,
  to: Endpoint,
  early: Rope | undefined,
):
  | { readonly _tag: 'Fail'; readonly errno: 'ENETUNREACH' | 'EADDRNOTAVAIL' | 'EINPROGRESS' }
  | ReturnType<typeof wait> => {
  const name = named(turn, socket, to);
  if (typeof name === 'string') return fail(name);
  const { local, remote } = name;
  const ready = rename(turn, socket, name);
  inPhase(turn, ready, 'connecting', ready.stream.connection);
  const { tcp, nonBlocking } = socket.options;
  const words = { _tag: 'Open', reference: socket.id, local, remote, options: tcp, early } as const;
  if (nonBlocking && early === undefined) {
    toTcp(turn, words);
    return fail('EINPROGRESS');
  }
  askOpen(turn, words, call);
  return wait(call, 'answer');
};

/** TCP_FASTOPEN_CONNECT: the first `send` opens. */
const defer = (turn: Turn, socket: Socket, to: Endpoint): Answer<'connect'> => {
  const name = named(turn, socket, to);
  if (typeof name === 'string') return fail(name);
  const ready = rename(turn, socket, name);
  inPhase(turn, ready, 'deferred', ready.stream.connection);
  return DONE;
};

/** The attempt has failed; whoever asks next is told why, and the socket can be used again, as on Linux. */
const tellFailure = (turn: Turn, socket: Socket): Answer<'connect'> => {
  const { error } = socket;
  const fresh = withStream(withShut(withError(socket, undefined), false, false), FRESH_STREAM);
  rename(turn, fresh, nameBefore(socket.name));
  touch(turn, socket.id);
  return fail(error === undefined || error === 'EPIPE' ? 'ECONNABORTED' : error);
};

const connectStream = (turn: Turn, socket: Socket, call: Waiting<Request<'connect'>>): Answer<'connect'> => {
  switch (socket.stream.phase) {
    case 'closed':
      // The attempt that this call waited for was given up.
      if (call.for !== 'nothing') return tellFailure(turn, socket);
      return socket.options.deferConnect
        ? defer(turn, socket, call.request.remote)
        : open(turn, socket, call, call.request.remote, undefined);
    case 'connecting':
      return socket.options.nonBlocking && call.for === 'nothing'
        ? fail('EALREADY')
        : wait(limited(turn, call, socket.options.sendTimeout), 'established');
    case 'failed':
      return tellFailure(turn, socket);
    case 'connected':
    case 'ended':
      if (!socket.stream.untold) return fail('EISCONN');
      keep(turn, withStream(socket, streamUntold(socket.stream, false)));
      return DONE;
    case 'deferred':
    case 'listening':
    case 'closing':
      return fail('EISCONN');
  }
};

/** AF_UNSPEC: whoever waits for the socket is told that it is over. */
const disconnect = (turn: Turn, socket: Socket): Answer<'connect'> => {
  if (socket.type === 'stream') disconnectStream(turn, socket);
  else disconnectDatagram(turn, socket);
  return DONE;
};

/** `connect`: a stream's handshake; for datagrams, only the remote end that is meant from now on. */
export const connect: Handler<'connect'> = (turn, call) => {
  const { caller, request } = call;
  const socket = socketAt(turn.state, caller, request.fd);
  if (typeof socket === 'string') return fail(socket);
  if (request.family === 'unspecified') return disconnect(turn, socket);
  if (!isPort(request.remote.port)) return fail('EINVAL');
  return socket.type === 'datagram'
    ? connectDatagram(turn, socket, destinationOf(request.remote))
    : connectStream(turn, socket, call);
};
