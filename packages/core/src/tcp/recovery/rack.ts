// RFC 8985, RACK: a segment is lost when one that was sent enough later has arrived.
import type { Duration, Instant } from '../../basis/time.ts';
import { after, between } from '../../basis/time.ts';
import { distance, gt, lt } from '../../wire/seqnum.ts';
import { stampAt } from '../options/timestamps.ts';
import type { Board, Piece } from '../scoreboard.ts';
import { markLost } from '../lossMarks.ts';
import { size, at } from '../../basis/deque.ts';
import type { Rack, Recovery, Tcb } from '../Tcb.ts';
import type { Turn } from '../Turn.ts';
import type { News } from './News.ts';

/** Was the first sent after the second? Of one instant, the higher number was. (§6.2, RACK_sent_after) */
const sentAfter = (r: Rack, p: Piece): boolean => r.sentAt > p.sentAt || (r.sentAt === p.sentAt && gt(r.end, p.end));

/**
 * Step 1 and 2: the most recently sent segment that has arrived.
 *
 * One that was sent again is believed only when it cannot be the first copy that arrived: its echo is not older than the
 * second sending, and it did not return faster than the shortest round trip.
 *
 * RFC     8985 §6.2, steps 1 and 2
 *
 * @category loss recovery
 * @since 0.1.0
 */
export const rackAfter = (turn: Turn, news: News): Rack => {
  const t = turn.tcb;
  let { rack } = t;
  for (let i = 0; i < news.pieces.length; i++) {
    const p = news.pieces[i];
    if (p === undefined) continue;
    const rtt = between(p.sentAt, turn.now);
    if (p.times > 1) {
      const { timestampTick } = turn.config.profile;
      const isFirstCopy =
        news.echo !== undefined && ((news.echo - stampAt(p.sentAt, timestampTick, t.fixed.stampOffset)) | 0) < 0;
      if (isFirstCopy || rtt < t.rtt.minRtt) continue;
    }
    if (p.sentAt > rack.sentAt || (p.sentAt === rack.sentAt && gt(p.end, rack.end)) || rack.rtt === 0) {
      rack = { sentAt: p.sentAt, end: p.end, rtt };
    }
  }
  return rack;
};

/**
 * Step 3: was anything delivered out of the order of sending?
 *
 * Gives   the recovery state with the highest number that was delivered, the reordering degree, and how often it was seen
 * RFC     8985 §6.2, step 3; 4653
 */
export const reorderingAfter = (t: Tcb, news: News, most: number): Recovery => {
  const r = t.recovery;
  let { fack } = r;
  let low: Piece | undefined;
  for (let i = 0; i < news.pieces.length; i++) {
    const p = news.pieces[i];
    if (p === undefined) continue;
    if (i >= news.firstSacked && gt(p.end, fack)) fack = p.end;
    if (p.times === 1 && !p.sacked && lt(p.seq, r.fack) && (low === undefined || lt(p.seq, low.seq))) low = p;
  }
  if (low === undefined) return fack === r.fack ? r : { ...r, fack };
  const degree = Math.min(Math.ceil(distance(r.fack, low.seq) / t.fixed.smss), most);
  return { ...r, fack, reordering: Math.max(degree, r.reordering), reorderingSeen: r.reorderingSeen + 1 };
};

/**
 * RACK.reo_wnd: how much later is later enough?
 *
 * RFC     8985 §6.2, step 4
 */
export const reorderingWindow = (t: Tcb, duplicates: number): Duration => {
  const { recovery, rtt, board } = t;
  if (recovery.reorderingSeen === 0) {
    if (recovery.phase === 'recovery' || recovery.phase === 'loss') return 0 as Duration;
    const degree = Math.max(duplicates, recovery.reordering);
    if (board.sacked >= degree * t.fixed.smss) return 0 as Duration;
  }
  return Math.floor(Math.min((recovery.steps * rtt.minRtt) / 4, rtt.srtt)) as Duration;
};

/** What step 5 finds. */
export interface Found {
  readonly board: Board;
  readonly lost: number;
  /** When the next piece would be taken for lost, if nothing comes; undefined: none waits. */
  readonly next: Instant | undefined;
}

/**
 * Step 5: which segments are lost by now, and when the next one would be.
 *
 * RFC     8985 §6.2, step 5, RACK_detect_loss
 *
 * @category loss recovery
 * @since 0.1.0
 */
export const detectLoss = (t: Tcb, now: Instant, duplicates: number): Found => {
  const { rack } = t;
  if (rack.rtt === 0) return { board: t.board, lost: 0, next: undefined };
  const wait = rack.rtt + reorderingWindow(t, duplicates);
  let next: Instant | undefined;
  const { pieces } = t.board;
  for (let i = 0; i < size(pieces); i++) {
    const p = at(pieces, i);
    if (p === undefined || p.sacked || (p.lost && !p.resent) || !sentAfter(rack, p)) continue;
    const due = after(p.sentAt, wait as Duration);
    if (due > now && (next === undefined || due > next)) next = due;
  }
  const marked = markLost(t.board, (p) => sentAfter(rack, p) && p.sentAt + wait <= now, t.fixed.unit);
  return { board: marked.board, lost: marked.lost, next };
};

/** A duplicate was told: wait a quarter of the shortest round trip longer, for sixteen recoveries. (§6.2, step 4) */
export const steppedUp = (t: Tcb): Recovery => {
  const r = t.recovery;
  if (r.stepsUntil !== undefined && ((t.snd.una - r.stepsUntil) | 0) < 0) return r;
  return { ...r, steps: Math.min(r.steps + 1, 255), stepsUntil: t.snd.nxt, stepsPersist: 16 };
};

/** A recovery is over: after sixteen without a duplicate the window is a quarter again. */
export const steppedDown = (r: Recovery): Recovery => {
  if (r.stepsPersist === 0) return r;
  const stepsPersist = r.stepsPersist - 1;
  return { ...r, stepsPersist, steps: stepsPersist === 0 ? 1 : r.steps };
};
