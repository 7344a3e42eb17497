// Who is there, and which cables join them: data, read at the border by io-ts.
import type { Duration, Ipv4Address, MacAddress, Route } from '@sockeye/core';
import { NO_TIME, parseIpv4, parseMac, prefixMask, showIpv4, showMac } from '@sockeye/core';
import { t } from '../basis/fp.ts';
import { readDuration, readRate, showDuration, showRate } from '../data/quantities.ts';
import { list, named, optional, record, whole, withDefault, word } from '../data/record.ts';
import type { Codec } from '../data/record.ts';
import { FaultCodec } from '../fault/codec.ts';
import type { Fault } from '../fault/Fault.ts';
import type { HostFault } from '../fault/hosts.ts';
import { HostFaultCodec } from '../fault/hosts.ts';

/** An address and the length of its network's prefix: 10.0.0.1/24. */
export interface Cidr {
  readonly address: Ipv4Address;
  readonly prefix: number;
}

/** A host: what it is told by whoever plugs it in. */
export interface HostSpec {
  readonly address: Cidr;
  /** By default 02:00:00:00:00:NN, a locally administered address, NN the host's place in the list from 1. */
  readonly mac: MacAddress | undefined;
  readonly gateway: Ipv4Address | undefined;
  /** Absent: none. */
  readonly faults?: ReadonlyArray<HostFault> | undefined;
}

/**
 * A router: an interface for each network that it joins, and who leads to the others. Interface I (from 0) of the Rth router (from 1) has
 * the hardware address 02:01:RR:RR:II:II, whoever else is there.
 */
export interface RouterSpec {
  readonly interfaces: ReadonlyArray<Cidr>;
  readonly routes: ReadonlyArray<Route>;
}

/** A cable, both directions alike unless a fault names one. */
export interface CableSpec {
  /** Names. A router's cables take its interfaces in order, and `r1.0` names one. */
  readonly between: readonly [string, string];
  /** Bits per second; undefined: as fast as can be. */
  readonly rate: number | undefined;
  readonly delay: Duration;
  /** Frames that may wait to be sent. netem's limit, and Linux's own, is 1,000. */
  readonly queue: number;
  readonly mtu: number;
  readonly faults: ReadonlyArray<Fault>;
}

/**
 * A network.
 *
 * @category model
 * @since 0.1.0
 */
export interface Topology {
  readonly hosts: Readonly<Record<string, HostSpec>>;
  readonly routers: Readonly<Record<string, RouterSpec>>;
  readonly switches: ReadonlyArray<string>;
  readonly hubs: ReadonlyArray<string>;
  readonly cables: ReadonlyArray<CableSpec>;
}

const readCidr = (text: string): Cidr | undefined => {
  const [, dotted, length] = /^([0-9.]+)\/([0-9]{1,2})$/.exec(text) ?? [];
  const address = dotted === undefined ? undefined : parseIpv4(dotted);
  return address === undefined || length === undefined || Number(length) > 32
    ? undefined
    : { address, prefix: Number(length) };
};

const cidr = word(
  'address',
  'an address with the length of its prefix, as in 10.0.0.1/24',
  readCidr,
  ({ address, prefix }) => `${showIpv4(address)}/${prefix}`,
);

const host = record<HostSpec>('a host', {
  address: cidr,
  mac: optional(word('hardware address', 'a hardware address, as in 02:00:00:00:00:01', parseMac, showMac)),
  gateway: optional(word('address', 'an address, as in 10.0.0.254', parseIpv4, showIpv4)),
  faults: optional(list(HostFaultCodec)),
});

const readRoute = (text: string): Route | undefined => {
  const [, where, gateway] = /^(\S+) +via +(\S+)$/.exec(text.trim()) ?? [];
  const network = where === 'default' ? readCidr('0.0.0.0/0') : readCidr(where ?? '');
  const hop = parseIpv4(gateway ?? '');
  if (network === undefined || hop === undefined) return undefined;
  // A network, and not a host in it.
  if ((network.address & ~prefixMask(network.prefix)) !== 0) return undefined;
  return { network: network.address, prefix: network.prefix, gateway: hop };
};

const route = word(
  'route',
  'a route, as in 10.0.3.0/24 via 10.0.2.1, or default via 10.0.2.1',
  readRoute,
  ({ network, prefix, gateway }) =>
    `${prefix === 0 ? 'default' : `${showIpv4(network)}/${prefix}`} via ${showIpv4(gateway)}`,
);

const router = record<RouterSpec>('a router', { interfaces: list(cidr), routes: withDefault(list(route), []) });

const between: Codec<readonly [string, string], ReadonlyArray<string>> = new t.Type(
  'two names',
  (value): value is readonly [string, string] => Array.isArray(value),
  (input, context) =>
    Array.isArray(input) && input.length === 2 && typeof input[0] === 'string' && typeof input[1] === 'string'
      ? t.success([input[0], input[1]] as const)
      : t.failure(input, context, 'a cable is between two, as in [client, server]'),
  (value) => value.slice(),
);

const cable = record<CableSpec>('a cable', {
  between,
  rate: optional(word('rate', 'a rate in bits per second, as in 10Mbit', readRate, showRate)),
  delay: withDefault(word('time', 'a time, as in 20ms', readDuration, showDuration), NO_TIME),
  queue: withDefault(whole('count', 0, 1_000_000), 1000),
  // RFC 791 §3.1: every host must be able to receive 576; IPv4 itself needs 68 on a link.
  mtu: withDefault(whole('MTU', 68, 65_535), 1500),
  faults: withDefault(list(FaultCodec), []),
});

const names = withDefault(list(word('name', 'a name', (text) => (text === '' ? undefined : text), String)), []);

/** The fields of a network, for documents that hold more than one. */
export const topologyFields: {
  readonly hosts: Codec<Topology['hosts'], object>;
  readonly routers: Codec<Topology['routers'], object>;
  readonly switches: Codec<ReadonlyArray<string>>;
  readonly hubs: Codec<ReadonlyArray<string>>;
  readonly cables: Codec<ReadonlyArray<CableSpec>>;
} = {
  hosts: named('hosts', host),
  routers: withDefault(named('routers', router), {}),
  switches: names,
  hubs: names,
  cables: withDefault(list(cable), []),
};

/**
 * A network on the desk.
 *
 * @category codec
 * @since 0.1.0
 */
export const TopologyCodec: Codec<Topology, object> = record<Topology>('a topology', topologyFields);
