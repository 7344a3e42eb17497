// Packets as octets, made here and not by the stack under test: an independent hand, so that an error of one is seen by the other.
import type { Bytes, Ipv4Address } from '@sockeye/core';
import { concatBytes, internetChecksum } from '@sockeye/core';

/** Sixteen bits, the most significant octet first. */
export const u16 = (n: number): ReadonlyArray<number> => [(n >>> 8) & 255, n & 255];

/** Thirty-two bits. */
export const u32 = (n: number): ReadonlyArray<number> => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];

/** Pairs of hexadecimal digits as octets. */
export const fromHex = (digits: string): ReadonlyArray<number> =>
  Array.from(digits.matchAll(/../g), ([pair]) => Number.parseInt(pair, 16));

/** The checksum of a transport's octets with the pseudo header before them. (RFC 9293 §3.1, RFC 768) */
export const transportChecksum = (
  source: Ipv4Address,
  destination: Ipv4Address,
  protocol: number,
  octets: Bytes,
): number => {
  const pseudo = Uint8Array.from([...u32(source), ...u32(destination), 0, protocol, ...u16(octets.length)]);
  return internetChecksum(concatBytes([pseudo, octets]));
};

/** What the header of a packet says. */
export interface IpHeader {
  readonly tos: number;
  readonly ttl: number;
  readonly protocol: number;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
}

/** A header of 20 octets: identification 0, no flags. `payload`: how many octets follow, in truth or as it claims. (RFC 791 §3.1) */
export const ipv4Octets = (header: IpHeader, payload: number): Uint8Array => {
  const octets = Uint8Array.from([
    0x45,
    header.tos,
    ...u16(20 + payload),
    ...u16(0),
    ...u16(0),
    header.ttl,
    header.protocol,
    ...u16(0),
    ...u32(header.source),
    ...u32(header.destination),
  ]);
  octets.set(u16(internetChecksum(octets)), 10);
  return octets;
};

/** A whole packet. */
export const packetOctets = (header: IpHeader, payload: Bytes): Bytes =>
  concatBytes([ipv4Octets(header, payload.length), payload]);

/** A TCP header's fields. */
export interface TcpFields {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: number;
  readonly ack: number;
  /** Nine flags, FIN the lowest. */
  readonly control: number;
  readonly win: number;
  readonly urg: number;
  /** Options as on the wire, a multiple of four octets. */
  readonly options: ReadonlyArray<number>;
}

/** A segment with so many zeros of text, its checksum made. (RFC 9293 §3.1) */
export const tcpOctets = (fields: TcpFields, length: number, source: Ipv4Address, destination: Ipv4Address): Bytes => {
  const header = 20 + fields.options.length;
  const octets = new Uint8Array(header + length);
  octets.set([
    ...u16(fields.sourcePort),
    ...u16(fields.destinationPort),
    ...u32(fields.seq),
    ...u32(fields.ack),
    ...u16(((header / 4) << 12) | fields.control),
    ...u16(fields.win),
    ...u16(0),
    ...u16(fields.urg),
    ...fields.options,
  ]);
  octets.set(u16(transportChecksum(source, destination, 6, octets)), 16);
  return octets;
};

/** A datagram with so many zeros of payload; a checksum of zero is sent as ones. (RFC 768) */
export const udpOctets = (
  sourcePort: number,
  destinationPort: number,
  length: number,
  source: Ipv4Address,
  destination: Ipv4Address,
): Bytes => {
  const octets = new Uint8Array(8 + length);
  octets.set([...u16(sourcePort), ...u16(destinationPort), ...u16(8 + length)]);
  const checksum = transportChecksum(source, destination, 17, octets);
  octets.set(u16(checksum === 0 ? 0xffff : checksum), 6);
  return octets;
};

/** A message, its checksum made. (RFC 792) */
export const icmpOctets = (type: number, code: number, rest: number, payload: Bytes): Bytes => {
  const octets = concatBytes([Uint8Array.from([type, code, 0, 0, ...u32(rest)]), payload]);
  octets.set(u16(internetChecksum(octets)), 2);
  return octets;
};
