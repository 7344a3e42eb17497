// Whatever octets come, a decoder answers; and what it could read is written again as it was. A hundred thousand inputs for
// each codec, half of them arbitrary, half of them valid ones that were struck.
import * as fc from 'fast-check';
import type { Type } from 'io-ts';
import { describe, expect, test } from 'vitest';
import { equalBytes, hex } from '../../../packages/core/src/basis/bytes.ts';
import {
  arpCodec,
  ethernetCodec,
  icmpCodec,
  ipv4Codec,
  tcpCodec,
  udpCodec,
} from '../../../packages/core/src/wire/codecs.ts';
import { dissect, showDissection } from '../../../packages/core/src/wire/dissect.ts';
import type { Dissection } from '../../../packages/core/src/wire/dissection.ts';
import {
  forgetValue,
  frameFromOctets,
  frameOf,
  octetsOf,
  octetsWithFcs,
  valueOf,
} from '../../../packages/core/src/wire/frame.ts';
import { optionsLength, readOptions, writeOptions } from '../../../packages/core/src/wire/optionsOnWire.ts';
import { memoryOf } from '../../../packages/core/src/wire/slab.ts';
import {
  arpPacket,
  ethernetFrame,
  icmpMessage,
  ipv4Packet,
  tcpOptions,
  tcpSegment,
  udpDatagram,
} from './arbitraries.ts';
import { A, B } from './golden.ts';
import {
  checkSequence,
  lawfulArp,
  lawfulEthernet,
  lawfulIcmp,
  lawfulIpv4,
  lawfulTcp,
  lawfulUdp,
  mend,
} from './lawful.ts';
import type { Dice, LengthField } from './strikes.ts';
import { arbitraryOctets, isEnough, SEED, struckOctets, survives } from './strikes.ts';

const FILE = 'tests/core/wire/survival.test.ts';

/** Valid encodings to strike, from the arbitraries of the laws. */
const pool = <A>(values: fc.Arbitrary<A>, encode: (value: A) => Uint8Array): ReadonlyArray<Uint8Array> =>
  fc.sample(values, { seed: SEED, numRuns: 300 }).map((value) => Uint8Array.from(encode(value)));

const maker =
  (
    valid: ReadonlyArray<Uint8Array>,
    lengths: ReadonlyArray<LengthField>,
    mended: (octets: Uint8Array) => void = () => undefined,
  ) =>
  (die: Dice, isArbitrary: boolean): Uint8Array => {
    const octets = isArbitrary ? arbitraryOctets(die) : struckOctets(die, valid, lengths);
    // Else nearly all of them would fail at their checksum, and nothing behind it be tried.
    if (die.below(4) > 0) mended(octets);
    return octets;
  };

const sameOctets = (found: Uint8Array, right: Uint8Array): void => {
  if (!equalBytes(found, right)) throw new Error(`written again as\n${hex(found)}, where the law has\n${hex(right)}`);
};

interface Member {
  readonly name: string;
  readonly codec: Type<unknown, Uint8Array, Uint8Array>;
  readonly make: (die: Dice, isArbitrary: boolean) => Uint8Array;
  /** What must be written again. */
  readonly lawful: (octets: Uint8Array, value: unknown) => Uint8Array;
}

const member = <A>(
  name: string,
  codec: Type<A, Uint8Array, Uint8Array>,
  values: fc.Arbitrary<A>,
  lengths: ReadonlyArray<LengthField>,
  lawful: (octets: Uint8Array, value: A) => Uint8Array,
): Member => ({
  name,
  codec: codec as unknown as Member['codec'],
  make: maker(
    pool(values, (value) => codec.encode(value)),
    lengths,
    mend[name],
  ),
  lawful: lawful as Member['lawful'],
});

const family: ReadonlyArray<Member> = [
  // The header's length, the total length, and those of UDP and TCP behind a header without options.
  member(
    'ethernet',
    ethernetCodec,
    ethernetFrame,
    [
      [12, 2],
      [14, 1],
      [16, 2],
      [38, 2],
      [46, 1],
    ],
    lawfulEthernet,
  ),
  member(
    'arp',
    arpCodec,
    arpPacket,
    [
      [4, 1],
      [5, 1],
      [0, 2],
      [2, 2],
    ],
    lawfulArp,
  ),
  member(
    'ipv4',
    ipv4Codec,
    ipv4Packet,
    [
      [0, 1],
      [2, 2],
      [6, 2],
      [24, 2],
      [32, 1],
    ],
    lawfulIpv4,
  ),
  member('icmp', icmpCodec, icmpMessage, [[0, 1]], lawfulIcmp),
  member('udp', udpCodec(A, B), udpDatagram, [[4, 2]], lawfulUdp),
  member(
    'tcp',
    tcpCodec(A, B),
    tcpSegment,
    [
      [12, 1],
      [21, 1],
      [23, 1],
      [25, 1],
    ],
    (octets) => lawfulTcp(octets),
  ),
];

describe('a hundred thousand inputs', { timeout: 60_000 }, () => {
  test.each(family)('cannot break the codec of $name, and what it reads it writes again', ({ name, ...of }) => {
    let read = 0;
    const tried = survives(name, FILE, of.make, (octets) => {
      const answer = of.codec.decode(octets);
      if (answer._tag === 'Left') {
        if (answer.left.length !== 1 || answer.left[0]?.message === undefined)
          throw new Error('refused without a reason');
        return;
      }
      read += 1;
      sameOctets(of.codec.encode(answer.right), of.lawful(octets, answer.right));
    });
    expect(isEnough(tried, read)).toBe(true);
  });

  test('cannot break the options of tcp, and what is read is written again', () => {
    const written = pool(tcpOptions, (options) => {
      const octets = new Uint8Array(optionsLength(options));
      writeOptions(options, memoryOf(octets), 0);
      return octets;
    });
    const make = maker(written, [
      [1, 1],
      [3, 1],
      [5, 1],
      [11, 1],
    ]);
    let read = 0;
    const tried = survives('options', FILE, make, (octets, die) => {
      // Also in the middle of something larger: never may a byte in front or behind be looked at.
      const before = die.below(3);
      const around = new Uint8Array(before + octets.length + die.below(3)).fill(2);
      around.set(octets, before);
      const answer = readOptions(memoryOf(around), before, before + octets.length);
      if (answer._tag === 'Left') return;
      read += 1;
      if (optionsLength(answer.right) !== octets.length) throw new Error(`read as ${JSON.stringify(answer.right)}`);
      const again = new Uint8Array(octets.length);
      writeOptions(answer.right, memoryOf(again), 0);
      sameOctets(again, octets);
    });
    expect(isEnough(tried, read)).toBe(true);
  });

  test('cannot break a frame, which is believed only with a right check sequence', () => {
    const valid = pool(ethernetFrame, (value) => octetsWithFcs(frameOf(value)));
    const sealed = (octets: Uint8Array): void => {
      if (octets.length < 4) return;
      mend['ethernet']!(octets.subarray(0, -4));
      const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
      view.setUint32(octets.length - 4, checkSequence(octets, octets.length - 4), true);
    };
    let read = 0;
    let refused = 0;
    const tried = survives('check sequence', FILE, maker(valid, [[16, 2]], sealed), (octets) => {
      const frame = frameFromOctets(octets);
      sameOctets(octetsWithFcs(frame), octets);
      const answer = valueOf(frame);
      const length = octets.length - 4;
      const found = length < 0 ? 0 : new DataView(octets.buffer, octets.byteOffset + length, 4).getUint32(0, true);
      const believed = length >= 60 && found === checkSequence(octets, length);
      if (believed !== (answer._tag === 'Right'))
        throw new Error(`believed: ${answer._tag}, where ${believed} is right`);
      if (answer._tag === 'Left') {
        refused += 1;
        return;
      }
      read += 1;
      const again = octetsOf(forgetValue(frameOf(answer.right)));
      sameOctets(again, lawfulEthernet(octets.subarray(0, length), answer.right));
      sameOctets(octetsWithFcs(forgetValue(frame)), octets);
    });
    expect(isEnough(tried, read, refused)).toBe(true);
  });

  test('cannot break dissection, which shows each bit once', () => {
    const valid = pool(ethernetFrame, (value) => octetsWithFcs(frameOf(value)));
    const make = maker(
      valid,
      [
        [12, 2],
        [14, 1],
        [16, 2],
        [38, 2],
        [46, 1],
      ],
      mend['ethernet'],
    );
    let bit = 0;
    const cover = (part: Dissection): void => {
      if (part.children.length === 0) {
        const from = part.from * 8 + (part.bits?.bit ?? 0);
        if (from !== bit) throw new Error(`${part.name} begins at bit ${from}, where bit ${bit} comes next`);
        bit = part.bits === undefined ? part.to * 8 : from + part.bits.width;
        return;
      }
      for (const child of part.children) {
        if (child.from < part.from || child.to > part.to) throw new Error(`${child.name} is not inside ${part.name}`);
        cover(child);
      }
    };
    const tried = survives('dissection', FILE, make, (octets, die) => {
      const tree = dissect(octets, die.below(2) === 0);
      bit = 0;
      cover(tree);
      if (bit !== octets.length * 8) throw new Error(`${bit} bits of ${octets.length * 8} are shown`);
      if (die.below(8) === 0 && showDissection(tree) === '') throw new Error('nothing is shown');
    });
    expect(isEnough(tried)).toBe(true);
  });
});
