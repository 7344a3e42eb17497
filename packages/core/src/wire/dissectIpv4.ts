// An IPv4 packet as a tree, and whatever is in it.
import { showIpv4 } from './addresses.ts';
import { sum } from './checksum.ts';
import type { Dissection } from './dissection.ts';
import { checksumRemark, headerPart, octetsPart } from './dissection.ts';
import type { Stretch } from './dissectTransport.ts';
import { dissectIcmp, dissectTcp, dissectUdp } from './dissectTransport.ts';
import { decodeIpv4, ipv4Header } from './ipv4.ts';
import { IP_PROTOCOL, protocolName } from './names.ts';
import type { Memory } from './slab.ts';

/** What the packet carries; a fragment is octets, for only the whole can be read. */
const inside = (protocol: number, fragment: boolean, stretch: Stretch): ReadonlyArray<Dissection> => {
  const { memory, at, end } = stretch;
  if (at >= end) return [];
  if (fragment) return [octetsPart('payload', 'Fragment', memory, at, end)];
  if (protocol === IP_PROTOCOL.tcp) return [dissectTcp(stretch)];
  if (protocol === IP_PROTOCOL.udp) return [dissectUdp(stretch)];
  if (protocol === IP_PROTOCOL.icmp) {
    return [dissectIcmp(stretch, (from, to) => dissectIpv4(memory, from, to, false))];
  }
  return [octetsPart('payload', 'Payload', memory, at, end)];
};

/**
 * Dissects a packet.
 *
 * Takes   the memory, where the packet begins, where what could belong to it ends, and whether all of it is there (an
 *         ICMP error quotes only the beginning)
 * Gives   its tree; what is behind its total length is not part of it
 *
 * @category trace
 * @since 0.1.0
 */
export const dissectIpv4 = (memory: Memory, at: number, end: number, whole: boolean): Dissection => {
  const { view } = memory;
  const { field } = ipv4Header;
  const read = decodeIpv4(memory, at, end);
  const error = whole && read._tag === 'Left' ? read.left : undefined;
  if (end - at < ipv4Header.length) return headerPart(ipv4Header, 'IPv4', memory, at, end, '', {}, error);
  const header = field.headerLength.read(view, at) * 4;
  const source = field.sourceAddress.read(view, at);
  const destination = field.destinationAddress.read(view, at);
  const protocol = field.protocol.read(view, at);
  const offset = field.fragmentOffset.read(view, at) * 8;
  const fragment = offset > 0 || field.moreFragments.read(view, at);
  const fits = header >= 20 && at + header <= end;
  const remarks = {
    headerLength: { meaning: `${header} octets` },
    fragmentOffset: { meaning: `octet ${offset}` },
    protocol: { meaning: protocolName(protocol) ?? '' },
    headerChecksum: fits
      ? checksumRemark(field.headerChecksum.read(view, at), sum(view, at, at + header, 0))
      : undefined,
  };
  const to = Math.min(end, at + Math.max(ipv4Header.length, header, field.totalLength.read(view, at)));
  const more = fits
    ? [
        ...(header > 20 ? [octetsPart('options', 'Options', memory, at + 20, at + header)] : []),
        ...inside(protocol, fragment, { memory, at: at + header, end: to, source, destination, whole }),
      ]
    : [];
  const meaning = `${showIpv4(source)} → ${showIpv4(destination)}`;
  return headerPart(ipv4Header, 'IPv4', memory, at, to, meaning, remarks, error, more);
};
