import { inFlight } from '../scoreboard.ts';
import type { Tcb } from '../Tcb.ts';

/** Duplicate ACKs of a peer without SACK stand for segments that it holds, at least one being still missing. (RFC 6582 §3.2) */
export const heldWithoutSack = (t: Tcb): number => {
  const { smss } = t.fixed;
  return t.fixed.sack || t.recovery.duplicates === 0
    ? 0
    : Math.max(0, Math.min(t.recovery.duplicates * smss, t.board.out - Math.max(t.board.lost, smss)));
};

/** Pipe: the weight that is thought to be in the network. (RFC 6675 §4) */
export const pipe = (t: Tcb): number => Math.max(0, inFlight(t.board) - heldWithoutSack(t));
