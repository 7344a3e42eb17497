// The way up: who may have sent this, is it for us, is it whole, and whom does it concern. (RFC 1122 §3.2.1)
import type { ArpService } from '../arp/Service.ts';
import { indicate, note } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import { ANY_ADDRESS, LIMITED_BROADCAST, showIpv4 } from '../wire/addresses.ts';
import { decodeTransport } from '../wire/transport.ts';
import { isIcmpError, ICMP_TYPE, TIME_EXCEEDED } from '../wire/icmpTypes.ts';
import { IP_PROTOCOL } from '../wire/names.ts';
import type { Ipv4Packet } from '../wire/packets.ts';
import { receiveError, sendError } from './errors.ts';
import { forward } from './forward.ts';
import type { Place } from './place.ts';
import { isBroadcast, isInterface, isNoHost, isOurs } from './place.ts';
import { addFragment, expire } from './reassembly.ts';
import { rules } from './rules.ts';
import type { Out } from './send.ts';
import { payloadOctets } from './send.ts';
import type { Ipv4State } from './State.ts';
import { counted, withReassembly } from './State.ts';

/** A whole packet goes to its transport; ICMP errors concern this floor. */
const deliver = (
  state: Ipv4State,
  packet: Ipv4Packet,
  broadcast: boolean,
  place: Place,
  said: Array<Out>,
): Ipv4State => {
  const { payload } = packet;
  if (payload._tag === 'Icmp' && isIcmpError(payload.type)) return receiveError(state, packet, payload, place, said);
  said.push(indicate({ _tag: 'Arrived', packet, broadcast }));
  return state;
};

const isKnown = (protocol: number): boolean =>
  protocol === IP_PROTOCOL.icmp || protocol === IP_PROTOCOL.udp || protocol === IP_PROTOCOL.tcp;

/** A packet whose payload is octets still, though a transport of ours could read it: so a raw sender's packet comes back to us. */
const readable = (packet: Ipv4Packet): Ipv4Packet =>
  packet.payload._tag !== 'Raw' || !isKnown(packet.protocol)
    ? packet
    : {
        _tag: 'Ipv4',
        typeOfService: packet.typeOfService,
        identification: packet.identification,
        dontFragment: packet.dontFragment,
        moreFragments: packet.moreFragments,
        fragmentOffset: packet.fragmentOffset,
        timeToLive: packet.timeToLive,
        protocol: packet.protocol,
        source: packet.source,
        destination: packet.destination,
        options: packet.options,
        payload: decodeTransport(packet.protocol, packet.source, packet.destination, packet.payload.octets),
      };

const assemble = (
  state: Ipv4State,
  packet: Ipv4Packet,
  broadcast: boolean,
  place: Place,
  now: Instant,
  said: Array<Out>,
): Ipv4State => {
  const octets = payloadOctets(packet);
  const which = `${packet.identification}, ${packet.fragmentOffset}..${packet.fragmentOffset + octets.length - 1}`;
  const joined = addFragment(state.reassembly, packet, octets, now);
  switch (joined._tag) {
    case 'Duplicate':
      said.push(note(rules['fragment-duplicate'], which));
      return state;
    case 'Refused':
      said.push(note(rules['fragment-refused'], `${which}: ${joined.reason}`));
      return counted(withReassembly(state, joined.reassembly), 'fragments');
    case 'Whole':
      said.push(note(rules.reassembled, which));
      return deliver(withReassembly(state, joined.reassembly), joined.packet, broadcast, place, said);
    case 'Kept': {
      said.push(note(rules['fragment-kept'], which));
      const kept = withReassembly(state, joined.reassembly);
      if (joined.evicted === 0) return kept;
      said.push(note(rules['reassembly-full'], `${joined.evicted} given up`));
      return counted(kept, 'fragments');
    }
  }
};

/** A packet that is for us, from the link or from ourselves. */
export const accept = (
  state: Ipv4State,
  packet: Ipv4Packet,
  broadcast: boolean,
  place: Place,
  now: Instant,
  said: Array<Out>,
): Ipv4State =>
  packet.moreFragments || packet.fragmentOffset > 0
    ? assemble(state, packet, broadcast, place, now, said)
    : deliver(state, readable(packet), broadcast, place, said);

/** Can no other host on the link have sent this? (RFC 1122 §3.2.1.3; without an address only to all, as DHCP does) */
const isMartian = (packet: Ipv4Packet, place: Place): boolean =>
  isOurs(packet.source, place) ||
  isNoHost(packet.source, place) ||
  (packet.source === ANY_ADDRESS && packet.destination !== LIMITED_BROADCAST);

/**
 * Something arrives from the link.
 *
 * Takes   the packet, or what should have been one; whether its frame was sent to all stations
 * Gives   the state afterwards; says `Arrived`, `Failed`, the way onward, or why there is silence
 * RFC     1122 §3.2.1, §3.3.6
 *
 * @category step
 * @since 0.1.0
 */
export const receive = (
  state: Ipv4State,
  told: Extract<ArpService['indication'], { readonly _tag: 'PacketArrived' }>,
  place: Place,
  now: Instant,
  said: Array<Out>,
): Ipv4State => {
  const { packet, group } = told;
  if (packet._tag === 'Malformed') {
    const { header, field, reason } = packet.error;
    said.push(note(rules.malformed, `${header} ${field}: ${reason}`));
    return counted(state, 'malformed');
  }
  if (isMartian(packet, place)) {
    said.push(note(rules.martian, `from ${showIpv4(packet.source)}`));
    return counted(state, 'martian');
  }
  const broadcast = isBroadcast(packet.destination, place);
  if (!broadcast && !isInterface(packet.destination, place)) {
    if (place.routing !== undefined) return forward(state, packet, group, place, now, said);
    said.push(note(rules['not-ours'], `to ${showIpv4(packet.destination)}`));
    return counted(state, 'notOurs');
  }
  if (group && !broadcast) {
    said.push(note(rules['link-broadcast'], `to ${showIpv4(packet.destination)}`));
    return counted(state, 'notOurs');
  }
  return accept(state, packet, broadcast, place, now, said);
};

/** Throws away the datagrams that have waited long enough, and tells their senders when the first fragment is here. (RFC 792; RFC 1122 §3.3.2) */
export const giveUp = (state: Ipv4State, place: Place, now: Instant, said: Array<Out>): Ipv4State => {
  const { reassembly, expired } = expire(state.reassembly, now);
  if (expired.length === 0) return state;
  let next = withReassembly(state, reassembly);
  for (const { first, held } of expired) {
    said.push(note(rules['reassembly-timeout'], `${held} octets${first === undefined ? ', not the first' : ''}`));
    if (first !== undefined) {
      next = sendError(next, first, ICMP_TYPE.timeExceeded, TIME_EXCEEDED.reassembly, 0, place, now, said);
    }
  }
  return next;
};
