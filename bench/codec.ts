// Encode and decode of each protocol, and a hand-written twin of the TCP header as yardstick.
import { NO_BYTES } from '../packages/core/src/basis/bytes.ts';
import { E } from '../packages/core/src/basis/fp.ts';
import { EMPTY_ROPE, rope } from '../packages/core/src/basis/rope.ts';
import { BROADCAST_MAC, ipv4Address, port } from '../packages/core/src/wire/addresses.ts';
import type { MacAddress } from '../packages/core/src/wire/addresses.ts';
import { ACK, PSH } from '../packages/core/src/wire/control.ts';
import { complement, pseudoHeaderSum, sum } from '../packages/core/src/wire/checksum.ts';
import { encodeArp, decodeArp } from '../packages/core/src/wire/arp.ts';
import { encodeEthernet, decodeEthernet } from '../packages/core/src/wire/ethernetHeader.ts';
import { forgetValue, frameOf, octetsOf, valueOf } from '../packages/core/src/wire/frame.ts';
import { encodeIcmp, decodeIcmp } from '../packages/core/src/wire/icmp.ts';
import { encodeIpv4, decodeIpv4 } from '../packages/core/src/wire/ipv4.ts';
import { NO_OPTIONS } from '../packages/core/src/wire/optionsOnWire.ts';
import type {
  ArpPacket,
  DecodeError,
  EthernetFrame,
  IcmpMessage,
  Ipv4Packet,
  TcpSegment,
  UdpDatagram,
} from '../packages/core/src/wire/packets.ts';
import { seqnum } from '../packages/core/src/wire/seqnum.ts';
import { memoryOf } from '../packages/core/src/wire/slab.ts';
import { decodeTcp, encodeTcp } from '../packages/core/src/wire/tcp.ts';
import { decodeUdp, encodeUdp } from '../packages/core/src/wire/udp.ts';
import type { Case } from './rotate.ts';
import { print, ratio, rotate, sunk } from './rotate.ts';

const source = ipv4Address(10, 0, 0, 1);
const destination = ipv4Address(10, 0, 0, 2);
const filled = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 0xff);

const segment = (length: number): TcpSegment => ({
  _tag: 'Tcp',
  sourcePort: port(40_000),
  destinationPort: port(80),
  seq: seqnum(0xdeadbeef),
  ack: seqnum(0x01020304),
  control: ACK | PSH,
  wnd: 0xffff,
  up: 0,
  options: [],
  payload: rope(filled(length)),
});

const timestamped = (length: number): TcpSegment => ({
  ...segment(length),
  options: [{ kind: 'nop' }, { kind: 'nop' }, { kind: 'TS', val: 123_456, ecr: 654_321 }],
});

const datagram = (length: number): UdpDatagram => ({
  _tag: 'Udp',
  sourcePort: port(40_000),
  destinationPort: port(53),
  checksummed: true,
  payload: rope(filled(length)),
});

const message: IcmpMessage = { _tag: 'Icmp', type: 8, code: 0, rest: 0x00010002, payload: rope(filled(56)) };

const packet = (payload: TcpSegment): Ipv4Packet => ({
  _tag: 'Ipv4',
  typeOfService: 0,
  identification: 4711,
  dontFragment: true,
  moreFragments: false,
  fragmentOffset: 0,
  timeToLive: 64,
  protocol: 6,
  source,
  destination,
  options: NO_BYTES,
  payload,
});

const frame = (payload: TcpSegment): EthernetFrame => ({
  destination: 0x020000000002 as MacAddress,
  source: 0x020000000001 as MacAddress,
  etherType: 0x0800,
  payload: packet(payload),
});

const question: ArpPacket = {
  _tag: 'Arp',
  operation: 'request',
  senderHardwareAddress: 0x020000000001 as MacAddress,
  senderProtocolAddress: source,
  targetHardwareAddress: BROADCAST_MAC,
  targetProtocolAddress: destination,
};

/** The yardstick: what somebody writes who knows the header by heart and nothing else. */
const encodeByHand = (segment: TcpSegment, view: DataView, at: number): number => {
  view.setUint16(at, segment.sourcePort);
  view.setUint16(at + 2, segment.destinationPort);
  view.setUint32(at + 4, segment.seq);
  view.setUint32(at + 8, segment.ack);
  view.setUint16(at + 12, 0x5000 | segment.control);
  view.setUint16(at + 14, segment.wnd);
  view.setUint16(at + 16, 0);
  view.setUint16(at + 18, segment.up);
  view.setUint16(at + 16, complement(sum(view, at, at + 20, pseudoHeaderSum(source, destination, 6, 20))));
  return at + 20;
};

/** It gives the very same value, with the same checks: only the table of fields is missing. */
const decodeByHand = (view: DataView, at: number, end: number): E.Either<DecodeError, TcpSegment> => {
  if (end - at < 20) return E.left({ header: 'tcp', field: 'length', reason: 'too short' });
  if (view.getUint8(at + 12) >>> 4 !== 5) return E.left({ header: 'tcp', field: 'dataOffset', reason: 'options' });
  if (sum(view, at, end, pseudoHeaderSum(source, destination, 6, end - at)) !== 0xffff) {
    return E.left({ header: 'tcp', field: 'checksum', reason: 'wrong' });
  }
  return E.right({
    _tag: 'Tcp',
    sourcePort: port(view.getUint16(at)),
    destinationPort: port(view.getUint16(at + 2)),
    seq: seqnum(view.getUint32(at + 4)),
    ack: seqnum(view.getUint32(at + 8)),
    control: view.getUint16(at + 12) & 0xfff,
    wnd: view.getUint16(at + 14),
    up: view.getUint16(at + 18),
    options: NO_OPTIONS,
    payload: EMPTY_ROPE,
  });
};

const repeated = (name: string, count: number, once: (i: number) => number): Case => ({
  name,
  count,
  work: () => {
    let all = 0;
    for (let i = 0; i < count; i++) all ^= once(i);
    return all;
  },
});

/** Sixteen places, one after another. */
const place = (i: number): number => (i & 15) * 64;

/** Measures and prints. */
export const run = (): void => {
  const memory = memoryOf(new Uint8Array(65_536));
  const { view } = memory;
  const N = 200_000;
  // Several values and places, as in life; otherwise the compiler hoists half of the work out of the loop.
  const bare = Array.from({ length: 16 }, (_, i) => ({ ...segment(0), seq: seqnum(i * 997), wnd: 1000 + i }));
  bare.forEach((one, i) => encodeTcp(one, memory, place(i), source, destination));
  const decoded = memoryOf(memory.bytes.slice(0, 2048));

  const header = rotate([
    repeated('TCP header, encode', N, (i) => encodeTcp(bare[i & 15]!, memory, place(i), source, destination)),
    repeated('TCP header, encode by hand', N, (i) => encodeByHand(bare[i & 15]!, view, place(i))),
    repeated('TCP header, decode', N, (i) => {
      const read = decodeTcp(decoded, place(i), place(i) + 20, source, destination);
      return read._tag === 'Right' ? read.right.wnd : 0;
    }),
    repeated('TCP header, decode by hand', N, (i) => {
      const read = decodeByHand(decoded.view, place(i), place(i) + 20);
      return read._tag === 'Right' ? read.right.wnd : 0;
    }),
  ]);
  print('TCP header and its checksum', header);
  const encode = ratio(header[0]!, header[1]!);
  const decode = ratio(header[2]!, header[3]!);
  console.log(`  encode ÷ by hand: ${encode.median.toFixed(2)} (of minima ${encode.best.toFixed(2)})`);
  console.log(`  decode ÷ by hand: ${decode.median.toFixed(2)} (of minima ${decode.best.toFixed(2)})`);

  const full = segment(1460);
  const inPacket = packet(full);
  const inFrame = frame(full);
  const stamped = timestamped(1448);
  const question53 = datagram(64);
  const at = 4096;
  const each: ReadonlyArray<readonly [name: string, encode: () => number, decode: (end: number) => string]> = [
    ['ARP', () => encodeArp(question, memory, at), (end) => decodeArp(memory, at, end)._tag],
    ['ICMP echo, 56 octets', () => encodeIcmp(message, memory, at), (end) => decodeIcmp(memory, at, end)._tag],
    [
      'UDP, 64 octets',
      () => encodeUdp(question53, memory, at, source, destination),
      (end) => decodeUdp(memory, at, end, source, destination)._tag,
    ],
    [
      'TCP, 1460 octets',
      () => encodeTcp(full, memory, at, source, destination),
      (end) => decodeTcp(memory, at, end, source, destination)._tag,
    ],
    [
      'TCP, timestamps, 1448 octets',
      () => encodeTcp(stamped, memory, at, source, destination),
      (end) => decodeTcp(memory, at, end, source, destination)._tag,
    ],
    ['IPv4 around TCP, 1460 octets', () => encodeIpv4(inPacket, memory, at), (end) => decodeIpv4(memory, at, end)._tag],
    [
      'Ethernet around all, no FCS',
      () => encodeEthernet(inFrame, memory, at),
      (end) => decodeEthernet(memory, at, end)._tag,
    ],
  ];
  print(
    'Protocols, copy and checksums included',
    rotate(
      each.flatMap(([name, encode, decode]) => {
        const end = encode();
        return [
          repeated(`${name}: encode`, 50_000, encode),
          // The octets of the same buffer, encoded again by the case before: always the same ones.
          repeated(`${name}: decode`, 50_000, () => {
            encode();
            return decode(end) === 'Right' ? 1 : 0;
          }),
        ];
      }),
    ),
  );
  console.log('  (decode: with an encode before it)');

  const value = frame(full);
  const empty = frame(segment(0));
  print(
    'Frames of 1,514 octets, and of 60',
    rotate([
      repeated('lazy: made and received, 1,514', N, () => (valueOf(frameOf(value))._tag === 'Right' ? 1 : 0)),
      repeated('eager: octets written, 1,514', 50_000, () => octetsOf(frameOf(value)).length),
      repeated('bytes: FCS made and all verified, 1,514', 20_000, () =>
        valueOf(forgetValue(frameOf(value)))._tag === 'Right' ? 1 : 0,
      ),
      repeated('eager: octets written, 60', 100_000, () => octetsOf(frameOf(empty)).length),
      repeated('bytes: FCS made and all verified, 60', 100_000, () =>
        valueOf(forgetValue(frameOf(empty)))._tag === 'Right' ? 1 : 0,
      ),
    ]),
  );
  console.log(`  (${sunk()})`);
};

// By itself: node scripts/run.mjs bench/codec.ts
if (process.argv[1]?.endsWith('codec.ts') === true) run();
