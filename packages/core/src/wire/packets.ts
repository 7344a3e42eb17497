// The small values of the house: what the machines use. Each contains the one above it; bytes are made once, at the bottom.
import type { Bytes } from '../basis/bytes.ts';
import type { Rope } from '../basis/rope.ts';
import type { Ipv4Address, MacAddress, Port } from './addresses.ts';
import type { SeqNum } from './seqnum.ts';
import type { TcpOption } from './tcpOptions.ts';

/** What was wrong with octets that could not be read: the field and the reason. */
export interface DecodeError {
  /** The header: `ethernet`, `vlan`, `arp`, `ipv4`, `icmp`, `udp`, `tcp`. */
  readonly header: string;
  readonly field: string;
  readonly reason: string;
}

/** Octets that no floor of this house reads: an unknown protocol, or part of a fragmented packet. */
export interface Raw {
  readonly _tag: 'Raw';
  readonly octets: Bytes;
}

/** Octets that should have been a packet of that protocol, and are none. The floor that they were meant for counts and drops them. */
export interface Malformed {
  readonly _tag: 'Malformed';
  readonly octets: Bytes;
  readonly error: DecodeError;
}

/** Ethernet II. (IEEE 802.3 §3.2) */
export interface EthernetFrame {
  readonly destination: MacAddress;
  readonly source: MacAddress;
  readonly etherType: number;
  readonly payload: FramePayload | Tagged;
}

export type FramePayload = Ipv4Packet | ArpPacket | Raw | Malformed;

/**
 * A VLAN tag, and what the frame carries behind it: where the EtherType is that of a tag (`VLAN_TAG`). Of two tags the outer one is read,
 * and the rest is `Raw`. (IEEE 802.1Q §9.6)
 */
export interface Tagged {
  readonly _tag: 'Tagged';
  /** PCP, the priority code point: 0 to 7. */
  readonly priority: number;
  /** DEI: this frame may be dropped before others. */
  readonly dropEligible: boolean;
  /** VID: 1 to 4094; 0 says that the tag gives a priority alone, and 4095 is reserved. */
  readonly vlan: number;
  /** The type of the payload behind the tag. */
  readonly etherType: number;
  readonly payload: FramePayload;
}

/** RFC 826, for Ethernet and IPv4: 28 octets. */
export interface ArpPacket {
  readonly _tag: 'Arp';
  readonly operation: 'request' | 'reply';
  readonly senderHardwareAddress: MacAddress;
  readonly senderProtocolAddress: Ipv4Address;
  readonly targetHardwareAddress: MacAddress;
  readonly targetProtocolAddress: Ipv4Address;
}

/** RFC 791. `fragmentOffset` in octets (a multiple of 8); `options` as on the wire, a multiple of 4 octets. */
export interface Ipv4Packet {
  readonly _tag: 'Ipv4';
  readonly typeOfService: number;
  readonly identification: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  readonly fragmentOffset: number;
  readonly timeToLive: number;
  readonly protocol: number;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly options: Bytes;
  readonly payload: Ipv4Payload;
}

export type Ipv4Payload = IcmpMessage | UdpDatagram | TcpSegment | Raw | Malformed;

/** RFC 792. `rest` is the second word of the header: identifier and sequence number, a next-hop MTU, a pointer, or zero. */
export interface IcmpMessage {
  readonly _tag: 'Icmp';
  readonly type: number;
  readonly code: number;
  readonly rest: number;
  readonly payload: Rope;
}

/** RFC 768. `checksummed` is false when the sender made no checksum (the field is zero). */
export interface UdpDatagram {
  readonly _tag: 'Udp';
  readonly sourcePort: Port;
  readonly destinationPort: Port;
  readonly checksummed: boolean;
  readonly payload: Rope;
}

/**
 * RFC 9293 §3.1. `control` holds the flags as one number (`FIN`, `SYN`, … in `control.ts`), reserved bits included;
 * `ack` is the field, meaningful only with ACK; `wnd` is the field as on the wire, not scaled; `up` the urgent pointer.
 */
export interface TcpSegment {
  readonly _tag: 'Tcp';
  readonly sourcePort: Port;
  readonly destinationPort: Port;
  readonly seq: SeqNum;
  readonly ack: SeqNum;
  readonly control: number;
  readonly wnd: number;
  readonly up: number;
  readonly options: ReadonlyArray<TcpOption>;
  readonly payload: Rope;
}
