// The Transmission Control Protocol's header. (RFC 9293 §3.1; RFC 9768 for AE)
import { E } from '../basis/fp.ts';
import { writeRope } from '../basis/rope.ts';
import type { Ipv4Address } from './addresses.ts';
import { complement, pseudoHeaderSum, sum } from './checksum.ts';
import { refuse, tooShort } from './decodeError.ts';
import type { HeaderOf, Layout } from './layout.ts';
import { layout } from './layout.ts';
import { IP_PROTOCOL } from './names.ts';
import { NO_OPTIONS, optionsLength, readOptions, writeOptions } from './optionsOnWire.ts';
import type { DecodeError, TcpSegment } from './packets.ts';
import type { Memory } from './slab.ts';
import { payloadOf } from './slab.ts';
import type { TcpOption } from './tcpOptions.ts';

const FIELDS = {
  sourcePort: 'port',
  destinationPort: 'port',
  sequenceNumber: 'seqnum',
  acknowledgmentNumber: 'seqnum',
  dataOffset: 'u4',
  reserved: 'u3',
  AE: 'flag',
  CWR: 'flag',
  ECE: 'flag',
  URG: 'flag',
  ACK: 'flag',
  PSH: 'flag',
  RST: 'flag',
  SYN: 'flag',
  FIN: 'flag',
  window: 'u16',
  checksum: 'u16',
  urgentPointer: 'u16',
} as const;

export type TcpHeader = HeaderOf<typeof FIELDS>;

/** The header as a table. */
export const tcpHeader: Layout<typeof FIELDS> = layout('tcp', FIELDS, { reserved: 'Rsrvd' });

const {
  sourcePort,
  destinationPort,
  sequenceNumber,
  acknowledgmentNumber,
  dataOffset,
  window,
  checksum,
  urgentPointer,
} = tcpHeader.field;

/** All flags, reserved bits included, as one number: see `control.ts`. */
const control = tcpHeader.span('reserved', 'FIN');

/** The same with the data offset before it: written at once. */
const offsetAndControl = tcpHeader.span('dataOffset', 'FIN');

/** Octets of a segment's header on the wire; options are filled up to whole words. */
export const tcpHeaderLength = (options: ReadonlyArray<TcpOption>): number =>
  options.length === 0 ? 20 : (20 + optionsLength(options) + 3) & ~3;

/** Octets of a segment on the wire. */
export const tcpLength = (segment: TcpSegment): number => tcpHeaderLength(segment.options) + segment.payload.length;

/**
 * Writes a segment into zeroed memory, its checksum last.
 *
 * Options that fill no whole number of words are followed by zeros, as the header's end must be; whoever wants to read
 * back what was written says that padding himself (`eol`, `nop`).
 *
 * Takes   the segment, where it goes, and the addresses of the pseudo header
 * Gives   where it ends
 * RFC     9293 §3.1
 *
 * @category codec
 * @since 0.1.0
 */
export const encodeTcp = (
  segment: TcpSegment,
  memory: Memory,
  at: number,
  source: Ipv4Address,
  destination: Ipv4Address,
): number => {
  const { bytes, view } = memory;
  const header = tcpHeaderLength(segment.options);
  sourcePort.write(view, at, segment.sourcePort);
  destinationPort.write(view, at, segment.destinationPort);
  sequenceNumber.write(view, at, segment.seq);
  acknowledgmentNumber.write(view, at, segment.ack);
  offsetAndControl.write(view, at, (header << 10) | segment.control);
  window.write(view, at, segment.wnd);
  checksum.write(view, at, 0);
  urgentPointer.write(view, at, segment.up);
  if (header > 20) writeOptions(segment.options, memory, at + 20);
  const end = writeRope(segment.payload, bytes, at + header);
  const pseudo = pseudoHeaderSum(source, destination, IP_PROTOCOL.tcp, end - at);
  checksum.write(view, at, complement(sum(view, at, end, pseudo)));
  return end;
};

/**
 * Reads a segment.
 *
 * Takes   the memory, where the segment begins, where its packet ends, and the addresses of the pseudo header
 * Fails   `length`: less than a header; `dataOffset`: below 5, or past the packet; `checksum`: it does not fit;
 *         `options`: one of no possible length
 * RFC     9293 §3.1
 *
 * @category codec
 * @since 0.1.0
 */
export const decodeTcp = (
  memory: Memory,
  at: number,
  end: number,
  source: Ipv4Address,
  destination: Ipv4Address,
): E.Either<DecodeError, TcpSegment> => {
  const { view } = memory;
  if (end - at < 20) return tooShort('tcp', end - at, 20);
  const offset = dataOffset.read(view, at);
  if (offset < 5) return refuse('tcp', 'dataOffset', `${offset} words, less than the header's 5`);
  const header = offset * 4;
  if (header > end - at)
    return refuse('tcp', 'dataOffset', `${offset} words, where the packet holds ${end - at} octets`);
  if (sum(view, at, end, pseudoHeaderSum(source, destination, IP_PROTOCOL.tcp, end - at)) !== 0xffff) {
    return refuse('tcp', 'checksum', 'does not fit header, payload and addresses');
  }
  let options = NO_OPTIONS;
  if (header > 20) {
    const read = readOptions(memory, at + 20, at + header);
    if (read._tag === 'Left') return read;
    options = read.right;
  }
  return E.right({
    _tag: 'Tcp',
    sourcePort: sourcePort.read(view, at),
    destinationPort: destinationPort.read(view, at),
    seq: sequenceNumber.read(view, at),
    ack: acknowledgmentNumber.read(view, at),
    control: control.read(view, at),
    wnd: window.read(view, at),
    up: urgentPointer.read(view, at),
    options,
    payload: payloadOf(memory, at + header, end),
  });
};
