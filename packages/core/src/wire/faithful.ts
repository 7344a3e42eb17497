// Which values say all that their bytes say: decode(encode(v)) = v. The others are born as bytes.
import { ETHERNET_HEADER, SMALLEST_FRAME } from './ethernetHeader.ts';
import { ETHER_TYPE, IP_PROTOCOL, isVlanTag } from './names.ts';
import { optionsLength } from './optionsOnWire.ts';
import type { EthernetFrame, FramePayload, Ipv4Packet } from './packets.ts';
import { VLAN_TAG_LENGTH } from './vlanTag.ts';

/** Options of whole words, and no more than a header has room for. */
const fits = (options: number): boolean => options <= 40 && (options & 3) === 0;

const isFragment = (packet: Ipv4Packet): boolean => packet.moreFragments || packet.fragmentOffset > 0;

const isFaithfulPacket = (packet: Ipv4Packet): boolean => {
  if (!fits(packet.options.length)) return false;
  const { payload, protocol } = packet;
  switch (payload._tag) {
    case 'Tcp':
      return (
        protocol === IP_PROTOCOL.tcp &&
        !isFragment(packet) &&
        (payload.options.length === 0 || fits(optionsLength(payload.options)))
      );
    case 'Udp':
      return protocol === IP_PROTOCOL.udp && !isFragment(packet);
    case 'Icmp':
      return protocol === IP_PROTOCOL.icmp && !isFragment(packet);
    case 'Raw':
      return (
        isFragment(packet) ||
        (protocol !== IP_PROTOCOL.tcp && protocol !== IP_PROTOCOL.udp && protocol !== IP_PROTOCOL.icmp)
      );
    case 'Malformed':
      return false;
  }
};

/** `room`: so many octets the smallest frame has for it. */
const isFaithfulPayload = (etherType: number, payload: FramePayload, room: number): boolean => {
  switch (payload._tag) {
    case 'Ipv4':
      return etherType === ETHER_TYPE.ipv4 && isFaithfulPacket(payload);
    case 'Arp':
      return etherType === ETHER_TYPE.arp;
    case 'Raw':
      return etherType !== ETHER_TYPE.ipv4 && etherType !== ETHER_TYPE.arp && payload.octets.length >= room;
    case 'Malformed':
      return false;
  }
};

/**
 * Would the frame be read back as the very value that was written?
 *
 * Not so where type or protocol and payload disagree, where a fragment holds a whole segment, where octets of an
 * unknown kind are too few for a frame (the padding becomes part of them), and where the payload could not be read
 * in the first place. That fields are no wider than their bits is the promise of whoever builds the value.
 *
 * @category laws
 * @since 0.1.0
 */
export const isFaithful = (frame: EthernetFrame): boolean => {
  const { payload, etherType } = frame;
  const room = SMALLEST_FRAME - ETHERNET_HEADER;
  return payload._tag === 'Tagged'
    ? isVlanTag(etherType) && isFaithfulPayload(payload.etherType, payload.payload, room - VLAN_TAG_LENGTH)
    : !isVlanTag(etherType) && isFaithfulPayload(etherType, payload, room);
};
