// The packet reception algorithm of RFC 826, in its own order.
import { EMPTY_FIFO, toArray } from '../basis/fifo.ts';
import type { Output, Transition } from '../basis/layer.ts';
import { note, request } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import { after } from '../basis/time.ts';
import type { EthernetService } from '../ethernet/Service.ts';
import { ANY_ADDRESS, isGroupMac, showIpv4, showMac } from '../wire/addresses.ts';
import { ETHER_TYPE } from '../wire/names.ts';
import type { ArpPacket, Ipv4Packet } from '../wire/packets.ts';
import { isBroadcast, isGroup } from './mapping.ts';
import { rules } from './rules.ts';
import type { ArpService } from './Service.ts';
import type { ArpConfig, ArpState } from './State.ts';
import { PARAMETERS } from './State.ts';
import { lookup, makeRoom, settled } from './table.ts';

type Out = Output<ArpService, EthernetService>;

/** Hands over to the link what waited for a neighbour that is known now. */
export const packetTo = (destination: ArpPacket['senderHardwareAddress'], packet: Ipv4Packet): Out =>
  request({ destination, etherType: ETHER_TYPE.ipv4, payload: packet });

/** May this sender stand in the table? Not without an address, as a probe comes (RFC 5227 §2.1.1), nor as a group. */
const isBelievable = (packet: ArpPacket, config: ArpConfig): boolean => {
  const { senderProtocolAddress: address, senderHardwareAddress: mac } = packet;
  return (
    address !== ANY_ADDRESS &&
    !isGroup(address) &&
    !isBroadcast(address, config) &&
    !isGroupMac(mac) &&
    (mac as number) !== 0
  );
};

/** Puts a sender into the table, and sends what waited for it. */
const remember = (
  state: ArpState,
  packet: ArpPacket,
  table: ArpState['table'],
  config: ArpConfig,
  now: Instant,
  said: Array<Out>,
): ArpState => {
  const { senderProtocolAddress: address, senderHardwareAddress: mac } = packet;
  const before = table.get(address);
  const waiting = before?._tag === 'Incomplete' ? before.waiting : EMPTY_FIFO;
  const expires = after(now, (config.parameters ?? PARAMETERS).timeout);
  const changed = table.set(address, { _tag: 'Resolved', mac, expires });
  for (const waited of toArray(waiting)) said.push(packetTo(mac, waited));
  return {
    table: changed,
    asking: settled(state.asking, changed),
    dropped: state.dropped,
    ignored: state.ignored,
  };
};

/** The sender, as the first half of the algorithm treats it: merged when it is known, learnt when it speaks to us. */
const hearSender = (
  state: ArpState,
  packet: ArpPacket,
  config: ArpConfig,
  now: Instant,
  said: Array<Out>,
): ArpState => {
  const sender = showIpv4(packet.senderProtocolAddress);
  const known = lookup(state.table, packet.senderProtocolAddress, now);
  if (known?._tag === 'Resolved' && known.expires === undefined) return state;
  // "If the pair is already in my translation table, update the sender hardware address field": announcements too.
  if (known !== undefined) {
    said.push(note(rules.merged, `${sender} is at ${showMac(packet.senderHardwareAddress)}`));
    return remember(state, packet, state.table, config, now, said);
  }
  // "Am I the target protocol address? If Merge_flag is false, add the triplet."
  if (packet.targetProtocolAddress !== config.address) {
    said.push(note(rules['not-for-us'], `target ${showIpv4(packet.targetProtocolAddress)}`));
    return state;
  }
  const room = makeRoom(state.table, config.parameters ?? PARAMETERS, now);
  if (room === undefined) {
    said.push(note(rules['table-full'], sender));
    return state;
  }
  said.push(note(rules.learnt, `${sender} is at ${showMac(packet.senderHardwareAddress)}`));
  return remember(state, packet, room, config, now, said);
};

/**
 * An ARP packet arrives.
 *
 * The questions about hardware type and protocol are answered by the decoder: only Ethernet and IPv4 come here as ARP packets.
 * The table is updated before the operation is looked at, as the RFC insists, so that an answer can be sent at once.
 *
 * RFC     826, packet reception; 5227 §2.4
 */
export const receiveArp = (
  state: ArpState,
  packet: ArpPacket,
  config: ArpConfig,
  now: Instant,
): Transition<ArpState, Out> => {
  const said: Array<Out> = [];
  const sender = showIpv4(packet.senderProtocolAddress);
  const ignored = (): ArpState => ({
    table: state.table,
    asking: state.asking,
    dropped: state.dropped,
    ignored: state.ignored + 1,
  });
  if (packet.senderProtocolAddress === config.address) {
    if (packet.senderHardwareAddress === config.mac) return [state, [note(rules['not-for-us'], 'our own packet')]];
    said.push(note(rules.conflict, `${sender} is used by ${showMac(packet.senderHardwareAddress)}`));
    return [ignored(), said];
  }
  let next = state;
  if (isBelievable(packet, config)) {
    next = hearSender(state, packet, config, now, said);
  } else {
    next = ignored();
    said.push(note(rules.unbelievable, `${sender} at ${showMac(packet.senderHardwareAddress)}`));
    // A probe asks without an address and must be told that ours is taken; nobody else is worth an answer.
    if (packet.senderProtocolAddress !== ANY_ADDRESS || isGroupMac(packet.senderHardwareAddress)) return [next, said];
  }
  if (packet.targetProtocolAddress !== config.address || packet.operation !== 'request') return [next, said];
  // "Swap hardware and protocol fields, putting the local hardware and protocol addresses in the sender fields."
  said.push(
    note(rules.answered, sender),
    request({
      destination: packet.senderHardwareAddress,
      etherType: ETHER_TYPE.arp,
      payload: {
        _tag: 'Arp',
        operation: 'reply',
        senderHardwareAddress: config.mac,
        senderProtocolAddress: config.address,
        targetHardwareAddress: packet.senderHardwareAddress,
        targetProtocolAddress: packet.senderProtocolAddress,
      },
    }),
  );
  return [next, said];
};
