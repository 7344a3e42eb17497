// A router: the floors of a host, without sockets and processes, on several links.
import type { ArpState } from '../arp/index.ts';
import { arp } from '../arp/index.ts';
import type { Numbered } from '../basis/alongside.ts';
import { alongside } from '../basis/alongside.ts';
import type { Beside, BesideState } from '../basis/beside.ts';
import { beside } from '../basis/beside.ts';
import type { Layer } from '../basis/layer.ts';
import type { Storeys } from '../basis/over.ts';
import { over } from '../basis/over.ts';
import type { CableService } from '../cable/Service.ts';
import type { EthernetState } from '../ethernet/index.ts';
import { ethernet } from '../ethernet/index.ts';
import { icmp } from '../icmp/index.ts';
import type { Ipv4State, Route } from '../ipv4/index.ts';
import { ipv4Router, linkTo } from '../ipv4/index.ts';
import { tcp } from '../tcp/index.ts';
import { udp } from '../udp/index.ts';
import type { Ipv4Address, MacAddress } from '../wire/addresses.ts';
import type { Transports } from './stack.ts';
import { transportOf } from './stack.ts';

/** Where a link of a router begins. */
export interface RouterInterface {
  readonly mac: MacAddress;
  readonly address: Ipv4Address;
  /** Length of the network's prefix, 0 to 32. */
  readonly prefix: number;
  /** Largest IPv4 packet on the link, octets. */
  readonly mtu: number;
}

/** What a router is made of. */
export interface RouterConfig {
  readonly name: string;
  /** The key of all chance on this router: the first identification. */
  readonly seed: number;
  /** Their places in the list are the numbers of the links. */
  readonly interfaces: ReadonlyArray<RouterInterface>;
  /** Static routes; the networks of the interfaces need none. */
  readonly routes: ReadonlyArray<Route>;
}

/** The state of a router: one state a floor, the uppermost first, and one a link for what lies under IPv4. */
export type RouterState = Storeys<
  readonly [BesideState<Transports>, Ipv4State, ReadonlyArray<Storeys<readonly [ArpState, EthernetState]>>]
>;

/** A router: nobody above asks anything of it; numbered cables below. */
export type Router = Layer<RouterState, Beside<Transports>, Numbered<CableService>>;

/**
 * A router as one expression of the floors that a host is made of.
 *
 * It is a host at each of its addresses: it answers echo requests, and refuses datagrams and segments, since nobody listens.
 *
 * Takes   what the router is made of
 * Gives   a layer that asks numbered cables to carry its frames
 * Fails   never
 *
 * @example
 * router({ name: 'r1', seed: 1, interfaces: [{ mac, address, prefix: 24, mtu: 1500 }], routes: [] }).initial.storeys.length // 3
 *
 * @category constructors
 * @since 0.1.0
 */
export const router = (config: RouterConfig): Router => {
  const { seed, interfaces } = config;
  const mtu = Math.min(...interfaces.map((our) => our.mtu));
  const transports: Transports = { icmp: icmp(), udp: udp(), tcp: tcp({ seed, mtu }) };
  const links = interfaces.map((our) => over(arp(our), ethernet(our)));
  return over(
    beside(transports, transportOf),
    over(
      ipv4Router(config),
      alongside(links, ({ nextHop }) => linkTo(nextHop, config)),
    ),
  );
};
