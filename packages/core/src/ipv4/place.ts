// Where a host lies in the Internet, and which addresses mean what from there.
import type { Ipv4Address } from '../wire/addresses.ts';
import { ANY_ADDRESS, inPrefix, LIMITED_BROADCAST, LOOPBACK, prefixMask } from '../wire/addresses.ts';

/** What a host is told of its place. */
export interface Ipv4Config {
  readonly address: Ipv4Address;
  /** Length of the network's prefix, 0 to 32. */
  readonly prefix: number;
  /** Largest packet on the link, octets; 68 at least. (RFC 791) */
  readonly mtu: number;
  /** Where to send what lies on no network of ours; undefined: nowhere. */
  readonly gateway: Ipv4Address | undefined;
  /** The key of the first identification. */
  readonly seed: number;
}

/** The same, with what follows from it. */
export interface Place {
  readonly address: Ipv4Address;
  readonly prefix: number;
  readonly mtu: number;
  readonly gateway: Ipv4Address | undefined;
  /** The directed broadcast of our network; the limited one again where there is none. */
  readonly broadcast: Ipv4Address;
}

/** A prefix of 31 or 32 leaves no room for a broadcast address. (RFC 3021) */
export const placeOf = (config: Ipv4Config): Place => ({
  address: config.address,
  prefix: config.prefix,
  mtu: config.mtu,
  gateway: config.gateway,
  broadcast:
    config.prefix < 31 ? (((config.address | ~prefixMask(config.prefix)) >>> 0) as Ipv4Address) : LIMITED_BROADCAST,
});

/** 127/8 never leaves a host. (RFC 1122 §3.2.1.3 g) */
export const isLoopback = (address: Ipv4Address): boolean => address >>> 24 === 127;

/** 224/4: a group of hosts. (RFC 1112) */
export const isGroup = (address: Ipv4Address): boolean => address >>> 28 === 14;

/** 255.255.255.255, or all hosts of our own network. (RFC 919) */
export const isBroadcast = (address: Ipv4Address, place: Place): boolean =>
  address === LIMITED_BROADCAST || address === place.broadcast;

/** Ours: the interface's own address, or one of the loopback network. */
export const isOurs = (address: Ipv4Address, place: Place): boolean => address === place.address || isLoopback(address);

/** No single host sends from here: a broadcast, a group, or what is reserved (240/4). (RFC 1122 §3.2.1.3) */
export const isNoHost = (address: Ipv4Address, place: Place): boolean =>
  address >>> 28 >= 14 || isBroadcast(address, place);

/**
 * The next hop to a destination.
 *
 * Longest prefix first: ourselves, our network (and every broadcast and group, which the link reaches by itself), the gateway.
 *
 * Takes   the destination, and where we are
 * Gives   127.0.0.1 for what stays inside, the next hop on the link, or undefined where no route leads there
 * RFC     1122 §3.3.1
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const route = (destination: Ipv4Address, place: Place): Ipv4Address | undefined => {
  if (isOurs(destination, place)) return LOOPBACK;
  if (destination === ANY_ADDRESS) return undefined;
  if (inPrefix(destination, place.address, place.prefix)) return destination;
  return isBroadcast(destination, place) || isGroup(destination) ? destination : place.gateway;
};
