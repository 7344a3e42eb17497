import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitsOf,
  bytes,
  codeGroupsOf,
  drawLevels,
  fourBFiveB,
  fourBFiveBNrzi,
  frameOf,
  fromNrzi,
  hex,
  manchester,
  nrz,
  nrzi,
  octetsWithFcs,
} from '@sockeye/core';
import type { LineCoding } from '@sockeye/core';
import { ethernetFrame } from '../wire/arbitraries.ts';

const CODINGS: ReadonlyArray<LineCoding> = [nrz, manchester, fourBFiveB, fourBFiveBNrzi];

const frames = ethernetFrame.map((value) => octetsWithFcs(frameOf(value)));
const octets = fc.oneof(frames, fc.uint8Array({ maxLength: 80 }));

const levelsFrom = (text: string): Uint8Array => Uint8Array.from(text.replaceAll(' ', ''), Number);

describe.each(CODINGS)('$name', (coding) => {
  test('reads what it wrote, for every frame', () => {
    fc.assert(
      fc.property(octets, (frame) => {
        const read = coding.decode(coding.encode(frame));
        expect(read._tag === 'Right' && hex(read.right)).toBe(hex(frame));
      }),
    );
  });

  test('writes again what it could read, whatever the levels, and throws at none', () => {
    let read = 0;
    const change = fc.record({ at: fc.nat(), how: fc.constantFrom('flip', 'cut', 'add', 'none', 'strange') });
    fc.assert(
      fc.property(octets, change, (frame, { at, how }) => {
        const levels = coding.encode(frame);
        const place = at % levels.length;
        const struck =
          how === 'cut'
            ? levels.slice(0, place)
            : how === 'add'
              ? Uint8Array.from([...levels, ...levels.subarray(0, place % 21)])
              : levels.map((level, i) =>
                  i !== place ? level : how === 'flip' ? 1 - level : how === 'strange' ? 2 : level,
                );
        const answer = coding.decode(struck);
        if (answer._tag === 'Left') {
          expect(answer.left.at).toBeGreaterThanOrEqual(0);
          expect(answer.left.at).toBeLessThanOrEqual(struck.length);
          expect(answer.left.says).not.toBe('');
          return;
        }
        read += 1;
        expect(drawLevels(coding.encode(answer.right))).toBe(drawLevels(struck));
      }),
      { numRuns: 400 },
    );
    expect(read).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.uint8Array({ max: 2, maxLength: 200 }), (levels) => {
        expect(['Left', 'Right']).toContain(coding.decode(levels)._tag);
      }),
    );
  });

  test('wants a preamble, whole octets, and levels that are levels', () => {
    const levels = coding.encode(bytes(1, 2, 3));
    expect(coding.decode(new Uint8Array(0))._tag).toBe('Left');
    expect(coding.decode(levels.subarray(1))._tag).toBe('Left');
    expect(coding.decode(levels.subarray(0, levels.length - 1))._tag).toBe('Left');
    expect(coding.decode(levels.map((level, i) => (i === 30 ? 7 : level)))).toEqual({
      _tag: 'Left',
      left: { at: 30, says: 'a level is 0 or 1' },
    });
  });
});

describe('the order of bits', () => {
  test('is the least significant first: the first octet of a group address begins with 1', () => {
    expect([...bitsOf(bytes(0x01, 0x80))]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  test('makes the preamble 1010…, and its last octet 10101011', () => {
    expect([...nrz.encode(bytes())].join('')).toBe(`${'10'.repeat(31)}11`);
  });
});

describe('Manchester of IEEE 802.3', () => {
  test('falls for a 0 and rises for a 1', () => {
    // 0x32 is sent as 0 1 0 0 1 1 0 0.
    expect(drawLevels(manchester.encode(bytes(0x32)).subarray(128))).toBe('▔▁▁▔▔▁▔▁▁▔▁▔▔▁▔▁');
  });

  test('makes the preamble a square wave of half the rate of bits', () => {
    expect([...manchester.encode(bytes()).subarray(0, 12)].join('')).toBe('011001100110');
  });

  test('is as often high as low, and never two bits long the same', () => {
    fc.assert(
      fc.property(octets, (frame) => {
        const levels = manchester.encode(frame);
        expect(levels.reduce((sum, level) => sum + level, 0) * 2).toBe(levels.length);
        expect([...levels].join('')).not.toMatch(/000|111/);
      }),
    );
  });

  test('names the bit that has no transition', () => {
    const levels = manchester.encode(bytes(1)).map((level, i) => (i === 130 ? 1 - level : level));
    expect(manchester.decode(levels)).toEqual({
      _tag: 'Left',
      left: { at: 130, says: 'bit 65 has no transition in its middle' },
    });
  });
});

describe('4B/5B', () => {
  // Table 24-1 of IEEE 802.3, written down once more.
  const DATA = '11110 01001 10100 10101 01010 01011 01110 01111 10010 10011 10110 10111 11010 11011 11100 11101'.split(
    ' ',
  );

  test('has the groups of the table, the lower half of an octet first', () => {
    for (let octet = 0; octet < 256; octet++) {
      const levels = fourBFiveB.encode(bytes(octet));
      expect([...levels.subarray(80, 90)].join('')).toBe(`${DATA[octet & 15]}${DATA[octet >>> 4]}`);
    }
  });

  test('begins with /J/K/ in place of the first octet of the preamble, and ends with /T/R/', () => {
    const levels = [...fourBFiveB.encode(bytes(0xf0))].join('');
    expect(levels).toBe(`11000 10001 ${'01011 '.repeat(12)} 01011 11011 11110 11101 01101 00111`.replaceAll(' ', ''));
    expect(codeGroupsOf(bytes(0xf0)).join('')).toBe('JK5555555555555D0FTR');
  });

  test('never keeps a level for more than four bits on a line with NRZI', () => {
    fc.assert(
      fc.property(octets, (frame) => {
        expect([...fourBFiveBNrzi.encode(frame)].join('')).not.toMatch(/00000|11111/);
      }),
    );
  });

  test.each([
    ['an error group in the data', 10, '00100', '/H/ is no data'],
    ['bits that are no group', 15, '00000', '00000 is no code group'],
    ['another beginning', 0, '11111', 'a stream begins with /J/K/'],
    ['no end', 90, '11111', 'a stream ends with /T/R/'],
    ['a broken preamble', 20, '11110', 'the preamble and its delimiter are not there'],
  ])('refuses %s', (_, at, group, says) => {
    const levels = fourBFiveB.encode(bytes(1)).slice();
    levels.set(levelsFrom(group), at);
    const answer = fourBFiveB.decode(levels);
    expect(answer._tag === 'Left' && answer.left.says).toBe(says);
  });

  test('refuses half an octet', () => {
    const levels = [...fourBFiveB.encode(bytes(1))];
    levels.splice(80, 5);
    expect(fourBFiveB.decode(Uint8Array.from(levels))).toEqual({
      _tag: 'Left',
      left: { at: 85, says: 'the frame ends within an octet' },
    });
  });
});

describe('NRZI', () => {
  test('changes the level for a 1 and keeps it for a 0', () => {
    expect(drawLevels(nrzi(levelsFrom('1 0 0 1 1 0 1')))).toBe('▔▔▔▁▔▔▁');
    expect(drawLevels(nrzi(levelsFrom('1 0 0 1 1 0 1'), 1))).toBe('▁▁▁▔▁▁▔');
  });

  test('is read back, from either level, and either way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 1 }), fc.constantFrom(0, 1), (bits, before) => {
        expect(fromNrzi(nrzi(bits, before), before)).toEqual(bits);
        expect(nrzi(fromNrzi(bits, before), before)).toEqual(bits);
      }),
    );
  });
});
