// An IPv4 floor, of a host or a router, that remembers its state and all that it said: for tests that read as stories.
import { option as O } from 'fp-ts';
import { expect } from 'vitest';
import type { ArpService } from '../../../packages/core/src/arp/Service.ts';
import type { Layer, Output } from '../../../packages/core/src/basis/layer.ts';
import { DEADLINE_REACHED } from '../../../packages/core/src/basis/layer.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';
import type { Ipv4Config, Ipv4State } from '../../../packages/core/src/ipv4/index.ts';
import { ipv4, ipv4Router } from '../../../packages/core/src/ipv4/index.ts';
import type { Ipv4Service } from '../../../packages/core/src/ipv4/Service.ts';
import { invariant } from '../../../packages/core/src/ipv4/State.ts';
import type { Ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import { ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import type { Ipv4Packet } from '../../../packages/core/src/wire/packets.ts';
import { datagram, GATEWAY, US } from '../likely.ts';

export type Said = ReadonlyArray<Output<Ipv4Service, ArpService>>;
type Send = Extract<Ipv4Service['request'], { _tag: 'Send' }>;

export const CONFIG: Ipv4Config = { address: US, prefix: 24, mtu: 1500, gateway: GATEWAY, seed: 7 };

/** Two networks, and a third one behind the second: the second link carries less. */
export const ROUTER = {
  interfaces: [
    { address: GATEWAY, prefix: 24, mtu: 1500 },
    { address: ipv4Address(10, 0, 1, 254), prefix: 24, mtu: 576 },
  ],
  routes: [
    { network: ipv4Address(10, 0, 2, 0), prefix: 24, gateway: ipv4Address(10, 0, 1, 1) },
    { network: ipv4Address(10, 0, 2, 128), prefix: 25, gateway: ipv4Address(10, 0, 1, 2) },
  ],
  seed: 7,
};

const machine = (layer: Layer<Ipv4State, Ipv4Service, ArpService>, address: Ipv4Address) => {
  let state: Ipv4State = layer.initial;
  const all: Array<Output<Ipv4Service, ArpService>> = [];
  const hear = (input: Parameters<typeof layer.step>[1], at: number): Said => {
    const [next, said] = layer.step(state, input, instant(at));
    expect(invariant(next)).toEqual([]);
    state = next;
    all.push(...said);
    return said;
  };
  return {
    send: (destination: Ipv4Address, what: Partial<Send> = {}, at = 0): Said =>
      hear(
        {
          _tag: 'Requested',
          request: {
            _tag: 'Send',
            source: address,
            destination,
            protocol: 17,
            dontFragment: false,
            payload: datagram(40_000, 53),
            ...what,
          },
        },
        at,
      ),
    refuse: (packet: Ipv4Packet, why: 'port-unreachable' | 'protocol-unreachable' = 'port-unreachable', at = 0): Said =>
      hear({ _tag: 'Requested', request: { _tag: 'Refuse', why, packet } }, at),
    arrives: (
      packet: Extract<ArpService['indication'], { _tag: 'PacketArrived' }>['packet'],
      at = 0,
      group = false,
    ): Said => hear({ _tag: 'Indicated', indication: { _tag: 'PacketArrived', packet, group } }, at),
    unresolved: (nextHop: Ipv4Address, packet: Ipv4Packet, at = 0): Said =>
      hear({ _tag: 'Indicated', indication: { _tag: 'Unresolved', nextHop, packet } }, at),
    wake: (at: number): Said => hear(DEADLINE_REACHED, at),
    deadline: (): number | undefined => O.toUndefined(layer.deadline(state)),
    all: (): Said => all,
    state: (): Ipv4State => state,
  };
};

export const host = (says: Partial<Ipv4Config> = {}) => {
  const config = { ...CONFIG, ...says };
  return machine(ipv4(config), config.address);
};

export const router = (says: Partial<typeof ROUTER> = {}) => machine(ipv4Router({ ...ROUTER, ...says }), GATEWAY);
