// The one file that knows every floor.
import type { ArpState } from '../arp/index.ts';
import { arp } from '../arp/index.ts';
import type { BesideState } from '../basis/beside.ts';
import { beside } from '../basis/beside.ts';
import type { Layer, Output } from '../basis/layer.ts';
import { request } from '../basis/layer.ts';
import type { Storeys } from '../basis/over.ts';
import { over } from '../basis/over.ts';
import type { CableService } from '../cable/Service.ts';
import type { EthernetState } from '../ethernet/index.ts';
import { ethernet } from '../ethernet/index.ts';
import type { IcmpService, IcmpState } from '../icmp/index.ts';
import { icmp } from '../icmp/index.ts';
import type { Ipv4Service, Ipv4State } from '../ipv4/index.ts';
import { ipv4 } from '../ipv4/index.ts';
import { isLoopback, isOurs, placeOf, route } from '../ipv4/place.ts';
import { PROTOCOL } from '../ipv4/Service.ts';
import type { SocketConfig, SocketState, TransportService } from '../socket/index.ts';
import { sockets } from '../socket/index.ts';
import { tcp } from '../tcp/index.ts';
import type { TcpService } from '../tcp/Service.ts';
import type { TcpState } from '../tcp/State.ts';
import type { UdpService, UdpState } from '../udp/index.ts';
import { udp } from '../udp/index.ts';
import { LOOPBACK } from '../wire/addresses.ts';
import type { HostConfig } from './Config.ts';
import type { ProcessState } from './processes/index.ts';
import { processes } from './processes/index.ts';
import type { ConsoleService } from './processes/Service.ts';

/** The transports, side by side. */
export type Transports = {
  readonly icmp: Layer<IcmpState, IcmpService, Ipv4Service>;
  readonly udp: Layer<UdpState, UdpService, Ipv4Service>;
  readonly tcp: Layer<TcpState, TcpService, Ipv4Service>;
};

/** The state of a host: one state a floor, the uppermost first. */
export type HostState = Storeys<
  readonly [ProcessState, SocketState, BesideState<Transports>, Ipv4State, ArpState, EthernetState]
>;

/** A host: programs above, a cable below. */
export type Host = Layer<HostState, ConsoleService, CableService>;

/** The states of a host's floors by name. */
export interface Floors {
  readonly processes: ProcessState;
  readonly sockets: SocketState;
  readonly transports: BesideState<Transports>;
  readonly ipv4: Ipv4State;
  readonly arp: ArpState;
  readonly ethernet: EthernetState;
}

type Routed = keyof Transports | ReadonlyArray<Output<TransportService, Ipv4Service>>;

/** By its protocol number, or by that of the packet that an error quotes; a protocol of nobody is unreachable. (RFC 1122 §3.2.2.1) */
export const transportOf = (told: Ipv4Service['indication']): Routed => {
  const protocol = told._tag === 'Arrived' ? told.packet.protocol : told.error.protocol;
  switch (protocol) {
    case PROTOCOL.icmp:
      return 'icmp';
    case PROTOCOL.udp:
      return 'udp';
    case PROTOCOL.tcp:
      return 'tcp';
    default:
      return told._tag === 'Arrived'
        ? [request({ _tag: 'Refuse', why: 'protocol-unreachable', packet: told.packet })]
        : [];
  }
};

/** What the sockets must know of the host's place: which source address leads to a destination, which addresses are ours. */
const socketConfig = (config: HostConfig): SocketConfig => {
  const place = placeOf(config);
  return {
    seed: config.seed,
    sourceFor: (destination) => {
      if (isLoopback(destination)) return LOOPBACK;
      return route(destination, place) === undefined ? undefined : place.address;
    },
    isLocal: (address) => isOurs(address, place),
  };
};

/**
 * A host as one expression: the picture in every textbook.
 *
 * Takes   what the host is made of
 * Gives   a layer that offers a console, and asks a cable to carry its frames
 * Fails   never
 *
 * @example
 * stack({ name: 'a', seed: 1, mac, address, prefix: 24, mtu: 1500, gateway: undefined, names: new Map() }).initial.storeys.length // 6
 *
 * @category constructors
 * @since 0.1.0
 */
export const stack = (config: HostConfig): Host => {
  const { seed, mac, mtu, secret } = config;
  const keys = secret === undefined ? { seed } : { seed, secret };
  const transports: Transports = { icmp: icmp(), udp: udp(), tcp: tcp({ ...keys, mtu }) };
  return over(
    processes(config),
    over(
      sockets(socketConfig(config)),
      over(beside(transports, transportOf), over(ipv4(config), over(arp(config), ethernet({ mac, mtu })))),
    ),
  );
};

/**
 * The same, by the name that worlds use.
 *
 * @category constructors
 * @since 0.1.0
 */
export const host: (config: HostConfig) => Host = stack;

/**
 * The states of a host's floors, by name.
 *
 * @example
 * waitingThreads(floorsOf(stack(config).initial).processes) // []
 *
 * @category state
 * @since 0.1.0
 */
export const floorsOf = (state: HostState): Floors => {
  const [processTable, socketTable, transports, internet, addresses, station] = state.storeys;
  return {
    processes: processTable,
    sockets: socketTable,
    transports,
    ipv4: internet,
    arp: addresses,
    ethernet: station,
  };
};
