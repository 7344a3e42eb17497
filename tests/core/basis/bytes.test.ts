import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytes,
  concatBytes,
  equalBytes,
  fromLatin1,
  hex,
  latin1,
  text,
  utf8,
} from '../../../packages/core/src/basis/bytes.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Octets in which sequences of UTF-8 begin, go on and break off often. */
const likely = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5),
    fc.constantFrom(0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf),
  ),
);

describe('text and UTF-8', () => {
  test('one character an octet, and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        expect(latin1(octets)).toHaveLength(octets.length);
        expect([...fromLatin1(latin1(octets))]).toEqual([...octets]);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test('are written as TextEncoder writes them, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.integer({ min: 0xd700, max: 0xe100 })), (whole, units) => {
        const odd = whole + String.fromCharCode(...units);
        expect([...utf8(odd)]).toEqual([...new TextEncoder().encode(odd)]);
      }),
    );
  });

  test('come back as they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (whole) => {
        expect(text(utf8(whole))).toBe(whole);
      }),
    );
  });

  test('are read as TextDecoder reads them, whatever the octets are', () => {
    fc.assert(
      fc.property(likely, (octets) => {
        const all = Uint8Array.from(octets);
        expect(text(all)).toBe(decoder.decode(all));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('octets', () => {
  test('are equal when and only when they are the same', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(equalBytes(a, a.slice())).toBe(true);
        expect(equalBytes(a, b)).toBe(hex(a) === hex(b));
      }),
    );
    expect(equalBytes(bytes(1, 2), bytes(1, 2, 3))).toBe(false);
  });

  test('are shown with two digits each', () => {
    expect(hex(bytes(0, 1, 16, 255))).toBe('000110ff');
  });

  test('are put one after another', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 9 })), (pieces) => {
        expect([...concatBytes(pieces)]).toEqual(pieces.flatMap((piece) => [...piece]));
      }),
    );
  });
});
