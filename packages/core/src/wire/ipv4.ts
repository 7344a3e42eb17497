// The Internet Protocol's header. (RFC 791)
import { NO_BYTES } from '../basis/bytes.ts';
import { E } from '../basis/fp.ts';
import { complement, sum } from './checksum.ts';
import { refuse, tooShort } from './decodeError.ts';
import type { HeaderOf, Layout } from './layout.ts';
import { layout } from './layout.ts';
import type { DecodeError, Ipv4Packet } from './packets.ts';
import type { Memory } from './slab.ts';
import { viewOf } from './slab.ts';
import { payloadLength, readTransport, writeTransport } from './transport.ts';

const FIELDS = {
  version: 'u4',
  headerLength: 'u4',
  typeOfService: 'u8',
  totalLength: 'u16',
  identification: 'u16',
  reserved: 'flag',
  dontFragment: 'flag',
  moreFragments: 'flag',
  fragmentOffset: 'u13',
  timeToLive: 'u8',
  protocol: 'u8',
  headerChecksum: 'u16',
  sourceAddress: 'ipv4Address',
  destinationAddress: 'ipv4Address',
} as const;

export type Ipv4Header = HeaderOf<typeof FIELDS>;

/** The header as a table. */
export const ipv4Header: Layout<typeof FIELDS> = layout('ipv4', FIELDS, {
  headerLength: 'IHL',
  reserved: '0',
  dontFragment: 'DF',
  moreFragments: 'MF',
});

const {
  version,
  headerLength,
  typeOfService,
  totalLength,
  identification,
  dontFragment,
  moreFragments,
  fragmentOffset,
  timeToLive,
  protocol,
  headerChecksum,
  sourceAddress,
  destinationAddress,
} = ipv4Header.field;

const versionAndLength = ipv4Header.span('version', 'headerLength');
const flagsAndOffset = ipv4Header.span('reserved', 'fragmentOffset');
const DF = 0x4000;
const MF = 0x2000;

/** Octets of a packet's header; options are filled up to whole words. */
export const ipv4HeaderLength = (packet: Ipv4Packet): number => 20 + ((packet.options.length + 3) & ~3);

/**
 * Octets of a packet on the wire, by arithmetic alone.
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const ipv4Length = (packet: Ipv4Packet): number => ipv4HeaderLength(packet) + payloadLength(packet.payload);

/**
 * Writes a packet and all that is in it into zeroed memory.
 *
 * The reserved flag is written as zero, as RFC 791 has it.
 *
 * Takes   the packet and where it goes
 * Gives   where it ends
 * RFC     791 §3.1
 *
 * @category codec
 * @since 0.1.0
 */
export const encodeIpv4 = (packet: Ipv4Packet, memory: Memory, at: number): number => {
  const { bytes, view } = memory;
  const { options, source, destination } = packet;
  const header = ipv4HeaderLength(packet);
  const end = writeTransport(packet.payload, memory, at + header, source, destination);
  versionAndLength.write(view, at, 0x40 | (header >>> 2));
  typeOfService.write(view, at, packet.typeOfService);
  totalLength.write(view, at, end - at);
  identification.write(view, at, packet.identification);
  const flags = (packet.dontFragment ? DF : 0) | (packet.moreFragments ? MF : 0);
  flagsAndOffset.write(view, at, flags | (packet.fragmentOffset >>> 3));
  timeToLive.write(view, at, packet.timeToLive);
  protocol.write(view, at, packet.protocol);
  headerChecksum.write(view, at, 0);
  sourceAddress.write(view, at, source);
  destinationAddress.write(view, at, destination);
  if (options.length > 0) bytes.set(options, at + 20);
  headerChecksum.write(view, at, complement(sum(view, at, at + header, 0)));
  return end;
};

/**
 * Reads a packet and all that is in it.
 *
 * A fragment's payload is `Raw`: only the whole can be read. The reserved flag is not looked at, as hosts do not; octets
 * behind the total length are the frame's padding.
 *
 * Takes   the memory, where the packet begins, and where its frame ends
 * Fails   `length`, `version`, `headerLength`, `totalLength`: what they say cannot be; `headerChecksum`: it does not fit.
 *         What is wrong further in becomes a `Malformed` payload, for the floor that it was meant for
 * RFC     791 §3.1; 1122 §3.2.1.1, §3.2.1.2
 *
 * @category codec
 * @since 0.1.0
 */
export const decodeIpv4 = (memory: Memory, at: number, end: number): E.Either<DecodeError, Ipv4Packet> => {
  const { view } = memory;
  if (end - at < 20) return tooShort('ipv4', end - at, 20);
  const four = version.read(view, at);
  if (four !== 4) return refuse('ipv4', 'version', `${four} is not 4`);
  const words = headerLength.read(view, at);
  if (words < 5) return refuse('ipv4', 'headerLength', `${words} words, less than the header's 5`);
  const header = words * 4;
  if (header > end - at) return refuse('ipv4', 'headerLength', `${words} words, where ${end - at} octets came`);
  if (sum(view, at, at + header, 0) !== 0xffff) return refuse('ipv4', 'headerChecksum', 'does not fit the header');
  const total = totalLength.read(view, at);
  if (total < header) return refuse('ipv4', 'totalLength', `${total}, less than the header's ${header}`);
  if (total > end - at) return refuse('ipv4', 'totalLength', `${total}, where ${end - at} octets came`);
  const source = sourceAddress.read(view, at);
  const destination = destinationAddress.read(view, at);
  const number = protocol.read(view, at);
  const more = moreFragments.read(view, at);
  const offset = fragmentOffset.read(view, at) * 8;
  return E.right({
    _tag: 'Ipv4',
    typeOfService: typeOfService.read(view, at),
    identification: identification.read(view, at),
    dontFragment: dontFragment.read(view, at),
    moreFragments: more,
    fragmentOffset: offset,
    timeToLive: timeToLive.read(view, at),
    protocol: number,
    source,
    destination,
    options: header === 20 ? NO_BYTES : viewOf(memory, at + 20, at + header),
    payload:
      more || offset > 0
        ? { _tag: 'Raw', octets: viewOf(memory, at + header, at + total) }
        : readTransport(number, memory, at + header, at + total, source, destination),
  });
};
