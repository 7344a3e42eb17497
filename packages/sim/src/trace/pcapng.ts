// A capture that Wireshark opens: an interface for each end of each cable, nanoseconds, and a comment on each frame that a fault
// touched. (draft-ietf-opsawg-pcapng; all integers least significant octet first)
import type { Bytes, Ipv4Address, MacAddress } from '@sockeye/core';
import { frameLength, octetsOf, octetsWithFcs, utf8 } from '@sockeye/core';
import type { FrameDelivered, FrameSent, TraceEvent } from './Event.ts';
import type { Blow, Fate } from './fates.ts';
import { fates, isCopy, showBlows } from './fates.ts';
import { copyOf, lineOf, ordinalOf } from './identity.ts';
import type { Legend } from './legend.ts';
import { readings } from './readings.ts';

/** What is captured. */
export interface PcapngOptions {
  /** With the frame check sequences, as few real interfaces deliver them; without by default, which spares making them. */
  readonly fcs?: boolean;
  /** Only the interfaces of this host; all by default. */
  readonly host?: string;
}

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const LINKTYPE_ETHERNET = 1;

const OPTION = {
  comment: 1,
  userApplication: 4,
  name: 2,
  ipv4Address: 4,
  macAddress: 6,
  timestampResolution: 9,
  fcsLength: 13,
  flags: 2,
  packetId: 5,
} as const;

const high32 = (n: number): number => Math.floor(n / 4294967296);

const padding = (length: number): number => -length & 3;

/** Where blocks are written: one buffer that grows by doubling. Local to one call of `pcapng`. */
class Writer {
  private octets: Uint8Array;
  private view: DataView;
  private end = 0;

  constructor(capacity: number) {
    this.octets = new Uint8Array(capacity);
    this.view = new DataView(this.octets.buffer);
  }

  private room(length: number): void {
    if (this.end + length <= this.octets.length) return;
    const larger = new Uint8Array(Math.max(this.octets.length * 2, this.end + length));
    larger.set(this.octets.subarray(0, this.end));
    this.octets = larger;
    this.view = new DataView(larger.buffer);
  }

  // Numbers are written in place: a capture has a dozen of them a frame, and an array for each would cost as much as the run.
  u16(n: number): void {
    this.room(2);
    this.view.setUint16(this.end, n, true);
    this.end += 2;
  }

  u32(n: number): void {
    this.room(4);
    this.view.setUint32(this.end, n, true);
    this.end += 4;
  }

  put(octets: ArrayLike<number>): void {
    this.room(octets.length);
    this.octets.set(octets, this.end);
    this.end += octets.length;
  }

  /** Fresh memory is zero, and so is padding. */
  pad(): void {
    const length = padding(this.end);
    this.room(length);
    this.end += length;
  }

  option(code: number, value: ArrayLike<number>): void {
    this.u16(code);
    this.u16(value.length);
    this.put(value);
    this.pad();
  }

  /** A block: its type, its length at both ends, and its body between. */
  block(type: number, body: () => void): void {
    const start = this.end;
    this.u32(type);
    this.u32(0);
    body();
    const length = this.end + 4 - start;
    this.u32(length);
    this.view.setUint32(start + 4, length, true);
  }

  endOfOptions(): void {
    this.u32(0);
  }

  /** A view: the room was measured before, so little lies behind it, and a copy would cost a sixth of the capture. */
  whole(): Bytes {
    return this.octets.subarray(0, this.end);
  }
}

const bigEndian = (value: number, octets: number): Array<number> =>
  Array.from({ length: octets }, (_, i) => {
    let rest = value;
    for (let k = i + 1; k < octets; k++) rest = Math.floor(rest / 256);
    return rest % 256;
  });

interface Interface {
  readonly name: string;
  readonly address: Ipv4Address | undefined;
  readonly mac: MacAddress | undefined;
}

/** Comments are UTF-8 and their length has 16 bits. */
const said = (text: string): Bytes => utf8(text).subarray(0, 65_000);

const describe = (writer: Writer, { name, address, mac }: Interface, fcs: boolean): void => {
  writer.block(INTERFACE_DESCRIPTION, () => {
    writer.u16(LINKTYPE_ETHERNET);
    writer.u16(0);
    // No limit on the length of a captured frame.
    writer.u32(0);
    writer.option(OPTION.name, said(name));
    if (address !== undefined) writer.option(OPTION.ipv4Address, [...bigEndian(address, 4), 255, 255, 255, 255]);
    if (mac !== undefined) writer.option(OPTION.macAddress, bigEndian(mac, 6));
    writer.option(OPTION.timestampResolution, [9]);
    writer.option(OPTION.fcsLength, [fcs ? 4 : 0]);
    writer.endOfOptions();
  });
};

/** The frame's name in 64 bits: line and copy above, ordinal beneath. The same at both ends of a cable. */
const packet = (writer: Writer, at: number, event: FrameSent | FrameDelivered, comment: string, fcs: boolean): void => {
  writer.block(ENHANCED_PACKET, () => {
    const octets = fcs ? octetsWithFcs(event.data) : octetsOf(event.data);
    writer.u32(at);
    writer.u32(high32(event.at));
    writer.u32(event.at % 4294967296);
    writer.u32(octets.length);
    writer.u32(octets.length);
    writer.put(octets);
    writer.pad();
    if (comment !== '') writer.option(OPTION.comment, said(comment));
    // Bits 0 and 1: 1 inbound, 2 outbound. Bits 5 to 8: octets of the FCS.
    writer.u16(OPTION.flags);
    writer.u16(4);
    writer.u32((event._tag === 'FrameSent' ? 2 : 1) | (fcs ? 4 << 5 : 0));
    writer.u16(OPTION.packetId);
    writer.u16(8);
    writer.u32(ordinalOf(event.frame));
    writer.u32(lineOf(event.frame) * 64 + copyOf(event.frame));
    writer.endOfOptions();
  });
};

/** Octets that a capture will about need: comments are rare, and a block without one has 68 around its frame. */
const roomFor = (events: ReadonlyArray<TraceEvent>): number => {
  let octets = 65_536;
  for (const event of events) {
    if (event._tag === 'FrameSent' || event._tag === 'FrameDelivered') octets += frameLength(event.data) + 72;
  }
  return octets;
};

/** What is worth a comment: at the sending end what will befall the frame, at the receiving end what did. */
const commentOn = (event: FrameSent | FrameDelivered, fate: Fate | undefined, resent: boolean): string => {
  if (fate === undefined) return '';
  const blows: ReadonlyArray<Blow> = fate.lost === undefined ? fate.struck : [...fate.struck, fate.lost];
  const notes = blows.length === 0 ? [] : [showBlows(blows)];
  if (resent && !isCopy(fate)) notes.unshift('resent');
  if (event._tag === 'FrameDelivered' && fate.overtaken) notes.push('overtaken');
  return notes.join('; ');
};

/**
 * A trace as a pcapng file.
 *
 * Takes   who stands where (a world's `setting`), the trace from its beginning, and what to capture
 * Gives   the octets of the file: packets in the order of the trace, each with its name as `epb_packetid`
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const pcapng = (legend: Legend, events: ReadonlyArray<TraceEvent>, options: PcapngOptions = {}): Bytes => {
  const fcs = options.fcs === true;
  const writer = new Writer(roomFor(events));
  writer.block(SECTION_HEADER, () => {
    writer.u32(0x1a2b3c4d);
    writer.u16(1);
    writer.u16(0);
    // Section length not given.
    writer.u32(-1);
    writer.u32(-1);
    writer.option(OPTION.userApplication, utf8('sockeye'));
    writer.endOfOptions();
  });
  // The end of line i at its sender is also the end of line i ^ 1 at its receiver: one interface for both.
  const numbers = new Map<number, number>();
  legend.lines.forEach((line, index) => {
    const node = legend.nodes[line.from];
    if (node === undefined || (options.host !== undefined && node.name !== options.host)) return;
    numbers.set(index, numbers.size);
    const { address, mac } = node.interfaces?.[line.port ?? 0] ?? node;
    describe(writer, { name: `${node.name}: ${line.name}`, address, mac }, fcs);
  });
  const lives = new Map(fates(events).map((fate) => [fate.frame, fate]));
  const read = readings(events);
  for (const event of events) {
    if (event._tag !== 'FrameSent' && event._tag !== 'FrameDelivered') continue;
    const line = lineOf(event.frame);
    const at = numbers.get(event._tag === 'FrameSent' ? line : line ^ 1);
    if (at === undefined) continue;
    const comment = commentOn(event, lives.get(event.frame), read.get(event.frame)?.resent === true);
    packet(writer, at, event, comment, fcs);
  }
  return writer.whole();
};
