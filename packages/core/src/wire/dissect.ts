// Any frame's octets as a tree of named fields, for whoever wants to look: the byte inspector, `sockeye pcap`.
import type { Bytes } from '../basis/bytes.ts';
import { hex } from '../basis/bytes.ts';
import { showIpv4, showMac } from './addresses.ts';
import { arpHeader, decodeArp } from './arp.ts';
import { crc32 } from './crc32.ts';
import type { Dissection, Remark } from './dissection.ts';
import { headerPart, hex16, octetsPart, part } from './dissection.ts';
import { dissectIpv4 } from './dissectIpv4.ts';
import { tooShort } from './decodeError.ts';
import { ETHERNET_HEADER, ethernetHeader, FCS_LENGTH } from './ethernetHeader.ts';
import { ETHER_TYPE, etherTypeName, isVlanTag, VLAN_TAG } from './names.ts';
import type { Memory } from './slab.ts';
import { memoryOf, viewOf } from './slab.ts';
import { VLAN_TAG_LENGTH, vlanTag } from './vlanTag.ts';

const dissectArp = (memory: Memory, at: number, end: number): Dissection => {
  const read = decodeArp(memory, at, end);
  const meaning =
    read._tag === 'Left'
      ? ''
      : read.right.operation === 'request'
        ? `who has ${showIpv4(read.right.targetProtocolAddress)}? Tell ${showIpv4(read.right.senderProtocolAddress)}`
        : `${showIpv4(read.right.senderProtocolAddress)} is at ${showMac(read.right.senderHardwareAddress)}`;
  const remarks = read._tag === 'Left' ? {} : { operation: { meaning: read.right.operation } };
  const to = Math.min(end, at + arpHeader.length);
  return headerPart(arpHeader, 'ARP', memory, at, to, meaning, remarks, read._tag === 'Left' ? read.left : undefined);
};

const payload = (etherType: number, memory: Memory, at: number, end: number): Dissection =>
  etherType === ETHER_TYPE.ipv4
    ? dissectIpv4(memory, at, end, true)
    : etherType === ETHER_TYPE.arp
      ? dissectArp(memory, at, end)
      : octetsPart('payload', 'Payload', memory, at, end);

/** What a VLAN identifier means by itself. (IEEE 802.1Q Table 9-2) */
const vlanMeaning = (vlan: number): string => (vlan === 0 ? 'priority alone' : vlan === 4095 ? 'reserved' : '');

/** The tag behind the EtherType that announces it, and the frame's payload behind the tag; of a second tag the octets. */
const dissectTagged = (type: number, memory: Memory, at: number, end: number): ReadonlyArray<Dissection> => {
  const to = Math.min(end, at + VLAN_TAG_LENGTH);
  const label = type === VLAN_TAG.service ? 'Service VLAN tag' : 'VLAN tag';
  if (to - at < VLAN_TAG_LENGTH) {
    const short = tooShort('vlan', to - at, VLAN_TAG_LENGTH);
    return [headerPart(vlanTag, label, memory, at, to, '', {}, short._tag === 'Left' ? short.left : undefined)];
  }
  const inner = vlanTag.field.etherType.read(memory.view, at);
  const vlan = vlanTag.field.vlan.read(memory.view, at);
  const remarks = {
    vlan: { meaning: vlanMeaning(vlan) },
    etherType: { value: hex16(inner), meaning: etherTypeName(inner) ?? '' },
  };
  const tag = headerPart(vlanTag, label, memory, at, to, `VLAN ${vlan}`, remarks, undefined);
  return to === end ? [tag] : [tag, payload(inner, memory, to, end)];
};

/** The frame check sequence, as its octets lie there. */
const checkSequence = (memory: Memory, end: number): Dissection => {
  const right = crc32(memory.view, 0, end);
  const found = memory.view.getUint32(end, true);
  const made = memoryOf(new Uint8Array(FCS_LENGTH));
  made.view.setUint32(0, right, true);
  const remark: Remark =
    right === found ? { verdict: 'right' } : { verdict: 'wrong', meaning: `should be ${hex(made.bytes)}` };
  const value = hex(viewOf(memory, end, end + FCS_LENGTH));
  return part('frameCheckSequence', 'Frame Check Sequence', end, end + FCS_LENGTH, value, remark);
};

/**
 * Dissects a frame.
 *
 * Takes   the octets of a frame, and whether its frame check sequence is among them
 * Gives   a tree: the frame; in it the Ethernet header, a VLAN tag, the packet with whatever it carries, padding, and the check
 *         sequence; every place counted from the frame's first octet. Each checksum has its verdict
 * Fails   never: a header that cannot be read shows the fields that are there, and why it could not be read
 *
 * @example
 * dissect(new Uint8Array(60), false).children.map(({ name }) => name) // ['ethernet', 'payload']
 *
 * @category trace
 * @since 0.1.0
 */
export const dissect = (octets: Bytes, hasFcs: boolean): Dissection => {
  const memory = memoryOf(octets);
  const sealed = hasFcs && octets.length >= FCS_LENGTH;
  const end = sealed ? octets.length - FCS_LENGTH : octets.length;
  const fcs = sealed ? [checkSequence(memory, end)] : [];
  const whole = (children: ReadonlyArray<Dissection>): Dissection =>
    part('frame', 'Frame', 0, octets.length, '', { meaning: `${octets.length} octets` }, [...children, ...fcs]);
  if (end < ETHERNET_HEADER) {
    const short = tooShort('ethernet', end, ETHERNET_HEADER);
    const error = short._tag === 'Left' ? short.left : undefined;
    return whole([headerPart(ethernetHeader, 'Ethernet', memory, 0, end, '', {}, error)]);
  }
  const { destination, source, etherType } = ethernetHeader.field;
  const type = etherType.read(memory.view, 0);
  const meaning = `${showMac(source.read(memory.view, 0))} → ${showMac(destination.read(memory.view, 0))}`;
  const remarks = { etherType: { value: hex16(type), meaning: etherTypeName(type) ?? '' } };
  const header = headerPart(ethernetHeader, 'Ethernet', memory, 0, ETHERNET_HEADER, meaning, remarks, undefined);
  if (end === ETHERNET_HEADER) return whole([header]);
  const inside = isVlanTag(type)
    ? dissectTagged(type, memory, ETHERNET_HEADER, end)
    : [payload(type, memory, ETHERNET_HEADER, end)];
  const to = inside[inside.length - 1]?.to ?? end;
  const padding = to < end ? [octetsPart('padding', 'Padding', memory, to, end)] : [];
  return whole([header, ...inside, ...padding]);
};

/** A tree as indented lines of text: `from–to name = value (meaning) [verdict]`. */
export const showDissection = (tree: Dissection, depth = 0): string => {
  const { name, from, to, bits, value, meaning, verdict, error, children } = tree;
  const place = bits === undefined ? `${from}–${to}` : `${from}–${to} bits ${bits.bit}–${bits.bit + bits.width}`;
  const said = [
    value === '' ? name : `${name} = ${value}`,
    meaning === '' ? '' : `(${meaning})`,
    verdict === undefined ? '' : `[${verdict}]`,
    error === undefined ? '' : `!! ${error.field}: ${error.reason}`,
  ];
  const line = `${'  '.repeat(depth)}${place} ${said.filter((words) => words !== '').join(' ')}`;
  return [line, ...children.map((child) => showDissection(child, depth + 1))].join('\n');
};
