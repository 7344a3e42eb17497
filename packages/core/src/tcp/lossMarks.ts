// Which pieces of the scoreboard are lost, by each of the ways in which a loss is noticed.
import { at, size, toList } from '../basis/deque.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { distance, leq, plus } from '../wire/seqnum.ts';
import type { Board, Piece, Unit } from './scoreboard.ts';
import { cutAt, oldest, piece, recounted, weigh } from './scoreboard.ts';

/**
 * Pieces that the judge takes for lost. A copy that was sent again and is judged again is lost too.
 *
 * Gives   the board, and the weight that is lost newly
 *
 * @category scoreboard
 * @since 0.1.0
 */
export const markLost = (
  b: Board,
  judge: (p: Piece) => boolean,
  unit: Unit,
): { readonly board: Board; readonly lost: number } => {
  let list: Array<Piece> | undefined;
  let lost = 0;
  const count = size(b.pieces);
  for (let i = 0; i < count; i++) {
    const p = at(b.pieces, i);
    if (p === undefined || p.sacked || (p.lost && !p.resent) || !judge(p)) continue;
    list ??= toList(b.pieces);
    list[i] = piece(p.seq, p.end, p.sentAt, p.times, false, true, false);
    lost += weigh(p, unit);
  }
  return list === undefined ? { board: b, lost: 0 } : { board: recounted(list, unit), lost };
};

/**
 * The oldest segment is lost: all that duplicate ACKs without SACK tell.
 *
 * RFC     5681 §3.2; 6582 §3.2
 */
export const firstLost = (b: Board, smss: number, unit: Unit): Board => {
  const first = oldest(b);
  if (first === undefined || (first.lost && !first.resent)) return b;
  const list = toList(b.pieces);
  cutAt(list, plus(first.seq, smss));
  const p = list[0];
  if (p === undefined) return b;
  list[0] = piece(p.seq, p.end, p.sentAt, p.times, false, true, false);
  return recounted(list, unit);
};

/**
 * IsLost of RFC 6675 §4: DupThresh blocks, or more than DupThresh − 1 segments, were told above a piece.
 *
 * Gives   the board, and the weight that is lost newly
 *
 * @category scoreboard
 * @since 0.1.0
 */
export const lostBySack = (
  b: Board,
  duplicates: number,
  smss: number,
  unit: Unit,
): { readonly board: Board; readonly lost: number } => {
  if (b.sacked === 0) return { board: b, lost: 0 };
  // From behind: what is sacked above a piece is known when it is reached, and once enough is, so it is for all below.
  let octets = 0;
  let blocks = 0;
  let edge: SeqNum | undefined;
  let below: SeqNum | undefined;
  for (let i = size(b.pieces) - 1; i >= 0 && below === undefined; i--) {
    const p = at(b.pieces, i);
    if (p === undefined) break;
    if (blocks >= duplicates || octets > (duplicates - 1) * smss) below = p.end;
    if (!p.sacked) continue;
    octets += distance(p.end, p.seq);
    if (edge !== p.end) blocks += 1;
    edge = p.seq;
  }
  const limit = below;
  return limit === undefined ? { board: b, lost: 0 } : markLost(b, (p) => leq(p.end, limit) && p.times === 1, unit);
};

/** All that a timeout takes for lost; with `reneged`, also what the peer once said it holds. (RFC 2018 §8) */
export const allLost = (b: Board, spare: (p: Piece) => boolean, reneged: boolean, unit: Unit): Board =>
  recounted(
    toList(b.pieces).map((p) =>
      (p.sacked && !reneged) || (spare(p) && !p.sacked)
        ? p
        : piece(p.seq, p.end, p.sentAt, p.times, false, true, false),
    ),
    unit,
  );

/**
 * Segments of the old size did not fit through: they are lost, and count anew.
 *
 * RFC     1191 §6.5
 */
export const largerLost = (b: Board, was: number, smss: number, unit: Unit): Board =>
  was <= smss
    ? b
    : recounted(
        toList(b.pieces).map((p) =>
          p.sacked || distance(p.end, p.seq) <= smss ? p : piece(p.seq, p.end, p.sentAt, p.times, false, true, false),
        ),
        unit,
      );

/** What was taken for lost was not: a spurious retransmission is undone. */
export const nothingLost = (b: Board, unit: Unit): Board =>
  b.lost === 0
    ? b
    : recounted(
        toList(b.pieces).map((p) => (p.lost ? piece(p.seq, p.end, p.sentAt, p.times, p.sacked, false, p.resent) : p)),
        unit,
      );
