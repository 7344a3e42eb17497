import type { TcpOptions } from '../tcp/Service.ts';
import { DEFAULT_TCP_OPTIONS } from '../tcp/Service.ts';
import type { Ipv4Address } from '../wire/addresses.ts';

/** What a fresh socket begins with, and how many a process may have. */
export interface SocketDefaults {
  /** What a stream begins with. */
  readonly stream: TcpOptions;
  /** What a datagram socket begins with: of these its buffers matter. (Linux: net.core.wmem_default and rmem_default) */
  readonly datagram: TcpOptions;
  /** Descriptors of one process, the three standard streams among them. (RLIMIT_NOFILE) */
  readonly descriptors: number;
  /** The names that TCP_CONGESTION may have. */
  readonly congestions: ReadonlyArray<string>;
  /** The longest backlog that `listen` grants. (Linux: net.core.somaxconn) */
  readonly longestBacklog: number;
}

export const DEFAULTS: SocketDefaults = {
  stream: DEFAULT_TCP_OPTIONS,
  datagram: { ...DEFAULT_TCP_OPTIONS, sendBuffer: 212_992, receiveBuffer: 212_992 },
  descriptors: 65_536,
  congestions: ['reno', 'cubic'],
  longestBacklog: 4_096,
};

/** What the floor is built from. */
export interface SocketConfig {
  /** The key of the ephemeral ports. (RFC 6056 §3.3.3) */
  readonly seed: number;
  /** The address that a packet to a destination leaves with; undefined where no route leads there. (RFC 1122 §3.3.4.3) */
  readonly sourceFor: (destination: Ipv4Address) => Ipv4Address | undefined;
  /** May a socket be bound to this address? */
  readonly isLocal: (address: Ipv4Address) => boolean;
  readonly defaults?: SocketDefaults;
}
