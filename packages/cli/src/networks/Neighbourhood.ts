// The hosts of a scenario on one machine: each is an address of the loopback network, and hears the addresses of the scenario.
import type { Endpoint, Ipv4Address, SocketType } from '@sockeye/core';
import { ANY_ADDRESS, endpoint, ipv4Address } from '@sockeye/core';
import type { Scenario } from '@sockeye/sim';

/** A host, as the scenario has it, and where it really is. */
export interface Neighbour {
  readonly name: string;
  readonly address: Ipv4Address;
  readonly loopback: Ipv4Address;
}

/** The Nth host is 127.0.0.N, counted from 1: Linux gives sockets without an address the first of them. */
const loopbackOf = (index: number): Ipv4Address => {
  const number = index + 1;
  return ipv4Address(127, (number >>> 16) & 255, (number >>> 8) & 255, number & 255);
};

const isLoopback = (address: Ipv4Address): boolean => address >>> 24 === 127;

const keyOf = (type: SocketType, { address, port }: Endpoint): string => `${type}/${address}/${port}`;

/**
 * Addresses and ports of a scenario, and what they are on this machine.
 *
 * A port stands for itself where it can. Below 1024 it takes a privilege to have it, and any port may be somebody else's
 * already: then another one stands for it.
 */
export class Neighbourhood {
  readonly neighbours: ReadonlyArray<Neighbour>;
  private readonly names = new Map<string, Neighbour>();
  private readonly byAddress = new Map<Ipv4Address, Neighbour>();
  private readonly byLoopback = new Map<Ipv4Address, Neighbour>();
  /** By where the scenario has them: ports that are bound, and the real one. */
  private readonly bound = new Map<string, number>();
  /** By where they really are: the scenario's port, where it is another one. */
  private readonly stand = new Map<string, number>();

  constructor({ hosts }: Pick<Scenario, 'hosts'>) {
    this.neighbours = Object.entries(hosts).map(([name, { address }], index) => ({
      name,
      address: address.address,
      loopback: loopbackOf(index),
    }));
    for (const neighbour of this.neighbours) {
      this.names.set(neighbour.name, neighbour);
      this.byAddress.set(neighbour.address, neighbour);
      this.byLoopback.set(neighbour.loopback, neighbour);
    }
  }

  named(name: string): Neighbour | undefined {
    return this.names.get(name);
  }

  /** Where a host's own address, or none, really is; undefined: it is no address of this host. */
  own(host: Neighbour, address: Ipv4Address): Ipv4Address | undefined {
    return address === ANY_ADDRESS || address === host.address || isLoopback(address) ? host.loopback : undefined;
  }

  /** Is something bound there already? */
  isTaken(type: SocketType, real: Ipv4Address, port: number): boolean {
    return this.bound.has(keyOf(type, endpoint(real, port)));
  }

  /** A port of the scenario is bound, and is this one in truth. */
  bind(type: SocketType, real: Ipv4Address, port: number, realPort: number): void {
    this.bound.set(keyOf(type, endpoint(real, port)), realPort);
    if (port !== realPort) this.stand.set(keyOf(type, endpoint(real, realPort)), port);
  }

  release(type: SocketType, real: Ipv4Address, port: number): void {
    const key = keyOf(type, endpoint(real, port));
    const realPort = this.bound.get(key);
    this.bound.delete(key);
    if (realPort !== undefined) this.stand.delete(keyOf(type, endpoint(real, realPort)));
  }

  /** Where something really goes that a host sends there; undefined: nobody has that address. */
  outward(type: SocketType, host: Neighbour, { address, port }: Endpoint): Endpoint | undefined {
    const real = this.byAddress.get(address)?.loopback ?? this.own(host, address);
    return real === undefined ? undefined : endpoint(real, this.bound.get(keyOf(type, endpoint(real, port))) ?? port);
  }

  /** What the scenario calls a real end. */
  inward(type: SocketType, end: Endpoint): Endpoint {
    const address = this.byLoopback.get(end.address)?.address ?? end.address;
    return endpoint(address, this.stand.get(keyOf(type, end)) ?? end.port);
  }
}
