// The tree that an inspector shows: named fields with their places in a frame.
import { hex, hex2 } from '../basis/bytes.ts';
import { complement } from './checksum.ts';
import type { Fields, Layout, Place } from './layout.ts';
import type { DecodeError } from './packets.ts';
import type { Memory } from './slab.ts';
import { viewOf } from './slab.ts';

/** What a checksum says: it fits, it does not, the sender made none, or what it covers is not all here. */
export type Verdict = 'right' | 'wrong' | 'absent' | 'unverified';

/**
 * A header, a field, an option or a payload, and what is in it.
 *
 * @category model
 * @since 0.1.0
 */
export interface Dissection {
  /** `tcp`, `sourcePort`, `payload`; unique among its siblings but for options and blocks. */
  readonly name: string;
  /** As the RFC's picture has it. */
  readonly label: string;
  /** The octets of the frame that hold it: from the first, up to the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** Where it does not fill whole octets: its first bit, counted in octet `from` from the most significant one, and its width. */
  readonly bits: { readonly bit: number; readonly width: number } | undefined;
  /** What stands there, as text. */
  readonly value: string;
  /** What the value means; empty: nothing to be said. */
  readonly meaning: string;
  /** Of a checksum. */
  readonly verdict: Verdict | undefined;
  /** Why the header could not be read. */
  readonly error: DecodeError | undefined;
  readonly children: ReadonlyArray<Dissection>;
}

/** What is said about a field beyond its value. */
export interface Remark {
  readonly value?: string;
  readonly meaning?: string;
  readonly verdict?: Verdict;
}

/** Remarks about fields, by name. */
export type Remarks<F extends Fields> = { readonly [K in keyof F]?: Remark | undefined };

/** A part of the tree that no layout describes. */
export const part = (
  name: string,
  label: string,
  from: number,
  to: number,
  value: string,
  remark: Remark = {},
  children: ReadonlyArray<Dissection> = [],
): Dissection => ({
  name,
  label,
  from,
  to,
  bits: undefined,
  value: remark.value ?? value,
  meaning: remark.meaning ?? '',
  verdict: remark.verdict,
  error: undefined,
  children,
});

const MANY = 16;

/** Octets as an inspector shows them in one line: all of a few, the first of many. */
export const octetsPart = (
  name: string,
  label: string,
  memory: Memory,
  from: number,
  to: number,
  remark: Remark = {},
): Dissection => {
  const shown = hex(viewOf(memory, from, Math.min(to, from + MANY)));
  return part(name, label, from, to, to - from > MANY ? `${shown}…` : shown, {
    meaning: `${to - from} octets`,
    ...remark,
  });
};

const fieldPart = (place: Place, memory: Memory, at: number, remark: Remark | undefined): Dissection => {
  const whole = (place.bit & 7) === 0 && (place.width & 7) === 0;
  return {
    name: place.name,
    label: place.label,
    from: at + place.from,
    to: at + place.to,
    bits: whole ? undefined : { bit: place.bit & 7, width: place.width },
    value: remark?.value ?? place.show(memory.view, at),
    meaning: remark?.meaning ?? '',
    verdict: remark?.verdict,
    error: undefined,
    children: [],
  };
};

/**
 * A header: all fields that are there, whatever else is wrong with it.
 *
 * Takes   its layout, the memory, where it begins, where all that belongs to it ends, remarks about its fields, why it could
 *         not be read, and what follows its fixed fields; octets that none of them covers are its rest
 *
 * @category trace
 * @since 0.1.0
 */
export const headerPart = <F extends Fields>(
  table: Layout<F>,
  label: string,
  memory: Memory,
  at: number,
  end: number,
  meaning: string,
  remarks: Remarks<F>,
  error: DecodeError | undefined,
  more: ReadonlyArray<Dissection> = [],
): Dissection => {
  // The fields that are here, up to the last one that ends with an octet.
  let count = table.places.filter((place) => at + place.to <= end).length;
  for (let last = table.places[count - 1]; last !== undefined; last = table.places[count - 1]) {
    if ((last.bit + last.width) % 8 === 0) break;
    count -= 1;
  }
  const fields = table.places.slice(0, count).map((place) => fieldPart(place, memory, at, remarks[place.name]));
  const covered = (more[more.length - 1] ?? fields[fields.length - 1])?.to ?? at;
  const rest = covered < end ? [octetsPart('rest', 'Rest', memory, covered, end)] : [];
  return {
    name: table.name,
    label,
    from: at,
    to: Math.max(covered, end),
    bits: undefined,
    value: '',
    meaning,
    verdict: undefined,
    error,
    children: [...fields, ...more, ...rest],
  };
};

/** A number of sixteen bits as `0x1234`. */
export const hex16 = (n: number): string => `0x${hex2(n >>> 8)}${hex2(n)}`;

/** A checksum's field, and what is to be said about it; `summed` is the sum over all that it covers, itself included; `zero` is how a computed zero is sent. */
export const checksumRemark = (field: number, summed: number, zero = 0): Remark => {
  if (summed === 0xffff) return { value: hex16(field), verdict: 'right' };
  // Without the field itself, the sum is summed − field, in one's complement.
  const without = summed + (~field & 0xffff);
  const right = complement((without >>> 16) + (without & 0xffff));
  return { value: hex16(field), verdict: 'wrong', meaning: `should be ${hex16(right === 0 ? zero : right)}` };
};
