import type { SipKey } from '../basis/sipHash.ts';
import type { Ipv4Address, MacAddress } from '../wire/addresses.ts';
import type { FileTree } from './files/index.ts';

/** What a host is made of: one interface for now; routes say who lies where. */
export interface HostConfig {
  readonly name: string;
  /** The key of all chance on this host: initial sequence numbers, ephemeral ports, `random`. */
  readonly seed: number;
  /**
   * The secret key of initial sequence numbers, 128 bits; absent: it follows from the seed. A host on a real wire must have one
   * that nobody can guess. (RFC 6528 §3)
   */
  readonly secret?: SipKey;
  readonly mac: MacAddress;
  readonly address: Ipv4Address;
  /** Length of the network's prefix, 0 to 32. */
  readonly prefix: number;
  /** Largest IPv4 packet on the link, octets. */
  readonly mtu: number;
  /** Where to send what lies on no network of ours. */
  readonly gateway: Ipv4Address | undefined;
  /** What `getaddrinfo` knows. */
  readonly names: ReadonlyMap<string, Ipv4Address>;
  /** The files that it has at the beginning; by default none. */
  readonly files?: FileTree;
}
