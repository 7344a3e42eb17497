import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes, equalBytes, hex } from '../../../packages/core/src/basis/bytes.ts';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import type { MacAddress } from '../../../packages/core/src/wire/addresses.ts';
import { crc32 } from '../../../packages/core/src/wire/crc32.ts';
import type { Frame } from '../../../packages/core/src/wire/frame.ts';
import {
  forgetValue,
  frameFromOctets,
  frameLength,
  frameOf,
  frameWithoutFcs,
  isWritten,
  octetsOf,
  octetsWithFcs,
  valueOf,
} from '../../../packages/core/src/wire/frame.ts';
import type { EthernetFrame, Ipv4Packet } from '../../../packages/core/src/wire/packets.ts';
import { carve } from '../../../packages/core/src/wire/slab.ts';
import { ethernetFrame, flat, octetsUpTo } from './arbitraries.ts';
import { GOLDEN } from './golden.ts';

const read = (frame: Frame): EthernetFrame => {
  const value = valueOf(frame);
  if (value._tag === 'Left') throw new Error(JSON.stringify(value.left));
  return value.right;
};

const refused = (frame: Frame): string => {
  const value = valueOf(frame);
  return value._tag === 'Left' ? `${value.left.header}.${value.left.field}` : 'read';
};

const flipped = (octets: Uint8Array, bit: number): Uint8Array => {
  const struck = octets.slice();
  struck[bit >>> 3] = struck[bit >>> 3]! ^ (0x80 >>> (bit & 7));
  return struck;
};

/** The same octets with a check sequence that fits them, as a bad memory in a switch makes it. */
const resealed = (octets: Uint8Array): Uint8Array => {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  view.setUint32(octets.length - 4, crc32(view, 0, octets.length - 4), true);
  return octets;
};

describe('the two faces of a frame', () => {
  test('follow from each other: what is written is read as what was sent', () => {
    fc.assert(
      fc.property(ethernetFrame, (value) => {
        expect(flat(read(forgetValue(frameOf(value))))).toEqual(flat(value));
        expect(flat(read(frameFromOctets(octetsWithFcs(frameOf(value)))))).toEqual(flat(value));
        expect(flat(read(frameWithoutFcs(octetsOf(frameOf(value)))))).toEqual(flat(value));
      }),
      { numRuns: 300 },
    );
  });

  test('are the same whenever and in whatever order they are looked at', () => {
    const looks: ReadonlyArray<(frame: Frame) => unknown> = [
      (frame) => flat(valueOf(frame)),
      (frame) => hex(octetsOf(frame)),
      (frame) => hex(octetsWithFcs(frame)),
      frameLength,
      (frame) => flat(valueOf(forgetValue(frame))),
    ];
    fc.assert(
      fc.property(
        ethernetFrame,
        fc.array(fc.nat({ max: looks.length - 1 }), { maxLength: 8 }),
        fc.boolean(),
        (value, order, asBytes) => {
          const untouched = looks.map((look) => look(asBytes ? forgetValue(frameOf(value)) : frameOf(value)));
          const frame = asBytes ? forgetValue(frameOf(value)) : frameOf(value);
          for (const which of order) expect(looks[which]!(frame)).toEqual(untouched[which]);
        },
      ),
    );
  });

  test('are kept: the value is the one that was sent, the octets are written at most once', () => {
    fc.assert(
      fc.property(ethernetFrame, (value) => {
        const frame = frameOf(value);
        expect(isWritten(frame)).toBe(false);
        expect(read(frame)).toBe(value);
        expect(frameLength(frame)).toBeGreaterThanOrEqual(60);
        expect(isWritten(frame)).toBe(false);
        const octets = octetsOf(frame);
        expect(isWritten(frame)).toBe(true);
        expect(octets.length).toBe(frameLength(frame));
        expect(octetsOf(frame)).toBe(octets);
        expect(octetsWithFcs(frame)).toBe(octetsWithFcs(frame));
        expect(equalBytes(octetsWithFcs(frame).subarray(0, -4), octets)).toBe(true);
        const received = forgetValue(frame);
        expect(valueOf(received)).toBe(valueOf(received));
        expect(read(received)).not.toBe(value);
      }),
    );
  });

  test.each(GOLDEN)('$name is on the cable as it was written by hand', ({ octets, value }) => {
    expect(hex(octetsWithFcs(frameOf(value)))).toBe(hex(octets));
    expect(flat(read(frameFromOctets(octets)))).toEqual(flat(value));
  });
});

describe('a value that its bytes would not say', () => {
  const [, syn] = GOLDEN;
  const { value } = syn!;
  const packet = value.payload as Ipv4Packet;
  const strange: ReadonlyArray<readonly [string, EthernetFrame]> = [
    ['octets that are too few', { ...value, etherType: 0x88b5, payload: { _tag: 'Raw', octets: bytes(1, 2) } }],
    ['octets under the type of IPv4', { ...value, payload: { _tag: 'Raw', octets: new Uint8Array(60) } }],
    ['another type', { ...value, etherType: 0x86dd }],
    ['another protocol', { ...value, payload: { ...packet, protocol: 17 } }],
    ['a fragment that holds a segment', { ...value, payload: { ...packet, moreFragments: true } }],
    [
      'octets under the number of TCP',
      { ...value, payload: { ...packet, payload: { _tag: 'Raw', octets: new Uint8Array(40) } } },
    ],
    [
      'options of no whole words',
      {
        ...value,
        payload: { ...packet, payload: { ...(packet.payload as object), options: [{ kind: 'nop' }] } as never },
      },
    ],
    [
      'what could not be read before',
      {
        ...value,
        payload: {
          ...packet,
          payload: { _tag: 'Malformed', octets: bytes(1), error: { header: 'tcp', field: 'length', reason: '' } },
        },
      },
    ],
  ];

  test.each(strange)('is born as bytes: %s', (_, sent) => {
    const frame = frameOf(sent);
    expect(isWritten(frame)).toBe(true);
    expect(flat(read(frame))).toEqual(flat(read(forgetValue(frame))));
    expect(frameLength(frame)).toBe(octetsOf(frame).length);
  });

  test('and what it says then is said by what is sent on', () => {
    for (const [, sent] of strange) {
      const received = read(frameOf(sent));
      expect(flat(read(forgetValue(frameOf(received))))).toEqual(flat(received));
    }
  });
});

describe('one flipped bit', () => {
  test('anywhere in a frame is noticed by the frame check sequence', () => {
    fc.assert(
      fc.property(ethernetFrame, fc.nat(), (value, where) => {
        const octets = octetsWithFcs(frameOf(value));
        const bit = where % (octets.length * 8);
        expect(refused(frameFromOctets(flipped(octets, bit)))).toBe('ethernet.frameCheckSequence');
      }),
      { numRuns: 500 },
    );
  });

  test.each(GOLDEN)('at every place of $name is noticed', ({ octets }) => {
    for (let bit = 0; bit < octets.length * 8; bit++) {
      expect(refused(frameFromOctets(flipped(octets, bit)))).toBe('ethernet.frameCheckSequence');
    }
  });

  /** Was it noticed further in? */
  const isMalformed = ({ payload }: EthernetFrame): boolean =>
    payload._tag === 'Malformed' || (payload._tag === 'Ipv4' && payload.payload._tag === 'Malformed');

  test('under a check sequence made anew is noticed by a checksum, or lies where none covers', () => {
    fc.assert(
      fc.property(ethernetFrame, fc.nat(), (value, where) => {
        const octets = octetsWithFcs(frameOf(value));
        const bit = where % ((octets.length - 4) * 8);
        const octet = bit >>> 3;
        const struck = read(frameFromOctets(resealed(flipped(octets, bit))));
        const { payload } = value;
        if (octet < 14 || payload._tag !== 'Ipv4') return;
        const header = 14 + 20 + payload.options.length;
        const total = 14 + new DataView(octets.buffer, octets.byteOffset).getUint16(16);
        if (octet >= total) {
          expect(flat(struck)).toEqual(flat(value));
        } else if (octet < header) {
          expect(isMalformed(struck)).toBe(true);
        } else if (payload.payload._tag === 'Raw') {
          expect(isMalformed(struck)).toBe(false);
        } else if (payload.payload._tag === 'Udp') {
          // Its checksum is absent, or the flip made it so (RFC 768: zero says that there is none), or the length now
          // names other octets to be summed.
          const sum = new DataView(octets.buffer, octets.byteOffset).getUint16(header + 6);
          const made =
            sum & ~(octet === header + 6 ? 0x8000 >>> (bit & 7) : octet === header + 7 ? 0x80 >>> (bit & 7) : 0);
          const inLength = octet === header + 4 || octet === header + 5;
          if (payload.payload.checksummed && made !== 0 && !inLength) expect(isMalformed(struck)).toBe(true);
        } else {
          expect(isMalformed(struck)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a frame born with its bytes', () => {
  test('never throws, whatever they are', () => {
    fc.assert(
      fc.property(octetsUpTo(200), (octets) => {
        for (const frame of [frameFromOctets(octets), frameWithoutFcs(octets)]) {
          expect(['Left', 'Right']).toContain(valueOf(frame)._tag);
          expect(octetsOf(frame).length).toBe(frameLength(frame));
          expect(isWritten(frame)).toBe(true);
        }
        expect(hex(octetsWithFcs(frameFromOctets(octets)))).toBe(hex(octets));
      }),
      { numRuns: 500 },
    );
  });

  test('is the rest of a collision when it is shorter than the smallest frame', () => {
    const runt = resealed(new Uint8Array(63));
    expect(refused(frameFromOctets(runt))).toBe('ethernet.length');
    expect(refused(frameFromOctets(bytes(1, 2)))).toBe('ethernet.length');
    expect(refused(frameFromOctets(resealed(new Uint8Array(64))))).toBe('read');
  });

  test('of a real wire is padded, unless it has no header at all', () => {
    const [request] = GOLDEN;
    const short = frameWithoutFcs(request!.octets.subarray(0, 42));
    expect(frameLength(short)).toBe(60);
    expect(hex(octetsWithFcs(short))).toBe(hex(request!.octets));
    expect(flat(read(short))).toEqual(flat(request!.value));
    expect(refused(frameWithoutFcs(bytes(1, 2, 3)))).toBe('ethernet.length');
    expect(frameLength(frameWithoutFcs(bytes(1, 2, 3)))).toBe(3);
  });

  test('is not changed by whoever changes the octets afterwards', () => {
    const [request] = GOLDEN;
    const given = request!.octets.slice();
    const frame = frameFromOctets(given);
    const other = frameWithoutFcs(given.subarray(0, 60));
    given.fill(0);
    expect(hex(octetsWithFcs(frame))).toBe(hex(request!.octets));
    expect(hex(octetsWithFcs(other))).toBe(hex(request!.octets));
    expect(flat(read(frame))).toEqual(flat(request!.value));
  });
});

describe('memory for frames', () => {
  test('is handed out once: no two pieces share an octet, and all are zero', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat({ max: 1600 }), fc.nat({ max: 70_000 })), { maxLength: 40 }), (sizes) => {
        const pieces = sizes.map((size) => ({ size, ...carve(size) }));
        pieces.forEach(({ size, memory, at }, i) => {
          const octets = memory.bytes.subarray(at, at + size);
          expect(octets.length).toBe(size);
          expect(octets.every((octet) => octet === 0)).toBe(true);
          octets.fill((i % 255) + 1);
        });
        pieces.forEach(({ size, memory, at }, i) => {
          expect(memory.bytes.subarray(at, at + size).every((octet) => octet === (i % 255) + 1)).toBe(true);
          expect(memory.view.byteLength).toBe(memory.bytes.length);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('holds frames of any size, one behind the other', () => {
    const frames = Array.from({ length: 100 }, (_, i) =>
      frameOf({
        destination: i as MacAddress,
        source: 1 as MacAddress,
        etherType: 0x88b5,
        payload: { _tag: 'Raw', octets: new Uint8Array(46 + i * 37).fill(i) },
      }),
    );
    frames.forEach((frame) => octetsWithFcs(frame));
    frames.forEach((frame, i) => {
      const payload = read(forgetValue(frame)).payload;
      expect(payload).toEqual({ _tag: 'Raw', octets: new Uint8Array(46 + i * 37).fill(i) });
    });
  });

  test('of a payload is the frame’s own: what is written is a copy', () => {
    const chunk = bytes(...Array.from({ length: 64 }, (_, i) => i));
    const [, syn] = GOLDEN;
    const packet = syn!.value.payload as Ipv4Packet;
    const segment = packet.payload as Extract<Ipv4Packet['payload'], { readonly _tag: 'Tcp' }>;
    const frame = frameOf({ ...syn!.value, payload: { ...packet, payload: { ...segment, payload: rope(chunk) } } });
    const before = hex(octetsOf(frame));
    chunk.fill(0);
    expect(hex(octetsOf(frame))).toBe(before);
  });
});
