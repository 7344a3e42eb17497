// Fragments wait here for the rest of their datagram. (RFC 791 §3.2; RFC 815; RFC 1122 §3.3.2)
import { OrderedMap } from 'immutable';
import type { Bytes } from '../basis/bytes.ts';
import { concatBytes } from '../basis/bytes.ts';
import type { Duration, Instant } from '../basis/time.ts';
import { after, seconds } from '../basis/time.ts';
import { decodeTransport } from '../wire/transport.ts';
import type { Codepoint } from '../wire/ecn.ts';
import { CE, codepointOf, NOT_ECT, withCodepoint } from '../wire/ecn.ts';
import type { Ipv4Packet } from '../wire/packets.ts';

/** How long the first fragment to come waits for the others; it is not begun anew. (RFC 1122 §3.3.2: 60 to 120 seconds) */
export const REASSEMBLY_TIMEOUT: Duration = seconds(60);

/** How many octets may wait in all, with what keeping a fragment costs. (Linux: ipfrag_high_thresh) */
export const REASSEMBLY_LIMIT = 4_194_304;

/** What keeping a fragment costs beside its octets, so that many small ones are bounded too. */
const FRAGMENT_COST = 64;

/** The largest payload of a packet: total length is a field of 16 bits. */
const LARGEST = 65_515;

interface Piece {
  readonly offset: number;
  readonly octets: Bytes;
}

/** A datagram of which some is here: pieces in order, without overlap. */
export interface Assembling {
  readonly due: Instant;
  /** The fragment with offset 0, whose header the whole datagram gets. */
  readonly first: Ipv4Packet | undefined;
  /** Length of the whole payload, known from the last fragment. */
  readonly total: number | undefined;
  readonly pieces: ReadonlyArray<Piece>;
  /** The ECN codepoints that were seen, one bit each. (RFC 3168 §5.3) */
  readonly codepoints: number;
  /** Octets of all pieces. */
  readonly held: number;
}

/** All datagrams that are being put together, the oldest first: so the next deadline is that of the first. */
export interface Reassembly {
  readonly datagrams: OrderedMap<string, Assembling>;
  readonly cost: number;
}

export const NOTHING_ASSEMBLED: Reassembly = { datagrams: OrderedMap<string, Assembling>(), cost: 0 };

/** What became of a fragment. */
export type Fragment =
  | { readonly _tag: 'Kept'; readonly reassembly: Reassembly; readonly evicted: number }
  | { readonly _tag: 'Duplicate' }
  | { readonly _tag: 'Whole'; readonly reassembly: Reassembly; readonly packet: Ipv4Packet }
  | { readonly _tag: 'Refused'; readonly reassembly: Reassembly; readonly reason: string };

/** What names a datagram: its ends, its protocol, its identification. (RFC 791 §3.2) */
const nameOf = (packet: Ipv4Packet): string =>
  `${packet.source}/${packet.destination}/${packet.protocol}/${packet.identification}`;

const costOf = (assembling: Assembling): number => assembling.held + FRAGMENT_COST * assembling.pieces.length;

const without = (reassembly: Reassembly, name: string): Reassembly => {
  const gone = reassembly.datagrams.get(name);
  return gone === undefined
    ? reassembly
    : { datagrams: reassembly.datagrams.remove(name), cost: reassembly.cost - costOf(gone) };
};

/** Where a piece goes among the others; a repetition, or a reason why it cannot go there. */
const placeFor = (pieces: ReadonlyArray<Piece>, offset: number, end: number): number | 'duplicate' | 'overlap' => {
  let at = pieces.length;
  while (at > 0 && (pieces[at - 1]?.offset ?? 0) > offset) at -= 1;
  const before = pieces[at - 1];
  const behind = pieces[at];
  if (before !== undefined && before.offset + before.octets.length >= end) return 'duplicate';
  if (before !== undefined && before.offset + before.octets.length > offset) return 'overlap';
  return behind !== undefined && behind.offset < end ? 'overlap' : at;
};

const bitOf = (codepoint: Codepoint): number => 1 << codepoint;

/** The header of the first fragment around the payload of all; a mark on one fragment is a mark on all. (RFC 3168 §5.3) */
const whole = (first: Ipv4Packet, pieces: ReadonlyArray<Piece>, codepoints: number): Ipv4Packet => {
  const octets = concatBytes(pieces.map((piece) => piece.octets));
  return {
    _tag: 'Ipv4',
    typeOfService: (codepoints & bitOf(CE)) === 0 ? first.typeOfService : withCodepoint(first.typeOfService, CE),
    identification: first.identification,
    dontFragment: first.dontFragment,
    moreFragments: false,
    fragmentOffset: 0,
    timeToLive: first.timeToLive,
    protocol: first.protocol,
    source: first.source,
    destination: first.destination,
    options: first.options,
    payload: decodeTransport(first.protocol, first.source, first.destination, octets),
  };
};

/** The oldest datagrams give way until the rest is within the limit. */
const bounded = (reassembly: Reassembly): { readonly kept: Reassembly; readonly evicted: number } => {
  let kept = reassembly;
  let evicted = 0;
  while (kept.cost > REASSEMBLY_LIMIT && kept.datagrams.size > 1) {
    kept = without(kept, kept.datagrams.keySeq().first(''));
    evicted += 1;
  }
  return { kept, evicted };
};

/** What is wrong with a fragment by itself, or with what is known of its datagram. */
const objection = (packet: Ipv4Packet, length: number, known: Assembling | undefined): string | undefined => {
  const end = packet.fragmentOffset + length;
  if (length === 0) return 'an empty fragment';
  if (packet.moreFragments && length % 8 !== 0) return 'a length that is no multiple of 8';
  if (end > LARGEST) return 'beyond the largest packet';
  if (known?.total !== undefined && end > known.total) return 'beyond the end';
  const last = known?.pieces[known.pieces.length - 1];
  // Where the last fragment is here already, another one that claims to be the last is caught here as well.
  return !packet.moreFragments && last !== undefined && last.offset + last.octets.length > end
    ? 'beyond the end'
    : undefined;
};

/**
 * A fragment joins the others of its datagram.
 *
 * A repetition of what is here is ignored, since links duplicate. Pieces that overlap otherwise are of no honest sender: the
 * whole datagram is thrown away, as RFC 5722 demands for IPv6 and Linux does for both.
 *
 * Takes   what waits; the fragment, and the octets of its payload; the instant
 * Gives   what waits now, and the whole packet when it is complete
 * Fails   never
 * RFC     791 §3.2; 815; 1122 §3.3.2; 3168 §5.3; 5722
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const addFragment = (reassembly: Reassembly, packet: Ipv4Packet, octets: Bytes, now: Instant): Fragment => {
  const name = nameOf(packet);
  const known = reassembly.datagrams.get(name);
  const offset = packet.fragmentOffset;
  const reason = objection(packet, octets.length, known);
  if (reason !== undefined) return { _tag: 'Refused', reassembly: without(reassembly, name), reason };
  const pieces = known?.pieces ?? [];
  const at = placeFor(pieces, offset, offset + octets.length);
  if (at === 'duplicate') return { _tag: 'Duplicate' };
  if (at === 'overlap') return { _tag: 'Refused', reassembly: without(reassembly, name), reason: 'an overlap' };
  const assembling: Assembling = {
    due: known?.due ?? after(now, REASSEMBLY_TIMEOUT),
    first: offset === 0 ? packet : known?.first,
    total: packet.moreFragments ? known?.total : offset + octets.length,
    pieces: [...pieces.slice(0, at), { offset, octets }, ...pieces.slice(at)],
    codepoints: (known?.codepoints ?? 0) | bitOf(codepointOf(packet.typeOfService)),
    held: (known?.held ?? 0) + octets.length,
  };
  // A mark beside a fragment that no queue may mark: the mark would be lost, or be none. (RFC 3168 §5.3: "the packet MUST be dropped")
  if ((assembling.codepoints & bitOf(CE)) !== 0 && (assembling.codepoints & bitOf(NOT_ECT)) !== 0) {
    return { _tag: 'Refused', reassembly: without(reassembly, name), reason: 'a mark beside a part without ECN' };
  }
  if (assembling.first !== undefined && assembling.held === assembling.total) {
    const { first } = assembling;
    return {
      _tag: 'Whole',
      reassembly: without(reassembly, name),
      packet: whole(first, assembling.pieces, assembling.codepoints),
    };
  }
  const { kept, evicted } = bounded({
    datagrams: reassembly.datagrams.set(name, assembling),
    cost: reassembly.cost + octets.length + FRAGMENT_COST,
  });
  return { _tag: 'Kept', reassembly: kept, evicted };
};

/** The datagrams whose time is over, and what waits without them. */
export const expire = (
  reassembly: Reassembly,
  now: Instant,
): { readonly reassembly: Reassembly; readonly expired: ReadonlyArray<Assembling> } => {
  const expired: Array<Assembling> = [];
  let left = reassembly;
  for (;;) {
    const oldest = left.datagrams.first();
    if (oldest === undefined || oldest.due > now) return { reassembly: left, expired };
    expired.push(oldest);
    left = without(left, left.datagrams.keySeq().first(''));
  }
};
