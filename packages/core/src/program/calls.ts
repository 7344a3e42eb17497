// The calls as programs: one function a row of the table (socket/calls/Calls.ts), and a few that are made of them.
import type { Bytes } from '../basis/bytes.ts';
import { E } from '../basis/fp.ts';
import type { Rope } from '../basis/rope.ts';
import { append, EMPTY_ROPE, rope, toBytes } from '../basis/rope.ts';
import type { Duration } from '../basis/time.ts';
import type {
  AnyRequest,
  CallName,
  Calls,
  Fd,
  How,
  IoctlCommand,
  PollEvent,
  Request,
  SocketOptions,
  SocketType,
} from '../socket/calls/Calls.ts';
import type { Errno } from '../socket/calls/errno.ts';
import { MSG_PEEK } from '../socket/calls/flags.ts';
import { errnoNumber } from '../socket/calls/errno.ts';
import type { Endpoint } from '../wire/addresses.ts';
import { andThen, attempt, iterate } from './control.ts';
import { called, fail, succeed } from './nodes.ts';
import type { Pid, Program } from './Program.ts';

/** Where nobody is: the address that goes with AF_UNSPEC. */
const UNSPECIFIED = { address: 0, port: 0 } as Endpoint;

const replied = (reply: E.Either<Errno, unknown>): Program<Errno, unknown> =>
  reply._tag === 'Right' ? succeed(reply.right) : fail(reply.left);

/**
 * Any call of the table, as a program.
 *
 * @category calls
 * @since 0.1.0
 */
export const call = <N extends CallName>(request: Request<N>): Program<Calls[N]['error'], Calls[N]['reply']> =>
  // The table says what an interpreter answers to this name; the program's type repeats it.
  called(request as AnyRequest, replied) as Program<Calls[N]['error'], Calls[N]['reply']>;

/** The errors with which any of these calls can end a program. */
export type Fails<N extends CallName> = Calls[N]['error'];

/** What a call does: fail with one of its row's errors, or answer its row's reply. */
type Called<N extends CallName, A = Calls[N]['reply']> = Program<Calls[N]['error'], A>;

/** A new socket: SOCK_STREAM or SOCK_DGRAM. */
export const socket = (type: SocketType): Called<'socket'> => call<'socket'>({ call: 'socket', type });

/** Gives a socket its own address; port 0 is any free one, and address 0 all of the host's. */
export const bind = (fd: Fd, local: Endpoint): Called<'bind'> => call<'bind'>({ call: 'bind', fd, local });

/** From now on connections are taken; so many may wait for `accept`. */
export const listen = (fd: Fd, backlog: number): Called<'listen'> => call<'listen'>({ call: 'listen', fd, backlog });

/** Waits for a connection: its descriptor, and who is there. */
export const accept = (fd: Fd): Called<'accept', readonly [connection: Fd, remote: Endpoint]> =>
  andThen(call<'accept'>({ call: 'accept', fd }), (reply) => succeed([reply.fd, reply.remote] as const));

/** Connects a stream, or names the one peer of a datagram socket. */
export const connect = (fd: Fd, remote: Endpoint): Called<'connect'> =>
  call<'connect'>({ call: 'connect', fd, remote });

/**
 * Connects as `connect` does, but answers the error instead of failing, as Python's does.
 *
 * Gives   0, or the number that Linux gives the error
 * Fails   never
 *
 * @category calls
 * @since 0.1.0
 */
export const connect_ex = (fd: Fd, remote: Endpoint): Program<never, number> =>
  andThen(attempt(connect(fd, remote)), (answer) => succeed(E.isRight(answer) ? 0 : errnoNumber(answer.left)));

/** Undoes a `connect` (AF_UNSPEC): a datagram socket has no peer any more; a stream is reset, and can be used again. */
export const disconnect = (fd: Fd): Called<'connect'> =>
  call<'connect'>({ call: 'connect', fd, remote: UNSPECIFIED, family: 'unspecified' });

/** Hands octets over to be sent; answers how many were taken. `flags`: MSG_…, joined by `|`. */
export const send = (fd: Fd, bytes: Bytes, flags = 0): Called<'send'> =>
  call<'send'>(flags === 0 ? { call: 'send', fd, bytes } : { call: 'send', fd, bytes, flags });

/** Sends until all is taken. */
export const sendAll = (fd: Fd, bytes: Bytes): Called<'send', void> =>
  iterate(bytes, (rest) =>
    andThen(send(fd, rest), (taken) =>
      succeed(taken >= rest.length ? E.right(undefined) : E.left(rest.subarray(taken))),
    ),
  );

/** Waits for octets; answers at most `size` of them, and none at the end of the stream. `flags`: MSG_…, joined by `|`. */
export const recv = (fd: Fd, size: number, flags = 0): Called<'recv'> =>
  call<'recv'>(flags === 0 ? { call: 'recv', fd, size } : { call: 'recv', fd, size, flags });

/** As `recv`, and leaves the octets where they are (MSG_PEEK). */
export const peek = (fd: Fd, size: number): Called<'recv'> => recv(fd, size, MSG_PEEK);

/** Receives until the other side has ended its stream: all of it. */
export const recvAll = (fd: Fd): Called<'recv'> =>
  iterate(EMPTY_ROPE, (all: Rope) =>
    andThen(recv(fd, 65_536), (octets) =>
      succeed(octets.length === 0 ? E.right(toBytes(all)) : E.left(append(all, rope(octets)))),
    ),
  );

/** Sends one datagram there; with MSG_FASTOPEN, opens a stream to there and sends. */
export const sendto = (fd: Fd, bytes: Bytes, remote: Endpoint, flags = 0): Called<'sendto'> =>
  call<'sendto'>(flags === 0 ? { call: 'sendto', fd, bytes, remote } : { call: 'sendto', fd, bytes, remote, flags });

/** Waits for a datagram: its octets as far as they fit, who sent it, and how long it was. */
export const recvfrom = (
  fd: Fd,
  size: number,
  flags = 0,
): Called<'recvfrom', readonly [bytes: Bytes, remote: Endpoint, length: number]> =>
  andThen(
    call<'recvfrom'>(flags === 0 ? { call: 'recvfrom', fd, size } : { call: 'recvfrom', fd, size, flags }),
    (reply) => succeed([reply.bytes, reply.remote, reply.length] as const),
  );

/** Ends one direction of a connection, or both. */
export const shutdown = (fd: Fd, how: How): Called<'shutdown'> => call<'shutdown'>({ call: 'shutdown', fd, how });

/** Gives a descriptor back. */
export const close = (fd: Fd): Called<'close'> => call<'close'>({ call: 'close', fd });

/** A socket's own end. */
export const getsockname = (fd: Fd): Called<'getsockname'> => call<'getsockname'>({ call: 'getsockname', fd });

/** The other end of a connected socket. */
export const getpeername = (fd: Fd): Called<'getpeername'> => call<'getpeername'>({ call: 'getpeername', fd });

/** What an option holds. */
export const getsockopt = <K extends keyof SocketOptions>(fd: Fd, name: K): Called<'getsockopt', SocketOptions[K]> =>
  // The reply carries the option of that name.
  andThen(call<'getsockopt'>({ call: 'getsockopt', fd, name }), (option) => succeed(option.value as SocketOptions[K]));

/** Sets an option. */
export const setsockopt = <K extends keyof SocketOptions>(
  fd: Fd,
  name: K,
  value: SocketOptions[K],
): Called<'setsockopt'> =>
  call<'setsockopt'>({
    call: 'setsockopt',
    fd,
    option: { name, value } as Calls['setsockopt']['request']['option'],
  });

/** How much there is to be received (FIONREAD) or acknowledged (SIOCOUTQ); whether the next octet is urgent (SIOCATMARK). */
export const ioctl = (fd: Fd, command: IoctlCommand): Called<'ioctl'> => call<'ioctl'>({ call: 'ioctl', fd, command });

/** Is the next octet of the stream the urgent one, or, where that was taken out, the one after it? (POSIX; RFC 6093 §3.2) */
export const sockatmark = (fd: Fd): Called<'ioctl', boolean> =>
  andThen(ioctl(fd, 'SIOCATMARK'), (mark) => succeed(mark === 1));

/** Waits until something that was asked for is true of a descriptor, or until the time is over; without a time, for ever. */
export const poll = (
  fds: ReadonlyArray<{ readonly fd: Fd; readonly events: ReadonlyArray<PollEvent> }>,
  timeout?: Duration,
): Called<'poll'> => call<'poll'>({ call: 'poll', fds, timeout });

/** A name, or dotted decimal, as the ends that it stands for. */
export const getaddrinfo = (name: string, port: number): Called<'getaddrinfo'> =>
  call<'getaddrinfo'>({ call: 'getaddrinfo', name, port });

/** Waits so long. */
export const sleep = (duration: Duration): Called<'sleep'> => call<'sleep'>({ call: 'sleep', duration });

/** What the clock says. */
export const now: Called<'now'> = call<'now'>({ call: 'now' });

/** An unsigned 32-bit number of which nobody knows anything. */
export const random: Called<'random'> = call<'random'>({ call: 'random' });

/** A line of text to standard output. */
export const print = (line: string): Called<'print'> => call<'print'>({ call: 'print', line });

/** Octets from standard input or a socket; none at the end. */
export const read = (fd: Fd, size: number): Called<'read'> => call<'read'>({ call: 'read', fd, size });

/** Octets to standard output or error, or to a socket. */
export const write = (fd: Fd, bytes: Bytes): Called<'write'> => call<'write'>({ call: 'write', fd, bytes });

/** A clock on the wall: time since 1970 (UTC). */
export const realtime: Called<'realtime'> = call<'realtime'>({ call: 'realtime' });

/** Is a thread of this process still there? */
export const isAlive = (pid: Pid): Program<never, boolean> =>
  andThen(attempt(call<'kill'>({ call: 'kill', pid, signal: 0 })), (answer) => succeed(E.isRight(answer)));

/** Writes until all is taken. */
export const writeAll = (fd: Fd, bytes: Bytes): Called<'write', void> =>
  iterate(bytes, (rest) =>
    andThen(write(fd, rest), (taken) =>
      succeed(taken >= rest.length ? E.right(undefined) : E.left(rest.subarray(taken))),
    ),
  );
