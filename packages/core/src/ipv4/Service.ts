import type { Ipv4Address } from '../wire/addresses.ts';
import type { Ipv4Packet, Ipv4Payload } from '../wire/packets.ts';
import type { Bytes } from '../basis/bytes.ts';

/** Why a packet of ours did not arrive: an ICMP error that quotes it, or the same said by our own host. (RFC 1122 §3.2.2) */
export interface PacketError {
  readonly type: number;
  readonly code: number;
  /** Next-hop MTU of "fragmentation needed", else 0. (RFC 1191) */
  readonly mtu: number;
  /** Who says so; our own address where it is our own host. */
  readonly reporter: Ipv4Address;
  /** Of the packet that is quoted. */
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly protocol: number;
  /** The first octets of its payload, eight at least: for UDP and TCP, the ports and the sequence number. */
  readonly quoted: Bytes;
}

/** What IPv4 offers the transports. */
export interface Ipv4Service {
  readonly request:
    | {
        readonly _tag: 'Send';
        readonly source: Ipv4Address;
        readonly destination: Ipv4Address;
        readonly protocol: number;
        readonly dontFragment: boolean;
        /** The field, its ECN codepoint included; absent: the host's. (RFC 3168 §5: TCP's word decides the codepoint) */
        readonly typeOfService?: number;
        /** The transport gets no answers this way: whoever is next on it is to be asked for anew. (RFC 1122 §3.3.1.4; RFC 9293 §3.8.3) */
        readonly inDoubt?: boolean;
        /** Absent, or undefined: the host's. */
        readonly timeToLive?: number | undefined;
        readonly payload: Exclude<Ipv4Payload, { readonly _tag: 'Malformed' }>;
      }
    /** A transport has no use for a packet: tell its sender. (RFC 1122 §3.2.2.1) */
    | {
        readonly _tag: 'Refuse';
        readonly why: 'protocol-unreachable' | 'port-unreachable';
        readonly packet: Ipv4Packet;
      };
  readonly indication:
    | {
        readonly _tag: 'Arrived';
        /** Its header, with the whole payload: fragments were put together. */
        readonly packet: Ipv4Packet;
        /** Sent to all: a transport answers it with silence where it would answer with an error. */
        readonly broadcast: boolean;
      }
    | { readonly _tag: 'Failed'; readonly error: PacketError };
}

/** Protocol numbers of this house. (IANA) */
export const PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;
