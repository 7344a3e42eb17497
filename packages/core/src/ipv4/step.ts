import type { ArpService } from '../arp/Service.ts';
import { EMPTY_FIFO, toArray } from '../basis/fifo.ts';
import type { Input } from '../basis/layer.ts';
import { note, NOTHING } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import { BEGINNING } from '../basis/time.ts';
import { showIpv4 } from '../wire/addresses.ts';
import { ICMP_TYPE, UNREACHABLE } from '../wire/icmpTypes.ts';
import { sendError } from './errors.ts';
import type { Place } from './place.ts';
import { isBroadcast, isOurs } from './place.ts';
import { accept, giveUp, receive } from './receive.ts';
import { rules } from './rules.ts';
import type { Moved, Out } from './send.ts';
import { failed, send } from './send.ts';
import type { Ipv4Service } from './Service.ts';
import type { Ipv4State } from './State.ts';
import { withLooped } from './State.ts';

/** Best effort: no precedence, no throughput, no reliability. (RFC 791 §3.1) */
const ROUTINE = 0;

/** What we sent to ourselves arrives. */
const unloop = (state: Ipv4State, place: Place, now: Instant, said: Array<Out>): Ipv4State => {
  if (state.looped.length === 0 || state.loopedAt > now) return state;
  const packets = toArray(state.looped);
  let next = withLooped(state, EMPTY_FIFO, BEGINNING);
  for (const packet of packets) {
    next = accept(next, packet, isBroadcast(packet.destination, place), place, now, said);
  }
  return next;
};

const asked = (
  state: Ipv4State,
  request: Ipv4Service['request'],
  place: Place,
  now: Instant,
  said: Array<Out>,
): Ipv4State => {
  if (request._tag === 'Send') return send(state, request, ROUTINE, place, now, said);
  const code = request.why === 'protocol-unreachable' ? UNREACHABLE.protocol : UNREACHABLE.port;
  return sendError(state, request.packet, ICMP_TYPE.destinationUnreachable, code, 0, place, now, said);
};

const told = (
  state: Ipv4State,
  indication: ArpService['indication'],
  place: Place,
  now: Instant,
  said: Array<Out>,
): Ipv4State => {
  if (indication._tag === 'PacketArrived') return receive(state, indication, place, now, said);
  said.push(note(rules['host-unreachable'], showIpv4(indication.nextHop)));
  const { packet } = indication;
  if (place.routing === undefined || isOurs(packet.source, place)) {
    failed(packet, UNREACHABLE.host, 0, place, said);
    return state;
  }
  // Somebody else's: he is told by a real error. (RFC 1812 §5.2.7.1)
  return sendError(state, packet, ICMP_TYPE.destinationUnreachable, UNREACHABLE.host, 0, place, now, said);
};

/** One input of IPv4. A packet that goes to its next hop, or arrives whole, passes without a note. */
export const step = (
  place: Place,
): ((state: Ipv4State, input: Input<Ipv4Service, ArpService>, now: Instant) => Moved) => {
  return (state, input, now) => {
    const said: Array<Out> = [];
    if (input._tag === 'Requested') return [asked(state, input.request, place, now, said), said];
    if (input._tag === 'Indicated') return [told(state, input.indication, place, now, said), said];
    const next = giveUp(unloop(state, place, now, said), place, now, said);
    return next === state ? [state, NOTHING] : [next, said];
  };
};
