// The list of unique identifiers of a mailbox: kept in a file of its own beside `new` and `cur`, and mended from what lies there.
import type { Bytes } from '../../basis/bytes.ts';
import { text, utf8 } from '../../basis/bytes.ts';

/** A message that has a number. */
export interface UidEntry {
  readonly uid: number;
  /** The part of the file's name that never changes. */
  readonly base: string;
}

/**
 * Which message has which number. (RFC 3501 §2.3.1.1)
 *
 * Entries stand in strictly rising order of their numbers; `uidNext` is larger than all that were ever given. As long as
 * `uidValidity` is the same, a number stands for one message and for no other, for ever.
 *
 * @category model
 * @since 0.1.0
 */
export interface UidList {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly entries: ReadonlyArray<UidEntry>;
}

/** A number of 32 bits that is not 0. (nz-number) */
const LARGEST = 4_294_967_295;

const numberOf = (digits: string | undefined): number | undefined => {
  if (digits === undefined || !/^[1-9][0-9]{0,9}$/.test(digits)) return undefined;
  const number = Number(digits);
  return number <= LARGEST ? number : undefined;
};

/**
 * The list as its file has it: `1 V<uidvalidity> N<uidnext>`, then `<uid> <base>`, a line each.
 *
 * @category codec
 * @since 0.1.0
 */
export const showUidList = ({ uidValidity, uidNext, entries }: UidList): Bytes =>
  utf8(`1 V${uidValidity} N${uidNext}\n${entries.map(({ uid, base }) => `${uid} ${base}\n`).join('')}`);

/**
 * Reads the file of a list.
 *
 * Gives   the list; undefined where it is no list, is cut off, or contradicts itself: whoever asked makes a new one
 *
 * @example
 * readUidList(showUidList({ uidValidity: 7, uidNext: 3, entries: [{ uid: 2, base: 'a' }] }))?.uidNext // 3
 *
 * @category codec
 * @since 0.1.0
 */
export const readUidList = (octets: Bytes): UidList | undefined => {
  const lines = text(octets).split('\n');
  // The last line ends with a line feed like all others.
  if (lines.pop() !== '') return undefined;
  const [, validity, next] = /^1 V([0-9]+) N([0-9]+)$/.exec(lines[0] ?? '') ?? [];
  const uidValidity = numberOf(validity);
  const uidNext = numberOf(next);
  if (uidValidity === undefined || uidNext === undefined) return undefined;
  const entries: Array<UidEntry> = [];
  let last = 0;
  for (const line of lines.slice(1)) {
    const space = line.indexOf(' ');
    const uid = numberOf(line.slice(0, Math.max(0, space)));
    if (uid === undefined || uid <= last || uid >= uidNext || space === line.length - 1) return undefined;
    entries.push({ uid, base: line.slice(space + 1) });
    last = uid;
  }
  return { uidValidity, uidNext, entries };
};

/**
 * The list of what is there now.
 *
 * Who is gone leaves the list, newcomers are numbered in the order in which they are given, and nobody else is touched.
 *
 * Takes   the list before (undefined: none, or none that could be read), the bases that are there, and the seconds since 1970
 * Gives   the list now, the very same value where nothing changed; its validity rises where the numbers begin anew, and also
 *         where they have run out
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const merged = (
  before: UidList | undefined,
  present: ReadonlyArray<string>,
  seconds: number,
  atLeast = 0,
): UidList => {
  if (before === undefined) return numbered(fresh(seconds, atLeast), present);
  const here = new Set(present);
  const kept = before.entries.filter(({ base }) => here.has(base));
  const known = new Set(kept.map(({ base }) => base));
  const newcomers = present.filter((base) => !known.has(base));
  if (newcomers.length === 0 && kept.length === before.entries.length) return before;
  if (before.uidNext + newcomers.length > LARGEST) {
    return numbered(fresh(seconds, before.uidValidity), present);
  }
  return numbered({ uidValidity: before.uidValidity, uidNext: before.uidNext, entries: kept }, newcomers);
};

const fresh = (seconds: number, after: number): UidList => ({
  uidValidity: Math.max(1, after + 1, Math.min(LARGEST, seconds)),
  uidNext: 1,
  entries: [],
});

const numbered = (list: UidList, newcomers: ReadonlyArray<string>): UidList => ({
  uidValidity: list.uidValidity,
  uidNext: list.uidNext + newcomers.length,
  entries: list.entries.concat(newcomers.map((base, at) => ({ uid: list.uidNext + at, base }))),
});
