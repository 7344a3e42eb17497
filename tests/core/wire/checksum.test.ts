import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes } from '../../../packages/core/src/basis/bytes.ts';
import {
  complement,
  internetChecksum,
  pseudoHeaderSum,
  sum,
  updateChecksum,
} from '../../../packages/core/src/wire/checksum.ts';
import { octetsUpTo, u16, u32 } from './arbitraries.ts';

/** RFC 1071 §1, word for word: add 16 bits at a time, carries around at once. */
const plainSum = (octets: Uint8Array): number => {
  let total = 0;
  for (let at = 0; at < octets.length; at += 2) {
    total += (octets[at]! << 8) | (octets[at + 1] ?? 0);
    if (total > 0xffff) total -= 0xffff;
  }
  return total;
};

/** Zero has two names in one's complement. */
const same = (a: number, b: number): boolean => a % 0xffff === b % 0xffff;

describe('the Internet checksum', () => {
  test('of the example in RFC 1071 §3 is ddf2 before it is complemented', () => {
    const example = bytes(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
    expect(sum(new DataView(example.buffer), 0, 8, 0)).toBe(0xddf2);
    expect(internetChecksum(example)).toBe(0x220d);
  });

  test('is the plain one at any offset and of any length', () => {
    fc.assert(
      fc.property(octetsUpTo(3000), fc.nat({ max: 9 }), fc.nat({ max: 9 }), (octets, before, behind) => {
        const from = Math.min(before, octets.length);
        const end = Math.max(from, octets.length - behind);
        const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
        const found = sum(view, from, end, 0);
        expect(found).toBeLessThanOrEqual(0xffff);
        expect(found).toBe(plainSum(octets.subarray(from, end)));
      }),
    );
  });

  test('holds for stretches longer than any packet, all ones', () => {
    const octets = new Uint8Array(200_001).fill(0xff);
    expect(sum(new DataView(octets.buffer), 0, octets.length, 0xffff)).toBe(0xff00);
    expect(sum(new DataView(octets.buffer), 0, octets.length - 1, 0xffff)).toBe(0xffff);
  });

  test('goes on from a sum over an even number of octets', () => {
    fc.assert(
      fc.property(octetsUpTo(200), fc.nat({ max: 100 }), (octets, half) => {
        const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
        const cut = Math.min(half * 2, octets.length - (octets.length % 2));
        expect(same(sum(view, cut, octets.length, sum(view, 0, cut, 0)), plainSum(octets))).toBe(true);
      }),
    );
  });

  test('leaves all ones when it is summed with what it covers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 100 }), (octets) => {
        const with0 = Uint8Array.from(octets);
        with0[0] = 0;
        with0[1] = 0;
        const view = new DataView(with0.buffer);
        view.setUint16(0, internetChecksum(with0));
        expect([0, 0xffff]).toContain(sum(view, 0, with0.length, 0));
      }),
    );
  });

  test('covers the pseudo header as if it stood there', () => {
    fc.assert(
      fc.property(u32, u32, fc.nat({ max: 255 }), u16, (source, destination, protocol, length) => {
        const written = new DataView(new ArrayBuffer(12));
        written.setUint32(0, source);
        written.setUint32(4, destination);
        written.setUint8(9, protocol);
        written.setUint16(10, length);
        expect(pseudoHeaderSum(source, destination, protocol, length)).toBe(sum(written, 0, 12, 0));
      }),
    );
  });

  test('adds in the carry that the carries make', () => {
    expect(pseudoHeaderSum(0xffffffff, 0xffffffff, 3, 0)).toBe(3);
    const octets = new Uint8Array(16).fill(0xff);
    octets[15] = 0xfe;
    expect(sum(new DataView(octets.buffer), 0, 16, 8)).toBe(7);
  });

  test('is patched as in the example of RFC 1624 §4', () => {
    expect(updateChecksum(0xdd2f, 0x5555, 0x3285)).toBe(0x0000);
  });

  test('is patched to what it would be from the start', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 40 }), fc.nat({ max: 18 }), u16, (octets, word, after) => {
        const at = (word * 2) % (octets.length - (octets.length % 2));
        const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
        fc.pre(octets.some((octet) => octet !== 0));
        const before = internetChecksum(octets);
        const old = view.getUint16(at);
        view.setUint16(at, after);
        fc.pre(octets.some((octet) => octet !== 0));
        expect(updateChecksum(before, old, after)).toBe(internetChecksum(octets));
      }),
    );
  });

  test('is sent complemented', () => {
    expect(complement(0)).toBe(0xffff);
    expect(complement(0xffff)).toBe(0);
  });
});
