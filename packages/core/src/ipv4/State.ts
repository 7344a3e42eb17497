import type { Fifo } from '../basis/fifo.ts';
import { EMPTY_FIFO } from '../basis/fifo.ts';
import { O } from '../basis/fp.ts';
import { hash32 } from '../basis/hash.ts';
import type { Instant } from '../basis/time.ts';
import { BEGINNING } from '../basis/time.ts';
import type { Ipv4Packet } from '../wire/packets.ts';
import type { Reassembly } from './reassembly.ts';
import { NOTHING_ASSEMBLED, REASSEMBLY_LIMIT } from './reassembly.ts';

/** How often the floor kept silent, and why; the names are those of its rules. */
export interface Ipv4Counts {
  readonly malformed: number;
  readonly notOurs: number;
  readonly martian: number;
  readonly fragments: number;
  readonly errors: number;
}

/** What IPv4 remembers between two packets. */
export interface Ipv4State {
  /** The identification of the next packet that may be fragmented. */
  readonly identification: number;
  /** Packets to ourselves, which arrive when the deadline `loopedAt` is reached: so that nothing recurses. */
  readonly looped: Fifo<Ipv4Packet>;
  readonly loopedAt: Instant;
  readonly reassembly: Reassembly;
  /** How far ahead the budget of ICMP errors is used up: see `limit.ts`. */
  readonly errorsPaidUntil: Instant;
  readonly counts: Ipv4Counts;
}

const NO_COUNTS: Ipv4Counts = { malformed: 0, notOurs: 0, martian: 0, fragments: 0, errors: 0 };

/** A word that keeps this chance apart from every other that uses the same seed. */
const IDENTIFICATION = 0x69_64;

export const initial = (seed: number): Ipv4State => ({
  identification: hash32(seed, IDENTIFICATION) & 0xffff,
  looped: EMPTY_FIFO,
  loopedAt: BEGINNING,
  reassembly: NOTHING_ASSEMBLED,
  errorsPaidUntil: BEGINNING,
  counts: NO_COUNTS,
});

/** Packets to ourselves at once; else when the oldest datagram that is being put together has waited long enough. */
export const deadline = (state: Ipv4State): O.Option<Instant> => {
  if (state.looped.length > 0) return O.some(state.loopedAt);
  // Asked at every step: an empty table is not searched.
  if (state.reassembly.datagrams.size === 0) return O.none;
  const oldest = state.reassembly.datagrams.first();
  return oldest === undefined ? O.none : O.some(oldest.due);
};

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: Ipv4State): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  if (state.identification !== (state.identification & 0xffff)) broken.push('an identification of more than 16 bits');
  let cost = 0;
  let due = 0;
  state.reassembly.datagrams.forEach(({ pieces, held, due: next, total, first }) => {
    cost += held + 64 * pieces.length;
    if (next < due) broken.push('a younger datagram is due before an older one');
    due = next;
    let end = 0;
    for (const { offset, octets } of pieces) {
      if (offset < end) broken.push('pieces overlap');
      end = offset + octets.length;
    }
    if (total !== undefined && end > total) broken.push('a piece lies beyond the end');
    if (held !== pieces.reduce((sum, { octets }) => sum + octets.length, 0))
      broken.push('the octets held are miscounted');
    if (held === total) broken.push('a complete datagram waits');
    if ((first !== undefined) !== (pieces[0]?.offset === 0)) broken.push('the first fragment is not the first');
  });
  if (cost !== state.reassembly.cost) broken.push('the cost of reassembly is miscounted');
  if (cost > REASSEMBLY_LIMIT && state.reassembly.datagrams.size > 1) broken.push('reassembly holds too much');
  return broken;
};

// Copies by hand: this runs for every packet.

export const withIdentification = (state: Ipv4State, identification: number): Ipv4State => ({
  identification,
  looped: state.looped,
  loopedAt: state.loopedAt,
  reassembly: state.reassembly,
  errorsPaidUntil: state.errorsPaidUntil,
  counts: state.counts,
});

export const withLooped = (state: Ipv4State, looped: Fifo<Ipv4Packet>, loopedAt: Instant): Ipv4State => ({
  identification: state.identification,
  looped,
  loopedAt,
  reassembly: state.reassembly,
  errorsPaidUntil: state.errorsPaidUntil,
  counts: state.counts,
});

export const withReassembly = (state: Ipv4State, reassembly: Reassembly): Ipv4State => ({
  identification: state.identification,
  looped: state.looped,
  loopedAt: state.loopedAt,
  reassembly,
  errorsPaidUntil: state.errorsPaidUntil,
  counts: state.counts,
});

export const withErrorsPaidUntil = (state: Ipv4State, errorsPaidUntil: Instant): Ipv4State => ({
  identification: state.identification,
  looped: state.looped,
  loopedAt: state.loopedAt,
  reassembly: state.reassembly,
  errorsPaidUntil,
  counts: state.counts,
});

/** One more of what was dropped. */
export const counted = (state: Ipv4State, what: keyof Ipv4Counts): Ipv4State => ({
  identification: state.identification,
  looped: state.looped,
  loopedAt: state.loopedAt,
  reassembly: state.reassembly,
  errorsPaidUntil: state.errorsPaidUntil,
  counts: {
    malformed: state.counts.malformed + (what === 'malformed' ? 1 : 0),
    notOurs: state.counts.notOurs + (what === 'notOurs' ? 1 : 0),
    martian: state.counts.martian + (what === 'martian' ? 1 : 0),
    fragments: state.counts.fragments + (what === 'fragments' ? 1 : 0),
    errors: state.counts.errors + (what === 'errors' ? 1 : 0),
  },
});
