// The values of packets.ts as io-ts types: what may stand in each field, for those borders of the house where a value comes
// from outside. Inside nothing is decoded between floors.
import type { Type } from 'io-ts';
import * as t from 'io-ts';
import type { Bytes } from '../basis/bytes.ts';
import type { Rope } from '../basis/rope.ts';
import type { FieldKind, KindName, Kinds } from './fields.ts';
import { kindOf } from './fields.ts';
import { isCookieLength, optionsLength } from './optionsOnWire.ts';
import type { ArpPacket, EthernetFrame, IcmpMessage, Ipv4Packet, Tagged, TcpSegment, UdpDatagram } from './packets.ts';
import type { TcpOption } from './tcpOptions.ts';

const guard = <A>(name: string, is: (value: unknown) => value is A): Type<A> =>
  new t.Type<A>(
    name,
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context, `not ${name}`)),
    t.identity,
  );

const field = <K extends KindName>(name: K): Type<Kinds[K]> => {
  const kind: FieldKind<Kinds[K]> = kindOf(name);
  return guard(name, kind.is);
};

const octets: Type<Bytes> = guard('octets', (value): value is Bytes => value instanceof Uint8Array);

/** Octets that fill whole words, forty at most: the options of IPv4. (RFC 791 §3.1) */
const words: Type<Bytes> = guard(
  'options of whole words',
  (value): value is Bytes => value instanceof Uint8Array && value.length <= 40 && value.length % 4 === 0,
);

const isRope = (value: unknown): value is Rope => {
  if (typeof value !== 'object' || value === null || !('chunks' in value && 'start' in value && 'length' in value)) {
    return false;
  }
  const { chunks, start, length } = value;
  if (!Array.isArray(chunks) || typeof start !== 'number' || typeof length !== 'number') return false;
  let held = 0;
  for (const chunk of chunks as ReadonlyArray<unknown>) {
    if (!(chunk instanceof Uint8Array)) return false;
    held += chunk.length;
  }
  return start >= 0 && length >= 0 && start + length <= held;
};

const payload: Type<Rope> = guard('a rope', isRope);

/** A multiple of eight octets, as thirteen bits count them. (RFC 791 §3.1) */
const fragmentOffset: Type<number> = guard(
  'a fragment offset',
  (value): value is number => typeof value === 'number' && kindOf('u13').is(value / 8),
);

const raw = t.readonly(t.type({ _tag: t.literal('Raw'), octets }));
const malformed = t.readonly(
  t.type({
    _tag: t.literal('Malformed'),
    octets,
    error: t.type({ header: t.string, field: t.string, reason: t.string }),
  }),
);

const cookie: Type<Bytes> = guard(
  'a cookie of Fast Open',
  (value): value is Bytes => value instanceof Uint8Array && isCookieLength(value.length),
);

const block = t.readonly(t.tuple([field('seqnum'), field('seqnum')]));

const option: Type<TcpOption> = t.union([
  t.type({ kind: t.literal('eol') }),
  t.type({ kind: t.literal('nop') }),
  t.type({ kind: t.literal('mss'), mss: field('u16') }),
  t.type({ kind: t.literal('wscale'), shift: field('u8') }),
  t.type({ kind: t.literal('sackOK') }),
  t.type({ kind: t.literal('sack'), blocks: t.readonlyArray(block) }),
  t.type({ kind: t.literal('TS'), val: field('u32'), ecr: field('u32') }),
  t.type({ kind: t.literal('FO'), cookie }),
  t.type({ kind: t.literal('FOEXP'), cookie }),
  t.type({
    kind: t.literal('ECN'),
    order: t.union([t.literal(0), t.literal(1)]),
    counters: guard(
      'up to three counters of 24 bits',
      (value): value is ReadonlyArray<number> =>
        Array.isArray(value) && value.length <= 3 && value.every((n) => Number.isInteger(n) && n >= 0 && n < 1 << 24),
    ),
  }),
  t.type({ kind: t.literal('unknown'), number: field('u8'), octets }),
]);

const options: Type<ReadonlyArray<TcpOption>> = guard(
  'options of whole words',
  (value): value is ReadonlyArray<TcpOption> => {
    if (!t.array(option).is(value)) return false;
    const length = optionsLength(value);
    return length <= 40 && length % 4 === 0;
  },
);

/** An ICMP message, as a value. */
export const icmpMessage: Type<IcmpMessage> = t.readonly(
  t.type({ _tag: t.literal('Icmp'), type: field('u8'), code: field('u8'), rest: field('u32'), payload }),
);

/** A UDP datagram, as a value. */
export const udpDatagram: Type<UdpDatagram> = t.readonly(
  t.type({
    _tag: t.literal('Udp'),
    sourcePort: field('port'),
    destinationPort: field('port'),
    checksummed: t.boolean,
    payload,
  }),
);

/** A TCP segment, as a value. */
export const tcpSegment: Type<TcpSegment> = t.readonly(
  t.type({
    _tag: t.literal('Tcp'),
    sourcePort: field('port'),
    destinationPort: field('port'),
    seq: field('seqnum'),
    ack: field('seqnum'),
    control: field('u12'),
    wnd: field('u16'),
    up: field('u16'),
    options,
    payload,
  }),
);

/** An ARP packet, as a value. */
export const arpPacket: Type<ArpPacket> = t.readonly(
  t.type({
    _tag: t.literal('Arp'),
    operation: t.union([t.literal('request'), t.literal('reply')]),
    senderHardwareAddress: field('mac'),
    senderProtocolAddress: field('ipv4Address'),
    targetHardwareAddress: field('mac'),
    targetProtocolAddress: field('ipv4Address'),
  }),
);

/** An IPv4 packet, as a value. */
export const ipv4Packet: Type<Ipv4Packet> = t.readonly(
  t.type({
    _tag: t.literal('Ipv4'),
    typeOfService: field('u8'),
    identification: field('u16'),
    dontFragment: t.boolean,
    moreFragments: t.boolean,
    fragmentOffset,
    timeToLive: field('u8'),
    protocol: field('u8'),
    source: field('ipv4Address'),
    destination: field('ipv4Address'),
    options: words,
    payload: t.union([icmpMessage, udpDatagram, tcpSegment, raw, malformed]),
  }),
);

const framePayload = t.union([ipv4Packet, arpPacket, raw, malformed]);

/** A tag, and what is behind it. */
const tagged: Type<Tagged> = t.readonly(
  t.type({
    _tag: t.literal('Tagged'),
    priority: field('u3'),
    dropEligible: t.boolean,
    vlan: field('u12'),
    etherType: field('u16'),
    payload: framePayload,
  }),
);

/** An Ethernet frame, as a value. */
export const ethernetFrame: Type<EthernetFrame> = t.readonly(
  t.type({
    destination: field('mac'),
    source: field('mac'),
    etherType: field('u16'),
    payload: t.union([framePayload, tagged]),
  }),
);
