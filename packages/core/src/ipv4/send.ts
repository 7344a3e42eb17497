// The way down: a route, an identification, fragments. (RFC 791 §3.2; RFC 1122 §3.3)
import type { ArpService } from '../arp/Service.ts';
import type { Bytes } from '../basis/bytes.ts';
import { NO_BYTES } from '../basis/bytes.ts';
import { enqueue } from '../basis/fifo.ts';
import type { Output, Transition } from '../basis/layer.ts';
import { indicate, note, request } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import type { Ipv4Address } from '../wire/addresses.ts';
import { LOOPBACK, showIpv4 } from '../wire/addresses.ts';
import { ipv4Length } from '../wire/ipv4.ts';
import { encodeTransport } from '../wire/transport.ts';
import { ICMP_TYPE, UNREACHABLE } from '../wire/icmpTypes.ts';
import type { Ipv4Packet } from '../wire/packets.ts';
import type { Place } from './place.ts';
import { isBroadcast, isGroup, isLoopback, route, through } from './place.ts';
import { isErrorMessage } from './quote.ts';
import { rules } from './rules.ts';
import type { Ipv4Service } from './Service.ts';
import type { Ipv4State } from './State.ts';
import { withIdentification, withLooped } from './State.ts';

export type Out = Output<Ipv4Service, ArpService>;
export type Moved = Transition<Ipv4State, Out>;

/** The time to live of what we send (RFC 1700: 64), and of what we send to a group (RFC 1112 §6.1: 1). */
const TIME_TO_LIVE = 64;
const TIME_TO_LIVE_OF_GROUPS = 1;

/** Total length is a field of 16 bits. */
const LONGEST = 65_535;

/** How much of a payload our own host quotes to its transports. */
const QUOTED = 548;

const LOOPED: Out = note(rules.looped);

/** The payload as octets: of a fragment, which is octets already, or of anything. */
export const payloadOctets = (packet: Ipv4Packet): Bytes =>
  packet.payload._tag === 'Raw' || packet.payload._tag === 'Malformed'
    ? packet.payload.octets
    : encodeTransport(packet.payload, packet.source, packet.destination);

/**
 * Says to a transport that its packet came to nothing.
 *
 * Nothing is said of an ICMP error (nobody waits for its fate), nor of a later fragment: the first one tells.
 *
 * RFC     1122 §3.3.1, §2.3.2.2: as if an ICMP error had come
 */
export const failed = (packet: Ipv4Packet, code: number, mtu: number, place: Place, said: Array<Out>): void => {
  if (packet.fragmentOffset > 0 || isErrorMessage(packet.protocol, packet.payload)) return;
  said.push(
    indicate({
      _tag: 'Failed',
      error: {
        type: ICMP_TYPE.destinationUnreachable,
        code,
        mtu,
        reporter: place.address,
        source: packet.source,
        destination: packet.destination,
        protocol: packet.protocol,
        quoted: payloadOctets(packet).subarray(0, QUOTED),
      },
    }),
  );
};

/** Part of a packet: its header, with other octets. */
const fragment = (packet: Ipv4Packet, offset: number, octets: Bytes, more: boolean): Ipv4Packet => ({
  _tag: 'Ipv4',
  typeOfService: packet.typeOfService,
  identification: packet.identification,
  dontFragment: false,
  moreFragments: more,
  fragmentOffset: offset,
  timeToLive: packet.timeToLive,
  protocol: packet.protocol,
  source: packet.source,
  destination: packet.destination,
  options: packet.options,
  payload: { _tag: 'Raw', octets },
});

/**
 * Cuts a packet, or a fragment once more, at multiples of 8 octets, each part as large as the MTU allows.
 *
 * RFC     791 §3.2, an example fragmentation procedure
 */
export const cut = (packet: Ipv4Packet, nextHop: Ipv4Address, mtu: number, said: Array<Out>): void => {
  const octets = payloadOctets(packet);
  const size = (mtu - 20 - packet.options.length) & ~7;
  said.push(note(rules.fragmented, `${octets.length} octets, ${Math.ceil(octets.length / size)} fragments`));
  for (let at = 0; at < octets.length; at += size) {
    const part = octets.subarray(at, at + size);
    const more = packet.moreFragments || at + size < octets.length;
    said.push(request({ nextHop, packet: fragment(packet, packet.fragmentOffset + at, part, more) }));
  }
};

/** A packet to ourselves waits for the deadline, which is now: whoever caused it is left first. */
const loop = (state: Ipv4State, packet: Ipv4Packet, now: Instant, said: Array<Out>): Ipv4State => {
  said.push(LOOPED);
  return withLooped(state, enqueue(state.looped, packet), state.looped.length === 0 ? now : state.loopedAt);
};

/** Sends a packet on its way, whole or in fragments. */
const dispatch = (
  state: Ipv4State,
  packet: Ipv4Packet,
  nextHop: Ipv4Address,
  place: Place,
  now: Instant,
  said: Array<Out>,
  inDoubt: boolean,
): Ipv4State => {
  const length = ipv4Length(packet);
  if (length > LONGEST) {
    said.push(note(rules['too-long'], `${length} octets`));
    return state;
  }
  if (nextHop === LOOPBACK) return loop(state, packet, now, said);
  const { mtu } = through(nextHop, place);
  if (length > mtu && packet.dontFragment) {
    said.push(note(rules['dont-fragment'], `${length} octets, MTU ${mtu}`));
    failed(packet, UNREACHABLE.fragmentationNeeded, mtu, place, said);
    return state;
  }
  if (length > mtu) cut(packet, nextHop, mtu, said);
  else said.push(request(inDoubt ? { nextHop, packet, inDoubt } : { nextHop, packet }));
  return isBroadcast(packet.destination, place) ? loop(state, packet, now, said) : state;
};

/**
 * A transport sends.
 *
 * A packet that may not be fragmented is atomic, and its identification says nothing: it is zero, so that no state
 * changes. Any other takes the next number of one counter, which begins where the seed says. (RFC 6864 §4.1, §4.3)
 *
 * Takes   the payload and its ends; where we are; the class of service of a header that was asked for without one
 * Gives   the request to ARP, several for fragments, or `Failed` and why
 * RFC     791 §3.2; 1122 §3.3.1; 6864 §4
 *
 * @category step
 * @since 0.1.0
 */
export const send = (
  state: Ipv4State,
  asked: Extract<Ipv4Service['request'], { readonly _tag: 'Send' }>,
  typeOfService: number,
  place: Place,
  now: Instant,
  said: Array<Out>,
): Ipv4State => {
  const { source, destination, dontFragment } = asked;
  const packet: Ipv4Packet = {
    _tag: 'Ipv4',
    typeOfService: asked.typeOfService ?? typeOfService,
    identification: dontFragment ? 0 : state.identification,
    dontFragment,
    moreFragments: false,
    fragmentOffset: 0,
    timeToLive: asked.timeToLive ?? (isGroup(destination) ? TIME_TO_LIVE_OF_GROUPS : TIME_TO_LIVE),
    protocol: asked.protocol,
    source,
    destination,
    options: NO_BYTES,
    payload: asked.payload,
  };
  const nextHop = route(destination, place);
  // 127/8 as a source must not appear outside a host (RFC 1122 §3.2.1.3 g): from there, no route leads out.
  if (nextHop === undefined || (isLoopback(source) && nextHop !== LOOPBACK)) {
    said.push(note(rules['no-route'], `${showIpv4(source)} → ${showIpv4(destination)}`));
    failed(packet, UNREACHABLE.net, 0, place, said);
    return state;
  }
  const next = dontFragment ? state : withIdentification(state, (state.identification + 1) & 0xffff);
  return dispatch(next, packet, nextHop, place, now, said, asked.inDoubt === true);
};
