// What a router does with a packet for others. (RFC 1812 §5.2, §5.3)
import type { Instant } from '../basis/time.ts';
import { note, request } from '../basis/layer.ts';
import type { Ipv4Address } from '../wire/addresses.ts';
import { showIpv4 } from '../wire/addresses.ts';
import { ICMP_TYPE, TIME_EXCEEDED, UNREACHABLE } from '../wire/icmpTypes.ts';
import { ipv4Length } from '../wire/ipv4.ts';
import type { Ipv4Packet } from '../wire/packets.ts';
import { sendError } from './errors.ts';
import type { Place } from './place.ts';
import { isGroup, isLoopback, route, through } from './place.ts';
import { rules } from './rules.ts';
import type { Out } from './send.ts';
import { cut } from './send.ts';
import type { Ipv4State } from './State.ts';
import { counted } from './State.ts';

/** The same packet, one hop further. Its checksum follows when it is written. */
const aged = (packet: Ipv4Packet): Ipv4Packet => ({
  _tag: 'Ipv4',
  typeOfService: packet.typeOfService,
  identification: packet.identification,
  dontFragment: packet.dontFragment,
  moreFragments: packet.moreFragments,
  fragmentOffset: packet.fragmentOffset,
  timeToLive: packet.timeToLive - 1,
  protocol: packet.protocol,
  source: packet.source,
  destination: packet.destination,
  options: packet.options,
  payload: packet.payload,
});

const isThisNetwork = (address: Ipv4Address): boolean => address >>> 24 === 0;

/** Why a packet goes no further, without a word to anybody; undefined: it may. (RFC 1812 §5.3.4, §5.3.7) */
const objection = ({ source, destination }: Ipv4Packet, group: boolean): string | undefined => {
  if (group) return 'it was sent to all stations';
  // Groups have members that nobody here knows of.
  if (isGroup(destination)) return 'it is for a group';
  if (isThisNetwork(source)) return 'its source is no host';
  return destination >>> 28 === 15 || isLoopback(destination) || isThisNetwork(destination)
    ? 'its destination is no host'
    : undefined;
};

/**
 * Sends somebody else's packet one hop further.
 *
 * The order is that of RFC 1812 §5.2.1: the route first, then the time to live, then the size. A time to live of 1 ends here,
 * since no packet may leave with 0. What is too large and may be cut is cut; the next-hop MTU is told to the sender of what may not.
 *
 * Takes   the packet; whether its frame was sent to all stations
 * Gives   the state afterwards; says the request to ARP, several for fragments, or the ICMP error
 * RFC     1812 §5.2.4, §5.2.6, §5.3.1, §5.3.4, §5.3.7; 1191 §4
 *
 * @category step
 * @since 0.1.0
 */
export const forward = (
  state: Ipv4State,
  packet: Ipv4Packet,
  group: boolean,
  place: Place,
  now: Instant,
  said: Array<Out>,
): Ipv4State => {
  const reason = objection(packet, group);
  const ends = `${showIpv4(packet.source)} → ${showIpv4(packet.destination)}`;
  if (reason !== undefined) {
    said.push(note(rules['not-forwarded'], `${ends}: ${reason}`));
    return counted(state, 'notOurs');
  }
  const nextHop = route(packet.destination, place);
  if (nextHop === undefined) {
    said.push(note(rules['no-route'], ends));
    return sendError(state, packet, ICMP_TYPE.destinationUnreachable, UNREACHABLE.net, 0, place, now, said);
  }
  if (packet.timeToLive <= 1) {
    said.push(note(rules['time-exceeded'], ends));
    return sendError(state, packet, ICMP_TYPE.timeExceeded, TIME_EXCEEDED.inTransit, 0, place, now, said);
  }
  const { mtu } = through(nextHop, place);
  const length = ipv4Length(packet);
  if (length > mtu && packet.dontFragment) {
    said.push(note(rules['dont-fragment'], `${length} octets, MTU ${mtu}`));
    const { destinationUnreachable } = ICMP_TYPE;
    return sendError(state, packet, destinationUnreachable, UNREACHABLE.fragmentationNeeded, mtu, place, now, said);
  }
  const next = aged(packet);
  said.push(note(rules.forwarded, `${ends} via ${showIpv4(nextHop)}, TTL ${next.timeToLive}`));
  if (length > mtu) cut(next, nextHop, mtu, said);
  else said.push(request({ nextHop, packet: next }));
  return state;
};
