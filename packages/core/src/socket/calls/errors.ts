import type { CallName, Calls } from './Calls.ts';

/** Every error of a row once; one that is missing or too much is a compile error. */
type Rows = { readonly [N in CallName]: Readonly<Record<Calls[N]['error'], true>> };

const reading = {
  EBADF: true,
  ENOTSOCK: true,
  ENOTCONN: true,
  ECONNRESET: true,
  ECONNREFUSED: true,
  ETIMEDOUT: true,
  EHOSTUNREACH: true,
  ENETUNREACH: true,
  EAGAIN: true,
  EINVAL: true,
} as const;

const sending = {
  EACCES: true,
  EINPROGRESS: true,
  EADDRNOTAVAIL: true,
  EBADF: true,
  ENOTSOCK: true,
  ENOTCONN: true,
  EDESTADDRREQ: true,
  EPIPE: true,
  ECONNRESET: true,
  ECONNREFUSED: true,
  ETIMEDOUT: true,
  EHOSTUNREACH: true,
  ENETUNREACH: true,
  EMSGSIZE: true,
  EAGAIN: true,
  EOPNOTSUPP: true,
  EINVAL: true,
} as const;

/**
 * The errors of each row of the table, as data: what an interpreter may answer to a call, and nothing else.
 *
 * @category calls
 * @since 0.1.0
 */
export const ERRORS_OF: Rows = {
  socket: { EMFILE: true },
  bind: { EBADF: true, ENOTSOCK: true, EINVAL: true, EADDRINUSE: true, EADDRNOTAVAIL: true, EACCES: true },
  listen: { EBADF: true, ENOTSOCK: true, EOPNOTSUPP: true, EINVAL: true, EADDRINUSE: true },
  accept: {
    EBADF: true,
    ENOTSOCK: true,
    EOPNOTSUPP: true,
    EINVAL: true,
    EMFILE: true,
    EAGAIN: true,
    ECONNABORTED: true,
  },
  connect: {
    EBADF: true,
    ENOTSOCK: true,
    EISCONN: true,
    EALREADY: true,
    EINPROGRESS: true,
    ECONNREFUSED: true,
    ECONNRESET: true,
    ETIMEDOUT: true,
    EHOSTUNREACH: true,
    ENETUNREACH: true,
    EADDRNOTAVAIL: true,
    EADDRINUSE: true,
    EINVAL: true,
    EOPNOTSUPP: true,
    ECONNABORTED: true,
  },
  send: sending,
  recv: reading,
  sendto: {
    EBADF: true,
    ENOTSOCK: true,
    EMSGSIZE: true,
    EISCONN: true,
    ENOTCONN: true,
    EPIPE: true,
    ECONNREFUSED: true,
    EHOSTUNREACH: true,
    ENETUNREACH: true,
    EAGAIN: true,
    EADDRNOTAVAIL: true,
    EINVAL: true,
    EOPNOTSUPP: true,
    ECONNRESET: true,
    ETIMEDOUT: true,
    EDESTADDRREQ: true,
    EACCES: true,
    EINPROGRESS: true,
    EALREADY: true,
  },
  recvfrom: reading,
  shutdown: { EBADF: true, ENOTSOCK: true, ENOTCONN: true, EINVAL: true },
  close: { EBADF: true },
  getsockname: { EBADF: true, ENOTSOCK: true },
  getpeername: { EBADF: true, ENOTSOCK: true, ENOTCONN: true },
  getsockopt: { EBADF: true, ENOTSOCK: true, ENOPROTOOPT: true, ENOTCONN: true },
  setsockopt: { EBADF: true, ENOTSOCK: true, ENOPROTOOPT: true, EINVAL: true, EDOM: true, ENOENT: true },
  ioctl: { EBADF: true, ENOTTY: true, EINVAL: true },
  poll: { EINVAL: true },
  getaddrinfo: { ENOTFOUND: true },
  sleep: {},
  now: {},
  random: {},
  print: {},
  read: reading,
  write: sending,
};
