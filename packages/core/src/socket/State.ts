import { EMPTY_FIFO, toArray } from '../basis/fifo.ts';
import { O } from '../basis/fp.ts';
import type { Heap } from '../basis/heap.ts';
import type { Rope } from '../basis/rope.ts';
import type { Table } from '../basis/table.ts';
import { emptyTable } from '../basis/table.ts';
import type { Instant } from '../basis/time.ts';
import type { ConnectionId } from '../tcp/Service.ts';
import type { AnyRequest } from './calls/Calls.ts';
import type { Caller } from './Service.ts';
import type { CallId, Datagrams, Name, Socket, SocketId, Stream, Waits } from './Socket.ts';
import { FILE, NO_CONNECTION, NO_DESCRIPTOR, portKey, weigh } from './Socket.ts';

/** What a call waits for. `answer`: what the transport says at once, before anything else happens. */
export type WaitsFor =
  'nothing' | 'answer' | 'readable' | 'acceptable' | 'writable' | 'established' | 'events' | 'drained';

/** A call that is being answered. Blocking is this record, not a stack. */
export interface Waiting<R extends AnyRequest = AnyRequest> {
  readonly id: CallId;
  readonly caller: Caller;
  readonly request: R;
  readonly for: WaitsFor;
  /** When it is given up. */
  readonly deadline: Instant | undefined;
  /**
   * `send` on a stream: octets that TCP has not taken yet (a copy of the caller's), and how many it has. `recv` that waits for more
   * (MSG_WAITALL, SO_RCVLOWAT): octets that it has.
   */
  readonly octets: Rope | undefined;
  readonly sent: number;
}

/** A word to TCP that it answers at once, in the order in which it was asked. At most one SEND and one RECEIVE of a connection. */
export interface Ask {
  /** Of an OPEN, the reference. */
  readonly connection: ConnectionId;
  readonly word: 'Open' | 'Send' | 'Receive' | 'ReceiveUrgent' | 'Status';
  /** A call of `poll` asks TCP only whether there is anything. */
  readonly call: Waiting;
}

/** The descriptors of a process. */
export interface Descriptors {
  readonly table: Table<SocketId>;
  /** Descriptors below `next` that are free, the lowest first. */
  readonly free: Heap<number> | undefined;
  readonly next: number;
}

/** What the floor remembers. Tables that may become large are persistent maps; the waiting calls of a socket lie in it. */
export interface SocketState {
  readonly sockets: Table<Socket>;
  readonly connections: Table<SocketId>;
  /** Who is bound to a port; the key is made by `ports.ts`. */
  readonly bound: Table<Table<true>>;
  readonly processes: Table<Descriptors>;
  readonly calls: Table<Waiting>;
  /** Deadlines of calls. An entry whose call was answered stays behind until it is the first, or too many do. */
  readonly timers: Heap<CallId> | undefined;
  readonly timersSize: number;
  readonly asks: ReadonlyArray<Ask>;
  readonly nextSocket: SocketId;
  readonly nextCall: CallId;
  /** Ephemeral ports that were chosen so far. */
  readonly chosen: number;
}

export const NO_ASKS: ReadonlyArray<Ask> = [];
export const NO_NAME: Name = { bound: undefined, local: undefined, remote: undefined };
export const NO_WAITS: Waits = { readers: [], writers: [], pollers: [] };
export const NO_DATAGRAMS: Datagrams = { queue: EMPTY_FIFO, weight: 0, corked: undefined };
export const FRESH_STREAM: Stream = {
  phase: 'closed',
  connection: NO_CONNECTION,
  readable: 'no',
  writable: 'no',
  peerEnded: false,
  untold: false,
  urgent: undefined,
  queue: EMPTY_FIFO,
};

/** No sockets. */
export const initial: SocketState = {
  sockets: emptyTable(),
  connections: emptyTable(),
  bound: emptyTable(),
  processes: emptyTable(),
  calls: emptyTable(),
  timers: undefined,
  timersSize: 0,
  asks: NO_ASKS,
  nextSocket: 1,
  nextCall: 1,
  chosen: 0,
};

/** The earliest deadline of a call; now and then that of one which was answered already, and waking for it is harmless. */
export const deadline = (state: SocketState): O.Option<Instant> =>
  state.timers === undefined ? O.none : O.some(state.timers.key as Instant);

/** Who waits for what: one line of the list. */
export interface WaitingCall {
  readonly caller: Caller;
  readonly request: AnyRequest;
  readonly for: WaitsFor;
  readonly deadline: Instant | undefined;
}

/**
 * The calls that are not answered yet, by process and thread.
 *
 * @category trace
 * @since 0.1.0
 */
export const waiting = (state: SocketState): ReadonlyArray<WaitingCall> =>
  Array.from(state.calls.values(), (call) => ({
    caller: call.caller,
    request: call.request,
    for: call.for,
    deadline: call.deadline,
  })).toSorted((a, b) => a.caller.process - b.caller.process || a.caller.thread - b.caller.thread);

const brokenIn = (state: SocketState, socket: Socket): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  const { stream, name, waits, datagrams } = socket;
  const says = (what: string): void => {
    broken.push(`socket ${socket.id}: ${what}`);
  };
  if (socket.fd !== NO_DESCRIPTOR && state.processes.get(socket.process)?.table.get(socket.fd) !== socket.id)
    says('its descriptor does not lead to it');
  const named = stream.connection !== NO_CONNECTION;
  if (named && state.connections.get(stream.connection) !== socket.id) says('its connection does not lead to it');
  const { phase } = stream;
  // A stream that has just opened has no name for as long as TCP needs to say it: no time at all.
  if (named ? phase === 'closed' || phase === 'failed' : phase === 'connected' || phase === 'closing')
    says(`connection ${stream.connection} in phase ${phase}`);
  if (name.local !== undefined && state.bound.get(portKey(socket))?.has(socket.id) !== true)
    says('its port does not know of it');
  const queued = toArray(datagrams.queue);
  if (queued.length !== datagrams.queue.length) says('a count of datagrams is wrong');
  if (queued.reduce((sum, { payload }) => sum + weigh(payload), 0) !== datagrams.weight)
    says('its queue is misweighed');
  if (phase === 'closing' && socket.fd !== NO_DESCRIPTOR) says('it is closed and has a descriptor');
  // Who has closed it and lingered may have gone since; numbers of calls are never given again.
  if (phase === 'closing') return broken;
  for (const id of [...waits.readers, ...waits.writers, ...waits.pollers])
    if (!state.calls.has(id)) says(`call ${id} waits for it, and is not known`);
  return broken;
};

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: SocketState): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  state.sockets.forEach((socket) => broken.push(...brokenIn(state, socket)));
  state.connections.forEach((id, connection) => {
    if (state.sockets.get(id)?.stream.connection !== connection) broken.push(`connection ${connection} leads nowhere`);
  });
  state.bound.forEach((owners) =>
    owners.forEach((_, id) => {
      if (!state.sockets.has(id)) broken.push(`a port is bound to socket ${id}, which is gone`);
    }),
  );
  state.processes.forEach((process, number) =>
    process.table.forEach((id, fd) => {
      if (id === FILE) return;
      if (state.sockets.get(id)?.fd !== fd) broken.push(`descriptor ${fd} of process ${number} leads nowhere`);
    }),
  );
  const callers = new Set<string>();
  state.calls.forEach((call, id) => {
    if (call.id !== id) broken.push(`call ${id} has the number ${call.id}`);
    const caller = `${call.caller.process}.${call.caller.thread}`;
    if (callers.has(caller)) broken.push(`thread ${caller} waits twice`);
    callers.add(caller);
  });
  return broken;
};
