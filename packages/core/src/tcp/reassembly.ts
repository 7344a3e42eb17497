import type { Rope } from '../basis/rope.ts';
import { append, drop, slice } from '../basis/rope.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { distance, geq, leq, lt, plus } from '../wire/seqnum.ts';
import type { HeldPiece } from './Tcb.ts';

const end = (piece: HeldPiece): SeqNum => plus(piece.seq, piece.octets.length);

/**
 * Puts a piece among the held ones; octets that are held already stay as they came first.
 *
 * Takes   pieces in order, disjoint and not touching; octets more, in the window, beyond RCV.NXT
 * Gives   pieces in order, disjoint and not touching, that hold the octets of all
 * RFC     9293 §3.10.7.4, seventh
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const hold = (held: ReadonlyArray<HeldPiece>, seq: SeqNum, octets: Rope): ReadonlyArray<HeldPiece> => {
  if (octets.length === 0) return held;
  const before: Array<HeldPiece> = [];
  const behind: Array<HeldPiece> = [];
  let stamp = 0;
  let merged: HeldPiece = { seq, octets, stamp };
  for (let i = 0; i < held.length; i++) {
    const other = held[i];
    if (other === undefined) continue;
    if (other.stamp > stamp) stamp = other.stamp;
    if (lt(end(other), merged.seq)) before.push(other);
    else if (lt(end(merged), other.seq)) behind.push(other);
    else merged = union(other, merged);
  }
  before.push({ seq: merged.seq, octets: merged.octets, stamp: stamp + 1 });
  for (let i = 0; i < behind.length; i++) before.push(behind[i] ?? merged);
  return before;
};

/**
 * Which of these octets are held already: the first run of them, for the duplicate that the ACK tells. (RFC 2883 §4.2)
 */
export const heldTwice = (
  held: ReadonlyArray<HeldPiece>,
  seq: SeqNum,
  length: number,
): readonly [left: SeqNum, right: SeqNum] | undefined => {
  const last = plus(seq, length);
  for (let i = 0; i < held.length; i++) {
    const piece = held[i];
    if (piece === undefined || leq(end(piece), seq)) continue;
    if (geq(piece.seq, last)) return undefined;
    return [lt(piece.seq, seq) ? seq : piece.seq, lt(end(piece), last) ? end(piece) : last];
  }
  return undefined;
};

/** Two pieces that overlap or touch, as one; where both have an octet, the first one's stays. */
const union = (first: HeldPiece, second: HeldPiece): HeldPiece => {
  let octets = first.octets;
  let seq = first.seq;
  if (lt(second.seq, first.seq)) {
    octets = append(slice(second.octets, 0, distance(first.seq, second.seq)), octets);
    seq = second.seq;
  }
  const beyond = distance(end(second), end(first));
  if (beyond > 0) octets = append(octets, slice(second.octets, second.octets.length - beyond, beyond));
  return { seq, octets, stamp: 0 };
};

/**
 * What can be delivered now that everything before `nxt` is there.
 *
 * Gives   the octets from `nxt` on without a gap, and the pieces that still wait
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const release = (
  held: ReadonlyArray<HeldPiece>,
  nxt: SeqNum,
): { readonly octets: Rope | undefined; readonly held: ReadonlyArray<HeldPiece> } => {
  let first = 0;
  let octets: Rope | undefined;
  let at = nxt;
  for (; first < held.length; first++) {
    const piece = held[first];
    if (piece === undefined || lt(at, piece.seq)) break;
    if (geq(at, end(piece))) continue;
    const fresh = drop(piece.octets, distance(at, piece.seq));
    octets = octets === undefined ? fresh : append(octets, fresh);
    at = end(piece);
  }
  return { octets, held: first === 0 ? held : held.slice(first) };
};

/** Are the pieces in order, not empty, disjoint, not touching, and beyond `nxt`? */
export const isOrderly = (held: ReadonlyArray<HeldPiece>, nxt: SeqNum): boolean =>
  held.every((piece, i) => {
    const previous = held[i - 1];
    return (
      piece.octets.length > 0 && lt(previous === undefined ? nxt : end(previous), piece.seq) && leq(nxt, piece.seq)
    );
  });
