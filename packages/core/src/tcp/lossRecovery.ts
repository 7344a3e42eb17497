import { after } from '../basis/time.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { segmentLength } from '../wire/control.ts';
import { geq, gt } from '../wire/seqnum.ts';
import { congestionWith } from './congestion.ts';
import { resendOldest } from './output.ts';
import { RULES } from './rules.ts';
import type { Tcb } from './Tcb.ts';
import { flightSize, NEVER, outstanding, timersWith, withCongestion, withTimers } from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';

/** RFC 5681 §3.2: the third duplicate tells a loss. */
const DUPLICATES = 3;

/**
 * A duplicate ACK: octets are in flight (the octet that probes a closed window is not), the segment has neither text nor SYN nor FIN, it acknowledges SND.UNA, and its
 * window is the one we know. (RFC 5681 §2)
 */
export const isDuplicate = (t: Tcb, segment: TcpSegment, wnd: number): boolean =>
  flightSize(t) > 0 && segmentLength(segment) === 0 && segment.ack === t.snd.una && wnd === t.snd.wnd;

/** RFC 5681 §3.2 and RFC 6582 §3.2, steps 2 and 4: what a duplicate ACK does. */
export const duplicateAcknowledged = (turn: Turn): void => {
  const t = turn.tcb;
  const c = t.congestion;
  const { smss } = t.fixed;
  note(turn, RULES.duplicateAck);
  if (c.phase === 'recovery') {
    // A segment has left the network: the window is inflated by it.
    turn.tcb = withCongestion(
      t,
      congestionWith(c.cwnd + smss, c.ssthresh, c.duplicates, c.recover, c.phase, c.counted),
    );
    return;
  }
  const duplicates = c.duplicates + 1;
  turn.tcb = withCongestion(t, congestionWith(c.cwnd, c.ssthresh, duplicates, c.recover, c.phase, c.counted));
  // Not again for a loss that was dealt with already: the ACK must cover more than RECOVER.
  if (duplicates !== DUPLICATES || c.phase === 'loss' || !gt(t.snd.una, c.recover)) return;
  const ssthresh = turn.config.congestionControl.threshold(c, outstanding(t), smss);
  note(turn, RULES.fastRetransmit);
  resendOldest(turn);
  turn.tcb = withCongestion(
    turn.tcb,
    congestionWith(ssthresh + DUPLICATES * smss, ssthresh, duplicates, t.snd.nxt, 'recovery', 0),
  );
};

/**
 * New octets were acknowledged; `tcb.snd.una` has moved already.
 *
 * RFC     5681 §3.1; 6582 §3.2, step 3 (full and partial acknowledgments)
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const newlyAcknowledged = (turn: Turn, acked: number): void => {
  const t = turn.tcb;
  const c = t.congestion;
  const { smss } = t.fixed;
  if (c.phase === 'recovery' && !geq(t.snd.una, c.recover)) {
    // Partial: deflate by what was acknowledged, give back one segment for the one that is sent again.
    const cwnd = Math.max(c.cwnd - acked, 0) + (acked >= smss ? smss : 0);
    note(turn, RULES.partialAck);
    resendOldest(turn);
    turn.tcb = withCongestion(
      turn.tcb,
      congestionWith(Math.max(cwnd, smss), c.ssthresh, c.duplicates, c.recover, 'recovery', 0),
    );
    return;
  }
  if (c.phase === 'recovery') {
    // Full: cwnd = min (ssthresh, max (FlightSize, SMSS) + SMSS), the first of the two choices of RFC 6582.
    note(turn, RULES.recoveryEnded);
    const cwnd = Math.min(c.ssthresh, Math.max(outstanding(t), smss) + smss);
    turn.tcb = withCongestion(t, congestionWith(cwnd, c.ssthresh, 0, c.recover, 'open', 0));
    return;
  }
  const grown = turn.config.congestionControl.grow(c, acked, smss);
  const over = c.phase === 'loss' && geq(t.snd.una, c.recover);
  turn.tcb = withCongestion(
    t,
    c.duplicates === 0 && !over
      ? grown
      : congestionWith(grown.cwnd, grown.ssthresh, 0, grown.recover, over ? 'open' : grown.phase, grown.counted),
  );
};

/** The retransmission timer expired: one segment, and slow start from there. (RFC 5681 (4) and §3.1; RFC 6582 §4) */
export const timedOut = (turn: Turn): void => {
  const t = turn.tcb;
  const c = t.congestion;
  // A segment that was sent again by the timer already must not lower the threshold again. (RFC 5681 §3.1)
  const ssthresh =
    t.rtt.retransmissions === 0 ? turn.config.congestionControl.threshold(c, outstanding(t), t.fixed.smss) : c.ssthresh;
  turn.tcb = withCongestion(t, congestionWith(t.fixed.smss, ssthresh, 0, t.snd.nxt, 'loss', 0));
};

/** All acknowledged: the timer stops; else it starts again. (RFC 6298 (5.2), (5.3)) */
export const restartTimer = (turn: Turn): void => {
  const t = turn.tcb;
  const m = t.timers;
  const at = outstanding(t) === 0 ? NEVER : after(turn.now, t.rtt.rto);
  // While a closed window is being probed, the persist timer keeps watch instead.
  if (m.persist === NEVER) turn.tcb = withTimers(t, timersWith(at, NEVER, m.delayedAck, m.timeWait, m.keepAlive));
};
