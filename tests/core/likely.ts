// Values that are likely to mean something to the floors: few addresses and ports, so that they meet.
import * as fc from 'fast-check';
import { NO_BYTES } from '../../packages/core/src/basis/bytes.ts';
import { rope } from '../../packages/core/src/basis/rope.ts';
import type { Ipv4Address, MacAddress, Port } from '../../packages/core/src/wire/addresses.ts';
import { BROADCAST_MAC, endpoint, ipv4Address, LIMITED_BROADCAST } from '../../packages/core/src/wire/addresses.ts';
import type {
  ArpPacket,
  EthernetFrame,
  FramePayload,
  IcmpMessage,
  Ipv4Packet,
  Ipv4Payload,
  Malformed,
  Raw,
  UdpDatagram,
} from '../../packages/core/src/wire/packets.ts';

export const OUR_MAC = 0x020000000001 as MacAddress;
export const THEIR_MAC = 0x020000000002 as MacAddress;
export const OTHER_MAC = 0x020000000003 as MacAddress;
export const GROUP_MAC = 0x01005e000001 as MacAddress;

export const US: Ipv4Address = ipv4Address(10, 0, 0, 1);
export const THEM: Ipv4Address = ipv4Address(10, 0, 0, 2);
export const OTHER: Ipv4Address = ipv4Address(10, 0, 0, 3);
export const GATEWAY: Ipv4Address = ipv4Address(10, 0, 0, 254);
export const ALL_OF_US: Ipv4Address = ipv4Address(10, 0, 0, 255);
export const FAR: Ipv4Address = ipv4Address(192, 0, 2, 7);
export const LOOP: Ipv4Address = ipv4Address(127, 0, 0, 1);
export const GROUP: Ipv4Address = ipv4Address(224, 0, 0, 251);
export const NONE: Ipv4Address = ipv4Address(0, 0, 0, 0);

export const macs: fc.Arbitrary<MacAddress> = fc.constantFrom(
  OUR_MAC,
  THEIR_MAC,
  OTHER_MAC,
  GROUP_MAC,
  BROADCAST_MAC,
  0 as MacAddress,
);

export const addresses: fc.Arbitrary<Ipv4Address> = fc.constantFrom(
  US,
  THEM,
  OTHER,
  GATEWAY,
  ALL_OF_US,
  LIMITED_BROADCAST,
  FAR,
  LOOP,
  GROUP,
  NONE,
);

export const ports: fc.Arbitrary<Port> = fc.constantFrom(0 as Port, 7 as Port, 53 as Port, 40_000 as Port);

const octets = fc.uint8Array({ maxLength: 60 });

/** A payload of so many octets, which say where they lie. */
export const payloadOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7) & 255);

export const raws: fc.Arbitrary<Raw> = octets.map((all) => ({ _tag: 'Raw', octets: all }));

export const malformed = (header: string): fc.Arbitrary<Malformed> =>
  octets.map((all) => ({
    _tag: 'Malformed',
    octets: all,
    error: { header, field: 'checksum', reason: 'does not fit' },
  }));

export const arps: fc.Arbitrary<ArpPacket> = fc.record({
  _tag: fc.constant('Arp' as const),
  operation: fc.constantFrom('request' as const, 'reply' as const),
  senderHardwareAddress: macs,
  senderProtocolAddress: addresses,
  targetHardwareAddress: macs,
  targetProtocolAddress: addresses,
});

export const datagrams: fc.Arbitrary<UdpDatagram> = fc.record({
  _tag: fc.constant('Udp' as const),
  sourcePort: ports,
  destinationPort: ports,
  checksummed: fc.boolean(),
  payload: fc.oneof({ weight: 4, arbitrary: octets }, { weight: 1, arbitrary: fc.constant(payloadOf(3000)) }).map(rope),
});

export const messages: fc.Arbitrary<IcmpMessage> = fc.record({
  _tag: fc.constant('Icmp' as const),
  type: fc.constantFrom(0, 3, 4, 5, 8, 11, 12, 13),
  code: fc.nat(4),
  rest: fc.nat(0xffffffff),
  payload: octets.map(rope),
});

const header = {
  _tag: fc.constant('Ipv4' as const),
  typeOfService: fc.nat(255),
  identification: fc.nat(3),
  timeToLive: fc.nat(255),
  source: addresses,
  destination: addresses,
  options: fc.constantFrom(NO_BYTES, Uint8Array.of(1, 1, 1, 0)),
};

const carrying = (protocol: number, payload: fc.Arbitrary<Ipv4Payload>): fc.Arbitrary<Ipv4Packet> =>
  fc.record({
    ...header,
    dontFragment: fc.boolean(),
    moreFragments: fc.constant(false),
    fragmentOffset: fc.constant(0),
    protocol: fc.constant(protocol),
    payload,
  });

/** Whole packets, whose protocol and payload agree. */
const whole: fc.Arbitrary<Ipv4Packet> = fc.oneof(
  carrying(17, fc.oneof(datagrams, malformed('udp'))),
  carrying(1, fc.oneof(messages, malformed('icmp'))),
  carrying(200, raws),
);

/** Parts of a few datagrams, which fit, repeat, overlap and contradict each other. */
const fragments: fc.Arbitrary<Ipv4Packet> = fc.record({
  ...header,
  dontFragment: fc.constant(false),
  moreFragments: fc.boolean(),
  fragmentOffset: fc.constantFrom(0, 8, 16, 24, 65_528),
  protocol: fc.constantFrom(17, 1, 200),
  payload: fc.constantFrom(0, 5, 8, 8, 8, 16).map((length) => ({ _tag: 'Raw' as const, octets: payloadOf(length) })),
});

export const packets: fc.Arbitrary<Ipv4Packet> = fc.oneof(whole, fragments);

/** Frames without a VLAN tag. */
export const frames: fc.Arbitrary<EthernetFrame & { readonly payload: FramePayload }> = fc
  .tuple(
    macs,
    macs,
    fc.oneof(
      packets.map((payload) => ({ etherType: 0x0800, payload })),
      arps.map((payload) => ({ etherType: 0x0806, payload })),
      fc
        .tuple(fc.constantFrom(0x0800, 0x0806, 0x86dd, 5), raws)
        .map(([etherType, payload]) => ({ etherType, payload })),
      malformed('arp').map((payload) => ({ etherType: 0x0806, payload })),
      malformed('ipv4').map((payload) => ({ etherType: 0x0800, payload })),
    ),
  )
  .map(([destination, source, { etherType, payload }]) => ({ destination, source, etherType, payload }));

export const endpoints: fc.Arbitrary<ReturnType<typeof endpoint>> = fc
  .tuple(addresses, ports)
  .map(([address, port]) => endpoint(address, port));

/** A datagram of UDP from them to us. */
export const datagram = (from: number, to: number, length = 4): UdpDatagram => ({
  _tag: 'Udp',
  sourcePort: from as Port,
  destinationPort: to as Port,
  checksummed: true,
  payload: rope(payloadOf(length)),
});

/** A packet from them to us, with what is said otherwise. */
export const packet = (says: Partial<Ipv4Packet> = {}): Ipv4Packet => ({
  _tag: 'Ipv4',
  typeOfService: 0,
  identification: 9,
  dontFragment: false,
  moreFragments: false,
  fragmentOffset: 0,
  timeToLive: 64,
  protocol: 17,
  source: THEM,
  destination: US,
  options: NO_BYTES,
  payload: datagram(40_000, 53),
  ...says,
});
