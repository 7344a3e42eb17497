// The User Datagram Protocol's header. (RFC 768)
import { E } from '../basis/fp.ts';
import { writeRope } from '../basis/rope.ts';
import type { Ipv4Address } from './addresses.ts';
import { complement, pseudoHeaderSum, sum } from './checksum.ts';
import { refuse, tooShort } from './decodeError.ts';
import type { HeaderOf, Layout } from './layout.ts';
import { layout } from './layout.ts';
import { IP_PROTOCOL } from './names.ts';
import type { DecodeError, UdpDatagram } from './packets.ts';
import type { Memory } from './slab.ts';
import { payloadOf } from './slab.ts';

const FIELDS = {
  sourcePort: 'port',
  destinationPort: 'port',
  length: 'u16',
  checksum: 'u16',
} as const;

export type UdpHeader = HeaderOf<typeof FIELDS>;

/** The header as a table. */
export const udpHeader: Layout<typeof FIELDS> = layout('udp', FIELDS);

const { sourcePort, destinationPort, length, checksum } = udpHeader.field;

/** Octets of a datagram on the wire. */
export const udpLength = (datagram: UdpDatagram): number => 8 + datagram.payload.length;

/**
 * Writes a datagram into zeroed memory, its checksum last.
 *
 * Takes   the datagram, where it goes, and the addresses of the pseudo header
 * Gives   where it ends
 * RFC     768: a computed checksum of zero is sent as all ones, because zero says that there is none
 *
 * @category codec
 * @since 0.1.0
 */
export const encodeUdp = (
  datagram: UdpDatagram,
  { bytes, view }: Memory,
  at: number,
  source: Ipv4Address,
  destination: Ipv4Address,
): number => {
  const octets = 8 + datagram.payload.length;
  sourcePort.write(view, at, datagram.sourcePort);
  destinationPort.write(view, at, datagram.destinationPort);
  length.write(view, at, octets);
  checksum.write(view, at, 0);
  const end = writeRope(datagram.payload, bytes, at + 8);
  if (datagram.checksummed) {
    const made = complement(sum(view, at, end, pseudoHeaderSum(source, destination, IP_PROTOCOL.udp, octets)));
    checksum.write(view, at, made === 0 ? 0xffff : made);
  }
  return end;
};

/**
 * Reads a datagram.
 *
 * Octets of the packet beyond the datagram's own length are not looked at.
 *
 * Takes   the memory, where the datagram begins, where its packet ends, and the addresses of the pseudo header
 * Fails   `length`: less than a header, or more than the packet holds; `checksum`: it does not fit
 * RFC     768; 1122 §4.1.3.4 (a datagram whose checksum is wrong is discarded, one without is accepted)
 *
 * @category codec
 * @since 0.1.0
 */
export const decodeUdp = (
  memory: Memory,
  at: number,
  end: number,
  source: Ipv4Address,
  destination: Ipv4Address,
): E.Either<DecodeError, UdpDatagram> => {
  const { view } = memory;
  if (end - at < 8) return tooShort('udp', end - at, 8);
  const octets = length.read(view, at);
  if (octets < 8) return refuse('udp', 'length', `${octets}, less than the header's 8`);
  if (octets > end - at) return refuse('udp', 'length', `${octets}, where the packet holds ${end - at}`);
  const checksummed = checksum.read(view, at) !== 0;
  if (
    checksummed &&
    sum(view, at, at + octets, pseudoHeaderSum(source, destination, IP_PROTOCOL.udp, octets)) !== 0xffff
  ) {
    return refuse('udp', 'checksum', 'does not fit header, payload and addresses');
  }
  return E.right({
    _tag: 'Udp',
    sourcePort: sourcePort.read(view, at),
    destinationPort: destinationPort.read(view, at),
    checksummed,
    payload: payloadOf(memory, at + 8, at + octets),
  });
};
