import * as fc from 'fast-check';
import type { Type } from 'io-ts';
import { describe, expect, test } from 'vitest';
import { bytes, hex } from '../../../packages/core/src/basis/bytes.ts';
import type { E } from '../../../packages/core/src/basis/fp.ts';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import { port } from '../../../packages/core/src/wire/addresses.ts';
import { decodeArp } from '../../../packages/core/src/wire/arp.ts';
import { internetChecksum } from '../../../packages/core/src/wire/checksum.ts';
import {
  arpCodec,
  ethernetCodec,
  icmpCodec,
  ipv4Codec,
  tcpCodec,
  udpCodec,
} from '../../../packages/core/src/wire/codecs.ts';
import { showDecodeError } from '../../../packages/core/src/wire/decodeError.ts';
import { dissect } from '../../../packages/core/src/wire/dissect.ts';
import { ethernetHeader } from '../../../packages/core/src/wire/ethernetHeader.ts';
import { ipv4Header, ipv4Length } from '../../../packages/core/src/wire/ipv4.ts';
import { showErrors } from '../../../packages/core/src/wire/layout.ts';
import { readOptions, writeOptions } from '../../../packages/core/src/wire/optionsOnWire.ts';
import type { DecodeError } from '../../../packages/core/src/wire/packets.ts';
import { memoryOf } from '../../../packages/core/src/wire/slab.ts';
import { decodeTransport, encodeTransport, payloadLength } from '../../../packages/core/src/wire/transport.ts';
import {
  address,
  arpPacket,
  ethernetFrame,
  flat,
  icmpMessage,
  ipv4Packet,
  octetsUpTo,
  tcpSegment,
  udpDatagram,
} from './arbitraries.ts';
import { A, B, GOLDEN, octetsFrom } from './golden.ts';

const right = <Err, Value>(read: E.Either<Err, Value>): Value => {
  if (read._tag === 'Left') throw new Error(JSON.stringify(read.left));
  return read.right;
};

interface Member {
  readonly name: string;
  readonly codec: Type<unknown, Uint8Array, Uint8Array>;
  readonly value: fc.Arbitrary<unknown>;
}

const member = <Value>(
  name: string,
  codec: Type<Value, Uint8Array, Uint8Array>,
  value: fc.Arbitrary<Value>,
): Member => ({ name, codec: codec as unknown as Member['codec'], value });

const family: ReadonlyArray<Member> = [
  member('Ethernet', ethernetCodec, ethernetFrame),
  member('ARP', arpCodec, arpPacket),
  member('IPv4', ipv4Codec, ipv4Packet),
  member('ICMP', icmpCodec, icmpMessage),
  member('UDP', udpCodec(A, B), udpDatagram),
  member('TCP', tcpCodec(A, B), tcpSegment),
];

describe.each(family)('the laws of a codec: $name', ({ codec, value }) => {
  test('it decodes what it encodes, for every value that can be sent', () => {
    fc.assert(
      fc.property(value, (sent) => {
        expect(codec.is(sent)).toBe(true);
        const read = codec.decode(codec.encode(sent));
        if (read._tag === 'Left') throw new Error(showErrors(read.left));
        expect(flat(read.right)).toEqual(flat(sent));
        expect(codec.is(read.right)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('it encodes the same octets again', () => {
    fc.assert(
      fc.property(value, (sent) => {
        const octets = codec.encode(sent);
        expect(hex(codec.encode(right(codec.decode(octets))))).toBe(hex(octets));
      }),
    );
  });

  test('it throws at no octets, and neither does dissection', () => {
    fc.assert(
      fc.property(octetsUpTo(200), (octets) => {
        expect(['Left', 'Right']).toContain(codec.decode(octets)._tag);
        expect(dissect(octets, false).to).toBe(octets.length);
        expect(dissect(octets, true).to).toBe(octets.length);
      }),
      { numRuns: 500 },
    );
  });

  test('it throws at no octets that were changed, cut or continued on their way', () => {
    fc.assert(
      fc.property(
        value,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
        fc.nat(),
        fc.uint8Array({ maxLength: 8 }),
        (sent, changes, cut, more) => {
          const octets = codec.encode(sent);
          for (const [at, octet] of changes) octets[at % octets.length] = octet;
          const shorter = octets.subarray(0, cut % (octets.length + 1));
          for (const struck of [octets, shorter, Uint8Array.from([...octets, ...more])]) {
            expect(['Left', 'Right']).toContain(codec.decode(struck)._tag);
            expect(dissect(struck, false).to).toBe(struck.length);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('it knows its own values from others', () => {
    for (const other of [undefined, null, 0, '', {}, [], { _tag: 'Tcp' }, { _tag: 'Udp' }, { payload: {} }]) {
      expect(codec.is(other)).toBe(false);
    }
  });
});

describe('golden frames', () => {
  test.each(GOLDEN)('$name is read as it was written by hand', ({ octets, value }) => {
    expect(flat(right(ethernetCodec.decode(octets.subarray(0, -4))))).toEqual(flat(value));
  });

  test.each(GOLDEN)('$name is written as it was by hand', ({ octets, value }) => {
    expect(hex(ethernetCodec.encode(value))).toBe(hex(octets.subarray(0, -4)));
  });
});

/** What is wrong with octets, as a line; or what they are. */
const said = (read: E.Either<DecodeError, unknown>): string =>
  read._tag === 'Left' ? showDecodeError(read.left) : 'read';

describe('malformed IPv4', () => {
  const [, syn] = GOLDEN;
  const packet = syn!.octets.subarray(14, -4);
  const struck = (change: (octets: Uint8Array, view: DataView) => void, keepsSum = true): string => {
    const octets = packet.slice();
    change(octets, new DataView(octets.buffer));
    const header = Math.min(octets.length, Math.max(20, (octets[0]! & 15) * 4));
    if (keepsSum) {
      new DataView(octets.buffer).setUint16(10, 0);
      new DataView(octets.buffer).setUint16(10, internetChecksum(octets.subarray(0, header)));
    }
    const read = ipv4Codec.decode(octets);
    return read._tag === 'Left' ? showErrors(read.left) : 'read';
  };

  test.each<[string, string, (octets: Uint8Array, view: DataView) => void, boolean]>([
    ['another version', 'ipv4.version: 6 is not 4', (octets) => void (octets[0] = 0x65), true],
    [
      'too few words',
      "ipv4.headerLength: 4 words, less than the header's 5",
      (octets) => void (octets[0] = 0x44),
      true,
    ],
    ['a wrong sum', 'ipv4.headerChecksum: does not fit the header', (octets) => void (octets[8] = 63), false],
    [
      'a length below the header',
      "ipv4.totalLength: 19, less than the header's 20",
      (_, view) => view.setUint16(2, 19),
      true,
    ],
    [
      'a length beyond the frame',
      'ipv4.totalLength: 61, where 60 octets came',
      (_, view) => view.setUint16(2, 61),
      true,
    ],
    ['nothing wrong', 'read', () => undefined, true],
  ])('%s: %s', (_, says, change, keepsSum) => {
    expect(struck(change, keepsSum)).toBe(says);
  });

  test('a header that reaches past the frame', () => {
    const octets = packet.slice(0, 24);
    octets[0] = 0x4f;
    const read = ipv4Codec.decode(octets);
    expect(read._tag === 'Left' && showErrors(read.left)).toBe('ipv4.headerLength: 15 words, where 24 octets came');
  });

  test('a header that is cut', () => {
    const read = ipv4Codec.decode(packet.slice(0, 19));
    expect(read._tag === 'Left' && showErrors(read.left)).toBe('ipv4.length: 19 octets, where the header has 20');
  });

  test('the reserved flag is not looked at', () => {
    expect(struck((octets) => void (octets[6] = octets[6]! | 0x80))).toBe('read');
  });
});

describe('fragments', () => {
  test('are octets, whatever their protocol', () => {
    fc.assert(
      fc.property(tcpSegment, address, address, (segment, source, destination) => {
        const octets = encodeTransport(segment, source, destination);
        const first = right(
          ipv4Codec.decode(
            ipv4Codec.encode({
              _tag: 'Ipv4',
              typeOfService: 0,
              identification: 1,
              dontFragment: false,
              moreFragments: true,
              fragmentOffset: 0,
              timeToLive: 64,
              protocol: 6,
              source,
              destination,
              options: bytes(),
              payload: { _tag: 'Raw', octets },
            }),
          ),
        );
        expect(first.payload._tag).toBe('Raw');
        const payload = first.payload._tag === 'Raw' ? first.payload.octets : bytes();
        expect(flat(decodeTransport(6, source, destination, payload))).toEqual(flat(segment));
      }),
    );
  });
});

describe('lengths by arithmetic', () => {
  test('are those of the octets', () => {
    fc.assert(
      fc.property(ipv4Packet, (packet) => {
        expect(ipv4Codec.encode(packet).length).toBe(ipv4Length(packet));
        expect(encodeTransport(packet.payload, packet.source, packet.destination).length).toBe(
          payloadLength(packet.payload),
        );
      }),
    );
  });
});

describe('transports by themselves', () => {
  // MUST-2, MUST-3
  test('come back after reassembly, and are malformed under another address', () => {
    fc.assert(
      fc.property(tcpSegment, address, address, (segment, source, destination) => {
        const octets = encodeTransport(segment, source, destination);
        expect(flat(decodeTransport(6, source, destination, octets))).toEqual(flat(segment));
        const elsewhere = ((destination ^ 1) >>> 0) as typeof destination;
        expect(decodeTransport(6, source, elsewhere, octets)).toMatchObject({
          _tag: 'Malformed',
          error: { header: 'tcp', field: 'checksum' },
        });
      }),
    );
  });

  test('of unknown protocols are octets', () => {
    expect(decodeTransport(132, A, B, bytes(1, 2, 3))).toEqual({ _tag: 'Raw', octets: bytes(1, 2, 3) });
    expect(encodeTransport({ _tag: 'Raw', octets: bytes(1, 2, 3) }, A, B)).toEqual(bytes(1, 2, 3));
  });
});

describe('UDP', () => {
  const codec = udpCodec(A, B);
  const datagram = { _tag: 'Udp', sourcePort: port(7), destinationPort: port(9), checksummed: true } as const;
  const refused = (octets: Uint8Array): string => {
    const read = codec.decode(octets);
    return read._tag === 'Left' ? showErrors(read.left) : 'read';
  };

  test('sends a computed checksum of zero as all ones, and accepts it', () => {
    // The word that makes the sum of all others whole is that sum's complement.
    const rest = codec.encode({ ...datagram, payload: rope(bytes(0, 0)) });
    const octets = codec.encode({ ...datagram, payload: rope(rest.slice(6, 8)) });
    expect(hex(octets.subarray(6, 8))).toBe('ffff');
    expect(right(codec.decode(octets)).checksummed).toBe(true);
  });

  test('without a checksum is not checked', () => {
    const octets = codec.encode({ ...datagram, checksummed: false, payload: rope(bytes(1, 2, 3)) });
    expect(hex(octets.subarray(6, 8))).toBe('0000');
    octets[10] = 99;
    const read = right(codec.decode(octets));
    expect(read.checksummed).toBe(false);
    expect(flat(read.payload)).toBe('010263');
  });

  test('does not look beyond its own length', () => {
    const octets = codec.encode({ ...datagram, payload: rope(bytes(1, 2, 3)) });
    expect(flat(right(codec.decode(Uint8Array.from([...octets, 9, 9]))).payload)).toBe('010203');
  });

  test('with a length that cannot be is refused', () => {
    const octets = codec.encode({ ...datagram, payload: rope(bytes(1, 2, 3)) });
    const withLength = (length: number): Uint8Array => {
      const changed = octets.slice();
      new DataView(changed.buffer).setUint16(4, length);
      return changed;
    };
    expect(refused(withLength(7))).toBe("udp.length: 7, less than the header's 8");
    expect(refused(withLength(0))).toBe("udp.length: 0, less than the header's 8");
    expect(refused(withLength(12))).toBe('udp.length: 12, where the packet holds 11');
    expect(refused(octets.slice(0, 7))).toBe('udp.length: 7 octets, where the header has 8');
    expect(refused(withLength(10))).toBe('udp.checksum: does not fit header, payload and addresses');
  });
});

describe('TCP options', () => {
  const read = (octets: Uint8Array): ReturnType<typeof readOptions> => readOptions(memoryOf(octets), 0, octets.length);

  // MUST-7, MUST-68
  test.each([
    ['02 00 05 b4', 'tcp.options: option 2 has a length of 0'],
    ['01 01 fe 01', 'tcp.options: option 254 has a length of 1'],
    ['02 04 05', 'tcp.options: option 2 has a length of 4, 1 past the header'],
    ['01 01 01 08', 'tcp.options: option 8 has no length before the header ends'],
    ['05 ff 00 00', 'tcp.options: option 5 has a length of 255, 251 past the header'],
  ])('%s: %s', (octets, says) => {
    expect(said(read(octetsFrom(octets)))).toBe(says);
  });

  test.each([
    ['mss of 5 octets', '02 05 00 00 00 01 01 01', { kind: 'unknown', number: 2, octets: bytes(0, 0, 0) }],
    ['wscale of 4 octets', '03 04 00 00', { kind: 'unknown', number: 3, octets: bytes(0, 0) }],
    ['sack without blocks', '05 02 01 01', { kind: 'unknown', number: 5, octets: bytes() }],
    [
      'sack of a block and a half',
      '05 0e 00 00 00 00 00 00 00 00 00 00 00 00 01 01',
      { kind: 'unknown', number: 5, octets: new Uint8Array(12) },
    ],
    ['sack of half a block', '05 06 00 00 00 01 01 01', { kind: 'unknown', number: 5, octets: bytes(0, 0, 0, 1) }],
  ])('a known kind of another length is kept as unknown: %s', (_, octets, option) => {
    expect(right(read(octetsFrom(octets)))[0]).toEqual(option);
  });

  test('what follows the end of the list is padding, kept as it is', () => {
    expect(right(read(octetsFrom('01 00 00 00')))).toEqual([
      { kind: 'nop' },
      { kind: 'eol' },
      { kind: 'eol' },
      { kind: 'eol' },
    ]);
    expect(right(read(octetsFrom('01 00 02 00')))).toEqual([
      { kind: 'nop' },
      { kind: 'unknown', number: 0, octets: bytes(2, 0) },
    ]);
  });

  // MUST-6, MUST-64
  test('any that can be read are written as they were', () => {
    // Octets that often are kinds and lengths.
    const octet = fc.oneof(fc.nat({ max: 10 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(octet, { maxLength: 40 }), (octets) => {
        const from = Uint8Array.from(octets);
        const options = read(from);
        if (options._tag === 'Left') return;
        const again = memoryOf(new Uint8Array(from.length));
        expect(writeOptions(options.right, again, 0)).toBe(from.length);
        expect(hex(again.bytes)).toBe(hex(from));
      }),
      { numRuns: 2000 },
    );
  });

  test('a data offset that cannot be is refused', () => {
    const [, syn] = GOLDEN;
    const segment = syn!.octets.slice(34, -4);
    const withOffset = (words: number): string => {
      const octets = segment.slice();
      octets[12] = words << 4;
      const decoded = tcpCodec(A, B).decode(octets);
      return decoded._tag === 'Left' ? showErrors(decoded.left) : 'read';
    };
    expect(withOffset(4)).toBe("tcp.dataOffset: 4 words, less than the header's 5");
    expect(withOffset(0)).toBe("tcp.dataOffset: 0 words, less than the header's 5");
    expect(withOffset(11)).toBe('tcp.dataOffset: 11 words, where the packet holds 40 octets');
    expect(withOffset(9)).toBe('tcp.checksum: does not fit header, payload and addresses');
    expect(withOffset(10)).toBe('read');
  });
});

describe('ARP', () => {
  const [request] = GOLDEN;
  test.each([
    [0, 2, 'arp.hardwareType: 2 is not Ethernet'],
    [2, 0x86dd, 'arp.protocolType: 0x86dd is not IPv4'],
    [4, 0x0804, 'arp.hardwareLength: 8, where Ethernet has 6'],
    [4, 0x0610, 'arp.protocolLength: 16, where IPv4 has 4'],
    [6, 3, 'arp.operation: 3 is neither request nor reply'],
    [6, 2, 'read'],
  ])('the word at %i set to %i: %s', (at, word, says) => {
    const octets = request!.octets.slice(14, 42);
    new DataView(octets.buffer).setUint16(at, word);
    expect(said(decodeArp(memoryOf(octets), 0, octets.length))).toBe(says);
  });

  test('that is cut is refused', () => {
    expect(said(decodeArp(memoryOf(request!.octets.slice(14, 41)), 0, 27))).toBe(
      'arp.length: 27 octets, where the header has 28',
    );
  });
});

describe('what is wrong further in', () => {
  test('is told to the floor that it was meant for', () => {
    const [request, syn] = GOLDEN;
    const arp = request!.octets.slice(0, -4);
    arp[21] = 9;
    expect(right(ethernetCodec.decode(arp)).payload).toMatchObject({
      _tag: 'Malformed',
      error: { header: 'arp', field: 'operation' },
    });
    const tcp = syn!.octets.slice(0, -4);
    tcp[38] = tcp[38]! ^ 1;
    expect(right(ethernetCodec.decode(tcp)).payload).toMatchObject({
      _tag: 'Ipv4',
      payload: { _tag: 'Malformed', error: { header: 'tcp', field: 'checksum' } },
    });
    const ip = syn!.octets.slice(0, -4);
    ip[22] = 1;
    expect(right(ethernetCodec.decode(ip)).payload).toMatchObject({
      _tag: 'Malformed',
      error: { header: 'ipv4', field: 'headerChecksum' },
    });
    expect(ethernetHeader.length + ipv4Header.length).toBe(34);
  });
});
