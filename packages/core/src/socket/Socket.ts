import type { Fifo } from '../basis/fifo.ts';
import type { Rope } from '../basis/rope.ts';
import type { Duration } from '../basis/time.ts';
import type { ConnectionId, TcpOptions } from '../tcp/Service.ts';
import type { Endpoint } from '../wire/addresses.ts';
import type { SocketType } from './calls/Calls.ts';
import type { PendingError } from './endings.ts';

/** The name of a socket inside this floor; UDP knows it as its user, TCP as the reference of an OPEN. */
export type SocketId = number;

/** What stands in place of a socket where a descriptor leads to a file, which the processes keep. */
export const FILE: SocketId = -1;

/** A call that waits, by its number. */
export type CallId = number;

/** No descriptor: a connection that nobody has accepted, or a socket that is about to go. */
export const NO_DESCRIPTOR = -1;

/** No connection: TCP's names begin at 1. */
export const NO_CONNECTION: ConnectionId = 0;

/**
 * What a stream socket is about.
 *
 * ```
 *               listen
 *     closed ------------> listening
 *      ^  |  connect                    Established (of a listener)
 *      |  +-----------> connecting            |
 *      |                 |       | Established |
 *      |           Ended |       v            v
 *      +---- failed <----+      connected <---+
 *    connect                        | Ended
 *  tells why                        v
 *                                 ended
 * ```
 *
 * With TCP_FASTOPEN_CONNECT a `connect` leads to `deferred` first: the next `send` opens.
 *
 * A connected stream that is closed has no descriptor any more, and is `closing` until TCP has forgotten it: what netstat
 * shows as FIN-WAIT or TIME-WAIT. It keeps its port for so long.
 */
export type Phase = 'closed' | 'listening' | 'deferred' | 'connecting' | 'failed' | 'connected' | 'ended' | 'closing';

/** Would TCP have something to give, or room to take? `perhaps`: only asking tells; `few`: less than SO_RCVLOWAT. */
export type Likelihood = 'no' | 'few' | 'perhaps' | 'yes';

/** Where the peer's urgent text ends. (RFC 6093 §3.1: the urgent mark) */
export interface UrgentMark {
  /** So many octets are received before the mark; no `recv` reads across it. */
  readonly ahead: number;
  /** MSG_OOB has fetched the octet. */
  readonly isRead: boolean;
}

/** The ends of a socket. */
export interface Name {
  /** What `bind` was given, or an ephemeral port that a call of `listen` or `sendto` chose. It outlives a connection. */
  readonly bound: Endpoint | undefined;
  /** Now: with a connection the address is never 0.0.0.0. */
  readonly local: Endpoint | undefined;
  readonly remote: Endpoint | undefined;
}

/** What `setsockopt` can set. */
export interface Options {
  readonly reuseAddress: boolean;
  readonly broadcast: boolean;
  readonly nonBlocking: boolean;
  /** TCP_FASTOPEN_CONNECT. */
  readonly deferConnect: boolean;
  /** SO_RCVLOWAT. */
  readonly lowWater: number;
  readonly sendTimeout: Duration | undefined;
  readonly receiveTimeout: Duration | undefined;
  readonly linger: Duration | undefined;
  /** What TCP is told; of a datagram socket only the buffers matter. */
  readonly tcp: TcpOptions;
}

/** What only a stream has. */
export interface Stream {
  readonly phase: Phase;
  /** TCP's name for it, or NO_CONNECTION. */
  readonly connection: ConnectionId;
  readonly readable: Likelihood;
  readonly writable: Likelihood;
  /** The peer's FIN was reached. */
  readonly peerEnded: boolean;
  /** Established, and no `connect` has said so yet: the next one does, as on Linux. */
  readonly untold: boolean;
  /** The mark of urgent text that was not read past; undefined: none. */
  readonly urgent: UrgentMark | undefined;
  /** Of a listener: connections that are established and not yet accepted. */
  readonly queue: Fifo<SocketId>;
}

/** A datagram that waits to be received. */
export interface Datagram {
  readonly source: Endpoint;
  readonly payload: Rope;
}

/** What only a datagram socket has: a queue, and what it weighs against SO_RCVBUF. */
export interface Datagrams {
  readonly queue: Fifo<Datagram>;
  readonly weight: number;
  /** What MSG_MORE holds back, and where it is to go. */
  readonly corked: { readonly payload: Rope; readonly remote: Endpoint } | undefined;
}

/** The calls that wait for this socket, each list in the order in which they came. */
export interface Waits {
  /** `recv`, `recvfrom`, `read`, `accept`. */
  readonly readers: ReadonlyArray<CallId>;
  /** `send`, `sendto`, `write`, `connect`. */
  readonly writers: ReadonlyArray<CallId>;
  /** `poll`. */
  readonly pollers: ReadonlyArray<CallId>;
}

/** A socket: small groups, copied by hand. */
export interface Socket {
  readonly id: SocketId;
  readonly type: SocketType;
  readonly process: number;
  /** Its descriptor, or NO_DESCRIPTOR. */
  readonly fd: number;
  readonly name: Name;
  readonly options: Options;
  /** SO_ERROR: what went wrong and was not told yet. */
  readonly error: PendingError | undefined;
  /** After `shutdown`: nothing more to be read, nothing more to be written. */
  readonly shutRead: boolean;
  readonly shutWrite: boolean;
  readonly stream: Stream;
  readonly datagrams: Datagrams;
  readonly waits: Waits;
}

const copy = (
  s: Socket,
  fd: number,
  name: Name,
  options: Options,
  error: PendingError | undefined,
  shutRead: boolean,
  shutWrite: boolean,
  stream: Stream,
  datagrams: Datagrams,
  waits: Waits,
): Socket => ({
  id: s.id,
  type: s.type,
  process: s.process,
  fd,
  name,
  options,
  error,
  shutRead,
  shutWrite,
  stream,
  datagrams,
  waits,
});

export const withFd = (s: Socket, fd: number): Socket =>
  copy(s, fd, s.name, s.options, s.error, s.shutRead, s.shutWrite, s.stream, s.datagrams, s.waits);
export const withName = (s: Socket, name: Name): Socket =>
  copy(s, s.fd, name, s.options, s.error, s.shutRead, s.shutWrite, s.stream, s.datagrams, s.waits);
export const withOptions = (s: Socket, options: Options): Socket =>
  copy(s, s.fd, s.name, options, s.error, s.shutRead, s.shutWrite, s.stream, s.datagrams, s.waits);
export const withError = (s: Socket, error: PendingError | undefined): Socket =>
  copy(s, s.fd, s.name, s.options, error, s.shutRead, s.shutWrite, s.stream, s.datagrams, s.waits);
export const withShut = (s: Socket, read: boolean, write: boolean): Socket =>
  copy(s, s.fd, s.name, s.options, s.error, read, write, s.stream, s.datagrams, s.waits);
export const withStream = (s: Socket, stream: Stream): Socket =>
  copy(s, s.fd, s.name, s.options, s.error, s.shutRead, s.shutWrite, stream, s.datagrams, s.waits);
export const withDatagrams = (s: Socket, datagrams: Datagrams): Socket =>
  copy(s, s.fd, s.name, s.options, s.error, s.shutRead, s.shutWrite, s.stream, datagrams, s.waits);
export const withWaits = (s: Socket, waits: Waits): Socket =>
  copy(s, s.fd, s.name, s.options, s.error, s.shutRead, s.shutWrite, s.stream, s.datagrams, waits);

/** The same stream, with this much known of what TCP has to give and room to take. */
export const streamLikely = (s: Stream, readable: Likelihood, writable: Likelihood, peerEnded: boolean): Stream => ({
  phase: s.phase,
  connection: s.connection,
  readable,
  writable,
  peerEnded,
  untold: s.untold,
  urgent: s.urgent,
  queue: s.queue,
});

/** The same stream in another phase, with another connection. */
export const streamIn = (s: Stream, phase: Phase, connection: ConnectionId): Stream => ({
  phase,
  connection,
  readable: s.readable,
  writable: s.writable,
  peerEnded: s.peerEnded,
  untold: s.untold,
  urgent: s.urgent,
  queue: s.queue,
});

/** The same stream, of which `connect` has to tell, or has told. */
export const streamUntold = (s: Stream, untold: boolean): Stream => ({
  phase: s.phase,
  connection: s.connection,
  readable: s.readable,
  writable: s.writable,
  peerEnded: s.peerEnded,
  untold,
  urgent: s.urgent,
  queue: s.queue,
});

/** The same stream, with this mark. */
export const streamUrgent = (s: Stream, urgent: UrgentMark | undefined): Stream => ({
  phase: s.phase,
  connection: s.connection,
  readable: s.readable,
  writable: s.writable,
  peerEnded: s.peerEnded,
  untold: s.untold,
  urgent,
  queue: s.queue,
});

/** The same listener with another queue. */
export const streamQueue = (s: Stream, queue: Fifo<SocketId>): Stream => ({
  phase: s.phase,
  connection: s.connection,
  readable: s.readable,
  writable: s.writable,
  peerEnded: s.peerEnded,
  untold: s.untold,
  urgent: s.urgent,
  queue,
});

/** What a datagram weighs against SO_RCVBUF: itself, and the headers it came with. */
export const weigh = (payload: Rope): number => payload.length + 28;

/** The key of a socket's port in `bound`. */
export const portKey = (socket: Socket): number =>
  (socket.type === 'stream' ? 65_536 : 0) + (socket.name.local?.port ?? 0);
