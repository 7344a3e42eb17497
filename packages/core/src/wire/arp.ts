// The Address Resolution Protocol's packet, for Ethernet and IPv4. (RFC 826)
import { E } from '../basis/fp.ts';
import { refuse, tooShort } from './decodeError.ts';
import type { HeaderOf, Layout } from './layout.ts';
import { layout } from './layout.ts';
import { ETHER_TYPE } from './names.ts';
import type { ArpPacket, DecodeError } from './packets.ts';
import type { Memory } from './slab.ts';

// ar$hrd, ar$pro, ar$hln, ar$pln, ar$op, ar$sha, ar$spa, ar$tha, ar$tpa
const FIELDS = {
  hardwareType: 'u16',
  protocolType: 'u16',
  hardwareLength: 'u8',
  protocolLength: 'u8',
  operation: 'u16',
  senderHardwareAddress: 'mac',
  senderProtocolAddress: 'ipv4Address',
  targetHardwareAddress: 'mac',
  targetProtocolAddress: 'ipv4Address',
} as const;

export type ArpHeader = HeaderOf<typeof FIELDS>;

/** The packet as a table. */
export const arpHeader: Layout<typeof FIELDS> = layout('arp', FIELDS);

const {
  hardwareType,
  protocolType,
  hardwareLength,
  protocolLength,
  operation,
  senderHardwareAddress,
  senderProtocolAddress,
  targetHardwareAddress,
  targetProtocolAddress,
} = arpHeader.field;

/** Octets of every ARP packet. */
export const ARP_LENGTH = 28;

const ETHERNET = 1;
const REQUEST = 1;
const REPLY = 2;

/**
 * Writes a packet.
 *
 * Takes   the packet and where it goes
 * Gives   where it ends
 * RFC     826
 *
 * @category codec
 * @since 0.1.0
 */
export const encodeArp = (packet: ArpPacket, { view }: Memory, at: number): number => {
  hardwareType.write(view, at, ETHERNET);
  protocolType.write(view, at, ETHER_TYPE.ipv4);
  hardwareLength.write(view, at, 6);
  protocolLength.write(view, at, 4);
  operation.write(view, at, packet.operation === 'request' ? REQUEST : REPLY);
  senderHardwareAddress.write(view, at, packet.senderHardwareAddress);
  senderProtocolAddress.write(view, at, packet.senderProtocolAddress);
  targetHardwareAddress.write(view, at, packet.targetHardwareAddress);
  targetProtocolAddress.write(view, at, packet.targetProtocolAddress);
  return at + ARP_LENGTH;
};

/**
 * Reads a packet; what follows it is the frame's padding.
 *
 * Takes   the memory, where the packet begins, and where its frame ends
 * Fails   `length`; `hardwareType`, `protocolType`, `hardwareLength`, `protocolLength`: not Ethernet and IPv4;
 *         `operation`: neither request nor reply
 * RFC     826, Packet Reception
 *
 * @category codec
 * @since 0.1.0
 */
export const decodeArp = ({ view }: Memory, at: number, end: number): E.Either<DecodeError, ArpPacket> => {
  if (end - at < ARP_LENGTH) return tooShort('arp', end - at, ARP_LENGTH);
  const hardware = hardwareType.read(view, at);
  if (hardware !== ETHERNET) return refuse('arp', 'hardwareType', `${hardware} is not Ethernet`);
  const protocol = protocolType.read(view, at);
  if (protocol !== ETHER_TYPE.ipv4) return refuse('arp', 'protocolType', `0x${protocol.toString(16)} is not IPv4`);
  const hardwareOctets = hardwareLength.read(view, at);
  if (hardwareOctets !== 6) return refuse('arp', 'hardwareLength', `${hardwareOctets}, where Ethernet has 6`);
  const protocolOctets = protocolLength.read(view, at);
  if (protocolOctets !== 4) return refuse('arp', 'protocolLength', `${protocolOctets}, where IPv4 has 4`);
  const asked = operation.read(view, at);
  if (asked !== REQUEST && asked !== REPLY) return refuse('arp', 'operation', `${asked} is neither request nor reply`);
  return E.right({
    _tag: 'Arp',
    operation: asked === REQUEST ? 'request' : 'reply',
    senderHardwareAddress: senderHardwareAddress.read(view, at),
    senderProtocolAddress: senderProtocolAddress.read(view, at),
    targetHardwareAddress: targetHardwareAddress.read(view, at),
    targetProtocolAddress: targetProtocolAddress.read(view, at),
  });
};
