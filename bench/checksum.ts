// The Internet checksum and CRC-32, at the sizes of headers and frames and at odd offsets, beside plain versions.
import { complement, sum } from '../packages/core/src/wire/checksum.ts';
import { crc32 } from '../packages/core/src/wire/crc32.ts';
import type { Case } from './rotate.ts';
import { print, rotate, sunk } from './rotate.ts';

const octets = Uint8Array.from({ length: 4096 }, (_, i) => (i * 131 + 17) & 0xff);
const view = new DataView(octets.buffer);

const plainChecksum = (from: number, end: number): number => {
  let total = 0;
  for (let at = from; at < end; at += 2) total += (octets[at]! << 8) | (at + 1 < end ? octets[at + 1]! : 0);
  while (total > 0xffff) total = (total >>> 16) + (total & 0xffff);
  return ~total & 0xffff;
};

const plainCrc = (from: number, end: number): number => {
  let crc = -1;
  for (let at = from; at < end; at++) {
    crc ^= octets[at]!;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
};

const SIZES: ReadonlyArray<readonly [from: number, length: number]> = [
  [0, 20],
  [0, 60],
  [0, 1460],
  [34, 1460],
  [33, 1460],
  [0, 1514],
];

/** Checks, measures and prints. */
export const run = (): void => {
  for (const [from, length] of SIZES) {
    const end = from + length;
    if (complement(sum(view, from, end, 0)) !== plainChecksum(from, end)) throw new Error(`checksum of ${length}`);
    if (crc32(view, from, end) !== plainCrc(from, end)) throw new Error(`CRC-32 of ${length}`);
  }
  const cases = (name: string, each: (from: number, end: number) => number, cost: number): ReadonlyArray<Case> =>
    SIZES.map(([from, length]) => {
      const count = Math.max(2_000, Math.floor(cost / length));
      return {
        name: `${name}, ${length} octets at ${from}`,
        count,
        work: () => {
          let all = 0;
          for (let i = 0; i < count; i++) all ^= each(from, from + length);
          return all;
        },
      };
    });
  const sizes = SIZES.map(([, length]) => length);
  print('Internet checksum', rotate(cases('sum', (from, end) => sum(view, from, end, 0), 20_000_000)), sizes);
  print('Internet checksum, two octets at a time', rotate(cases('plain', plainChecksum, 10_000_000)), sizes);
  print('CRC-32', rotate(cases('crc32', (from, end) => crc32(view, from, end), 10_000_000)), sizes);
  console.log(`  (equal to the plain versions; ${sunk()})`);
};

// By itself: node scripts/run.mjs bench/checksum.ts
if (process.argv[1]?.endsWith('checksum.ts') === true) run();
