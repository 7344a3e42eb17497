// The header of an Ethernet II frame. (IEEE 802.3 §3.2; RFC 894)
import { E } from '../basis/fp.ts';
import { ARP_LENGTH, decodeArp, encodeArp } from './arp.ts';
import { tooShort } from './decodeError.ts';
import { decodeIpv4, encodeIpv4, ipv4Length } from './ipv4.ts';
import type { HeaderOf, Layout } from './layout.ts';
import { layout } from './layout.ts';
import { ETHER_TYPE, isVlanTag } from './names.ts';
import type { ArpPacket, DecodeError, EthernetFrame, FramePayload, Ipv4Packet, Malformed, Tagged } from './packets.ts';
import type { Memory } from './slab.ts';
import { viewOf } from './slab.ts';
import { VLAN_TAG_LENGTH, vlanTag } from './vlanTag.ts';

const FIELDS = {
  destination: 'mac',
  source: 'mac',
  etherType: 'u16',
} as const;

export type EthernetHeader = HeaderOf<typeof FIELDS>;

/** The header as a table. */
export const ethernetHeader: Layout<typeof FIELDS> = layout('ethernet', FIELDS, {
  destination: 'Destination Address',
  source: 'Source Address',
  etherType: 'EtherType',
});

const { destination, source, etherType } = ethernetHeader.field;

/** Octets of the header. */
export const ETHERNET_HEADER = 14;

/** The smallest frame, without its frame check sequence: what is shorter is padded with zeros. (IEEE 802.3 §4.2.3.3, §4.4.2) */
export const SMALLEST_FRAME = 60;

/** Octets of the frame check sequence. */
export const FCS_LENGTH = 4;

/** Octets of what a frame carries, without padding. */
export const framePayloadLength = (payload: FramePayload | Tagged): number => {
  switch (payload._tag) {
    case 'Ipv4':
      return ipv4Length(payload);
    case 'Arp':
      return ARP_LENGTH;
    case 'Raw':
    case 'Malformed':
      return payload.octets.length;
    case 'Tagged':
      return VLAN_TAG_LENGTH + framePayloadLength(payload.payload);
  }
};

const writePayload = (payload: FramePayload | Tagged, memory: Memory, at: number): number => {
  switch (payload._tag) {
    case 'Ipv4':
      return encodeIpv4(payload, memory, at);
    case 'Arp':
      return encodeArp(payload, memory, at);
    case 'Raw':
    case 'Malformed':
      memory.bytes.set(payload.octets, at);
      return at + payload.octets.length;
    case 'Tagged':
      vlanTag.field.priority.write(memory.view, at, payload.priority);
      vlanTag.field.dropEligible.write(memory.view, at, payload.dropEligible);
      vlanTag.field.vlan.write(memory.view, at, payload.vlan);
      vlanTag.field.etherType.write(memory.view, at, payload.etherType);
      return writePayload(payload.payload, memory, at + VLAN_TAG_LENGTH);
  }
};

/**
 * Writes a frame and all that is in it into zeroed memory, without padding and frame check sequence.
 *
 * Takes   the frame and where it goes
 * Gives   where its payload ends
 * RFC     IEEE 802.3 §3.2
 *
 * @category codec
 * @since 0.1.0
 */
export const encodeEthernet = (frame: EthernetFrame, memory: Memory, at: number): number => {
  destination.write(memory.view, at, frame.destination);
  source.write(memory.view, at, frame.source);
  etherType.write(memory.view, at, frame.etherType);
  return writePayload(frame.payload, memory, at + ETHERNET_HEADER);
};

const kept = (
  read: E.Either<DecodeError, ArpPacket | Ipv4Packet>,
  memory: Memory,
  at: number,
  end: number,
): FramePayload =>
  read._tag === 'Right' ? read.right : { _tag: 'Malformed', octets: viewOf(memory, at, end), error: read.left };

const readPayload = (type: number, memory: Memory, at: number, end: number): FramePayload => {
  if (type === ETHER_TYPE.ipv4) return kept(decodeIpv4(memory, at, end), memory, at, end);
  if (type === ETHER_TYPE.arp) return kept(decodeArp(memory, at, end), memory, at, end);
  return { _tag: 'Raw', octets: viewOf(memory, at, end) };
};

const readTagged = (memory: Memory, at: number, end: number): Tagged | Malformed => {
  const { view } = memory;
  if (end - at < VLAN_TAG_LENGTH) {
    const error = {
      header: 'vlan',
      field: 'length',
      reason: `${end - at} octets, where the header has ${VLAN_TAG_LENGTH}`,
    };
    return { _tag: 'Malformed', octets: viewOf(memory, at, end), error };
  }
  const { priority, dropEligible, vlan, etherType: inner } = vlanTag.field;
  const type = inner.read(view, at);
  return {
    _tag: 'Tagged',
    priority: priority.read(view, at),
    dropEligible: dropEligible.read(view, at),
    vlan: vlan.read(view, at),
    etherType: type,
    payload: readPayload(type, memory, at + VLAN_TAG_LENGTH, end),
  };
};

/**
 * Reads a frame and all that is in it; the frame check sequence is whoever's that has it.
 *
 * Takes   the memory, where the frame begins, and where its padding ends
 * Fails   `length`: less than a header. What is wrong further in becomes a `Malformed` payload, for the floor that it was meant for
 * RFC     IEEE 802.3 §3.2; a type below 0x0600 is a length, and such a frame (IEEE 802.2) is `Raw`. IEEE 802.1Q §9: one tag is read
 *
 * @category codec
 * @since 0.1.0
 */
export const decodeEthernet = (memory: Memory, at: number, end: number): E.Either<DecodeError, EthernetFrame> => {
  const { view } = memory;
  if (end - at < ETHERNET_HEADER) return tooShort('ethernet', end - at, ETHERNET_HEADER);
  const inside = at + ETHERNET_HEADER;
  const type = etherType.read(view, at);
  return E.right({
    destination: destination.read(view, at),
    source: source.read(view, at),
    etherType: type,
    payload: isVlanTag(type) ? readTagged(memory, inside, end) : readPayload(type, memory, inside, end),
  });
};
