// Numbers that IANA and the IEEE keep, as far as this house and its inspectors know them.

/** EtherTypes. (RFC 826, RFC 894; IEEE 802.3 §3.2.6) */
export const ETHER_TYPE = { ipv4: 0x0800, arp: 0x0806 } as const;

/** EtherTypes that say that a tag follows: of a customer's VLAN (C-TAG), and of a provider's (S-TAG). (IEEE 802.1Q Table 9-1) */
export const VLAN_TAG = { customer: 0x8100, service: 0x88a8 } as const;

/** Is it the type of a tag? */
export const isVlanTag = (etherType: number): boolean =>
  etherType === VLAN_TAG.customer || etherType === VLAN_TAG.service;

/** Below this, the type field is a length, and the frame one of IEEE 802.2. (IEEE 802.3 §3.2.6) */
export const FIRST_ETHER_TYPE = 0x0600;

const ETHER_TYPES: ReadonlyArray<readonly [number, string]> = [
  [0x0800, 'IPv4'],
  [0x0806, 'ARP'],
  [0x8035, 'RARP'],
  [0x8100, 'VLAN tag'],
  [0x86dd, 'IPv6'],
  [0x8847, 'MPLS'],
  [0x88a8, 'service VLAN tag'],
  [0x88cc, 'LLDP'],
];

/** Numbers of the protocols above IPv4 that the house reads. */
export const IP_PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;

const IP_PROTOCOLS: ReadonlyArray<readonly [number, string]> = [
  [1, 'ICMP'],
  [2, 'IGMP'],
  [4, 'IPv4'],
  [6, 'TCP'],
  [17, 'UDP'],
  [41, 'IPv6'],
  [47, 'GRE'],
  [50, 'ESP'],
  [51, 'AH'],
  [89, 'OSPF'],
  [132, 'SCTP'],
];

const nameIn = (table: ReadonlyArray<readonly [number, string]>, number: number): string | undefined =>
  table.find(([known]) => known === number)?.[1];

/**
 * The name of an EtherType, or undefined.
 *
 * @example
 * etherTypeName(0x0806) // 'ARP'
 *
 * @category trace
 * @since 0.1.0
 */
export const etherTypeName = (etherType: number): string | undefined =>
  etherType < FIRST_ETHER_TYPE ? 'length' : nameIn(ETHER_TYPES, etherType);

/**
 * The name of a protocol above IPv4, or undefined.
 *
 * @example
 * protocolName(17) // 'UDP'
 *
 * @category trace
 * @since 0.1.0
 */
export const protocolName = (protocol: number): string | undefined => nameIn(IP_PROTOCOLS, protocol);
