// What each option holds and changes: one row an option, complete by its type.
import type { TcpOptions } from '../tcp/Service.ts';
import type { OptionName, OptionValue, SocketOptions } from './calls/Calls.ts';
import { errnoNumber } from './calls/errno.ts';
import type { Options, Socket } from './Socket.ts';

/** Linux's own: no window is larger, and so no low-water mark is either. */
const LARGEST = 1_073_741_823;
/** TCP_FIN_TIMEOUT_MAX. */
const LONGEST_FIN_WAIT = 120_000_000_000;
/** The two bits of the octet that ECN has. (RFC 3168 §5) */
const NOT_ECN = 0xfc;

/** TCP_MAXSEG of a stream that has no connection, while nobody has set it. (RFC 9293 §3.7.1, MUST-15) */
const DEFAULT_MSS = 536;

interface Row<V> {
  readonly get: (socket: Socket) => V;
  /** TCP's options with another value, or the socket's; a read-only row has neither. */
  readonly tcp?: (value: V) => Partial<TcpOptions>;
  readonly own?: (value: V) => Partial<Options>;
}

/** A limit of zero is none. */
const orNone = <V extends number>(value: V | undefined): V | undefined => (value === 0 ? undefined : value);

const cork: Row<boolean> = { get: (s) => s.options.tcp.cork, tcp: (value) => ({ cork: value }) };

const ROWS: { readonly [K in OptionName]: Row<SocketOptions[K]> } = {
  SO_REUSEADDR: { get: (s) => s.options.reuseAddress, own: (reuseAddress) => ({ reuseAddress }) },
  SO_KEEPALIVE: { get: (s) => s.options.tcp.keepAlive, tcp: (keepAlive) => ({ keepAlive }) },
  SO_OOBINLINE: { get: (s) => s.options.tcp.urgentInline, tcp: (urgentInline) => ({ urgentInline }) },
  SO_BROADCAST: { get: (s) => s.options.broadcast, own: (broadcast) => ({ broadcast }) },
  SO_SNDBUF: { get: (s) => s.options.tcp.sendBuffer, tcp: (sendBuffer) => ({ sendBuffer }) },
  SO_RCVBUF: { get: (s) => s.options.tcp.receiveBuffer, tcp: (receiveBuffer) => ({ receiveBuffer }) },
  SO_RCVLOWAT: {
    get: (s) => s.options.lowWater,
    // As on Linux, a negative one is as large as can be, and zero is one.
    own: (value) => ({ lowWater: value < 0 ? LARGEST : Math.max(1, Math.min(value, LARGEST)) }),
  },
  SO_SNDTIMEO: { get: (s) => s.options.sendTimeout, own: (sendTimeout) => ({ sendTimeout }) },
  SO_RCVTIMEO: { get: (s) => s.options.receiveTimeout, own: (receiveTimeout) => ({ receiveTimeout }) },
  SO_LINGER: { get: (s) => s.options.linger, own: (linger) => ({ linger }) },
  SO_ERROR: { get: (s) => (s.error === undefined ? 0 : errnoNumber(s.error)) },
  SO_TYPE: { get: (s) => s.type },
  SO_ACCEPTCONN: { get: (s) => s.stream.phase === 'listening' },
  SO_PROTOCOL: { get: (s) => (s.type === 'stream' ? 6 : 17) },
  TCP_NODELAY: { get: (s) => s.options.tcp.noDelay, tcp: (noDelay) => ({ noDelay }) },
  TCP_MAXSEG: {
    get: (s) => s.options.tcp.maximumSegment ?? DEFAULT_MSS,
    tcp: (value) => ({ maximumSegment: orNone(value) }),
  },
  TCP_KEEPIDLE: { get: (s) => s.options.tcp.keepIdle, tcp: (keepIdle) => ({ keepIdle }) },
  TCP_KEEPINTVL: { get: (s) => s.options.tcp.keepInterval, tcp: (keepInterval) => ({ keepInterval }) },
  TCP_KEEPCNT: { get: (s) => s.options.tcp.keepCount, tcp: (keepCount) => ({ keepCount }) },
  TCP_USER_TIMEOUT: { get: (s) => s.options.tcp.userTimeout, tcp: (value) => ({ userTimeout: orNone(value) }) },
  TCP_SYNCNT: { get: (s) => s.options.tcp.synRetransmissions, tcp: (synRetransmissions) => ({ synRetransmissions }) },
  TCP_CORK: cork,
  TCP_NOPUSH: cork,
  TCP_NOTSENT_LOWAT: {
    get: (s) => s.options.tcp.unsentLowWater,
    // Linux: 0 in the socket means what the system has, and that is no limit.
    tcp: (value) => ({ unsentLowWater: orNone(value) }),
  },
  TCP_QUICKACK: { get: (s) => s.options.tcp.quickAck, tcp: (quickAck) => ({ quickAck }) },
  TCP_CONGESTION: { get: (s) => s.options.tcp.congestion, tcp: (congestion) => ({ congestion }) },
  TCP_LINGER2: {
    get: (s) => s.options.tcp.linger2,
    tcp: (value) => ({
      linger2: value !== undefined && value > LONGEST_FIN_WAIT ? (LONGEST_FIN_WAIT as typeof value) : value,
    }),
  },
  TCP_FASTOPEN: { get: (s) => s.options.tcp.fastOpen, tcp: (fastOpen) => ({ fastOpen }) },
  TCP_FASTOPEN_CONNECT: { get: (s) => s.options.deferConnect, own: (deferConnect) => ({ deferConnect }) },
  // These two only TCP knows of a connection (`asked.ts`); without one there is nothing to tell.
  TCP_INFO: { get: () => undefined },
  IP_MTU: { get: () => 0 },
  IP_TOS: {
    get: (s) => s.options.tcp.typeOfService,
    tcp: (value) => ({ typeOfService: value & NOT_ECN }),
  },
  IP_TTL: { get: (s) => s.options.tcp.timeToLive, tcp: (timeToLive) => ({ timeToLive }) },
  IP_MTU_DISCOVER: {
    get: (s) => s.options.tcp.pathMtuDiscovery,
    tcp: (pathMtuDiscovery) => ({ pathMtuDiscovery }),
  },
  O_NONBLOCK: { get: (s) => s.options.nonBlocking, own: (nonBlocking) => ({ nonBlocking }) },
};

/** A row, for a value of which the compiler does not know that it is that row's. */
const rowOf = (name: OptionName): Row<unknown> => ROWS[name] as Row<unknown>;

/** What an option of a socket holds, as far as the socket knows. */
export const held = (socket: Socket, name: OptionName): OptionValue =>
  // Each row answers what its option holds.
  ({ name, value: rowOf(name).get(socket) }) as OptionValue;

/** Does TCP have to know of this option? */
export const isTcps = (name: OptionName): boolean => rowOf(name).tcp !== undefined;

/** The options with one of them changed. */
export const changed = (options: Options, { name, value }: OptionValue): Options => {
  const row = rowOf(name);
  const tcp = row.tcp === undefined ? options.tcp : { ...options.tcp, ...row.tcp(value) };
  return { ...options, ...row.own?.(value), tcp };
};
