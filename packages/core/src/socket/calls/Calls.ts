// The calls as data: one row a call with request, reply, and the exact set of errors it can answer.
// Both interpreters — the pure host and the adapter for real sockets — must fill in the whole table.
import type { Bytes } from '../../basis/bytes.ts';
import type { Duration, Instant } from '../../basis/time.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import type { ChangeError, DirectoryEntry, FileStatus, OpenFlag, PathError, Whence } from './files.ts';
import type { OptionName, OptionValue, SocketType } from './options.ts';

export type { OptionName, OptionValue, SocketOptions, SocketType } from './options.ts';

declare const fdBrand: unique symbol;

/** A descriptor: 0, 1 and 2 are the standard streams, sockets and files begin at 3. */
export type Fd = number & { readonly [fdBrand]: true };

/** SHUT_RD, SHUT_WR, SHUT_RDWR. */
export type How = 'read' | 'write' | 'both';

/**
 * What `poll` can wait for and answer. (POSIX poll: POLLIN POLLOUT POLLPRI POLLHUP POLLERR POLLNVAL)
 *
 * `priority`: the peer has pointed at urgent text that was not read. `invalid`: the descriptor leads nowhere. The last three are
 * told whether they were asked for or not.
 */
export type PollEvent = 'in' | 'out' | 'priority' | 'hangup' | 'error' | 'invalid';

/**
 * What `ioctl` asks. FIONREAD (Linux: SIOCINQ): octets that can be received now; of a datagram socket, the first datagram's. SIOCOUTQ:
 * octets that the peer has not acknowledged. SIOCATMARK: 1 where the next octet is the urgent one, or came after it.
 */
export type IoctlCommand = 'FIONREAD' | 'SIOCOUTQ' | 'SIOCATMARK';

/**
 * The table.
 *
 * @category calls
 * @since 0.1.0
 */
export interface Calls {
  readonly socket: { readonly request: { readonly type: SocketType }; readonly reply: Fd; readonly error: 'EMFILE' };
  readonly bind: {
    readonly request: { readonly fd: Fd; readonly local: Endpoint };
    readonly reply: void;
    readonly error: 'EBADF' | 'ENOTSOCK' | 'EINVAL' | 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'EACCES';
  };
  readonly listen: {
    readonly request: { readonly fd: Fd; readonly backlog: number };
    readonly reply: void;
    readonly error: 'EBADF' | 'ENOTSOCK' | 'EOPNOTSUPP' | 'EINVAL' | 'EADDRINUSE';
  };
  readonly accept: {
    readonly request: { readonly fd: Fd };
    readonly reply: { readonly fd: Fd; readonly remote: Endpoint };
    readonly error: 'EBADF' | 'ENOTSOCK' | 'EOPNOTSUPP' | 'EINVAL' | 'EMFILE' | 'EAGAIN' | 'ECONNABORTED';
  };
  /**
   * With the family AF_UNSPEC (`unspecified`) it undoes a `connect`: a datagram socket has no peer any more, a stream is reset and as
   * good as new, a listener no longer listens; `remote` is not looked at.
   */
  readonly connect: {
    readonly request: { readonly fd: Fd; readonly remote: Endpoint; readonly family?: 'unspecified' };
    readonly reply: void;
    readonly error:
      | 'EBADF'
      | 'ENOTSOCK'
      | 'EISCONN'
      | 'EALREADY'
      | 'EINPROGRESS'
      | 'ECONNREFUSED'
      | 'ECONNRESET'
      | 'ETIMEDOUT'
      | 'EHOSTUNREACH'
      | 'ENETUNREACH'
      | 'EADDRNOTAVAIL'
      | 'EADDRINUSE'
      | 'EINVAL'
      | 'EOPNOTSUPP'
      | 'ECONNABORTED';
  };
  /** The count of octets taken, which on a stream may be fewer than offered when the socket does not block. `flags`: MSG_…, joined. */
  readonly send: {
    readonly request: { readonly fd: Fd; readonly bytes: Bytes; readonly flags?: number };
    readonly reply: number;
    readonly error:
      | 'EBADF'
      | 'ENOTSOCK'
      | 'ENOTCONN'
      | 'EDESTADDRREQ'
      | 'EPIPE'
      | 'ECONNRESET'
      | 'ECONNREFUSED'
      | 'ETIMEDOUT'
      | 'EHOSTUNREACH'
      | 'ENETUNREACH'
      | 'EMSGSIZE'
      | 'EAGAIN'
      | 'EOPNOTSUPP'
      | 'EACCES'
      | 'EINPROGRESS'
      | 'EADDRNOTAVAIL'
      | 'EINVAL';
  };
  /**
   * At most `size` octets; empty only at the end of a stream, for an empty datagram, or for size 0. Of octets that MSG_TRUNC throws
   * away only the count is true: what is in the buffer is zero.
   */
  readonly recv: {
    readonly request: { readonly fd: Fd; readonly size: number; readonly flags?: number };
    readonly reply: Bytes;
    readonly error:
      | 'EBADF'
      | 'ENOTSOCK'
      | 'ENOTCONN'
      | 'ECONNRESET'
      | 'ECONNREFUSED'
      | 'ETIMEDOUT'
      | 'EHOSTUNREACH'
      | 'ENETUNREACH'
      | 'EAGAIN'
      | 'EINVAL';
  };
  readonly sendto: {
    readonly request: { readonly fd: Fd; readonly bytes: Bytes; readonly remote: Endpoint; readonly flags?: number };
    readonly reply: number;
    readonly error:
      | 'EBADF'
      | 'ENOTSOCK'
      | 'EMSGSIZE'
      | 'EISCONN'
      | 'ENOTCONN'
      | 'EPIPE'
      | 'ECONNREFUSED'
      | 'EHOSTUNREACH'
      | 'ENETUNREACH'
      | 'EAGAIN'
      | 'EADDRNOTAVAIL'
      | 'EINVAL'
      | 'EOPNOTSUPP'
      | 'ECONNRESET'
      | 'ETIMEDOUT'
      | 'EDESTADDRREQ'
      | 'EACCES'
      | 'EINPROGRESS'
      | 'EALREADY';
  };
  /** `length` is the datagram's, which may be more than the octets that fitted into `size` (MSG_TRUNC). */
  readonly recvfrom: {
    readonly request: { readonly fd: Fd; readonly size: number; readonly flags?: number };
    readonly reply: { readonly bytes: Bytes; readonly remote: Endpoint; readonly length: number };
    readonly error:
      | 'EBADF'
      | 'ENOTSOCK'
      | 'ENOTCONN'
      | 'ECONNRESET'
      | 'ECONNREFUSED'
      | 'ETIMEDOUT'
      | 'EHOSTUNREACH'
      | 'ENETUNREACH'
      | 'EAGAIN'
      | 'EINVAL';
  };
  readonly shutdown: {
    readonly request: { readonly fd: Fd; readonly how: How };
    readonly reply: void;
    readonly error: 'EBADF' | 'ENOTSOCK' | 'ENOTCONN' | 'EINVAL';
  };
  readonly close: { readonly request: { readonly fd: Fd }; readonly reply: void; readonly error: 'EBADF' };
  readonly getsockname: {
    readonly request: { readonly fd: Fd };
    readonly reply: Endpoint;
    readonly error: 'EBADF' | 'ENOTSOCK';
  };
  readonly getpeername: {
    readonly request: { readonly fd: Fd };
    readonly reply: Endpoint;
    readonly error: 'EBADF' | 'ENOTSOCK' | 'ENOTCONN';
  };
  readonly getsockopt: {
    readonly request: { readonly fd: Fd; readonly name: OptionName };
    readonly reply: OptionValue;
    readonly error: 'EBADF' | 'ENOTSOCK' | 'ENOPROTOOPT' | 'ENOTCONN';
  };
  readonly setsockopt: {
    readonly request: { readonly fd: Fd; readonly option: OptionValue };
    readonly reply: void;
    readonly error: 'EBADF' | 'ENOTSOCK' | 'ENOPROTOOPT' | 'EINVAL' | 'EDOM' | 'ENOENT';
  };
  readonly ioctl: {
    readonly request: { readonly fd: Fd; readonly command: IoctlCommand };
    readonly reply: number;
    readonly error: 'EBADF' | 'ENOTTY' | 'EINVAL';
  };
  /** Those descriptors of which something that was asked for (or a hang-up or an error) is true; none when the time is over. One that is negative is passed over. */
  readonly poll: {
    readonly request: {
      readonly fds: ReadonlyArray<{ readonly fd: Fd; readonly events: ReadonlyArray<PollEvent> }>;
      readonly timeout: Duration | undefined;
    };
    readonly reply: ReadonlyArray<{ readonly fd: Fd; readonly events: ReadonlyArray<PollEvent> }>;
    readonly error: 'EINVAL';
  };
  /** A name, or dotted decimal, as addresses: by a table of hosts in the simulator, by the system's resolver on real sockets. */
  readonly getaddrinfo: {
    readonly request: { readonly name: string; readonly port: number };
    readonly reply: ReadonlyArray<Endpoint>;
    readonly error: 'ENOTFOUND';
  };
  readonly sleep: { readonly request: { readonly duration: Duration }; readonly reply: void; readonly error: never };
  readonly now: { readonly request: Readonly<Record<never, never>>; readonly reply: Instant; readonly error: never };
  /** An unsigned 32-bit number. */
  readonly random: { readonly request: Readonly<Record<never, never>>; readonly reply: number; readonly error: never };
  /** A line of text to standard output. */
  readonly print: { readonly request: { readonly line: string }; readonly reply: void; readonly error: never };
  /** What a clock on the wall says: time since 1970 (UTC). Beyond 104 days the number is exact to 256 ns only. */
  readonly realtime: {
    readonly request: Readonly<Record<never, never>>;
    readonly reply: Instant;
    readonly error: never;
  };
  /** Octets from standard input (descriptor 0), or from a file where it stands, or as `recv` from a socket; empty at the end. */
  readonly read: {
    readonly request: { readonly fd: Fd; readonly size: number };
    readonly reply: Bytes;
    readonly error: Calls['recv']['error'] | 'EISDIR' | 'EIO';
  };
  /** Octets to standard output or error (1, 2), or into a file where it stands, or as `send` to a socket. */
  readonly write: {
    readonly request: { readonly fd: Fd; readonly bytes: Bytes };
    readonly reply: number;
    readonly error: Calls['send']['error'] | 'ENOSPC' | 'EIO';
  };
  /** A file, or with `read` alone a directory, which answers EISDIR to `read`. `append`: each write goes to the end. */
  readonly open: {
    readonly request: { readonly path: string; readonly flags: ReadonlyArray<OpenFlag> };
    readonly reply: Fd;
    readonly error: ChangeError | 'EEXIST' | 'EISDIR' | 'EMFILE';
  };
  /** Where the next octet is read or written. */
  readonly lseek: {
    readonly request: { readonly fd: Fd; readonly offset: number; readonly whence: Whence };
    readonly reply: number;
    readonly error: 'EBADF' | 'ESPIPE' | 'EINVAL' | 'EIO';
  };
  /** Waits until what was written is safe from a loss of power; of a directory, its names. */
  readonly fsync: {
    readonly request: { readonly fd: Fd };
    readonly reply: void;
    readonly error: 'EBADF' | 'EINVAL' | 'ENOSPC' | 'EROFS' | 'EIO';
  };
  /** Cuts a file, or lengthens it by zeros. */
  readonly ftruncate: {
    readonly request: { readonly fd: Fd; readonly length: number };
    readonly reply: void;
    readonly error: 'EBADF' | 'EINVAL' | 'ENOSPC' | 'EIO';
  };
  readonly stat: {
    readonly request: { readonly path: string };
    readonly reply: FileStatus;
    readonly error: PathError;
  };
  readonly fstat: {
    readonly request: { readonly fd: Fd };
    readonly reply: FileStatus;
    readonly error: 'EBADF' | 'EIO';
  };
  /** Takes a name away; the file is gone when no name and no descriptor leads to it. */
  readonly unlink: {
    readonly request: { readonly path: string };
    readonly reply: void;
    readonly error: ChangeError | 'EISDIR';
  };
  /** At every instant `to` leads to what it led to before, or to the other. */
  readonly rename: {
    readonly request: { readonly from: string; readonly to: string };
    readonly reply: void;
    readonly error: ChangeError | 'EISDIR' | 'EEXIST' | 'ENOTEMPTY' | 'EXDEV';
  };
  /** Another name for a file. */
  readonly link: {
    readonly request: { readonly from: string; readonly to: string };
    readonly reply: void;
    readonly error: ChangeError | 'EEXIST' | 'EPERM' | 'EXDEV';
  };
  readonly mkdir: {
    readonly request: { readonly path: string };
    readonly reply: void;
    readonly error: ChangeError | 'EEXIST';
  };
  readonly rmdir: {
    readonly request: { readonly path: string };
    readonly reply: void;
    readonly error: ChangeError | 'ENOTEMPTY';
  };
  /** What is in a directory, sorted by code unit. */
  readonly readdir: {
    readonly request: { readonly path: string };
    readonly reply: ReadonlyArray<DirectoryEntry>;
    readonly error: PathError;
  };
  readonly utimes: {
    readonly request: { readonly path: string; readonly mtime: Instant };
    readonly reply: void;
    readonly error: ChangeError;
  };
  /** Is that thread of this process still there? (POSIX kill with signal 0, which only asks.) */
  readonly kill: {
    readonly request: { readonly pid: number; readonly signal: 0 };
    readonly reply: void;
    readonly error: 'ESRCH';
  };
}

/** The name of a call. */
export type CallName = keyof Calls;

/** A call as a value: its name and its arguments. */
export type Request<N extends CallName> = { readonly [K in N]: { readonly call: K } & Calls[K]['request'] }[N];

/** Any call. */
export type AnyRequest = Request<CallName>;

/** Calls on paths: the processes answer them by themselves. */
export type PathCallName = 'stat' | 'unlink' | 'rename' | 'link' | 'mkdir' | 'rmdir' | 'readdir' | 'utimes';

/**
 * The calls that the socket floor answers; the rest belong to the process. Of `open` it answers the descriptor, and of the calls
 * on descriptors what they say to one that leads to no file.
 */
export type SocketCallName = Exclude<
  CallName,
  PathCallName | 'sleep' | 'now' | 'realtime' | 'random' | 'print' | 'getaddrinfo' | 'kill'
>;

/** Standard input, output, error. */
export const STDIN: Fd = 0 as Fd;
export const STDOUT: Fd = 1 as Fd;
export const STDERR: Fd = 2 as Fd;

/** The wire forbids longer UDP payloads: 65,535 less the headers of IPv4 and UDP. */
export const MAXIMUM_DATAGRAM = 65_507;
