import type { Captured, Cursor } from './Capture.ts';
import { Unreadable } from './Capture.ts';

/** Types of blocks. (draft-ietf-opsawg-pcapng §4) */
const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

/** Octets of the shortest block of a type: its two lengths, and whatever it must have. */
const SHORTEST: ReadonlyMap<number, number> = new Map([
  [SECTION, 28],
  [INTERFACE, 20],
  [SIMPLE_PACKET, 16],
  [ENHANCED_PACKET, 32],
]);

const BYTE_ORDER = 0x1a2b3c4d;

/** Codes of options. */
const COMMENT = 1;
const RESOLUTION = 9;
const FCS_LENGTH = 13;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly fcsLength: number;
  /** Nanoseconds of a count of its clock. */
  readonly nanoseconds: (count: bigint) => bigint;
}

/** Blocks and options end at multiples of four octets. */
const padded = (length: number): number => (length + 3) & ~3;

/** The options from one place to another, by code; of several with one code the last. */
const optionsOf = (file: Cursor, from: number, to: number): ReadonlyMap<number, Uint8Array> => {
  const options = new Map<number, Uint8Array>();
  for (let at = from; at + 4 <= to;) {
    const code = file.u16(at);
    const length = file.u16(at + 2);
    if (code === 0 || at + 4 + length > to) break;
    options.set(code, file.slice(at + 4, length));
    at += 4 + padded(length);
  }
  return options;
};

/** 10^−n seconds, or 2^−n where the first bit is set; 10^−6 by default. */
const resolution = (octet: number): Interface['nanoseconds'] => {
  const exponent = BigInt(octet & 127);
  const perSecond = (octet & 128) === 0 ? 10n ** exponent : 2n ** exponent;
  return (count) => (count * 1_000_000_000n) / perSecond;
};

const readInterface = (file: Cursor, at: number, end: number): Interface => {
  const options = optionsOf(file, at + 16, end);
  return {
    linkType: file.u16(at + 8),
    snapLength: file.u32(at + 12),
    fcsLength: options.get(FCS_LENGTH)?.[0] ?? 0,
    nanoseconds: resolution(options.get(RESOLUTION)?.[0] ?? 6),
  };
};

const interfaceOf = (interfaces: ReadonlyArray<Interface>, number: number, at: number): Interface => {
  const found = interfaces[number];
  if (found === undefined) throw new Unreadable(at, `there is no interface ${number}`);
  return found;
};

const enhanced = (file: Cursor, at: number, end: number, interfaces: ReadonlyArray<Interface>): Captured => {
  const { linkType, fcsLength, nanoseconds } = interfaceOf(interfaces, file.u32(at + 8), at);
  const kept = file.u32(at + 20);
  if (at + 28 + kept > end) throw new Unreadable(at + 20, `a packet of ${kept} octets does not fit its block`);
  const options = optionsOf(file, at + 28 + padded(kept), end);
  return {
    at: nanoseconds((BigInt(file.u32(at + 12)) << 32n) | BigInt(file.u32(at + 16))),
    octets: file.slice(at + 28, kept),
    length: file.u32(at + 24),
    linkType,
    fcsLength,
    comment: new TextDecoder().decode(options.get(COMMENT)),
  };
};

const simple = (file: Cursor, at: number, end: number, interfaces: ReadonlyArray<Interface>): Captured => {
  const { linkType, snapLength, fcsLength } = interfaceOf(interfaces, 0, at);
  const length = file.u32(at + 8);
  const kept = Math.min(length, snapLength === 0 ? length : snapLength, end - at - 12);
  return { at: 0n, octets: file.slice(at + 12, kept), length, linkType, fcsLength, comment: '' };
};

/** Is it a capture of the new format? */
export const isPcapng = (file: Cursor): boolean => file.octets.length >= 12 && file.u32(0) === SECTION;

/**
 * The packets of a capture of the new format, one after another; blocks of other types are passed over. Fails by `Unreadable`
 * where the file is broken.
 */
export function* readPcapng(file: Cursor): Generator<Captured, void> {
  let interfaces: Array<Interface> = [];
  for (let at = 0; at < file.octets.length;) {
    const type = file.u32(at);
    if (type === SECTION) {
      // Each section says anew in which order its octets stand.
      file.isLittle = false;
      file.isLittle = file.u32(at + 8) !== BYTE_ORDER;
      if (file.u32(at + 8) !== BYTE_ORDER) throw new Unreadable(at + 8, 'no order of octets fits');
      interfaces = [];
    }
    const length = file.u32(at + 4);
    if (length < 12 || length % 4 !== 0) throw new Unreadable(at + 4, `a block of ${length} octets cannot be`);
    const end = at + length - 4;
    if (file.u32(end) !== length) throw new Unreadable(end, 'a block says two different lengths');
    if (length < (SHORTEST.get(type) ?? 12))
      throw new Unreadable(at + 4, `a block of ${length} octets is too short for its type`);
    if (type === INTERFACE) interfaces.push(readInterface(file, at, end));
    else if (type === ENHANCED_PACKET) yield enhanced(file, at, end, interfaces);
    else if (type === SIMPLE_PACKET) yield simple(file, at, end, interfaces);
    at += length;
  }
}
