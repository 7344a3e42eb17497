import type { Ipv4Address } from '../wire/addresses.ts';
import type { Ipv4Packet, Malformed } from '../wire/packets.ts';

/** What ARP offers IPv4: a packet to a next hop on this link, and the packets that came over it. */
export interface ArpService {
  readonly request: {
    readonly nextHop: Ipv4Address;
    readonly packet: Ipv4Packet;
    /** Advice from above: what the table says of this next hop may be wrong. (RFC 1122 §2.3.2.1 (4)) */
    readonly inDoubt?: boolean;
  };
  readonly indication:
    | { readonly _tag: 'PacketArrived'; readonly packet: Ipv4Packet | Malformed; readonly group: boolean }
    /** Nobody answered for the next hop; the packet that waited for it comes back. (RFC 1122 §2.3.2.2) */
    | { readonly _tag: 'Unresolved'; readonly nextHop: Ipv4Address; readonly packet: Ipv4Packet };
}
