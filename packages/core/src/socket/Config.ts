import type { Ipv4Address } from '../wire/addresses.ts';

/** What a fresh socket begins with, and how many a process may have. */
export interface SocketDefaults {
  /** SO_SNDBUF and SO_RCVBUF of a stream, octets. */
  readonly streamSendBuffer: number;
  readonly streamReceiveBuffer: number;
  /** SO_SNDBUF and SO_RCVBUF of a datagram socket, octets. (Linux: net.core.wmem_default and rmem_default) */
  readonly datagramSendBuffer: number;
  readonly datagramReceiveBuffer: number;
  /** Descriptors of one process, the three standard streams among them. (RLIMIT_NOFILE) */
  readonly descriptors: number;
  /** The longest backlog that `listen` grants. (Linux: net.core.somaxconn) */
  readonly longestBacklog: number;
}

export const DEFAULTS: SocketDefaults = {
  streamSendBuffer: 131_072,
  streamReceiveBuffer: 131_072,
  datagramSendBuffer: 212_992,
  datagramReceiveBuffer: 212_992,
  descriptors: 65_536,
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
