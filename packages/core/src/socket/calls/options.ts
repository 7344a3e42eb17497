// The socket options of the house: their names are POSIX's and Linux's, their values are those of TypeScript.
import type { Duration } from '../../basis/time.ts';
import type { TcpStatus } from '../../tcp/TcpStatus.ts';

/** SOCK_STREAM or SOCK_DGRAM; the family is always IPv4. */
export type SocketType = 'stream' | 'datagram';

/**
 * The options, and what they hold. Times are durations.
 *
 * Undefined means "no limit", "off", or "what the stack does by itself", which `setsockopt` can ask for again. SO_… belong to every
 * socket, TCP_… to streams, IP_… to what leaves a stream.
 *
 * @category calls
 * @since 0.1.0
 */
export interface SocketOptions {
  readonly SO_REUSEADDR: boolean;
  readonly SO_KEEPALIVE: boolean;
  /** Urgent octets stay in the stream. (RFC 6093 §4) */
  readonly SO_OOBINLINE: boolean;
  /** May datagrams go to 255.255.255.255? */
  readonly SO_BROADCAST: boolean;
  readonly SO_SNDBUF: number;
  readonly SO_RCVBUF: number;
  /** A stream is readable, and `recv` answers, when so many octets wait, or the end does. */
  readonly SO_RCVLOWAT: number;
  readonly SO_SNDTIMEO: Duration | undefined;
  readonly SO_RCVTIMEO: Duration | undefined;
  /** Lingering close: how long; a zero duration makes `close` send RST. */
  readonly SO_LINGER: Duration | undefined;
  /** Read-only: the pending error, which reading clears. */
  readonly SO_ERROR: number;
  /** Read-only. */
  readonly SO_TYPE: SocketType;
  /** Read-only: does it listen? */
  readonly SO_ACCEPTCONN: boolean;
  /** Read-only: 6 or 17. */
  readonly SO_PROTOCOL: number;
  readonly TCP_NODELAY: boolean;
  /** Octets, 88 to 32,767. What is read of a connection is what is sent in one segment now. */
  readonly TCP_MAXSEG: number | undefined;
  /** Whole seconds, 1 to 32,767; the count 1 to 127. */
  readonly TCP_KEEPIDLE: Duration | undefined;
  readonly TCP_KEEPINTVL: Duration | undefined;
  readonly TCP_KEEPCNT: number | undefined;
  readonly TCP_USER_TIMEOUT: Duration | undefined;
  /** How often a SYN is sent again, 1 to 127. */
  readonly TCP_SYNCNT: number | undefined;
  readonly TCP_CORK: boolean;
  /** The same, as the BSDs call it. */
  readonly TCP_NOPUSH: boolean;
  readonly TCP_NOTSENT_LOWAT: number | undefined;
  readonly TCP_QUICKACK: boolean | undefined;
  readonly TCP_CONGESTION: string | undefined;
  /** How long FIN-WAIT-2 is kept after `close`; zero: not at all; 120 s at most. */
  readonly TCP_LINGER2: Duration | undefined;
  /** Of a listener: how many connections may be open before their handshake is complete. (RFC 7413) */
  readonly TCP_FASTOPEN: number;
  /** `connect` answers at once, and the first `send` opens, with its octets on the SYN. */
  readonly TCP_FASTOPEN_CONNECT: boolean;
  /** Read-only: what STATUS tells; undefined where there is no connection. (RFC 9293 §3.10.6) */
  readonly TCP_INFO: TcpStatus | undefined;
  /** The octet of Type of Service. Its two bits for ECN are TCP's own. */
  readonly IP_TOS: number;
  readonly IP_TTL: number | undefined;
  readonly IP_MTU_DISCOVER: 'do' | 'dont' | undefined;
  /** Read-only: the MTU of the path that a connection has. */
  readonly IP_MTU: number;
  /** O_NONBLOCK: a call that would wait answers EAGAIN (`connect`: EINPROGRESS). It belongs to the descriptor (`fcntl`). */
  readonly O_NONBLOCK: boolean;
}

/** The name of an option. */
export type OptionName = keyof SocketOptions;

/** One option with its value. */
export type OptionValue = {
  readonly [K in OptionName]: { readonly name: K; readonly value: SocketOptions[K] };
}[OptionName];

/** Those that can only be read. */
export const READ_ONLY: ReadonlySet<OptionName> = new Set<OptionName>([
  'SO_ERROR',
  'SO_TYPE',
  'SO_ACCEPTCONN',
  'SO_PROTOCOL',
  'TCP_INFO',
  'IP_MTU',
]);

/** The level of an option, as `setsockopt` in C has it: SOL_SOCKET, IPPROTO_TCP, IPPROTO_IP; 'F_SETFL' for the descriptor's. */
export const levelOf = (name: OptionName): 'SOL_SOCKET' | 'SOL_TCP' | 'SOL_IP' | 'F_SETFL' =>
  name === 'O_NONBLOCK'
    ? 'F_SETFL'
    : name.startsWith('TCP_')
      ? 'SOL_TCP'
      : name.startsWith('IP_')
        ? 'SOL_IP'
        : 'SOL_SOCKET';

/**
 * Does a socket of this type have this option?
 *
 * Of datagram sockets IP_… are left out: nothing hands them down to the packets.
 */
export const hasOption = (type: SocketType, name: OptionName): boolean =>
  type === 'stream' || (!name.startsWith('TCP_') && !name.startsWith('IP_'));
