// How often a message has been received already: its Received fields, counted while the header passes. (RFC 5321 §6.3)
import type { Bytes } from '../../../basis/bytes.ts';
import { utf8 } from '../../../basis/bytes.ts';

const FIELD = utf8('received:');
const CR = 13;
const LF = 10;

/** How far the header was read: how many octets of `received:` the line has until now; -1: it has others. */
export interface Hops {
  readonly count: number;
  readonly isHeader: boolean;
  readonly matched: number;
  /** Octets of this line. */
  readonly length: number;
}

export const NO_HOPS: Hops = { count: 0, isHeader: true, matched: 0, length: 0 };

/** The fields of more of a message; the same however it is cut. An empty line ends the header, and the counting. */
export const countHops = (before: Hops, octets: Bytes): Hops => {
  let { count, isHeader, matched, length } = before;
  for (let i = 0; i < octets.length && isHeader; i++) {
    const octet = octets[i] ?? 0;
    if (octet === LF) {
      if (length === 0) isHeader = false;
      matched = 0;
      length = 0;
    } else if (octet !== CR) {
      length += 1;
      const letter = octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet;
      if (matched >= 0 && letter === FIELD[matched]) {
        matched += 1;
        if (matched === FIELD.length) {
          count += 1;
          matched = -1;
        }
      } else matched = -1;
    }
  }
  return { count, isHeader, matched, length };
};
