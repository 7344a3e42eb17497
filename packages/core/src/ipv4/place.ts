// Where a host or a router lies in the Internet, and which addresses mean what from there.
import type { Ipv4Address } from '../wire/addresses.ts';
import type { Interface, Route, Routing } from './routing.ts';
import { linkTo, lookup } from './routing.ts';
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

/** What a router is told of its place. */
export interface RouterConfig {
  /** At least one; no network of one holds another's address. */
  readonly interfaces: ReadonlyArray<{
    readonly address: Ipv4Address;
    readonly prefix: number;
    readonly mtu: number;
  }>;
  /** The static routes; each gateway lies on a network of ours. */
  readonly routes: ReadonlyArray<Route>;
  /** The key of the first identification. */
  readonly seed: number;
}

/** The same, with what follows from it. */
export interface Place extends Interface {
  readonly gateway: Ipv4Address | undefined;
  /** Of a router: all its interfaces, this one too, and its table. Undefined: a host of one interface, which does not forward. */
  readonly routing: Routing | undefined;
}

/** A prefix of 31 or 32 leaves no room for a broadcast address. (RFC 3021) */
const broadcastOf = (address: Ipv4Address, prefix: number): Ipv4Address =>
  prefix < 31 ? (((address | ~prefixMask(prefix)) >>> 0) as Ipv4Address) : LIMITED_BROADCAST;

export const placeOf = (config: Ipv4Config): Place => ({
  address: config.address,
  prefix: config.prefix,
  mtu: config.mtu,
  gateway: config.gateway,
  broadcast: broadcastOf(config.address, config.prefix),
  routing: undefined,
});

/** The place of a router is that of its first interface, and the routing beside it. */
export const placeOfRouter = (config: RouterConfig): Place => {
  const interfaces = config.interfaces.map(({ address, prefix, mtu }): Interface => ({
    address,
    prefix,
    mtu,
    broadcast: broadcastOf(address, prefix),
  }));
  const [first] = interfaces;
  return {
    address: first?.address ?? ANY_ADDRESS,
    prefix: first?.prefix ?? 32,
    mtu: first?.mtu ?? 68,
    gateway: undefined,
    broadcast: first?.broadcast ?? LIMITED_BROADCAST,
    routing: { interfaces, routes: config.routes.toSorted((a, b) => b.prefix - a.prefix) },
  };
};

/** 127/8 never leaves a host. (RFC 1122 §3.2.1.3 g) */
export const isLoopback = (address: Ipv4Address): boolean => address >>> 24 === 127;

/** 224/4: a group of hosts. (RFC 1112) */
export const isGroup = (address: Ipv4Address): boolean => address >>> 28 === 14;

/** 255.255.255.255, or all hosts of a network of our own. (RFC 919) */
export const isBroadcast = (address: Ipv4Address, place: Place): boolean =>
  address === LIMITED_BROADCAST ||
  address === place.broadcast ||
  (place.routing !== undefined && place.routing.interfaces.some(({ broadcast }) => broadcast === address));

/** The address of an interface of ours; of any, since a packet may come to a router over any link. (RFC 1122 §3.3.4.2, weak ES) */
export const isInterface = (address: Ipv4Address, place: Place): boolean =>
  address === place.address ||
  (place.routing !== undefined && place.routing.interfaces.some((our) => our.address === address));

/** Ours: an interface's own address, or one of the loopback network. */
export const isOurs = (address: Ipv4Address, place: Place): boolean =>
  isInterface(address, place) || isLoopback(address);

/** The interface that leads to a next hop: a host has only one. */
export const through = (nextHop: Ipv4Address, place: Place): Interface =>
  place.routing === undefined ? place : (place.routing.interfaces[linkTo(nextHop, place.routing)] ?? place);

/** No single host sends from here: a broadcast, a group, or what is reserved (240/4). (RFC 1122 §3.2.1.3) */
export const isNoHost = (address: Ipv4Address, place: Place): boolean =>
  address >>> 28 >= 14 || isBroadcast(address, place);

/**
 * The next hop to a destination. The link to it is the one on whose network it lies.
 *
 * Longest prefix first: ourselves, our network (and every broadcast and group, which the link reaches by itself), the gateway;
 * of a router, its networks and its routes.
 *
 * Takes   the destination, and where we are
 * Gives   127.0.0.1 for what stays inside, the next hop on the link, or undefined where no route leads there
 * RFC     1122 §3.3.1; 1812 §5.2.4
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const route = (destination: Ipv4Address, place: Place): Ipv4Address | undefined => {
  if (isOurs(destination, place)) return LOOPBACK;
  if (destination === ANY_ADDRESS) return undefined;
  if (place.routing !== undefined) return lookup(destination, place.routing);
  if (inPrefix(destination, place.address, place.prefix)) return destination;
  return isBroadcast(destination, place) || isGroup(destination) ? destination : place.gateway;
};
