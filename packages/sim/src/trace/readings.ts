// What each frame of a trace means to somebody who reads along: relative sequence numbers, and whether it was sent before.
// Read off the frames alone, as Wireshark would; the state of a host is not looked at.
import type { Frame, FramePayload, Ipv4Packet, SeqNum, TcpSegment } from '@sockeye/core';
import {
  ACK,
  distance,
  FIN,
  icmpCodeName,
  icmpTypeName,
  plus,
  protocolName,
  RST,
  segmentLength,
  showControl,
  showIpv4,
  showMac,
  SYN,
  valueOf,
} from '@sockeye/core';
import { E } from '../basis/fp.ts';
import type { TraceEvent } from './Event.ts';
import type { FrameId } from './identity.ts';
import { lineOf } from './identity.ts';

/** What a frame means. */
export interface Reading {
  /** A few words for an arrow: `SYN`, `data[1:1461]`, `ACK 1461`, `who has 10.0.0.2?`. */
  readonly label: string;
  /** Octets of the sequence space that this very line carried before: a retransmission. */
  readonly resent: boolean;
  /** TCP: sequence and acknowledgment number, relative to the first one seen each way. */
  readonly seq: number;
  readonly ack: number;
}

/** Part of the sequence space, relative to the first number: from here to before there. */
type Span = readonly [from: number, to: number];

/** One direction of a TCP conversation on one line. */
interface Half {
  /** The first sequence number, that of the SYN. */
  readonly base: SeqNum;
  /** What was sent, apart and in order: one span, but where a sender left a hole. */
  sent: ReadonlyArray<Span>;
}

const touch = (spans: ReadonlyArray<Span>, from: number, to: number): boolean =>
  spans.some((span) => from < span[1] && span[0] < to);

/** The spans with another one: those that it meets become one with it. */
const joined = (spans: ReadonlyArray<Span>, from: number, to: number): ReadonlyArray<Span> => {
  const met = spans.filter((span) => from <= span[1] && span[0] <= to);
  const whole: Span = [Math.min(from, ...met.map((span) => span[0])), Math.max(to, ...met.map((span) => span[1]))];
  return [...spans.filter((span) => span[1] < from), whole, ...spans.filter((span) => span[0] > to)];
};

const plain = (label: string): Reading => ({ label, resent: false, seq: 0, ack: 0 });

/** `SACK 1461:2921,4381:5841`, relative. */
const sackLabel = (segment: TcpSegment, base: SeqNum): string => {
  const blocks = segment.options.flatMap((option) => (option.kind === 'sack' ? option.blocks : []));
  return blocks.length === 0
    ? ''
    : ` SACK ${blocks.map(([left, right]) => `${distance(left, base)}:${distance(right, base)}`).join(',')}`;
};

const segmentLabel = (segment: TcpSegment, seq: number, ack: number, peer: SeqNum): string => {
  const { control } = segment;
  const flags = showControl(control & (SYN | FIN | RST | ACK));
  const closed = segment.wnd === 0 && (control & (SYN | RST)) === 0 ? ' win 0' : '';
  if (segment.payload.length > 0) {
    const ends = (control & (FIN | RST | SYN)) === 0 ? '' : ` ${showControl(control & (SYN | FIN | RST))}`;
    return `data[${seq}:${seq + segment.payload.length}]${ends}${closed}`;
  }
  if ((control & SYN) !== 0) return flags;
  if ((control & ACK) === 0) return flags === '' ? 'no flags' : flags;
  return `${flags} ${ack}${sackLabel(segment, peer)}${closed}`;
};

const packetLabel = (packet: Ipv4Packet): string => {
  const { payload } = packet;
  if (packet.moreFragments || packet.fragmentOffset > 0) {
    return `fragment of ${protocolName(packet.protocol) ?? packet.protocol} at ${packet.fragmentOffset}`;
  }
  switch (payload._tag) {
    case 'Udp':
      return `UDP ${payload.sourcePort}→${payload.destinationPort} [${payload.payload.length}]`;
    case 'Icmp':
      return (
        icmpCodeName(payload.type, payload.code) ?? icmpTypeName(payload.type) ?? `ICMP ${payload.type}/${payload.code}`
      );
    case 'Tcp':
      return 'TCP';
    case 'Raw':
      return `IPv4 protocol ${packet.protocol}`;
    case 'Malformed':
      return `broken ${payload.error.header}`;
  }
};

/** Reads frames in the order in which they were sent. Local to whoever reads one trace. */
export class Reader {
  private readonly halves: Map<string, Half> = new Map();

  /** What a frame means, given all that were read before. */
  read(id: FrameId, frame: Frame): Reading {
    const value = valueOf(frame);
    if (E.isLeft(value)) return plain(`broken ${value.left.header}`);
    const { etherType, payload } = value.right;
    if (payload._tag !== 'Tagged') return this.payload(id, etherType, payload);
    const inside = this.payload(id, payload.etherType, payload.payload);
    return { ...inside, label: `VLAN ${payload.vlan}, ${inside.label}` };
  }

  private payload(id: FrameId, etherType: number, packet: FramePayload): Reading {
    switch (packet._tag) {
      case 'Arp': {
        const { operation, senderProtocolAddress: sender, targetProtocolAddress: target } = packet;
        return plain(
          operation === 'request'
            ? `who has ${showIpv4(target)}?`
            : `${showIpv4(sender)} is at ${showMac(packet.senderHardwareAddress)}`,
        );
      }
      case 'Ipv4':
        return packet.payload._tag === 'Tcp' && !packet.moreFragments && packet.fragmentOffset === 0
          ? this.segment(id, packet, packet.payload)
          : plain(packetLabel(packet));
      case 'Raw':
        return plain(`EtherType ${etherType}`);
      case 'Malformed':
        return plain(`broken ${packet.error.header}`);
    }
  }

  private segment(id: FrameId, packet: Ipv4Packet, segment: TcpSegment): Reading {
    const line = lineOf(id);
    const here = `${packet.source}:${segment.sourcePort}`;
    const there = `${packet.destination}:${segment.destinationPort}`;
    const mine = `${line}/${here}/${there}`;
    const theirs = `${line ^ 1}/${there}/${here}`;
    const opens = (segment.control & SYN) !== 0;
    const length = segmentLength(segment);
    const before = this.halves.get(mine);
    const again = before !== undefined && (!opens || before.base === segment.seq);
    // A conversation that was heard from its middle is counted so that the first octet heard is number 1.
    const half: Half = again ? before : { base: opens ? segment.seq : plus(segment.seq, -1), sent: [] };
    const seq = distance(segment.seq, half.base);
    const resent = length > 0 && touch(half.sent, seq, seq + length);
    if (length > 0) half.sent = joined(half.sent, seq, seq + length);
    this.halves.set(mine, half);
    const peer = this.halves.get(theirs)?.base ?? plus(segment.ack, -1);
    const ack = (segment.control & ACK) === 0 ? 0 : distance(segment.ack, peer);
    return { label: segmentLabel(segment, seq, ack, peer), resent, seq, ack };
  }
}

/**
 * What each frame of a trace means, by its name.
 *
 * Takes   a trace from the beginning of its conversations
 * Gives   a reading for every frame that was sent; a copy means what its original means
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const readings = (events: ReadonlyArray<TraceEvent>): ReadonlyMap<FrameId, Reading> => {
  const reader = new Reader();
  const all = new Map<FrameId, Reading>();
  for (const event of events) {
    if (event._tag === 'FrameSent') all.set(event.frame, reader.read(event.frame, event.data));
    else if (event._tag === 'FrameDuplicated') {
      const original = all.get(event.frame);
      if (original !== undefined) all.set(event.copy, original);
    }
  }
  return all;
};
