// What lies in an IPv4 packet, of whichever protocol.
import type { Bytes } from '../basis/bytes.ts';
import type { E } from '../basis/fp.ts';
import type { Ipv4Address } from './addresses.ts';
import { decodeIcmp, encodeIcmp, icmpLength } from './icmp.ts';
import { IP_PROTOCOL } from './names.ts';
import type { DecodeError, IcmpMessage, Ipv4Payload, TcpSegment, UdpDatagram } from './packets.ts';
import type { Memory } from './slab.ts';
import { carve, memoryOf, viewOf } from './slab.ts';
import { decodeTcp, encodeTcp, tcpLength } from './tcp.ts';
import { decodeUdp, encodeUdp, udpLength } from './udp.ts';

/** Octets of a payload on the wire, by arithmetic alone. */
export const payloadLength = (payload: Ipv4Payload): number => {
  switch (payload._tag) {
    case 'Tcp':
      return tcpLength(payload);
    case 'Udp':
      return udpLength(payload);
    case 'Icmp':
      return icmpLength(payload);
    case 'Raw':
    case 'Malformed':
      return payload.octets.length;
  }
};

/** Writes a payload into zeroed memory, and answers where it ends. */
export const writeTransport = (
  payload: Ipv4Payload,
  memory: Memory,
  at: number,
  source: Ipv4Address,
  destination: Ipv4Address,
): number => {
  switch (payload._tag) {
    case 'Tcp':
      return encodeTcp(payload, memory, at, source, destination);
    case 'Udp':
      return encodeUdp(payload, memory, at, source, destination);
    case 'Icmp':
      return encodeIcmp(payload, memory, at);
    case 'Raw':
    case 'Malformed':
      memory.bytes.set(payload.octets, at);
      return at + payload.octets.length;
  }
};

const kept = (
  read: E.Either<DecodeError, IcmpMessage | UdpDatagram | TcpSegment>,
  memory: Memory,
  at: number,
  end: number,
): Ipv4Payload =>
  read._tag === 'Right' ? read.right : { _tag: 'Malformed', octets: viewOf(memory, at, end), error: read.left };

/** Reads a payload that is whole; what its protocol cannot read is `Malformed`, what no protocol of the house reads `Raw`. */
export const readTransport = (
  protocol: number,
  memory: Memory,
  at: number,
  end: number,
  source: Ipv4Address,
  destination: Ipv4Address,
): Ipv4Payload => {
  if (protocol === IP_PROTOCOL.tcp) return kept(decodeTcp(memory, at, end, source, destination), memory, at, end);
  if (protocol === IP_PROTOCOL.udp) return kept(decodeUdp(memory, at, end, source, destination), memory, at, end);
  if (protocol === IP_PROTOCOL.icmp) return kept(decodeIcmp(memory, at, end), memory, at, end);
  return { _tag: 'Raw', octets: viewOf(memory, at, end) };
};

/**
 * The payload of a packet whose fragments were put together.
 *
 * Takes   the protocol's number, the addresses of the pseudo header, and the octets
 * Gives   the payload; `Malformed` where its protocol cannot read it, `Raw` where the house knows no such protocol
 * Fails   never
 *
 * @category codec
 * @since 0.1.0
 */
export const decodeTransport = (
  protocol: number,
  source: Ipv4Address,
  destination: Ipv4Address,
  octets: Bytes,
): Ipv4Payload => readTransport(protocol, memoryOf(octets), 0, octets.length, source, destination);

/**
 * The octets of a payload, its checksum made, before it is cut into fragments.
 *
 * Takes   the payload and the addresses of the pseudo header
 * Gives   its octets
 *
 * @category codec
 * @since 0.1.0
 */
export const encodeTransport = (payload: Ipv4Payload, source: Ipv4Address, destination: Ipv4Address): Bytes => {
  if (payload._tag === 'Raw' || payload._tag === 'Malformed') return payload.octets;
  const { memory, at } = carve(payloadLength(payload));
  return viewOf(memory, at, writeTransport(payload, memory, at, source, destination));
};
