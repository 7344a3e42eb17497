// Every value of the wire that a floor can send, for the laws of all rooms.
import * as fc from 'fast-check';
import type { Rope } from '../../../packages/core/src/basis/rope.ts';
import { EMPTY_ROPE, toBytes } from '../../../packages/core/src/basis/rope.ts';
import { hex } from '../../../packages/core/src/basis/bytes.ts';
import type { Ipv4Address, MacAddress, Port } from '../../../packages/core/src/wire/addresses.ts';
import type {
  ArpPacket,
  EthernetFrame,
  IcmpMessage,
  Ipv4Packet,
  Ipv4Payload,
  Raw,
  Tagged,
  TcpSegment,
  UdpDatagram,
} from '../../../packages/core/src/wire/packets.ts';
import type { SeqNum } from '../../../packages/core/src/wire/seqnum.ts';
import type { TcpOption } from '../../../packages/core/src/wire/tcpOptions.ts';

/** Unsigned numbers of so many bits, often at the ends. */
export const unsigned = (width: number): fc.Arbitrary<number> => {
  const max = 2 ** width - 1;
  const half = 2 ** (width - 1);
  return fc.oneof(
    { weight: 4, arbitrary: width > 32 ? fc.maxSafeNat().map((n) => n % (max + 1)) : fc.integer({ min: 0, max }) },
    { weight: 1, arbitrary: fc.constantFrom(0, Math.min(1, max), half, Math.max(0, half - 1), max) },
  );
};

export const u8: fc.Arbitrary<number> = unsigned(8);
export const u16: fc.Arbitrary<number> = unsigned(16);
export const u32: fc.Arbitrary<number> = unsigned(32);
export const mac: fc.Arbitrary<MacAddress> = unsigned(48) as fc.Arbitrary<MacAddress>;
export const address: fc.Arbitrary<Ipv4Address> = u32 as fc.Arbitrary<Ipv4Address>;
export const portNumber: fc.Arbitrary<Port> = u16 as fc.Arbitrary<Port>;
export const sequence: fc.Arbitrary<SeqNum> = u32 as fc.Arbitrary<SeqNum>;

/** Octets: mostly few, at times as many as a frame holds, often all zero or all ones. */
export const octetsUpTo = (most: number): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.uint8Array({ maxLength: Math.min(most, 64) }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: most, size: 'max' }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.integer({ min: 0, max: most }), fc.constantFrom(0, 0xff))
        .map(([length, octet]) => new Uint8Array(length).fill(octet)),
    },
  );

/** The same octets in several chunks, of which the first has been read in part. */
export const ropeOf = (octets: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Rope> =>
  fc
    .tuple(octets, fc.array(fc.nat({ max: 1500 }), { maxLength: 3 }), fc.uint8Array({ maxLength: 5 }))
    .map(([all, cuts, read]) => {
      if (all.length === 0) return EMPTY_ROPE;
      const at = [...new Set([0, ...cuts.map((cut) => cut % all.length), all.length])].toSorted((a, b) => a - b);
      const chunks = at.slice(1).map((end, i) => all.slice(at[i], end));
      chunks[0] = Uint8Array.from([...read, ...chunks[0]!]);
      return { chunks, start: read.length, length: all.length };
    });

export const payload: fc.Arbitrary<Rope> = ropeOf(octetsUpTo(1400));

/** An option with no padding; kinds of the house, and others. */
export const tcpOption: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constant<TcpOption>({ kind: 'nop' }),
  u16.map((mss): TcpOption => ({ kind: 'mss', mss })),
  u8.map((shift): TcpOption => ({ kind: 'wscale', shift })),
  fc.constant<TcpOption>({ kind: 'sackOK' }),
  fc
    .array(fc.tuple(sequence, sequence), { minLength: 1, maxLength: 4 })
    .map((blocks): TcpOption => ({ kind: 'sack', blocks })),
  fc.tuple(u32, u32).map(([val, ecr]): TcpOption => ({ kind: 'TS', val, ecr })),
  fc
    .tuple(fc.constantFrom<'FO' | 'FOEXP'>('FO', 'FOEXP'), fc.constantFrom(0, 4, 6, 8, 10, 12, 14, 16), fc.nat(255))
    .map(([kind, length, octet]): TcpOption => ({ kind, cookie: new Uint8Array(length).fill(octet) })),
  fc
    .tuple(fc.constantFrom(0 as const, 1 as const), fc.array(unsigned(24), { maxLength: 3 }))
    .map(([order, counters]): TcpOption => ({ kind: 'ECN', order, counters })),
  fc
    .tuple(fc.constantFrom(6, 7, 9, 19, 29, 253, 254, 255), fc.uint8Array({ maxLength: 16 }))
    .map(([number, octets]): TcpOption => ({ kind: 'unknown', number, octets })),
  // A cookie of a length that no cookie has; an experiment of somebody else is among the kinds above.
  fc
    .tuple(fc.constantFrom(1, 2, 3, 5, 7, 15, 17, 18), fc.nat(255), fc.boolean())
    .map(([length, octet, experiment]): TcpOption => {
      const octets = new Uint8Array(length + (experiment ? 2 : 0)).fill(octet);
      if (experiment) octets.set([0xf9, 0x89]);
      return { kind: 'unknown', number: experiment ? 254 : 34, octets };
    }),
  // A known kind of a length that is not its own.
  fc
    .tuple(fc.constantFrom(2, 3, 4, 5, 8), fc.uint8Array({ minLength: 3, maxLength: 7 }))
    .filter(([number, octets]) => number !== 5 || octets.length % 8 !== 0)
    .map(([number, octets]): TcpOption => ({ kind: 'unknown', number, octets })),
);

const sizes: Readonly<Record<TcpOption['kind'], (option: TcpOption) => number>> = {
  eol: () => 1,
  nop: () => 1,
  mss: () => 4,
  wscale: () => 3,
  sackOK: () => 2,
  sack: (option) => (option.kind === 'sack' ? 2 + 8 * option.blocks.length : 0),
  TS: () => 10,
  FO: (option) => (option.kind === 'FO' ? 2 + option.cookie.length : 0),
  FOEXP: (option) => (option.kind === 'FOEXP' ? 4 + option.cookie.length : 0),
  ECN: (option) => (option.kind === 'ECN' ? 2 + 3 * option.counters.length : 0),
  unknown: (option) => (option.kind === 'unknown' ? 2 + option.octets.length : 0),
};

/** Options that fill whole words: padded with `nop` or with `eol`. */
export const tcpOptions: fc.Arbitrary<ReadonlyArray<TcpOption>> = fc
  .tuple(fc.array(tcpOption, { maxLength: 6 }), fc.constantFrom<'nop' | 'eol'>('nop', 'eol'))
  .map(([wanted, padding]) => {
    const options: Array<TcpOption> = [];
    let length = 0;
    for (const option of wanted) {
      const size = sizes[option.kind](option);
      if (length + size > 40) continue;
      options.push(option);
      length += size;
    }
    for (; length % 4 !== 0; length++) options.push({ kind: padding });
    return options;
  });

export const tcpSegment: fc.Arbitrary<TcpSegment> = fc.record({
  _tag: fc.constant('Tcp'),
  sourcePort: portNumber,
  destinationPort: portNumber,
  seq: sequence,
  ack: sequence,
  control: unsigned(12),
  wnd: u16,
  up: u16,
  options: tcpOptions,
  payload,
});

export const udpDatagram: fc.Arbitrary<UdpDatagram> = fc.record({
  _tag: fc.constant('Udp'),
  sourcePort: portNumber,
  destinationPort: portNumber,
  checksummed: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  payload,
});

export const icmpMessage: fc.Arbitrary<IcmpMessage> = fc.record({
  _tag: fc.constant('Icmp'),
  type: fc.oneof(fc.constantFrom(0, 3, 8, 11, 12), u8),
  code: fc.oneof(fc.constantFrom(0, 1, 3, 4), u8),
  rest: u32,
  payload,
});

export const raw = (least: number, most: number): fc.Arbitrary<Raw> =>
  fc.uint8Array({ minLength: least, maxLength: most }).map((octets) => ({ _tag: 'Raw', octets }));

interface Carried {
  readonly protocol: number;
  readonly moreFragments: boolean;
  readonly fragmentOffset: number;
  readonly payload: Ipv4Payload;
}

const carried: fc.Arbitrary<Carried> = fc.oneof(
  {
    weight: 4,
    arbitrary: tcpSegment.map((payload) => ({ protocol: 6, moreFragments: false, fragmentOffset: 0, payload })),
  },
  {
    weight: 3,
    arbitrary: udpDatagram.map((payload) => ({ protocol: 17, moreFragments: false, fragmentOffset: 0, payload })),
  },
  {
    weight: 2,
    arbitrary: icmpMessage.map((payload) => ({ protocol: 1, moreFragments: false, fragmentOffset: 0, payload })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        u8.filter((protocol) => ![1, 6, 17].includes(protocol)),
        raw(0, 60),
      )
      .map(([protocol, payload]) => ({ protocol, moreFragments: false, fragmentOffset: 0, payload })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 6, 17, 99), fc.boolean(), unsigned(13), raw(0, 60))
      .map(([protocol, moreFragments, eights, payload]) => ({
        protocol,
        moreFragments: moreFragments || eights === 0,
        fragmentOffset: eights * 8,
        payload,
      })),
  },
);

/** A packet as hosts and routers send it: protocol and payload agree, and only a whole packet has a payload that is read. */
export const ipv4Packet: fc.Arbitrary<Ipv4Packet> = fc
  .record({
    typeOfService: u8,
    identification: u16,
    dontFragment: fc.boolean(),
    timeToLive: u8,
    source: address,
    destination: address,
    options: fc.oneof(
      { weight: 4, arbitrary: fc.constant(new Uint8Array(0)) },
      {
        weight: 1,
        arbitrary: fc
          .integer({ min: 1, max: 10 })
          .chain((words) => fc.uint8Array({ minLength: words * 4, maxLength: words * 4 })),
      },
    ),
    inside: carried,
  })
  .map(({ typeOfService, identification, dontFragment, timeToLive, source, destination, options, inside }) => ({
    _tag: 'Ipv4',
    typeOfService,
    identification,
    dontFragment,
    moreFragments: inside.moreFragments,
    fragmentOffset: inside.fragmentOffset,
    timeToLive,
    protocol: inside.protocol,
    source,
    destination,
    options,
    payload: inside.payload,
  }));

export const arpPacket: fc.Arbitrary<ArpPacket> = fc.record({
  _tag: fc.constant('Arp'),
  operation: fc.constantFrom('request', 'reply'),
  senderHardwareAddress: mac,
  senderProtocolAddress: address,
  targetHardwareAddress: mac,
  targetProtocolAddress: address,
});

/** What stands behind a VLAN tag: another tag and what follows it are octets. */
const tagged: fc.Arbitrary<Tagged> = fc
  .tuple(
    fc.record({ priority: unsigned(3), dropEligible: fc.boolean(), vlan: unsigned(12) }),
    fc.oneof(
      { weight: 4, arbitrary: ipv4Packet.map((payload) => ({ etherType: 0x0800, payload })) },
      { weight: 2, arbitrary: arpPacket.map((payload) => ({ etherType: 0x0806, payload })) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(0x86dd, 0x8100, 0x88a8, 0x0042), raw(42, 200))
          .map(([etherType, payload]) => ({ etherType, payload })),
      },
    ),
  )
  .map(([tag, { etherType, payload }]) => ({
    _tag: 'Tagged',
    priority: tag.priority,
    dropEligible: tag.dropEligible,
    vlan: tag.vlan,
    etherType,
    payload,
  }));

/** A frame as stations send it. */
export const ethernetFrame: fc.Arbitrary<EthernetFrame> = fc
  .tuple(
    mac,
    mac,
    fc.oneof(
      { weight: 8, arbitrary: ipv4Packet.map((payload) => ({ etherType: 0x0800, payload })) },
      { weight: 2, arbitrary: arpPacket.map((payload) => ({ etherType: 0x0806, payload })) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(
            u16.filter((type) => ![0x0800, 0x0806, 0x8100, 0x88a8].includes(type)),
            raw(46, 200),
          )
          .map(([etherType, payload]) => ({ etherType, payload })),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom(0x8100, 0x88a8), tagged)
          .map(([etherType, payload]) => ({ etherType, payload })),
      },
    ),
  )
  .map(([destination, source, { etherType, payload }]) => ({ destination, source, etherType, payload }));

/**
 * A value without how its octets are held: ropes and arrays as hexadecimal text, so that two values can be compared by what
 * they say.
 */
export const flat = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(flat);
  if (typeof value !== 'object' || value === null) return value;
  if ('chunks' in value) return hex(toBytes(trimmed(value as Rope)));
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, flat(inside)]));
};

/** The rope's octets by themselves, gathered without the code under test. */
const trimmed = ({ chunks, start, length }: Rope): Rope => {
  const all = Uint8Array.from(chunks.flatMap((chunk) => [...chunk])).slice(start, start + length);
  return { chunks: [all], start: 0, length: all.length };
};
