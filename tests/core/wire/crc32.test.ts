import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../packages/core/src/basis/bytes.ts';
import { crc32 } from '../../../packages/core/src/wire/crc32.ts';
import { octetsUpTo } from './arbitraries.ts';

const of = (octets: Uint8Array): number =>
  crc32(new DataView(octets.buffer, octets.byteOffset, octets.length), 0, octets.length);

/** One bit after the other, by the definition. */
const plain = (octets: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const octet of octets) {
    crc = (crc ^ octet) >>> 0;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? ((crc >>> 1) ^ 0xedb88320) >>> 0 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
};

describe('CRC-32', () => {
  test.each([
    ['', 0x00000000],
    ['a', 0xe8b7be43],
    ['123456789', 0xcbf43926],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ])('of "%s" is the one that is published', (text, crc) => {
    expect(of(utf8(text))).toBe(crc);
  });

  test('is the one made bit by bit, at any offset', () => {
    fc.assert(
      fc.property(octetsUpTo(400), fc.nat({ max: 9 }), (octets, before) => {
        const from = Math.min(before, octets.length);
        const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
        expect(crc32(view, from, octets.length)).toBe(plain(octets.subarray(from)));
      }),
    );
  });

  test('notices every single flipped bit, and every burst of up to 32', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 8, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 0x7fffffff }),
        (octets, place, burst) => {
          const struck = octets.slice();
          const at = place % (octets.length - 4);
          const view = new DataView(struck.buffer);
          view.setUint32(at, view.getUint32(at) ^ burst);
          expect(of(struck)).not.toBe(of(octets));
        },
      ),
    );
  });
});
