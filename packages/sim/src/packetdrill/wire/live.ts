// What left the stack, read from its octets.
import type { Bytes, Instant, Ipv4Address, Ipv4Packet } from '@sockeye/core';
import { ipv4Codec } from '@sockeye/core';
import { E } from '../../basis/fp.ts';

/** An option as on the wire. */
export interface RawOption {
  readonly kind: number;
  readonly octets: ReadonlyArray<number>;
}

/** A TCP segment that left. */
export interface LiveTcp {
  readonly _tag: 'Tcp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly control: number;
  readonly reserved: number;
  readonly win: number;
  readonly urg: number;
  readonly options: ReadonlyArray<RawOption>;
  readonly payload: Bytes;
}

export interface LiveUdp {
  readonly _tag: 'Udp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Bytes;
}

export interface LiveIcmp {
  readonly _tag: 'Icmp';
  readonly type: number;
  readonly code: number;
  readonly length: number;
}

/** A packet that left the stack, when, and what no packet may be: its sums do not fit. */
export interface Live {
  readonly at: Instant;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly tos: number;
  readonly ttl: number;
  readonly headerLength: number;
  readonly totalLength: number;
  readonly transport: LiveTcp | LiveUdp | LiveIcmp | undefined;
  readonly wrong: string | undefined;
}

const u16At = (octets: Bytes, at: number): number => ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
const u32At = (octets: Bytes, at: number): number => ((u16At(octets, at) << 16) | u16At(octets, at + 2)) >>> 0;

/** Options in order, padding included; one of an impossible length ends them. */
const rawOptions = (octets: Bytes): ReadonlyArray<RawOption> => {
  const found: Array<RawOption> = [];
  for (let at = 0; at < octets.length;) {
    const kind = octets[at] ?? 0;
    const length = kind < 2 ? 1 : Math.max(2, octets[at + 1] ?? 2);
    found.push({ kind, octets: kind < 2 ? [] : Array.from(octets.subarray(at + 2, at + length)) });
    at += length;
  }
  return found;
};

const tcpOf = (octets: Bytes): LiveTcp => {
  const header = ((octets[12] ?? 0) >>> 4) * 4;
  const control = u16At(octets, 12) & 0xfff;
  return {
    _tag: 'Tcp',
    sourcePort: u16At(octets, 0),
    destinationPort: u16At(octets, 2),
    seq: u32At(octets, 4),
    ack: u32At(octets, 8),
    control: control & 0x1ff,
    reserved: control >>> 9,
    win: u16At(octets, 14),
    urg: u16At(octets, 18),
    options: rawOptions(octets.subarray(20, header)),
    payload: octets.subarray(header),
  };
};

/**
 * Encodes what the stack handed to its link, and reads it again as octets.
 *
 * Both directions are gone through, so that lengths, header checksum and the sums of TCP, UDP and ICMP are verified.
 */
export const liveOf = (packet: Ipv4Packet, at: Instant): Live => {
  const octets = ipv4Codec.encode(packet);
  const header = ((octets[0] ?? 0) & 15) * 4;
  const payload = octets.subarray(header);
  const read = ipv4Codec.decode(octets);
  const wrong = E.isLeft(read)
    ? (read.left[0]?.message ?? 'it cannot be read')
    : read.right.payload._tag === 'Malformed'
      ? `${read.right.payload.error.field} ${read.right.payload.error.reason}`
      : read.right.moreFragments || read.right.fragmentOffset > 0
        ? 'it is a fragment'
        : undefined;
  const protocol = octets[9] ?? 0;
  return {
    at,
    source: packet.source,
    destination: packet.destination,
    tos: octets[1] ?? 0,
    ttl: octets[8] ?? 0,
    headerLength: header,
    totalLength: u16At(octets, 2),
    transport:
      protocol === 6
        ? tcpOf(payload)
        : protocol === 17
          ? {
              _tag: 'Udp',
              sourcePort: u16At(payload, 0),
              destinationPort: u16At(payload, 2),
              payload: payload.subarray(8),
            }
          : protocol === 1
            ? { _tag: 'Icmp', type: payload[0] ?? 0, code: payload[1] ?? 0, length: payload.length }
            : undefined,
    wrong,
  };
};
