// The kinds of field a header is made of. A reader and a writer are chosen by width and place when a layout is built,
// so that nothing is decided per packet.
import type { Ipv4Address, MacAddress, Port } from './addresses.ts';
import { showIpv4, showMac } from './addresses.ts';
import type { SeqNum } from './seqnum.ts';

/** Reads one field of the header that begins at octet `at`. */
export type Read<A> = (view: DataView, at: number) => A;

/** Writes one field of the header that begins at octet `at`, and leaves the bits beside it alone. */
export type Write<A> = (view: DataView, at: number, value: A) => void;

/**
 * A kind of field: how wide it is, which values fit, how one is shown, and how it is read and written at a place.
 *
 * Takes   `reader` and `writer`: the bit at which the field begins, counted from the header's first
 *
 * @category model
 * @since 0.1.0
 */
export interface FieldKind<A> {
  /** Bits. */
  readonly width: number;
  readonly is: (value: unknown) => value is A;
  readonly show: (value: A) => string;
  readonly reader: (bit: number) => Read<A>;
  readonly writer: (bit: number) => Write<A>;
}

/** The names of the kinds, and the type of value that each one holds. `u13` is an unsigned number of 13 bits. */
export interface Kinds extends Record<Unsigned, number> {
  readonly flag: boolean;
  readonly port: Port;
  readonly seqnum: SeqNum;
  readonly ipv4Address: Ipv4Address;
  readonly mac: MacAddress;
}

export type Unsigned = `u${
  | (1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16)
  | (17 | 18 | 19 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31 | 32 | 48)}`;

export type KindName = keyof Kinds;

/** 2^n, exact; `**` is banned because its digits differ between engines. */
const powerOfTwo = (n: number): number => {
  let power = 1;
  for (let i = 0; i < n; i++) power *= 2;
  return power;
};

/** Reads a field that lies across octets as it pleases: the slow and general way, exact up to 53 bits. */
const readAcross = (bit: number, width: number): Read<number> => {
  const end = bit + width;
  const first = bit >>> 3;
  const last = (end - 1) >>> 3;
  const mask = 0xff >>> (bit & 7);
  const spare = (8 - (end & 7)) & 7;
  const scale = powerOfTwo(8 - spare);
  return (view, at) => {
    let value = 0;
    for (let i = first; i <= last; i++) {
      const octet = view.getUint8(at + i) & (i === first ? mask : 0xff);
      value = i === last ? value * scale + (octet >>> spare) : value * 256 + octet;
    }
    return value;
  };
};

/** Writes such a field, from its last octet to its first. */
const writeAcross = (bit: number, width: number): Write<number> => {
  const end = bit + width;
  const first = bit >>> 3;
  const last = (end - 1) >>> 3;
  const mask = 0xff >>> (bit & 7);
  const spare = (8 - (end & 7)) & 7;
  return (view, at, value) => {
    let rest = value;
    for (let i = last; i >= first; i--) {
      const shift = i === last ? spare : 0;
      const scale = 1 << (8 - shift);
      const keep = (i === first ? ~mask : 0) | ((1 << shift) - 1);
      const part = ((rest % scale) << shift) & ~keep & 0xff;
      view.setUint8(at + i, (view.getUint8(at + i) & keep) | part);
      rest = Math.floor(rest / scale);
    }
  };
};

const readNumber = (bit: number, width: number): Read<number> => {
  const offset = bit >>> 3;
  const inside = bit & 7;
  if (inside === 0 && width === 8) return (view, at) => view.getUint8(at + offset);
  if (inside === 0 && width === 16) return (view, at) => view.getUint16(at + offset);
  if (inside === 0 && width === 32) return (view, at) => view.getUint32(at + offset);
  if (inside === 0 && width === 48) {
    return (view, at) => view.getUint16(at + offset) * 4294967296 + view.getUint32(at + offset + 2);
  }
  if (inside + width <= 8) {
    const shift = 8 - inside - width;
    const mask = 0xff >>> (8 - width);
    return (view, at) => (view.getUint8(at + offset) >>> shift) & mask;
  }
  if (inside + width <= 16) {
    const shift = 16 - inside - width;
    const mask = 0xffff >>> (16 - width);
    return (view, at) => (view.getUint16(at + offset) >>> shift) & mask;
  }
  return readAcross(bit, width);
};

const writeNumber = (bit: number, width: number): Write<number> => {
  const offset = bit >>> 3;
  const inside = bit & 7;
  if (inside === 0 && width === 8) return (view, at, value) => view.setUint8(at + offset, value);
  if (inside === 0 && width === 16) return (view, at, value) => view.setUint16(at + offset, value);
  if (inside === 0 && width === 32) return (view, at, value) => view.setUint32(at + offset, value);
  if (inside === 0 && width === 48) {
    return (view, at, value) => {
      view.setUint16(at + offset, Math.floor(value / 4294967296));
      view.setUint32(at + offset + 2, value);
    };
  }
  if (inside + width <= 8) {
    const shift = 8 - inside - width;
    const mask = (0xff >>> (8 - width)) << shift;
    return (view, at, value) => {
      view.setUint8(at + offset, (view.getUint8(at + offset) & ~mask) | ((value << shift) & mask));
    };
  }
  if (inside + width <= 16) {
    const shift = 16 - inside - width;
    const mask = (0xffff >>> (16 - width)) << shift;
    return (view, at, value) => {
      view.setUint16(at + offset, (view.getUint16(at + offset) & ~mask) | ((value << shift) & mask));
    };
  }
  return writeAcross(bit, width);
};

/** Unsigned numbers of so many bits; the type says what they mean. */
const unsigned = <A extends number>(width: number, show: (value: A) => string): FieldKind<A> => {
  const limit = powerOfTwo(width);
  return {
    width,
    is: (value): value is A => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < limit,
    show,
    reader: (bit) => readNumber(bit, width) as Read<A>,
    writer: (bit) => writeNumber(bit, width),
  };
};

const flag: FieldKind<boolean> = {
  width: 1,
  is: (value): value is boolean => typeof value === 'boolean',
  show: (value) => (value ? '1' : '0'),
  reader: (bit) => {
    const offset = bit >>> 3;
    const mask = 0x80 >>> (bit & 7);
    return (view, at) => (view.getUint8(at + offset) & mask) !== 0;
  },
  writer: (bit) => {
    const offset = bit >>> 3;
    const mask = 0x80 >>> (bit & 7);
    return (view, at, value) => {
      const octet = view.getUint8(at + offset);
      view.setUint8(at + offset, value ? octet | mask : octet & ~mask);
    };
  },
};

const NAMED: { readonly [K in Exclude<KindName, Unsigned>]: FieldKind<Kinds[K]> } = {
  flag,
  port: unsigned<Port>(16, String),
  seqnum: unsigned<SeqNum>(32, String),
  ipv4Address: unsigned<Ipv4Address>(32, showIpv4),
  mac: unsigned<MacAddress>(48, showMac),
};

/**
 * The kind of a name.
 *
 * @example
 * kindOf('u13').width // 13
 *
 * @category model
 * @since 0.1.0
 */
export const kindOf = <K extends KindName>(name: K): FieldKind<Kinds[K]> => {
  const kind: unknown =
    name in NAMED ? NAMED[name as keyof typeof NAMED] : unsigned<number>(Number(name.slice(1)), String);
  return kind as FieldKind<Kinds[K]>;
};

/** Unsigned numbers of so many bits, for fields that are read together. */
export const bits = (width: number): FieldKind<number> => unsigned<number>(width, String);
