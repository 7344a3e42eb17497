// 4B/5B: five bits for each four, so chosen that the level changes often enough for the clock. (IEEE 802.3 §24.2.2.1)
import type { Bytes } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import type { Levels, LineCoding, LineError } from './Levels.ts';
import { misread, PREAMBLE_AND_DELIMITER, strange } from './Levels.ts';
import { fromNrzi, nrzi } from './nrzi.ts';

/** The sixteen groups of data, by their four bits, and those of control: idle, start (J K), end (T R), error (H). (IEEE 802.3 Table 24-1) */
const GROUPS = {
  '0': '11110',
  '1': '01001',
  '2': '10100',
  '3': '10101',
  '4': '01010',
  '5': '01011',
  '6': '01110',
  '7': '01111',
  '8': '10010',
  '9': '10011',
  A: '10110',
  B: '10111',
  C: '11010',
  D: '11011',
  E: '11100',
  F: '11101',
  I: '11111',
  J: '11000',
  K: '10001',
  T: '01101',
  R: '00111',
  H: '00100',
} as const;

/**
 * A code group, by the name that the standard's table gives it: a hexadecimal digit for four bits of data, a letter for control.
 *
 * @category model
 * @since 0.1.0
 */
export type CodeGroup = keyof typeof GROUPS;

const NAMES = Object.keys(GROUPS) as ReadonlyArray<CodeGroup>;
const DIGITS: ReadonlyArray<CodeGroup> = Array.from(
  '0123456789ABCDEF',
) as ReadonlyArray<string> as ReadonlyArray<CodeGroup>;
const BY_BITS: ReadonlyMap<string, CodeGroup> = new Map(NAMES.map((name) => [GROUPS[name], name]));

/**
 * A frame as code groups: of each octet the four lower bits first; /J/K/ in place of the preamble's first octet, /T/R/ behind the last.
 *
 * Takes   the octets of a frame, its check sequence last
 * Gives   the groups, by name
 * RFC     IEEE 802.3 §24.2.2.1.2 to §24.2.2.1.4
 *
 * @example
 * codeGroupsOf(bytes(0x4a)).join('') // 'JK555555555555' + '5D' + 'A4' + 'TR'
 *
 * @category codec
 * @since 0.1.0
 */
export const codeGroupsOf = (octetsWithFcs: Bytes): ReadonlyArray<CodeGroup> => {
  const groups: Array<CodeGroup> = ['J', 'K'];
  const put = (octet: number): void => {
    groups.push(DIGITS[octet & 15] ?? 'H', DIGITS[octet >>> 4] ?? 'H');
  };
  PREAMBLE_AND_DELIMITER.slice(1).forEach(put);
  octetsWithFcs.forEach(put);
  groups.push('T', 'R');
  return groups;
};

/** The bits of code groups, as they are sent: of each group as the table prints it from left to right. */
const bitsOfGroups = (groups: ReadonlyArray<CodeGroup>): Levels => {
  const bits = new Uint8Array(groups.length * 5);
  groups.forEach((group, i) => {
    for (let bit = 0; bit < 5; bit++) bits[5 * i + bit] = GROUPS[group].charCodeAt(bit) - 48;
  });
  return bits;
};

/** The octets of data between /J/K/ and /T/R/, preamble included. */
const octetsOfGroups = (groups: ReadonlyArray<CodeGroup>): E.Either<LineError, Bytes> => {
  const end = groups.length - 2;
  if (end < 2 || groups[0] !== 'J' || groups[1] !== 'K') return misread(0, 'a stream begins with /J/K/');
  if (groups[end] !== 'T' || groups[end + 1] !== 'R') return misread(5 * Math.max(0, end), 'a stream ends with /T/R/');
  if (end % 2 !== 0) return misread(5 * end, 'the frame ends within an octet');
  const octets = new Uint8Array(end / 2 - 1);
  for (let i = 2; i < end; i++) {
    const group = groups[i] ?? 'H';
    const digit = DIGITS.indexOf(group);
    if (digit < 0) return misread(5 * i, `/${group}/ is no data`);
    octets[(i >> 1) - 1] = (octets[(i >> 1) - 1] ?? 0) | (digit << ((i & 1) * 4));
  }
  return E.right(octets);
};

const decodeBits = (bits: Levels): E.Either<LineError, Bytes> => {
  if (bits.length % 5 !== 0) return misread(bits.length, 'the last code group is not whole');
  const groups: Array<CodeGroup> = [];
  for (let at = 0; at < bits.length; at += 5) {
    const five = bits.subarray(at, at + 5).join('');
    const group = BY_BITS.get(five);
    if (group === undefined) return misread(at, `${five} is no code group`);
    groups.push(group);
  }
  const read = octetsOfGroups(groups);
  if (E.isLeft(read)) return read;
  const before = PREAMBLE_AND_DELIMITER.slice(1);
  const wrong = before.findIndex((octet, i) => read.right[i] !== octet);
  return wrong < 0
    ? E.right(read.right.subarray(before.length))
    : misread(10 * (wrong + 1), 'the preamble and its delimiter are not there');
};

const decodeLevels =
  (toBits: (levels: Levels) => Levels) =>
  (levels: Levels): E.Either<LineError, Bytes> => {
    const other = strange(levels);
    return other >= 0 ? misread(other, 'a level is 0 or 1') : decodeBits(toBits(levels));
  };

/**
 * 4B/5B with a level for each of the five bits: what the sublayer above a fast Ethernet's medium sees.
 *
 * Gives   five levels for four bits, from the first of /J/ to the last of /R/
 * Fails   `decode`, where a group is in no table, stands where it must not, or is not whole; where the preamble is not whole
 * RFC     IEEE 802.3 §24.2.2
 *
 * @example
 * drawLevels(fourBFiveB.encode(bytes()).subarray(0, 10)) // '▔▔▁▁▁▔▁▁▁▔'
 *
 * @category codec
 * @since 0.1.0
 */
export const fourBFiveB: LineCoding = {
  name: '4B/5B',
  encode: (octetsWithFcs) => bitsOfGroups(codeGroupsOf(octetsWithFcs)),
  decode: decodeLevels((levels) => levels),
};

/**
 * 4B/5B with NRZI, as 100BASE-FX sends it: a 1 changes the level. The line is low before the first bit.
 *
 * What 100BASE-TX does besides, a scrambler and three levels (MLT-3), is left out.
 *
 * Gives   five levels for four bits
 * Fails   `decode`, as 4B/5B does
 * RFC     IEEE 802.3 §24.2.2, §26.2
 *
 * @example
 * drawLevels(fourBFiveBNrzi.encode(bytes()).subarray(0, 10)) // '▔▁▁▁▁▔▔▔▔▁'
 *
 * @category codec
 * @since 0.1.0
 */
export const fourBFiveBNrzi: LineCoding = {
  name: '4B/5B, NRZI',
  encode: (octetsWithFcs) => nrzi(fourBFiveB.encode(octetsWithFcs)),
  decode: decodeLevels((levels) => fromNrzi(levels)),
};
