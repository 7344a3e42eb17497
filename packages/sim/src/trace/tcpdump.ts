// Lines as `tcpdump -tt -n` prints them.
//
// Left out: what tcpdump reads inside well-known ports; the inside of a fragment; and frames whose check sequence is wrong,
// which a real interface drops before tcpdump sees them.
import type {
  Bytes,
  EthernetFrame,
  IcmpMessage,
  FramePayload,
  Ipv4Address,
  Ipv4Packet,
  SeqNum,
  TcpOption,
  TcpSegment,
} from '@sockeye/core';
import {
  ACK,
  AE,
  CWR,
  ECE,
  FIN,
  frameLength,
  hex,
  plus,
  protocolName,
  PSH,
  RST,
  seqnum,
  showEcn,
  showIpv4,
  showMac,
  SYN,
  toBytes,
  URG,
  valueOf,
} from '@sockeye/core';
import type { Frame } from '@sockeye/core';
import { E } from '../basis/fp.ts';
import type { TraceEvent } from './Event.ts';
import { showMicroseconds } from './time.ts';

/** Where tcpdump listens. */
export interface TcpdumpOptions {
  /** A host's interface: what it sends and what arrives. Without one: every frame once, where it is sent. */
  readonly host?: string;
}

const FLAGS: ReadonlyArray<readonly [number, string]> = [
  [FIN, 'F'],
  [SYN, 'S'],
  [RST, 'R'],
  [PSH, 'P'],
  [ACK, '.'],
  [URG, 'U'],
  [ECE, 'E'],
  [CWR, 'W'],
  [AE, 'e'],
];

const flagsOf = (control: number): string =>
  FLAGS.map(([flag, sign]) => ((control & flag) === 0 ? '' : sign)).join('') || 'none';

/** The first numbers of a conversation, which tcpdump takes from the first segment with ACK: then all is relative to them. */
interface Bases {
  readonly forward: SeqNum;
  readonly back: SeqNum;
}

const showOption = (option: TcpOption, base: SeqNum): string => {
  switch (option.kind) {
    case 'eol':
    case 'nop':
    case 'sackOK':
      return option.kind;
    case 'mss':
      return `mss ${option.mss}`;
    case 'wscale':
      return `wscale ${option.shift}`;
    case 'sack':
      return `sack ${option.blocks.length} ${option.blocks
        .map(([left, right]) => `{${(left - base) >>> 0}:${(right - base) >>> 0}}`)
        .join('')}`;
    case 'TS':
      return `TS val ${option.val} ecr ${option.ecr}`;
    case 'FO':
      return option.cookie.length === 0 ? 'tfo cookiereq' : `tfo cookie ${hex(option.cookie)}`;
    case 'FOEXP':
      return option.cookie.length === 0 ? 'exp-tfo cookiereq' : `exp-tfo cookie ${hex(option.cookie)}`;
    case 'ECN':
      return showEcn(option.order, option.counters);
    case 'unknown':
      return `unknown-${option.number}${option.octets.length === 0 ? '' : ` 0x${hex(option.octets)}`}`;
  }
};

/** One listener: it remembers where conversations began. Local to one call of `tcpdump`. */
class Listener {
  private readonly conversations: Map<string, Bases> = new Map();

  private basesOf(packet: Ipv4Packet, segment: TcpSegment): Bases | undefined {
    if ((segment.control & ACK) === 0) return undefined;
    const here = `${packet.source}.${segment.sourcePort}`;
    const there = `${packet.destination}.${segment.destinationPort}`;
    const known = this.conversations.get(`${here}>${there}`);
    if (known !== undefined && (segment.control & SYN) === 0) return known;
    const bases: Bases = { forward: segment.seq, back: plus(segment.ack, -1) };
    this.conversations.set(`${here}>${there}`, bases);
    this.conversations.set(`${there}>${here}`, { forward: bases.back, back: bases.forward });
    return undefined;
  }

  segment(packet: Ipv4Packet, segment: TcpSegment): string {
    const bases = this.basesOf(packet, segment);
    const zero = seqnum(0);
    const { forward, back } = bases ?? { forward: zero, back: zero };
    const { control, payload, options } = segment;
    const seq = (segment.seq - forward) >>> 0;
    const said = [`Flags [${flagsOf(control)}]`];
    if (payload.length > 0) said.push(`seq ${seq}:${(seq + payload.length) >>> 0}`);
    else if ((control & (SYN | FIN | RST)) !== 0) said.push(`seq ${seq}`);
    if ((control & ACK) !== 0) said.push(`ack ${(segment.ack - back) >>> 0}`);
    said.push(`win ${segment.wnd}`);
    if ((control & URG) !== 0) said.push(`urg ${segment.up}`);
    if (options.length > 0) said.push(`options [${options.map((option) => showOption(option, back)).join(',')}]`);
    said.push(`length ${payload.length}`);
    return said.join(', ');
  }

  packet(packet: Ipv4Packet): string {
    const { payload } = packet;
    const ends = (source = '', destination = ''): string =>
      `IP ${showIpv4(packet.source)}${source} > ${showIpv4(packet.destination)}${destination}:`;
    if (packet.moreFragments || packet.fragmentOffset > 0) {
      return `${ends()} ${protocolName(packet.protocol)?.toLowerCase() ?? `ip-proto-${packet.protocol}`}`;
    }
    switch (payload._tag) {
      case 'Tcp':
        return `${ends(`.${payload.sourcePort}`, `.${payload.destinationPort}`)} ${this.segment(packet, payload)}`;
      case 'Udp':
        return `${ends(`.${payload.sourcePort}`, `.${payload.destinationPort}`)} UDP, length ${payload.payload.length}`;
      case 'Icmp':
        return `${ends()} ICMP ${icmp(payload)}, length ${8 + payload.payload.length}`;
      case 'Raw':
        return `${ends()} ip-proto-${packet.protocol} ${payload.octets.length}`;
      case 'Malformed':
        return `${ends()} [${payload.error.header}: ${payload.error.field} ${payload.error.reason}]`;
    }
  }

  frame(frame: EthernetFrame, length: number): string {
    const { etherType, payload } = frame;
    if (payload._tag !== 'Tagged') return this.payload(etherType, payload, length);
    const { priority, vlan } = payload;
    return `vlan ${vlan}, p ${priority}, ${this.payload(payload.etherType, payload.payload, length - 4)}`;
  }

  private payload(etherType: number, payload: FramePayload, length: number): string {
    switch (payload._tag) {
      case 'Arp': {
        const { senderProtocolAddress: sender, targetProtocolAddress: target, senderHardwareAddress: mac } = payload;
        const said =
          payload.operation === 'request'
            ? `Request who-has ${showIpv4(target)} tell ${showIpv4(sender)}`
            : `Reply ${showIpv4(sender)} is-at ${showMac(mac)}`;
        return `ARP, ${said}, length ${length - 14}`;
      }
      case 'Ipv4':
        return this.packet(payload);
      case 'Raw':
        return `ethertype Unknown (0x${hex(Uint8Array.of(etherType >> 8, etherType & 255))}), length ${length}`;
      case 'Malformed':
        return `[${payload.error.header}: ${payload.error.field} ${payload.error.reason}]`;
    }
  }
}

const word = (octets: Bytes, at: number): number => ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);

/** What an ICMP error quotes: protocol, destination, and the destination port behind the header. */
const quoted = (octets: Bytes): { readonly protocol: number; readonly destination: string; readonly port: number } => ({
  protocol: octets[9] ?? 0,
  destination: showIpv4((((word(octets, 16) << 16) | word(octets, 18)) >>> 0) as Ipv4Address),
  port: word(octets, ((octets[0] ?? 0) & 15) * 4 + 2),
});

const unreachable = (code: number, rest: number, octets: Bytes): string => {
  const { protocol, destination, port } = quoted(octets);
  switch (code) {
    case 0:
      return `net ${destination} unreachable`;
    case 1:
      return `host ${destination} unreachable`;
    case 2:
      return `${destination} protocol ${protocol} unreachable`;
    case 3:
      return `${destination} ${protocolName(protocol)?.toLowerCase() ?? protocol} port ${port} unreachable`;
    case 4:
      return `${destination} unreachable - need to frag (mtu ${rest & 0xffff})`;
    default:
      return `${destination} unreachable - code ${code}`;
  }
};

const icmp = (message: IcmpMessage): string => {
  const { type, code, rest } = message;
  switch (type) {
    case 0:
    case 8:
      return `echo ${type === 0 ? 'reply' : 'request'}, id ${rest >>> 16}, seq ${rest & 0xffff}`;
    case 3:
      return unreachable(code, rest, toBytes(message.payload));
    case 11:
      return code === 0 ? 'time exceeded in-transit' : 'ip reassembly time exceeded';
    default:
      return `type-#${type}`;
  }
};

/** The frame that a listener sees at this event, if it sees one. */
const seen = (event: TraceEvent, host: string | undefined): Frame | undefined => {
  if (event._tag === 'FrameSent') return host === undefined || event.host === host ? event.data : undefined;
  return event._tag === 'FrameDelivered' && event.host === host ? event.data : undefined;
};

/**
 * A trace as tcpdump would print it.
 *
 * Takes   a trace, and where tcpdump listens
 * Gives   lines such as `0.000000 IP 10.0.0.1.49152 > 10.0.0.2.7: Flags [S], seq 1000, win 65535, length 0`
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const tcpdump = (events: ReadonlyArray<TraceEvent>, options: TcpdumpOptions = {}): string => {
  const listener = new Listener();
  let out = '';
  for (const event of events) {
    const frame = seen(event, options.host);
    if (frame === undefined) continue;
    const value = valueOf(frame);
    if (E.isRight(value)) {
      out += `${showMicroseconds(event.at)} ${listener.frame(value.right, frameLength(frame))}\n`;
    }
  }
  return out;
};
