// Whole units between their octets and their values: the border of the house for its users.
import type { Type } from 'io-ts';
import * as t from 'io-ts';
import type { Bytes } from '../basis/bytes.ts';
import type { E } from '../basis/fp.ts';
import type { Ipv4Address } from './addresses.ts';
import { ARP_LENGTH, decodeArp, encodeArp } from './arp.ts';
import { showDecodeError } from './decodeError.ts';
import {
  decodeEthernet,
  encodeEthernet,
  ETHERNET_HEADER,
  framePayloadLength,
  SMALLEST_FRAME,
} from './ethernetHeader.ts';
import { decodeIcmp, encodeIcmp, icmpLength } from './icmp.ts';
import { decodeIpv4, encodeIpv4, ipv4Length } from './ipv4.ts';
import type {
  ArpPacket,
  DecodeError,
  EthernetFrame,
  IcmpMessage,
  Ipv4Packet,
  TcpSegment,
  UdpDatagram,
} from './packets.ts';
import type { Memory } from './slab.ts';
import { memoryOf } from './slab.ts';
import { decodeTcp, encodeTcp, tcpLength } from './tcp.ts';
import { decodeUdp, encodeUdp, udpLength } from './udp.ts';
import { arpPacket, ethernetFrame, icmpMessage, ipv4Packet, tcpSegment, udpDatagram } from './values.ts';

const codec = <A>(
  name: string,
  value: Type<A>,
  lengthOf: (value: A) => number,
  encode: (value: A, memory: Memory) => void,
  decode: (memory: Memory, end: number) => E.Either<DecodeError, A>,
): Type<A, Bytes, Bytes> =>
  new t.Type<A, Bytes, Bytes>(
    name,
    value.is,
    (octets, context) => {
      const read = decode(memoryOf(octets), octets.length);
      return read._tag === 'Right' ? t.success(read.right) : t.failure(octets, context, showDecodeError(read.left));
    },
    (value) => {
      const octets = new Uint8Array(lengthOf(value));
      encode(value, memoryOf(octets));
      return octets;
    },
  );

/**
 * An Ethernet frame without its frame check sequence; short ones are padded.
 *
 * @category codec
 * @since 0.1.0
 */
export const ethernetCodec: Type<EthernetFrame, Bytes, Bytes> = codec(
  'ethernet',
  ethernetFrame,
  (frame) => Math.max(SMALLEST_FRAME, ETHERNET_HEADER + framePayloadLength(frame.payload)),
  (frame, memory) => encodeEthernet(frame, memory, 0),
  (memory, end) => decodeEthernet(memory, 0, end),
);

/** An ARP packet. */
export const arpCodec: Type<ArpPacket, Bytes, Bytes> = codec(
  'arp',
  arpPacket,
  () => ARP_LENGTH,
  (packet, memory) => encodeArp(packet, memory, 0),
  (memory, end) => decodeArp(memory, 0, end),
);

/** An IPv4 packet, with all that is in it. */
export const ipv4Codec: Type<Ipv4Packet, Bytes, Bytes> = codec(
  'ipv4',
  ipv4Packet,
  ipv4Length,
  (packet, memory) => encodeIpv4(packet, memory, 0),
  (memory, end) => decodeIpv4(memory, 0, end),
);

/** An ICMP message. */
export const icmpCodec: Type<IcmpMessage, Bytes, Bytes> = codec(
  'icmp',
  icmpMessage,
  icmpLength,
  (message, memory) => encodeIcmp(message, memory, 0),
  (memory, end) => decodeIcmp(memory, 0, end),
);

/**
 * A UDP datagram between two addresses, which its checksum covers.
 *
 * @example
 * udpCodec(LOOPBACK, LOOPBACK).decode(bytes(0, 7, 0, 7, 0, 8, 0, 0))._tag // 'Right'
 *
 * @category codec
 * @since 0.1.0
 */
export const udpCodec = (source: Ipv4Address, destination: Ipv4Address): Type<UdpDatagram, Bytes, Bytes> =>
  codec(
    'udp',
    udpDatagram,
    udpLength,
    (datagram, memory) => encodeUdp(datagram, memory, 0, source, destination),
    (memory, end) => decodeUdp(memory, 0, end, source, destination),
  );

/** A TCP segment between two addresses, which its checksum covers. */
export const tcpCodec = (source: Ipv4Address, destination: Ipv4Address): Type<TcpSegment, Bytes, Bytes> =>
  codec(
    'tcp',
    tcpSegment,
    tcpLength,
    (segment, memory) => encodeTcp(segment, memory, 0, source, destination),
    (memory, end) => decodeTcp(memory, 0, end, source, destination),
  );
