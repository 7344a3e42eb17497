// The translation table: who may be believed, who gives way, and whose question is due. (RFC 826; RFC 1122 §2.3.2.1)
import type { Map } from 'immutable';
import type { Heap } from '../basis/heap.ts';
import { pop } from '../basis/heap.ts';
import type { Instant } from '../basis/time.ts';
import type { Ipv4Address } from '../wire/addresses.ts';
import type { ArpParameters, Neighbour } from './State.ts';

export type Table = Map<Ipv4Address, Neighbour>;

const isExpired = (neighbour: Neighbour, now: Instant): boolean =>
  neighbour._tag === 'Resolved' && neighbour.expires !== undefined && neighbour.expires <= now;

/** What the table says of an address at this instant; an entry that has expired says nothing. */
export const lookup = (table: Table, address: Ipv4Address, now: Instant): Neighbour | undefined => {
  const neighbour = table.get(address);
  return neighbour === undefined || isExpired(neighbour, now) ? undefined : neighbour;
};

/**
 * Room for one more.
 *
 * Only a full table is looked through: whoever has expired goes, and if nobody has, the one that would expire first.
 * Static entries and open questions stay; a table full of these alone has no room.
 *
 * Takes   the table, how many it may hold besides the static ones, the instant
 * Gives   a table with room, or undefined
 */
export const makeRoom = (table: Table, parameters: ArpParameters, now: Instant): Table | undefined => {
  if (table.size < parameters.entries) return table;
  const kept = table.filterNot((neighbour) => isExpired(neighbour, now));
  let oldest: Ipv4Address | undefined;
  let earliest: Instant | undefined;
  let held = 0;
  kept.forEach((neighbour, address) => {
    if (neighbour._tag === 'Resolved' && neighbour.expires === undefined) return;
    held += 1;
    if (neighbour._tag !== 'Resolved' || neighbour.expires === undefined) return;
    if (earliest !== undefined && earliest <= neighbour.expires) return;
    earliest = neighbour.expires;
    oldest = address;
  });
  if (held < parameters.entries) return kept;
  return oldest === undefined ? undefined : kept.remove(oldest);
};

/** The heap without those at its top whose question was answered, or is due at another time by now. */
export const settled = (asking: Heap<Ipv4Address> | undefined, table: Table): Heap<Ipv4Address> | undefined => {
  let heap = asking;
  while (heap !== undefined) {
    const neighbour = table.get(heap.value);
    if (neighbour?._tag === 'Incomplete' && neighbour.due === heap.key) return heap;
    heap = pop(heap);
  }
  return undefined;
};
