import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arpHeader } from '../../../packages/core/src/wire/arp.ts';
import { ethernetHeader } from '../../../packages/core/src/wire/ethernetHeader.ts';
import type { KindName } from '../../../packages/core/src/wire/fields.ts';
import { kindOf } from '../../../packages/core/src/wire/fields.ts';
import { icmpHeader } from '../../../packages/core/src/wire/icmp.ts';
import { ipv4Header } from '../../../packages/core/src/wire/ipv4.ts';
import { layout, showErrors } from '../../../packages/core/src/wire/layout.ts';
import { tcpHeader } from '../../../packages/core/src/wire/tcp.ts';
import { udpHeader } from '../../../packages/core/src/wire/udp.ts';

const headers = [ethernetHeader, arpHeader, ipv4Header, icmpHeader, udpHeader, tcpHeader];

const kindName: fc.Arbitrary<KindName> = fc.oneof(
  fc.constantFrom<KindName>('flag', 'port', 'seqnum', 'ipv4Address', 'mac', 'u48'),
  fc.integer({ min: 1, max: 32 }).map((width) => `u${width}` as KindName),
);

/** Any table of any kinds, filled up to whole octets. */
const table = fc.array(kindName, { minLength: 1, maxLength: 12 }).map((kinds) => {
  const total = kinds.reduce((sum, kind) => sum + kindOf(kind).width, 0);
  const filled: Array<KindName> = total % 8 === 0 ? kinds : [...kinds, `u${8 - (total % 8)}` as KindName];
  return Object.fromEntries(filled.map((kind, i) => [`field${String.fromCharCode(65 + i)}`, kind]));
});

/** The header as one huge number: the plainest way to say where a bit is. */
const bitsOf = (octets: Uint8Array, bit: number, width: number): bigint => {
  const whole = octets.reduce((number, octet) => (number << 8n) | BigInt(octet), 0n);
  return (whole >> BigInt(octets.length * 8 - bit - width)) & ((1n << BigInt(width)) - 1n);
};

describe('a layout', () => {
  test('reads each field from its own bits, whatever the table', () => {
    fc.assert(
      fc.property(table, fc.infiniteStream(fc.nat({ max: 255 })), fc.nat({ max: 3 }), (fields, noise, before) => {
        const header = layout('any', fields);
        const octets = Uint8Array.from({ length: before + header.length }, () => noise.next().value!);
        const view = new DataView(octets.buffer);
        for (const { name, bit, width } of header.places) {
          expect(BigInt(Number(header.field[name]!.read(view, before)))).toBe(
            bitsOf(octets.subarray(before), bit, width),
          );
        }
      }),
    );
  });

  test('writes each field into its own bits, and leaves all others alone', () => {
    fc.assert(
      fc.property(table, fc.infiniteStream(fc.nat({ max: 255 })), fc.nat({ max: 11 }), (fields, noise, which) => {
        const header = layout('any', fields);
        const octets = Uint8Array.from({ length: header.length }, () => noise.next().value!);
        const place = header.places[which % header.places.length]!;
        const other = Uint8Array.from(octets, () => noise.next().value!);
        const field = header.field[place.name]!;
        const written = octets.slice();
        const value = field.read(new DataView(other.buffer), 0);
        (field.write as (view: DataView, at: number, value: unknown) => void)(new DataView(written.buffer), 0, value);
        for (const { name, bit, width } of header.places) {
          const from = name === place.name ? other : octets;
          expect(bitsOf(written, bit, width)).toBe(bitsOf(from, bit, width));
        }
      }),
    );
  });

  test('reads neighbours together as one number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (octets) => {
        const view = new DataView(octets.buffer);
        expect(BigInt(tcpHeader.span('reserved', 'FIN').read(view, 0))).toBe(bitsOf(octets, 100, 12));
        expect(BigInt(ipv4Header.span('version', 'totalLength').read(view, 0))).toBe(bitsOf(octets, 0, 32));
        expect(BigInt(ipv4Header.span('timeToLive', 'headerChecksum').read(view, 0))).toBe(bitsOf(octets, 64, 32));
      }),
    );
  });

  test.each(headers)('$name: every bare header is its octets, and every octets of that length a header', (header) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: header.length, maxLength: header.length }), (octets) => {
        const { codec } = header as unknown as typeof udpHeader;
        const read = codec.decode(octets);
        if (read._tag === 'Left') throw new Error(showErrors(read.left));
        expect(codec.is(read.right)).toBe(true);
        expect([...codec.encode(read.right)]).toEqual([...octets]);
      }),
    );
  });

  test('refuses octets of another length, and values that do not fit', () => {
    const { codec } = udpHeader;
    const short = codec.decode(new Uint8Array(7));
    expect(short._tag === 'Left' ? showErrors(short.left) : '').toBe('udp: 7 octets, where a header has 8');
    expect(codec.decode(new Uint8Array(9))._tag).toBe('Left');
    expect(codec.is({ sourcePort: 1, destinationPort: 2, length: 3, checksum: 65_535 })).toBe(true);
    expect(codec.is({ sourcePort: 1, destinationPort: 2, length: 3, checksum: 65_536 })).toBe(false);
    expect(codec.is({ sourcePort: 1, destinationPort: 2, length: 3 })).toBe(false);
    expect(codec.is({ sourcePort: 1.5, destinationPort: 2, length: 3, checksum: 0 })).toBe(false);
    expect(codec.is(null)).toBe(false);
  });

  test.each([
    [ethernetHeader, 14],
    [arpHeader, 28],
    [ipv4Header, 20],
    [icmpHeader, 8],
    [udpHeader, 8],
    [tcpHeader, 20],
  ])('$0.name is as long as its RFC says', (header, length) => {
    expect(header.length).toBe(length);
    expect(header.places.at(-1)!.to).toBe(length);
  });
});
