// Which way a router sends: its own networks, and static routes. (RFC 1812 §5.2.4)
import type { Ipv4Address } from '../wire/addresses.ts';
import { inPrefix } from '../wire/addresses.ts';

/** Where a link begins: our address there, its network, and what it can carry. */
export interface Interface {
  readonly address: Ipv4Address;
  readonly prefix: number;
  readonly mtu: number;
  /** The directed broadcast of the network; the limited one again where there is none. */
  readonly broadcast: Ipv4Address;
}

/** A static route: who leads to a network. */
export interface Route {
  readonly network: Ipv4Address;
  readonly prefix: number;
  readonly gateway: Ipv4Address;
}

/** All that a router needs to know the way; the routes with the longest prefix first. */
export interface Routing {
  readonly interfaces: ReadonlyArray<Interface>;
  readonly routes: ReadonlyArray<Route>;
}

/**
 * The number of the interface on whose network an address lies; the most particular network where several hold it.
 *
 * Takes   an address, and interfaces
 * Gives   its place among them; -1 where none holds it
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const linkTo = (
  address: Ipv4Address,
  { interfaces }: { readonly interfaces: ReadonlyArray<{ readonly address: Ipv4Address; readonly prefix: number }> },
): number => {
  let best = -1;
  let length = -1;
  for (let i = 0; i < interfaces.length; i++) {
    const our = interfaces[i];
    if (our !== undefined && our.prefix > length && inPrefix(address, our.address, our.prefix)) {
      best = i;
      length = our.prefix;
    }
  }
  return best;
};

/**
 * The next hop to a destination: the longest prefix that holds it decides, and at the same length our own network.
 *
 * Takes   the destination, and the table
 * Gives   the destination itself where it lies on a network of ours, else the gateway of a route; undefined where none leads
 * RFC     1812 §5.2.4.3, longest match
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const lookup = (destination: Ipv4Address, routing: Routing): Ipv4Address | undefined => {
  const own = linkTo(destination, routing);
  const ours = routing.interfaces[own]?.prefix ?? -1;
  for (let i = 0; i < routing.routes.length; i++) {
    const route = routing.routes[i];
    if (route === undefined || route.prefix <= ours) break;
    if (inPrefix(destination, route.network, route.prefix)) return route.gateway;
  }
  return own < 0 ? undefined : destination;
};
