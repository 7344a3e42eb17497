import type { Captured, Cursor } from './Capture.ts';

/** The first four octets, as a number of the file's own order: microseconds and nanoseconds. (draft-ietf-opsawg-pcap §4) */
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;

/** Is it a capture of the old format? Sets the cursor's order of octets. */
export const isPcap = (file: Cursor): boolean => {
  for (const isLittle of [false, true]) {
    file.isLittle = isLittle;
    const magic = file.octets.length < 4 ? 0 : file.u32(0);
    if (magic === MICROSECONDS || magic === NANOSECONDS) return true;
  }
  return false;
};

/** The packets of a capture of the old format, one after another. Fails by `Unreadable` where the file is broken. */
export function* readPcap(file: Cursor): Generator<Captured, void> {
  const unit = file.u32(0) === NANOSECONDS ? 1n : 1_000n;
  // The upper bits of the link type say whether there is a check sequence (bit 26: F), and how long it is in 16-bit words.
  const link = file.u32(20);
  const fcsLength = (link & 0x04000000) === 0 ? 0 : (link >>> 28) * 2;
  for (let at = 24; at < file.octets.length;) {
    const kept = file.u32(at + 8);
    yield {
      at: BigInt(file.u32(at)) * 1_000_000_000n + BigInt(file.u32(at + 4)) * unit,
      octets: file.slice(at + 16, kept),
      length: file.u32(at + 12),
      linkType: link & 0xffff,
      fcsLength,
      comment: '',
    };
    at += 16 + kept;
  }
}
