// What must come back when octets were read and are written again, said without the codecs: everything that the RFCs call
// part of the packet, and nothing else. Not kept are: what lies behind a packet in its frame (padding) or behind a datagram
// in its packet (surplus); the reserved flag of IPv4, which is sent as zero; and which of the two zeros of one's complement
// a checksum was.
import type { EthernetFrame, Ipv4Packet } from '../../../packages/core/src/wire/packets.ts';

/** The sum of 16-bit words in one's complement, by its definition. (RFC 1071) */
const sumOf = (octets: Uint8Array, from: number, to: number, before = 0): number => {
  let sum = before;
  for (let at = from; at < to; at++) sum += (at - from) % 2 === 0 ? octets[at]! * 256 : octets[at]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65536);
  return sum;
};

/** Puts the right checksum at a place of some octets. */
const sealAt = (octets: Uint8Array, at: number, to: number, before: number): void => {
  octets[at] = 0;
  octets[at + 1] = 0;
  const sum = 0xffff - sumOf(octets, 0, to, before);
  octets[at] = sum >>> 8;
  octets[at + 1] = sum & 255;
};

/** The pseudo header of a transport between 10.0.0.1 and 10.0.0.2, or between the addresses of an IPv4 header. */
export const pseudo = (protocol: number, length: number, header?: Uint8Array): number =>
  header === undefined ? 0x0a00 + 1 + 0x0a00 + 2 + protocol + length : sumOf(header, 12, 20, protocol + length);

/** Makes the checksums of octets right, so that what lies behind them is looked at as well; what is too short has none. */
export const mend: Readonly<Record<string, (octets: Uint8Array) => void>> = {
  icmp: (octets) => void (octets.length >= 4 && sealAt(octets, 2, octets.length, 0)),
  tcp: (octets) => void (octets.length >= 18 && sealAt(octets, 16, octets.length, pseudo(6, octets.length))),
  udp: (octets) => {
    if (octets.length < 8) return;
    const length = Math.min(octets.length, octets[4]! * 256 + octets[5]!);
    if (length >= 8) sealAt(octets, 6, length, pseudo(17, length));
  },
  ipv4: (octets) => {
    const header = (octets[0]! & 15) * 4;
    if (octets.length >= 20 && header >= 20 && header <= octets.length) sealAt(octets, 10, header, 0);
  },
  ethernet: (octets) => {
    const header = octets[12] === 0x81 && octets[13] === 0 ? 18 : 14;
    if (octets.length > header && octets[header - 2] === 8 && octets[header - 1] === 0) {
      mend['ipv4']!(octets.subarray(header));
    }
  },
};

const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let crc = octet;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The frame check sequence of the first octets of some, octet by octet. */
export const checkSequence = (octets: Uint8Array, to: number): number => {
  let crc = 0xffffffff;
  for (let at = 0; at < to; at++) crc = (crc >>> 8) ^ TABLE[(crc ^ octets[at]!) & 255]!;
  return ~crc >>> 0;
};

export const lawfulArp = (octets: Uint8Array): Uint8Array => octets.subarray(0, 28);

export const lawfulIcmp = (octets: Uint8Array): Uint8Array => {
  const again = octets.slice();
  sealAt(again, 2, again.length, 0);
  return again;
};

export const lawfulTcp = (octets: Uint8Array, header?: Uint8Array): Uint8Array => {
  const again = octets.slice();
  sealAt(again, 16, again.length, pseudo(6, again.length, header));
  return again;
};

export const lawfulUdp = (octets: Uint8Array): Uint8Array => octets.slice(0, octets[4]! * 256 + octets[5]!);

export const lawfulIpv4 = (octets: Uint8Array, { payload }: Ipv4Packet): Uint8Array => {
  const header = (octets[0]! & 15) * 4;
  const whole = octets.subarray(header, octets[2]! * 256 + octets[3]!);
  const inside =
    payload._tag === 'Udp'
      ? lawfulUdp(whole)
      : payload._tag === 'Tcp'
        ? lawfulTcp(whole, octets)
        : payload._tag === 'Icmp'
          ? lawfulIcmp(whole)
          : whole;
  const again = new Uint8Array(header + inside.length);
  again.set(octets.subarray(0, header));
  again.set(inside, header);
  again[2] = again.length >>> 8;
  again[3] = again.length & 255;
  again[6] = again[6]! & 0x7f;
  sealAt(again, 10, header, 0);
  return again;
};

export const lawfulEthernet = (octets: Uint8Array, { payload }: EthernetFrame): Uint8Array => {
  const header = payload._tag === 'Tagged' ? 18 : 14;
  const packet = payload._tag === 'Tagged' ? payload.payload : payload;
  const inside = octets.subarray(header);
  const kept = packet._tag === 'Arp' ? lawfulArp(inside) : packet._tag === 'Ipv4' ? lawfulIpv4(inside, packet) : inside;
  const again = new Uint8Array(Math.max(60, header + kept.length));
  again.set(octets.subarray(0, header));
  again.set(kept, header);
  return again;
};
