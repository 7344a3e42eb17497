// A call and its reply as strace would show them: the system-call trace of a process, line by line.
import type { Bytes } from '../../basis/bytes.ts';
import { hex2, NO_BYTES, utf8 } from '../../basis/bytes.ts';
import type { E } from '../../basis/fp.ts';
import type { Duration } from '../../basis/time.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { showIpv4 } from '../../wire/addresses.ts';
import type { AnyRequest, OptionName, OptionValue, PollEvent, SocketOptions } from './Calls.ts';
import { MSG_TRUNC, showFlags } from './flags.ts';
import { levelOf } from './options.ts';
import type { Errno } from './errno.ts';
import type { DirectoryEntry, FileStatus } from './files.ts';
import { strerror } from './errno.ts';

/** strace shows so many octets of a buffer (its option -s), and dots for the rest. */
const SHOWN = 32;

const ESCAPES: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };

/** Octets as a C string. */
const quoted = (octets: Bytes): string => {
  let out = '"';
  for (let i = 0; i < octets.length && i < SHOWN; i++) {
    const octet = octets[i] ?? 0;
    out += ESCAPES[octet] ?? (octet >= 32 && octet < 127 ? String.fromCharCode(octet) : `\\x${hex2(octet)}`);
  }
  return `${out}"${octets.length > SHOWN ? '...' : ''}`;
};

const address = (end: Endpoint): string =>
  `{sa_family=AF_INET, sin_port=htons(${end.port}), sin_addr=inet_addr("${showIpv4(end.address)}")}`;

const seconds = (duration: Duration): string => String(duration / 1_000_000_000);

/** strace shows paths whole. */
const path = (name: string): string => JSON.stringify(name);

const WHENCES = { set: 'SEEK_SET', current: 'SEEK_CUR', end: 'SEEK_END' } as const;

const status = ({ kind, size }: FileStatus): string => `{st_kind=${kind}, st_size=${size}, …}`;

const HOWS = { read: 'SHUT_RD', write: 'SHUT_WR', both: 'SHUT_RDWR' } as const;

const POLLS = {
  in: 'POLLIN',
  out: 'POLLOUT',
  priority: 'POLLPRI',
  hangup: 'POLLHUP',
  error: 'POLLERR',
  invalid: 'POLLNVAL',
} as const;

const flags = (events: ReadonlyArray<PollEvent>): string => events.map((event) => POLLS[event]).join('|') || '0';

const limit = (value: Duration | undefined): string => (value === undefined ? '0 s' : `${seconds(value)} s`);

const time = (value: Duration | undefined): string => (value === undefined ? 'default' : `${seconds(value)} s`);

/** Options that are no plain numbers. */
const HELD: { readonly [K in OptionName]?: (value: SocketOptions[K]) => string } = {
  SO_SNDTIMEO: limit,
  SO_RCVTIMEO: limit,
  SO_LINGER: (value) =>
    value === undefined ? '{l_onoff=0, l_linger=0}' : `{l_onoff=1, l_linger=${Math.floor(value / 1_000_000_000)}}`,
  SO_TYPE: (value) => (value === 'stream' ? 'SOCK_STREAM' : 'SOCK_DGRAM'),
  TCP_KEEPIDLE: time,
  TCP_KEEPINTVL: time,
  TCP_USER_TIMEOUT: time,
  TCP_LINGER2: time,
  TCP_INFO: (value) => (value === undefined ? 'CLOSED' : `{tcpi_state=${value.state}, …}`),
  TCP_CONGESTION: (value) => (value === undefined ? 'default' : `"${value}"`),
  IP_MTU_DISCOVER: (value) =>
    value === undefined ? 'default' : value === 'do' ? 'IP_PMTUDISC_DO' : 'IP_PMTUDISC_DONT',
};

/** A value of an option: as C would hold it, but that times are in seconds; a word where the stack's own way is meant. */
const held = ({ name, value }: OptionValue): string => {
  // Each row is given what its option holds.
  const show = HELD[name] as ((value: unknown) => string) | undefined;
  if (show !== undefined) return show(value);
  return value === undefined ? 'default' : String(Number(value));
};

/** Where a buffer that the call fills is shown: only the reply knows what is in it. */
const arguments_ = (request: AnyRequest, filled: Bytes | undefined, from: Endpoint | undefined): string => {
  const buffer = filled === undefined ? '…' : quoted(filled);
  switch (request.call) {
    case 'socket':
      return request.type === 'stream' ? 'AF_INET, SOCK_STREAM, IPPROTO_TCP' : 'AF_INET, SOCK_DGRAM, IPPROTO_UDP';
    case 'bind':
      return `${request.fd}, ${address(request.local)}, 16`;
    case 'listen':
      return `${request.fd}, ${request.backlog}`;
    case 'accept':
    case 'getsockname':
    case 'getpeername':
      return `${request.fd}, ${from === undefined ? '…' : address(from)}, [16]`;
    case 'connect':
      if (request.family === 'unspecified') return `${request.fd}, {sa_family=AF_UNSPEC}, 16`;
      return `${request.fd}, ${address(request.remote)}, 16`;
    case 'send':
      return `${request.fd}, ${quoted(request.bytes)}, ${request.bytes.length}, ${showFlags(request.flags ?? 0)}`;
    case 'write':
      return `${request.fd}, ${quoted(request.bytes)}, ${request.bytes.length}`;
    case 'recv':
      return `${request.fd}, ${buffer}, ${request.size}, ${showFlags(request.flags ?? 0)}`;
    case 'read':
      return `${request.fd}, ${buffer}, ${request.size}`;
    case 'sendto':
      return `${request.fd}, ${quoted(request.bytes)}, ${request.bytes.length}, ${showFlags(request.flags ?? 0)}, ${address(
        request.remote,
      )}, 16`;
    case 'recvfrom':
      return `${request.fd}, ${buffer}, ${request.size}, ${showFlags((request.flags ?? 0) | MSG_TRUNC)}, ${
        from === undefined ? '…' : address(from)
      }, [16]`;
    case 'shutdown':
      return `${request.fd}, ${HOWS[request.how]}`;
    case 'close':
      return String(request.fd);
    case 'getsockopt':
      return `${request.fd}, ${levelOf(request.name)}, ${request.name}`;
    case 'ioctl':
      return `${request.fd}, ${request.command}`;
    case 'setsockopt':
      return `${request.fd}, ${levelOf(request.option.name)}, ${request.option.name}, ${held(request.option)}`;
    case 'poll':
      return `[${request.fds.map(({ fd, events }) => `{fd=${fd}, events=${flags(events)}}`).join(', ')}], ${
        request.fds.length
      }, ${request.timeout === undefined ? '-1' : Math.ceil(request.timeout / 1_000_000)}`;
    case 'getaddrinfo':
      return `"${request.name}", "${request.port}"`;
    case 'sleep':
      return `${seconds(request.duration)} s`;
    case 'print':
      return quoted(utf8(request.line));
    case 'now':
    case 'realtime':
    case 'random':
      return '';
    case 'open':
      return `${path(request.path)}, ${request.flags.join('|') || '0'}`;
    case 'lseek':
      return `${request.fd}, ${request.offset}, ${WHENCES[request.whence]}`;
    case 'ftruncate':
      return `${request.fd}, ${request.length}`;
    case 'fsync':
    case 'fstat':
      return String(request.fd);
    case 'stat':
    case 'unlink':
    case 'mkdir':
    case 'rmdir':
    case 'readdir':
      return path(request.path);
    case 'rename':
    case 'link':
      return `${path(request.from)}, ${path(request.to)}`;
    case 'utimes':
      return `${path(request.path)}, ${String(request.mtime / 1_000_000_000)}`;
    case 'kill':
      return `${request.pid}, ${request.signal}`;
  }
};

/**
 * A call as strace shows it, with a dot where only the reply will say what a buffer holds.
 *
 * @example
 * showRequest({ call: 'listen', fd: 3 as Fd, backlog: 8 }) // 'listen(3, 8)'
 *
 * @category trace
 * @since 0.1.0
 */
export const showRequest = (request: AnyRequest): string =>
  `${request.call}(${arguments_(request, undefined, undefined)})`;

/** What a reply fills in, and the number or text after the equals sign. */
const parts = (
  request: AnyRequest,
  reply: unknown,
): { readonly filled: Bytes | undefined; readonly from: Endpoint | undefined; readonly result: string } => {
  // Each branch knows its reply from the table's row.
  switch (request.call) {
    case 'recv':
    case 'read': {
      const octets = reply as Bytes;
      return { filled: octets, from: undefined, result: String(octets.length) };
    }
    case 'recvfrom': {
      const { bytes, remote, length } = reply as { bytes: Bytes; remote: Endpoint; length: number };
      return { filled: bytes, from: remote, result: String(length) };
    }
    case 'accept': {
      const { fd, remote } = reply as { fd: number; remote: Endpoint };
      return { filled: undefined, from: remote, result: String(fd) };
    }
    case 'getsockname':
    case 'getpeername':
      return { filled: undefined, from: reply as Endpoint, result: '0' };
    case 'getsockopt':
      return { filled: undefined, from: undefined, result: `0 [${held(reply as OptionValue)}]` };
    case 'ioctl':
      return { filled: undefined, from: undefined, result: `0 [${String(reply)}]` };
    case 'poll': {
      const ready = reply as ReadonlyArray<{ fd: number; events: ReadonlyArray<PollEvent> }>;
      const which = ready.map(({ fd, events }) => `{fd=${fd}, revents=${flags(events)}}`).join(', ');
      return {
        filled: undefined,
        from: undefined,
        result: ready.length === 0 ? '0 (Timeout)' : `${ready.length} ([${which}])`,
      };
    }
    case 'getaddrinfo':
      return {
        filled: undefined,
        from: undefined,
        result: `[${(reply as ReadonlyArray<Endpoint>).map(address).join(', ')}]`,
      };
    case 'stat':
    case 'fstat':
      return { filled: undefined, from: undefined, result: `0 [${status(reply as FileStatus)}]` };
    case 'readdir': {
      const names = (reply as ReadonlyArray<DirectoryEntry>).map(({ name }) => path(name));
      return { filled: undefined, from: undefined, result: `${names.length} [${names.join(', ')}]` };
    }
    case 'socket':
    case 'open':
    case 'lseek':
    case 'send':
    case 'sendto':
    case 'write':
    case 'now':
    case 'realtime':
    case 'random':
      return { filled: NO_BYTES, from: undefined, result: String(reply) };
    case 'bind':
    case 'listen':
    case 'connect':
    case 'shutdown':
    case 'close':
    case 'setsockopt':
    case 'sleep':
    case 'print':
    case 'fsync':
    case 'ftruncate':
    case 'unlink':
    case 'rename':
    case 'link':
    case 'mkdir':
    case 'rmdir':
    case 'utimes':
    case 'kill':
      return { filled: undefined, from: undefined, result: '0' };
  }
};

/**
 * A call that was answered, as strace shows it.
 *
 * Takes   a call, and a reply of the type that the table gives for it
 *
 * @example
 * showCall({ call: 'listen', fd: 3 as Fd, backlog: 8 }, E.left('EINVAL')) // 'listen(3, 8) = -1 EINVAL (Invalid argument)'
 *
 * @category trace
 * @since 0.1.0
 */
export const showCall = (request: AnyRequest, reply: E.Either<Errno, unknown>): string => {
  if (reply._tag === 'Left') return `${showRequest(request)} = -1 ${reply.left} (${strerror(reply.left)})`;
  const { filled, from, result } = parts(request, reply.right);
  return `${request.call}(${arguments_(request, filled, from)}) = ${result}`;
};
