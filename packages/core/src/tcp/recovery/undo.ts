// RFC 4015, RFC 3522, RFC 2883: what a spurious retransmission did to the window is undone.
import { stampAt } from '../options/timestamps.ts';
import { nothingLost } from '../lossMarks.ts';
import { congestion, NO_THRESHOLD } from '../congestion/CongestionControl.ts';
import { RULES } from '../rules.ts';
import type { Tcb } from '../Tcb.ts';
import { NEVER } from '../Timers.ts';
import type { Turn } from '../Turn.ts';
import { note } from '../Turn.ts';
import type { News } from './News.ts';

/**
 * The ACK echoes a time before the first retransmission: the original has arrived. (RFC 3522 §3.2, Eifel detection)
 */
export const originalArrived = (turn: Turn, t: Tcb, news: Pick<News, 'echo'>): boolean =>
  news.echo !== undefined &&
  t.recovery.firstResentAt !== NEVER &&
  ((news.echo - stampAt(t.recovery.firstResentAt, turn.config.profile.timestampTick, t.fixed.stampOffset)) | 0) < 0;

/** May it be undone: was every retransmission told to be a duplicate, or did the original arrive? */
export const mayUndo = (turn: Turn, t: Tcb, news: Pick<News, 'echo'>): boolean =>
  turn.config.profile.recovery.undo &&
  t.recovery.undo !== undefined &&
  (t.recovery.undoResent === 0 || originalArrived(turn, t, news));

/**
 * The window and its threshold are what they were, and with `found` nothing is taken for lost any more.
 *
 * RFC     4015 §3.2
 *
 * @category loss recovery
 * @since 0.1.0
 */
export const undo = (turn: Turn, found: boolean): void => {
  const t = turn.tcb;
  const { priorCwnd, priorThreshold } = t.recovery;
  note(turn, RULES.undone);
  const c = t.congestion;
  t.congestion = congestion(
    Math.max(c.cwnd, priorCwnd),
    priorThreshold > c.ssthresh ? priorThreshold : c.ssthresh,
    c.counted,
    c.memory,
  );
  if (found) t.board = nothingLost(t.board, t.fixed.unit);
  t.recovery = { ...t.recovery, undo: undefined, firstResentAt: NEVER };
};

/** The threshold as it is kept for undoing: none before any loss. */
export const thresholdBefore = (t: Tcb): number => Math.min(t.congestion.ssthresh, NO_THRESHOLD);
