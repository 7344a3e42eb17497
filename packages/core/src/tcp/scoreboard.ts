// What was sent and is not acknowledged: the scoreboard of RFC 6675 §3, with the instants that RFC 8985 needs.
import type { Deque } from '../basis/deque.ts';
import { at, deque, dropFront, pushBack, size, toList } from '../basis/deque.ts';
import type { Instant } from '../basis/time.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { distance, geq, gt, leq, lt } from '../wire/seqnum.ts';

/** Octets (and perhaps the FIN) that were sent together and share one fate. */
export interface Piece {
  readonly seq: SeqNum;
  readonly end: SeqNum;
  /** When it was sent last. */
  readonly sentAt: Instant;
  /** How often it was sent. */
  readonly times: number;
  /** The peer holds it. (RFC 2018) */
  readonly sacked: boolean;
  /** It is taken for lost. */
  readonly lost: boolean;
  /** It was sent again, and that copy may still arrive. */
  readonly resent: boolean;
}

/** Weights are octets, or whole segments where the profile counts segments. */
export interface Board {
  readonly pieces: Deque<Piece>;
  readonly out: number;
  readonly sacked: number;
  readonly lost: number;
  readonly resent: number;
}

/** How much a piece counts: `unit` 1 for octets, SMSS for segments. */
export type Unit = number;

export const EMPTY_BOARD: Board = { pieces: deque<Piece>([]), out: 0, sacked: 0, lost: 0, resent: 0 };

const board = (pieces: Deque<Piece>, out: number, sacked: number, lost: number, resent: number): Board => ({
  pieces,
  out,
  sacked,
  lost,
  resent,
});

export const piece = (
  seq: SeqNum,
  end: SeqNum,
  sentAt: Instant,
  times: number,
  sacked: boolean,
  lost: boolean,
  resent: boolean,
): Piece => ({ seq, end, sentAt, times, sacked, lost, resent });

/** The weight of so many octets. */
export const weightOf = (octets: number, unit: Unit): number =>
  unit === 1 || octets <= 0 ? Math.max(octets, 0) : Math.ceil(octets / unit) * unit;

export const weigh = (p: Piece, unit: Unit): number => weightOf(distance(p.end, p.seq), unit);

/** Pipe: what is thought to be in the network. (RFC 6675 §4) */
export const inFlight = (b: Board): number => b.out - b.sacked - b.lost + b.resent;

/** Has everything arrived in order, as far as is known? Then the short ways are enough. */
export const isOrderly = (b: Board): boolean => b.sacked === 0 && b.lost === 0 && b.resent === 0;

/** The first piece that is not acknowledged. */
export const oldest = (b: Board): Piece | undefined => at(b.pieces, 0);

/** Totals counted anew from the pieces: for lists that were changed in several places. */
export const recounted = (list: Array<Piece>, unit: Unit): Board => {
  let out = 0;
  let sacked = 0;
  let lost = 0;
  let resent = 0;
  for (let i = 0; i < list.length; i++) {
    const p = list[i];
    if (p === undefined) continue;
    const w = weigh(p, unit);
    out += w;
    if (p.sacked) sacked += w;
    if (p.lost) lost += w;
    if (p.resent) resent += w;
  }
  return board(deque(list), out, sacked, lost, resent);
};

/**
 * New octets were sent. Those of one instant that are whole segments become one piece.
 *
 * @category scoreboard
 * @since 0.1.0
 */
export const afterSending = (b: Board, seq: SeqNum, end: SeqNum, now: Instant, smss: number, unit: Unit): Board => {
  const out = b.out + weightOf(distance(end, seq), unit);
  const fresh = piece(seq, end, now, 1, false, false, false);
  const last = at(b.pieces, size(b.pieces) - 1);
  const joins =
    last !== undefined &&
    last.sentAt === now &&
    last.times === 1 &&
    last.end === seq &&
    !last.sacked &&
    !last.lost &&
    distance(last.end, last.seq) % smss === 0 &&
    b.pieces.to === b.pieces.items.length;
  if (!joins) return board(pushBack(b.pieces, fresh), out, b.sacked, b.lost, b.resent);
  // The last entry is replaced in a list of its own only where the list is short; a long one takes one more entry.
  if (size(b.pieces) > 8) return board(pushBack(b.pieces, fresh), out, b.sacked, b.lost, b.resent);
  const list = toList(b.pieces);
  list[list.length - 1] = piece(last.seq, end, now, 1, false, false, false);
  return board(deque(list), out, b.sacked, b.lost, b.resent);
};

/** What an ACK took off the board. */
export interface TakenOff {
  readonly board: Board;
  /** Weight that was delivered and not known to be before. */
  readonly delivered: number;
  /** When the oldest and the newest of those pieces were sent that were sent once only; undefined: all were sent again. */
  readonly firstSentAt: Instant | undefined;
  readonly lastSentAt: Instant | undefined;
  /** A piece that was sent again was among them. */
  readonly resent: boolean;
  /** A piece that was never sent again, nor selectively acknowledged, was among them. (RFC 5682, step 3.b) */
  readonly original: boolean;
  /** The pieces themselves, in order, for RACK. */
  readonly pieces: ReadonlyArray<Piece>;
}

/**
 * Everything before UNA is acknowledged.
 *
 * @category scoreboard
 * @since 0.1.0
 */
export const acknowledgedTo = (b: Board, una: SeqNum, unit: Unit): TakenOff => {
  const count = size(b.pieces);
  const gone: Array<Piece> = [];
  let { out, sacked, lost, resent } = b;
  let delivered = 0;
  let firstSentAt: Instant | undefined;
  let lastSentAt: Instant | undefined;
  let wasResent = false;
  let original = false;
  let whole = 0;
  let rest: Piece | undefined;
  for (; whole < count; whole++) {
    const p = at(b.pieces, whole);
    if (p === undefined || leq(una, p.seq)) break;
    const isCut = gt(p.end, una);
    const taken = isCut ? piece(p.seq, una, p.sentAt, p.times, p.sacked, p.lost, p.resent) : p;
    rest = isCut ? piece(una, p.end, p.sentAt, p.times, p.sacked, p.lost, p.resent) : undefined;
    const w = weigh(p, unit) - (rest === undefined ? 0 : weigh(rest, unit));
    out -= w;
    if (p.sacked) sacked -= w;
    else delivered += w;
    if (p.lost) lost -= w;
    if (p.resent) resent -= w;
    if (p.times > 1) {
      wasResent = true;
    } else {
      if (!p.sacked) original = true;
      if (!p.sacked && firstSentAt === undefined) firstSentAt = p.sentAt;
      if (!p.sacked) lastSentAt = p.sentAt;
    }
    gone.push(taken);
    if (isCut) break;
  }
  let pieces = dropFront(b.pieces, whole);
  if (rest !== undefined) {
    const list = toList(pieces);
    list[0] = rest;
    pieces = deque(list);
  }
  return {
    board: board(pieces, out, sacked, lost, resent),
    delivered,
    firstSentAt,
    lastSentAt,
    resent: wasResent,
    original,
    pieces: gone,
  };
};

/** Cuts the pieces of a list at a number, so that it becomes an edge. */
export const cutAt = (list: Array<Piece>, edge: SeqNum): void => {
  // Pieces are in order: binary search for the one that holds the edge inside.
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const p = list[middle];
    if (p !== undefined && leq(p.end, edge)) low = middle + 1;
    else high = middle;
  }
  const p = list[low];
  if (p === undefined || !lt(p.seq, edge)) return;
  list.splice(
    low,
    1,
    piece(p.seq, edge, p.sentAt, p.times, p.sacked, p.lost, p.resent),
    piece(edge, p.end, p.sentAt, p.times, p.sacked, p.lost, p.resent),
  );
};

/** What SACK blocks have told. */
export interface Told {
  readonly board: Board;
  readonly delivered: number;
  readonly lastSentAt: Instant | undefined;
  readonly original: boolean;
  readonly pieces: ReadonlyArray<Piece>;
}

/**
 * The peer holds these octets. Blocks that say nothing of what is outstanding were sorted out before.
 *
 * Neighbours that are both sacked are joined, so that the board stays as short as the holes are many.
 *
 * RFC     2018 §4; 6675 §4, Update()
 *
 * @category scoreboard
 * @since 0.1.0
 */
export const selectively = (
  b: Board,
  blocks: ReadonlyArray<readonly [left: SeqNum, right: SeqNum]>,
  unit: Unit,
): Told => {
  const list = toList(b.pieces);
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i];
    if (block === undefined) continue;
    cutAt(list, block[0]);
    cutAt(list, block[1]);
  }
  const fresh: Array<Piece> = [];
  let delivered = 0;
  let lastSentAt: Instant | undefined;
  let original = false;
  for (let i = 0; i < list.length; i++) {
    const p = list[i];
    if (p === undefined || p.sacked || !isCovered(p, blocks)) continue;
    fresh.push(p);
    delivered += weigh(p, unit);
    if (p.times === 1) {
      original = true;
      lastSentAt = p.sentAt;
    }
    list[i] = piece(p.seq, p.end, p.sentAt, p.times, true, false, false);
  }
  return {
    board: fresh.length === 0 ? b : recounted(joined(list, unit), unit),
    delivered,
    lastSentAt,
    original,
    pieces: fresh,
  };
};

const isCovered = (p: Piece, blocks: ReadonlyArray<readonly [SeqNum, SeqNum]>): boolean => {
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i];
    if (block !== undefined && geq(p.seq, block[0]) && leq(p.end, block[1])) return true;
  }
  return false;
};

/** Sacked neighbours become one, if they were sent equally often: nothing else of them will be asked. */
const joined = (list: Array<Piece>, unit: Unit): Array<Piece> => {
  const short: Array<Piece> = [];
  for (let i = 0; i < list.length; i++) {
    const p = list[i];
    const last = short[short.length - 1];
    if (p === undefined) continue;
    const joins =
      last !== undefined &&
      last.sacked &&
      p.sacked &&
      last.times === p.times &&
      distance(last.end, last.seq) % unit === 0;
    if (joins) short[short.length - 1] = piece(last.seq, p.end, p.sentAt, p.times, true, false, false);
    else short.push(p);
  }
  return short;
};

/** The first piece that is taken for lost and was not sent again since. (RFC 6675 §4, NextSeg (1)) */
export const nextLost = (b: Board): Piece | undefined => {
  if (b.lost === 0) return undefined;
  const count = size(b.pieces);
  for (let i = 0; i < count; i++) {
    const p = at(b.pieces, i);
    if (p !== undefined && p.lost && !p.resent) return p;
  }
  return undefined;
};

/** From `seq` to `end` was sent again. */
export const afterResending = (b: Board, seq: SeqNum, end: SeqNum, now: Instant, unit: Unit): Board => {
  const list = toList(b.pieces);
  cutAt(list, seq);
  cutAt(list, end);
  for (let i = 0; i < list.length; i++) {
    const p = list[i];
    if (p === undefined || lt(p.seq, seq) || gt(p.end, end)) continue;
    list[i] = piece(p.seq, p.end, now, p.times + 1, p.sacked, p.lost, !p.sacked);
  }
  return recounted(list, unit);
};

/** Does the board cover UNA to NXT in order, without gaps, and are its totals true? For tests and invariants. */
export const boardProblems = (b: Board, una: SeqNum, nxt: SeqNum, unit: Unit): ReadonlyArray<string> => {
  const list = toList(b.pieces);
  const problems: Array<string> = [];
  let next = una;
  for (const p of list) {
    if (p.seq !== next || !lt(p.seq, p.end)) problems.push(`a piece begins at ${p.seq}, not at ${next}`);
    if (p.sacked && (p.lost || p.resent)) problems.push('a sacked piece is lost or sent again');
    next = p.end;
  }
  if (gt(next, nxt)) problems.push(`the board ends at ${next}, beyond SND.NXT ${nxt}`);
  const counted = recounted(list, unit);
  if (
    counted.out !== b.out ||
    counted.sacked !== b.sacked ||
    counted.lost !== b.lost ||
    counted.resent !== b.resent ||
    inFlight(b) < 0
  ) {
    problems.push('the totals of the board are not those of its pieces');
  }
  return problems;
};

/** The number behind everything on the board, or `una` where nothing is. */
export const boardEnd = (b: Board, una: SeqNum): SeqNum => at(b.pieces, size(b.pieces) - 1)?.end ?? una;
