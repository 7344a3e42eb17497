// ICMP errors are part of IP, in both directions. (RFC 792; RFC 1122 §3.2.2)
import { note, indicate } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import type { Ipv4Address } from '../wire/addresses.ts';
import { ANY_ADDRESS, showIpv4 } from '../wire/addresses.ts';
import { ICMP_TYPE, icmpCodeName, UNREACHABLE } from '../wire/icmpTypes.ts';
import { IP_PROTOCOL } from '../wire/names.ts';
import type { IcmpMessage, Ipv4Packet } from '../wire/packets.ts';
import { pay } from './limit.ts';
import type { Place } from './place.ts';
import { isNoHost, isOurs, route, through } from './place.ts';
import { isErrorMessage, quoteOf, readQuote } from './quote.ts';
import { rules } from './rules.ts';
import type { Out } from './send.ts';
import { send } from './send.ts';
import type { Ipv4State } from './State.ts';
import { counted, withErrorsPaidUntil } from './State.ts';

/** Precedence "internetwork control", as errors are sent. (RFC 1812 §4.3.2.5) */
const INTERNETWORK_CONTROL = 0xc0;

/** The address of the interface that leads to a host. */
const addressTowards = (destination: Ipv4Address, place: Place): Ipv4Address => {
  const nextHop = route(destination, place);
  return nextHop === undefined ? place.address : through(nextHop, place).address;
};

/** Why no error may be sent about a packet, or undefined: the list of RFC 1122 §3.2.2, in its order. */
const objection = (packet: Ipv4Packet, place: Place): string | undefined => {
  if (isErrorMessage(packet.protocol, packet.payload)) return 'an ICMP error';
  if (isNoHost(packet.destination, place)) return 'a broadcast or a group';
  if (packet.fragmentOffset > 0) return 'a later fragment';
  return packet.source === ANY_ADDRESS || isNoHost(packet.source, place) ? 'a source that is no host' : undefined;
};

/**
 * Tells the sender of a packet what became of it.
 *
 * The error comes from the address that the packet was sent to, or, where that is not ours, from the interface that the error
 * leaves by; it quotes as much of the packet as fits into 576 octets.
 * Only errors that leave the host are counted against the limit: whoever floods himself harms nobody.
 *
 * Takes   the packet, type and code, and the second word of the header: an MTU, or zero
 * Gives   the state afterwards; says the error, or why there is none
 * RFC     792; 1122 §3.2.2; 1812 §4.3.2 (§4.3.2.4 for the source)
 *
 * @category step
 * @since 0.1.0
 */
export const sendError = (
  state: Ipv4State,
  packet: Ipv4Packet,
  type: number,
  code: number,
  rest: number,
  place: Place,
  now: Instant,
  said: Array<Out>,
): Ipv4State => {
  const reason = objection(packet, place);
  if (reason !== undefined) {
    said.push(note(rules['error-withheld'], `about ${reason}`));
    return state;
  }
  let next = state;
  if (!isOurs(packet.source, place)) {
    const paidUntil = pay(state.errorsPaidUntil, now);
    if (paidUntil === undefined) {
      said.push(note(rules['error-limited'], icmpCodeName(type, code) ?? ''));
      return state;
    }
    next = withErrorsPaidUntil(state, paidUntil);
  }
  said.push(note(rules['error-sent'], `${icmpCodeName(type, code) ?? ''}, to ${showIpv4(packet.source)}`));
  const payload: IcmpMessage = { _tag: 'Icmp', type, code, rest, payload: quoteOf(packet) };
  return send(
    next,
    {
      _tag: 'Send',
      source: isOurs(packet.destination, place) ? packet.destination : addressTowards(packet.source, place),
      destination: packet.source,
      protocol: IP_PROTOCOL.icmp,
      dontFragment: false,
      payload,
    },
    INTERNETWORK_CONTROL,
    place,
    now,
    said,
  );
};

/** Why an error is not acted upon, or what it quotes. */
const judged = (message: IcmpMessage, place: Place): string | NonNullable<ReturnType<typeof readQuote>> => {
  // RFC 6633 §3: Source Quench is ignored. A host with one gateway has nobody to be redirected to.
  if (message.type === ICMP_TYPE.sourceQuench) return 'Source Quench';
  if (message.type === ICMP_TYPE.redirect) return 'Redirect';
  const quote = readQuote(message.payload);
  if (quote === undefined) return 'no packet is quoted';
  if (!isOurs(quote.source, place)) return 'the quoted packet is not ours';
  return quote.fragmentOffset > 0 ? 'a later fragment is quoted' : quote;
};

/**
 * An ICMP error arrives.
 *
 * Takes   the packet and its message
 * Gives   the state afterwards; says `Failed` to the transport whose packet is quoted
 * RFC     1122 §3.2.2.1, §3.2.2.4, §3.2.2.5; 1191 §4 (the MTU in the second half of the second word)
 *
 * @category step
 * @since 0.1.0
 */
export const receiveError = (
  state: Ipv4State,
  packet: Ipv4Packet,
  message: IcmpMessage,
  place: Place,
  said: Array<Out>,
): Ipv4State => {
  const quote = judged(message, place);
  if (typeof quote === 'string') {
    said.push(note(rules['error-ignored'], quote));
    return counted(state, 'errors');
  }
  const { type, code } = message;
  said.push(
    note(
      rules['error-received'],
      `${icmpCodeName(type, code) ?? `type ${type} code ${code}`}, from ${showIpv4(packet.source)}`,
    ),
    indicate({
      _tag: 'Failed',
      error: {
        type,
        code,
        mtu:
          type === ICMP_TYPE.destinationUnreachable && code === UNREACHABLE.fragmentationNeeded
            ? message.rest & 0xffff
            : 0,
        reporter: packet.source,
        source: quote.source,
        destination: quote.destination,
        protocol: quote.protocol,
        quoted: quote.quoted,
      },
    }),
  );
  return state;
};
