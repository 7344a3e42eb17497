// RFC 2018 and RFC 2883: which blocks an ACK tells, and which of those that come are worth anything.
import type { TcpSegment } from '../../wire/packets.ts';
import type { SeqNum } from '../../wire/seqnum.ts';
import { geq, gt, leq, lt, plus } from '../../wire/seqnum.ts';
import type { HeldPiece, Tcb } from '../Tcb.ts';

/** Left edge, and the number behind the right one. */
export type Block = readonly [left: SeqNum, right: SeqNum];

/** No blocks; shared. */
export const NO_BLOCKS: ReadonlyArray<Block> = [];

/** Four blocks fill the options of a header, three beside timestamps. (RFC 2018 §3) */
const most = (timestamps: boolean): number => (timestamps ? 3 : 4);

/** A held piece as a block. */
const blockOf = (piece: HeldPiece): Block => [piece.seq, plus(piece.seq, piece.octets.length)];

/**
 * What is told: a duplicate first, if there was one, then the held pieces, those that changed latest first.
 *
 * Takes   the held pieces, a duplicate (RFC 2883 §4), whether timestamps share the room
 * Gives   at most four blocks, or three
 * RFC     2018 §4: "the first SACK block … MUST specify the contiguous block of data containing the segment which triggered
 *         this ACK"; 2883 §4
 *
 * @category acknowledgments
 * @since 0.1.0
 */
export const blocksToTell = (
  held: ReadonlyArray<HeldPiece>,
  duplicate: Block | undefined,
  timestamps: boolean,
): ReadonlyArray<Block> => {
  if (held.length === 0) return duplicate === undefined ? NO_BLOCKS : [duplicate];
  const recent = held.length === 1 ? held : held.toSorted((a, b) => b.stamp - a.stamp);
  const blocks: Array<Block> = duplicate === undefined ? [] : [duplicate];
  for (let i = 0; i < recent.length && blocks.length < most(timestamps); i++) {
    const piece = recent[i];
    if (piece !== undefined) blocks.push(blockOf(piece));
  }
  return blocks;
};

/** The blocks of a segment. */
export const blocksOf = (segment: TcpSegment): ReadonlyArray<Block> => {
  const { options } = segment;
  for (let i = 0; i < options.length; i++) {
    const option = options[i];
    if (option?.kind === 'sack') return option.blocks;
  }
  return NO_BLOCKS;
};

/** What the blocks of an ACK say. */
export interface Heard {
  /** Those that tell of octets which are outstanding. */
  readonly blocks: ReadonlyArray<Block>;
  /** What the peer got twice. (RFC 2883 §4) */
  readonly duplicate: Block | undefined;
}

/**
 * Sorts out what the blocks of an ACK say.
 *
 * The first block is a duplicate when it lies below the ACK, or inside the second. Anything that does not lie between SND.UNA
 * and SND.NXT, or has no length, is left aside: it may be old, or a lie.
 *
 * RFC     2883 §4, §5; 6675 §4; 2018 §5
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const heardBlocks = (t: Tcb, segment: TcpSegment, all: ReadonlyArray<Block>, dsack: boolean): Heard => {
  const first = all[0];
  if (first === undefined) return { blocks: NO_BLOCKS, duplicate: undefined };
  const second = all[1];
  const isDuplicate =
    dsack &&
    (lt(first[0], segment.ack) || (second !== undefined && geq(first[0], second[0]) && leq(first[1], second[1])));
  const duplicate = isDuplicate && lt(first[0], first[1]) && leq(first[1], t.snd.nxt) ? first : undefined;
  const blocks: Array<Block> = [];
  for (let i = isDuplicate ? 1 : 0; i < all.length; i++) {
    const block = all[i];
    if (block === undefined) continue;
    const [left, right] = block;
    if (lt(left, right) && leq(right, t.snd.nxt) && gt(right, segment.ack) && gt(right, t.snd.una)) {
      blocks.push(lt(left, t.snd.una) ? [t.snd.una, right] : block);
    }
  }
  return { blocks, duplicate };
};
