// The ECN field: the two low bits of the type of service. (RFC 3168 §5)
import { updateChecksum } from './checksum.ts';
import type { Ipv4Packet } from './packets.ts';

/** The four codepoints, as the field's number. (RFC 3168 §5, figure 1) */
export type Codepoint = 0 | 1 | 2 | 3;

/** The ends of this packet's transport do not understand marks. */
export const NOT_ECT = 0;
/** ECN-capable transport, the second of two codepoints that RFC 3168 made equal. (RFC 9331 gives it a meaning of its own.) */
export const ECT1 = 1;
/** ECN-capable transport: what senders use. */
export const ECT0 = 2;
/** Congestion experienced. */
export const CE = 3;

/** The codepoint of a type of service. */
export const codepointOf = (typeOfService: number): Codepoint => (typeOfService & 3) as Codepoint;

/** The same class of service with another codepoint. */
export const withCodepoint = (typeOfService: number, codepoint: Codepoint): number =>
  (typeOfService & 0xfc) | codepoint;

/**
 * The packet with a mark, for a queue that would rather tell of congestion than drop.
 *
 * Gives   the packet with CE; undefined when its ends would not understand a mark: then it is to be dropped instead
 * RFC     3168 §5: "the CE codepoint … SHOULD only be set if the router would otherwise have dropped the packet"
 *
 * @category ECN
 * @since 0.1.0
 */
export const marked = (packet: Ipv4Packet): Ipv4Packet | undefined => {
  const codepoint = codepointOf(packet.typeOfService);
  if (codepoint === NOT_ECT) return undefined;
  if (codepoint === CE) return packet;
  return {
    _tag: 'Ipv4',
    typeOfService: withCodepoint(packet.typeOfService, CE),
    identification: packet.identification,
    dontFragment: packet.dontFragment,
    moreFragments: packet.moreFragments,
    fragmentOffset: packet.fragmentOffset,
    timeToLive: packet.timeToLive,
    protocol: packet.protocol,
    source: packet.source,
    destination: packet.destination,
    options: packet.options,
    payload: packet.payload,
  };
};

/**
 * Marks an IPv4 header in place, as a router does that has octets only: the header checksum is patched, not summed again.
 *
 * Takes   a view, and where the header begins
 * Gives   true when it carries CE now; false when it is not ECN-capable, and unchanged
 * RFC     3168 §5; 1624 §3
 *
 * @category ECN
 * @since 0.1.0
 */
export const markHeader = (view: DataView, at: number): boolean => {
  const before = view.getUint16(at);
  if ((before & 3) === NOT_ECT) return false;
  view.setUint16(at, before | CE);
  view.setUint16(at + 10, updateChecksum(view.getUint16(at + 10), before, before | CE));
  return true;
};
