// What an ICMP error says of the packet that it is about. (RFC 792; RFC 1122 §3.2.2; RFC 1812 §4.3.2.3)
import type { Bytes } from '../basis/bytes.ts';
import type { Rope } from '../basis/rope.ts';
import { rope, slice, toBytes } from '../basis/rope.ts';
import type { Ipv4Address } from '../wire/addresses.ts';
import { ipv4Address } from '../wire/addresses.ts';
import { isIcmpError } from '../wire/icmpTypes.ts';
import { encodeIpv4, ipv4Length } from '../wire/ipv4.ts';
import { IP_PROTOCOL } from '../wire/names.ts';
import type { Ipv4Packet, Ipv4Payload } from '../wire/packets.ts';
import { carve, viewOf } from '../wire/slab.ts';

/** "As much of the original datagram as possible" in a packet of 576 octets, header and ICMP header taken off. (RFC 1812 §4.3.2.3) */
const QUOTED = 576 - 20 - 8;

/** Of a payload, header and eight octets are the least that must come back. (RFC 792) */
const LEAST = 8;

/** What an error quotes, as far as it can be read. */
export interface Quote {
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly protocol: number;
  readonly fragmentOffset: number;
  readonly quoted: Bytes;
}

const addressAt = (octets: Bytes, at: number): Ipv4Address =>
  ipv4Address(octets[at] ?? 0, octets[at + 1] ?? 0, octets[at + 2] ?? 0, octets[at + 3] ?? 0);

/**
 * Reads the packet that an error quotes.
 *
 * Its checksum is not verified: what is quoted is cut, and routers have changed it on its way. (RFC 792 asks for
 * header and eight octets, and no more is needed.)
 *
 * Takes   the octets behind the ICMP header
 * Gives   addresses, protocol and the first octets of the payload; undefined where that is not there
 *
 * @category codec
 * @since 0.1.0
 */
export const readQuote = (payload: Rope): Quote | undefined => {
  const octets = toBytes(slice(payload, 0, QUOTED));
  const first = octets[0] ?? 0;
  const header = (first & 15) * 4;
  if (first >>> 4 !== 4 || header < 20 || octets.length < header + LEAST) return undefined;
  return {
    source: addressAt(octets, 12),
    destination: addressAt(octets, 16),
    protocol: octets[9] ?? 0,
    fragmentOffset: (((octets[6] ?? 0) & 31) * 256 + (octets[7] ?? 0)) * 8,
    quoted: octets.subarray(header),
  };
};

/**
 * What an error says of a packet: its header, and as much of its payload as has room.
 *
 * Of a datagram that came in fragments this is the header of the whole, as hosts quote it.
 *
 * @category codec
 * @since 0.1.0
 */
export const quoteOf = (packet: Ipv4Packet): Rope => {
  const { memory, at } = carve(ipv4Length(packet));
  const end = encodeIpv4(packet, memory, at);
  return rope(viewOf(memory, at, Math.min(end, at + QUOTED)));
};

/** Is this payload an ICMP error, as far as its first octet says? Only the first fragment can tell. */
export const isErrorMessage = (protocol: number, payload: Ipv4Payload): boolean => {
  if (protocol !== IP_PROTOCOL.icmp) return false;
  if (payload._tag === 'Icmp') return isIcmpError(payload.type);
  return 'octets' in payload && isIcmpError(payload.octets[0] ?? 0);
};
