import { bytes, NO_BYTES, utf8 } from '../basis/bytes.ts';
import { E } from '../basis/fp.ts';
import { hash32 } from '../basis/hash.ts';
import type { Instant } from '../basis/time.ts';
import type { AnyRequest, Fd, OptionName, OptionValue, SocketOptions } from '../socket/calls/Calls.ts';
import { ERRORS_OF } from '../socket/calls/errors.ts';
import type { Errno } from '../socket/calls/errno.ts';
import type { FileStatus } from '../socket/calls/files.ts';
import type { Endpoint } from '../wire/addresses.ts';
import type { Replies } from './isValue.ts';

const peer = (chance: number): Endpoint =>
  ({ address: 0x0a000001 + (chance % 200), port: 1_024 + (chance % 60_000) }) as Endpoint;

const isOdd = (chance: number): boolean => chance % 2 === 1;
const nothing = (): undefined => undefined;
const zero = (): number => 0;

/** What each option might hold. */
const OPTIONS: { readonly [K in OptionName]: (chance: number) => SocketOptions[K] } = {
  SO_REUSEADDR: isOdd,
  SO_KEEPALIVE: isOdd,
  SO_OOBINLINE: isOdd,
  SO_BROADCAST: isOdd,
  SO_SNDBUF: (chance) => 4_096 + (chance % 65_536),
  SO_RCVBUF: (chance) => 4_096 + (chance % 65_536),
  SO_RCVLOWAT: (chance) => 1 + (chance % 8),
  SO_SNDTIMEO: nothing,
  SO_RCVTIMEO: nothing,
  SO_LINGER: nothing,
  SO_ERROR: zero,
  SO_TYPE: (chance) => (isOdd(chance) ? 'datagram' : 'stream'),
  SO_ACCEPTCONN: isOdd,
  SO_PROTOCOL: (chance) => (isOdd(chance) ? 17 : 6),
  TCP_NODELAY: isOdd,
  TCP_MAXSEG: (chance) => 536 + (chance % 925),
  TCP_KEEPIDLE: nothing,
  TCP_KEEPINTVL: nothing,
  TCP_KEEPCNT: nothing,
  TCP_USER_TIMEOUT: nothing,
  TCP_SYNCNT: nothing,
  TCP_CORK: isOdd,
  TCP_NOPUSH: isOdd,
  TCP_NOTSENT_LOWAT: nothing,
  TCP_QUICKACK: isOdd,
  TCP_CONGESTION: nothing,
  TCP_LINGER2: nothing,
  TCP_FASTOPEN: zero,
  TCP_FASTOPEN_CONNECT: isOdd,
  TCP_INFO: nothing,
  IP_TOS: zero,
  IP_TTL: nothing,
  IP_MTU_DISCOVER: nothing,
  IP_MTU: (chance) => 576 + (chance % 925),
  O_NONBLOCK: isOdd,
};

const option = (name: OptionName, chance: number): OptionValue =>
  // Each row answers what its option holds.
  ({ name, value: OPTIONS[name](chance) }) as OptionValue;

const TEXTS: ReadonlyArray<string> = [
  'This is the message. It will be repeated.',
  'Received your message!',
  'a\r\nb\r\n',
];

const octets = (size: number, chance: number): Uint8Array => {
  if (chance % 4 === 0) return NO_BYTES;
  return chance % 4 === 1 ? bytes(chance & 255).subarray(0, size) : utf8(TEXTS[chance % 3] ?? '').subarray(0, size);
};

const status = (chance: number): FileStatus => ({
  kind: isOdd(chance) ? 'file' : 'directory',
  size: chance % 100_000,
  mtime: chance as Instant,
  ino: chance,
});

const answer = (request: AnyRequest, chance: number): unknown => {
  switch (request.call) {
    case 'socket':
    case 'open':
      return 3 + (chance % 64);
    case 'accept':
      return { fd: (3 + (chance % 64)) as Fd, remote: peer(chance) };
    case 'send':
    case 'write':
    case 'sendto': {
      // A stream may take fewer octets than it was offered, but never none of some.
      const { length } = request.bytes;
      return length === 0 || request.call === 'sendto' ? length : 1 + (chance % length);
    }
    case 'recv':
    case 'read':
      return octets(request.size, chance);
    case 'recvfrom': {
      const whole = octets(65_507, chance);
      return { bytes: whole.subarray(0, request.size), remote: peer(chance), length: whole.length };
    }
    case 'getsockname':
    case 'getpeername':
      return peer(chance);
    case 'getsockopt':
      return option(request.name, chance);
    case 'ioctl':
      return request.command === 'SIOCATMARK' ? chance % 2 : chance % 4_096;
    case 'poll':
      return request.fds.filter((_, at) => ((chance >>> (at % 32)) & 1) === 1);
    case 'getaddrinfo':
      return [{ address: peer(chance).address, port: request.port }];
    case 'stat':
    case 'fstat':
      return status(chance);
    case 'readdir':
      return [{ name: 'a', kind: 'file' as const }].slice(0, chance % 2);
    case 'lseek':
      return chance % 4_096;
    case 'now':
    case 'realtime':
    case 'random':
      return chance;
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
      return undefined;
  }
};

/**
 * Answers that a network might give: of the right type for each call, now and then one of its errors; the same for the same
 * seed. They tell no story — a descriptor may be given twice — but a program that is a value does not care.
 *
 * Takes   a seed, and how often a call fails: once in so many times, or never
 *
 * @category laws
 * @since 0.1.0
 */
export const plausible =
  (seed: number, failures = 10): Replies =>
  (request, count) => {
    const chance = hash32(seed, count);
    const errors = Object.keys(ERRORS_OF[request.call]) as ReadonlyArray<Errno>;
    const error = errors[hash32(seed, count, 1) % Math.max(1, errors.length)];
    return error !== undefined && failures > 0 && chance % failures === 0
      ? E.left(error)
      : E.right(answer(request, hash32(seed, count, 2)));
  };
