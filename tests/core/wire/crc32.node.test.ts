import { crc32 as zlib } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../../packages/core/src/wire/crc32.ts';
import { octetsUpTo } from './arbitraries.ts';

test('CRC-32 is zlib’s', () => {
  fc.assert(
    fc.property(octetsUpTo(3000), (octets) => {
      const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
      expect(crc32(view, 0, octets.length)).toBe(zlib(octets));
    }),
    { numRuns: 300 },
  );
});
