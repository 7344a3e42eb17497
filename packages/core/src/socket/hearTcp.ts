// What TCP tells: a connection has a name, is established, can be read or written, is over; and its answers.
import { enqueue } from '../basis/fifo.ts';
import type { ConnectionId, Ending, TcpService } from '../tcp/Service.ts';
import { conclude } from './conclude.ts';
import { giveBack, inPhase } from './connections.ts';
import { ERROR_OF_ENDING } from './endings.ts';
import { answer } from './handlers/table.ts';
import { drained, forgotten } from './leaving.ts';
import { MSG_PEEK } from './calls/flags.ts';
import { takenEarly } from './handlers/fastOpen.ts';
import { ioctlFrom } from './handlers/ioctl.ts';
import { optionFrom } from './handlers/options.ts';
import { roomHeard } from './handlers/poll.ts';
import { flagsOf, inShapeOf } from './handlers/recv.ts';
import { heard, received, wantedOf } from './handlers/recvStream.ts';
import { urgentOctet } from './handlers/recvUrgent.ts';
import { taken } from './handlers/sendStream.ts';
import { nameBefore, rename } from './ports.ts';
import { rules } from './rules.ts';
import type { Socket } from './Socket.ts';
import {
  NO_CONNECTION,
  NO_DESCRIPTOR,
  streamIn,
  streamLikely,
  streamQueue,
  streamUntold,
  streamUrgent,
  withError,
  withStream,
} from './Socket.ts';
import { FRESH_STREAM, NO_DATAGRAMS, NO_NAME, NO_WAITS } from './State.ts';
import type { Turn } from './Turn.ts';
import { awaitTaken, keep, note, recall, toTcp, touch } from './Turn.ts';

type Heard<Tag extends TcpService['indication']['_tag']> = Extract<TcpService['indication'], { readonly _tag: Tag }>;

/** The socket of a connection; one that is closed hears nothing but that its connection is over. */
const socketOf = (turn: Turn, connection: ConnectionId): Socket | undefined => {
  const id = turn.state.connections.get(connection);
  const socket = id === undefined ? undefined : turn.state.sockets.get(id);
  return socket?.stream.phase === 'closing' ? undefined : socket;
};

/** Has this socket opened, and no name yet? */
const isNameless = ({ stream }: Socket): boolean =>
  stream.connection === NO_CONNECTION && (stream.phase === 'connecting' || stream.phase === 'listening');

/** The answer to OPEN, active or passive. */
const named = (turn: Turn, { reference, connection }: Heard<'Named'>): void => {
  if (turn.state.connections.has(connection)) return;
  const ask = recall(turn, reference, 'Open');
  const socket = turn.state.sockets.get(reference);
  if (socket === undefined || !isNameless(socket)) {
    // Whoever opened it has closed it before it had a name.
    toTcp(turn, { _tag: 'Release', connection });
    return;
  }
  turn.state.connections = turn.state.connections.set(connection, socket.id);
  inPhase(turn, socket, socket.stream.phase, connection);
  if (ask === undefined) return;
  // Who opened with octets is told next how many of them TCP has taken.
  if (ask.call.request.call === 'connect') conclude(turn, ask.call, answer(turn, ask.call));
  else awaitTaken(turn, connection, ask.call);
};

/** A connection came through a listener: a socket without a descriptor, until it is accepted. */
const arrived = (turn: Turn, { connection, listener, local, remote }: Heard<'Established'>): void => {
  if (turn.state.connections.has(connection)) return;
  const parent = socketOf(turn, listener);
  if (parent === undefined || parent.stream.phase !== 'listening') {
    toTcp(turn, { _tag: 'Abort', connection });
    return;
  }
  const id = turn.state.nextSocket;
  turn.state.nextSocket = id + 1;
  turn.state.connections = turn.state.connections.set(connection, id);
  const { options, process, stream } = parent;
  const child: Socket = {
    id,
    type: 'stream',
    process,
    fd: NO_DESCRIPTOR,
    name: NO_NAME,
    // As on Linux, all options are inherited but O_NONBLOCK.
    options: options.nonBlocking ? { ...options, nonBlocking: false } : options,
    error: undefined,
    shutRead: false,
    shutWrite: false,
    stream: streamLikely(streamIn(FRESH_STREAM, 'connected', connection), 'perhaps', 'perhaps', false),
    datagrams: NO_DATAGRAMS,
    waits: NO_WAITS,
  };
  rename(turn, child, { bound: undefined, local, remote });
  keep(turn, withStream(parent, streamQueue(stream, enqueue(stream.queue, id))));
  touch(turn, parent.id);
};

const established = (turn: Turn, told: Heard<'Established'>): void => {
  if (told.listener !== NO_CONNECTION) {
    arrived(turn, told);
    return;
  }
  const socket = socketOf(turn, told.connection);
  if (socket === undefined || socket.stream.phase !== 'connecting') return;
  const { local, remote, connection } = told;
  const open = streamUntold(streamIn(socket.stream, 'connected', connection), true);
  const stream = streamLikely(open, 'perhaps', 'perhaps', false);
  rename(turn, withStream(socket, stream), { bound: socket.name.bound, local, remote });
  touch(turn, socket.id);
};

/**
 * A connection is over. What TCP still holds of it can be received, so its name is given back with the socket; a connection
 * that did not come about is given back at once.
 */
const ended = (turn: Turn, connection: ConnectionId, why: Ending): void => {
  const socket = socketOf(turn, connection);
  if (socket === undefined) return;
  const { phase, peerEnded, writable } = socket.stream;
  const error = ERROR_OF_ENDING[why];
  touch(turn, socket.id);
  if (phase === 'connected') {
    const over = withStream(socket, streamLikely(socket.stream, 'perhaps', writable, peerEnded));
    // As on Linux, a reset after the peer's end was read says only that writing is vain.
    inPhase(turn, withError(over, why === 'reset' && peerEnded ? 'EPIPE' : error), 'ended', connection);
  } else if (phase === 'connecting' || phase === 'listening') {
    giveBack(turn, socket, 'Release');
    const next = phase === 'connecting' ? 'failed' : 'closed';
    const over = inPhase(turn, withError(socket, error), next, NO_CONNECTION);
    rename(turn, over, nameBefore(over.name));
  }
};

/** The answer to SEND. */
const sent = (turn: Turn, { connection, count }: Heard<'Taken'>): void => {
  const ask = recall(turn, connection, 'Send');
  const socket = socketOf(turn, connection);
  if (ask === undefined || socket === undefined) return;
  const { call } = ask;
  const early = socket.stream.phase === 'connecting';
  conclude(turn, call, early ? takenEarly(turn, socket, call, count) : taken(turn, socket, call, count));
  if (socket.waits.writers.length > 0) touch(turn, socket.id);
};

/** The answer to RECEIVE: for a call that reads, or for a `poll` that only wants to know. */
const given = (turn: Turn, { connection, octets, ended }: Heard<'Received'>): void => {
  const ask = recall(turn, connection, 'Receive');
  const before = socketOf(turn, connection);
  if (ask === undefined || before === undefined) return;
  const { call } = ask;
  const { request } = call;
  if (request.call === 'poll') {
    heard(turn, before, octets, ended, wantedOf(before, call, before.options.lowWater), true);
    if (!turn.state.asks.some((other) => other.call === call)) conclude(turn, call, answer(turn, call));
  } else {
    const size = 'size' in request ? request.size : 0;
    const flags = flagsOf(call);
    const asked = wantedOf(before, call, size);
    const socket = heard(turn, before, octets, ended, asked, (flags & MSG_PEEK) !== 0);
    conclude(turn, call, inShapeOf(call, socket, received(turn, socket, call, octets, ended, size, flags)));
  }
  if (before.waits.readers.length > 0 || before.waits.pollers.length > 0) touch(turn, before.id);
};

const likely = (turn: Turn, connection: ConnectionId, what: 'readable' | 'writable'): void => {
  const socket = socketOf(turn, connection);
  if (socket === undefined) return;
  const { stream, options } = socket;
  const more = options.lowWater === 1 ? 'yes' : 'perhaps';
  const readable = what === 'readable' ? more : stream.readable;
  const writable = what === 'writable' ? 'yes' : stream.writable;
  if (readable !== stream.readable || writable !== stream.writable) {
    keep(turn, withStream(socket, streamLikely(stream, readable, writable, stream.peerEnded)));
  }
  touch(turn, socket.id);
};

/** The peer points at urgent text. A mark that was told before moves on to it, and its octet is gone. (RFC 9293 §3.8.5) */
const urgent = (turn: Turn, { connection, ahead }: Heard<'Urgent'>): void => {
  const socket = socketOf(turn, connection);
  if (socket === undefined) return;
  note(turn, rules['urgent-told'], `${ahead} octets ahead`);
  keep(turn, withStream(socket, streamUrgent(socket.stream, { ahead, isRead: false })));
  touch(turn, socket.id);
};

/** The answer to RECEIVE of the urgent octet. */
const givenUrgent = (turn: Turn, { connection, octet }: Heard<'ReceivedUrgent'>): void => {
  const ask = recall(turn, connection, 'ReceiveUrgent');
  const socket = socketOf(turn, connection);
  if (ask === undefined || socket === undefined) return;
  conclude(turn, ask.call, inShapeOf(ask.call, socket, urgentOctet(turn, socket, flagsOf(ask.call), octet)));
};

/** The answer to STATUS: for a call that asks for it, or a `poll` that wants to know whether there is room. */
const reported = (turn: Turn, { connection, status }: Heard<'Status'>): void => {
  const ask = recall(turn, connection, 'Status');
  const socket = socketOf(turn, connection);
  if (ask === undefined || socket === undefined) return;
  const { call } = ask;
  const { request } = call;
  if (request.call === 'getsockopt') conclude(turn, call, optionFrom(socket, request.name, status));
  else if (request.call === 'ioctl') conclude(turn, call, ioctlFrom(socket, request.command, status));
  else {
    roomHeard(turn, socket, status);
    if (!turn.state.asks.some((other) => other.call === call)) conclude(turn, call, answer(turn, call));
  }
};

/** One indication of TCP. */
export const hearTcp = (turn: Turn, told: TcpService['indication']): void => {
  switch (told._tag) {
    case 'Named':
      return named(turn, told);
    case 'Established':
      return established(turn, told);
    case 'Taken':
      return sent(turn, told);
    case 'Received':
      return given(turn, told);
    case 'Readable':
      return likely(turn, told.connection, 'readable');
    case 'Writable':
      return likely(turn, told.connection, 'writable');
    case 'Ended':
      return ended(turn, told.connection, told.why);
    case 'ReceivedUrgent':
      return givenUrgent(turn, told);
    case 'Urgent':
      return urgent(turn, told);
    case 'Status':
      return reported(turn, told);
    case 'Drained':
      return drained(turn, told.connection);
    case 'Forgotten':
      return forgotten(turn, told.connection);
  }
};
