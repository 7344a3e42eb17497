import { EMPTY_ROPE } from '../basis/rope.ts';
import { after } from '../basis/time.ts';
import { ACK } from '../wire/control.ts';
import { plus } from '../wire/seqnum.ts';
import { end } from './ending.ts';
import { RULES } from './rules.ts';
import { NEVER, outstanding, timersWith, withFixed, withTimers } from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { NO_OPTIONS, note, sendSegment } from './Turn.ts';

const set = (turn: Turn, at: typeof NEVER): void => {
  const m = turn.tcb.timers;
  if (m.keepAlive === at) return;
  turn.tcb = withTimers(turn.tcb, timersWith(m.retransmission, m.persist, m.delayedAck, m.timeWait, at));
};

/** The peer was heard: no probe is unanswered, and idleness begins anew. (RFC 9293 §3.8.4, MUST-26) */
export const aliveAgain = (turn: Turn): void => {
  if (turn.tcb.fixed.probes !== 0) turn.tcb = withFixed(turn.tcb, { probes: 0 });
  watch(turn);
};

/** Starts to watch for idleness, if the user asked for it. Off by default (MUST-25). */
export const watch = (turn: Turn): void => {
  const { state, fixed } = turn.tcb;
  const on = fixed.options.keepAlive && (state === 'ESTABLISHED' || state === 'CLOSE-WAIT');
  set(turn, on ? after(turn.now, turn.config.parameters.keepAliveIdle) : NEVER);
};

/**
 * The connection was idle: `<SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>`, which a living peer must answer.
 *
 * An unanswered probe is no proof of death (MUST-29): only after several the connection is given up.
 *
 * RFC     9293 §3.8.4
 */
export const keepAliveTimeout = (turn: Turn): void => {
  const t = turn.tcb;
  const p = turn.config.parameters;
  if (outstanding(t) > 0) {
    // Text in flight is watched by the retransmission timer.
    watch(turn);
    return;
  }
  if (t.fixed.probes >= p.keepAliveProbes) {
    note(turn, RULES.keepAliveDead);
    end(turn, 'timed-out');
    return;
  }
  note(turn, RULES.keepAliveProbe);
  sendSegment(turn, plus(t.snd.nxt, -1), ACK, EMPTY_ROPE, NO_OPTIONS);
  turn.tcb = withFixed(turn.tcb, { probes: t.fixed.probes + 1 });
  set(turn, after(turn.now, p.keepAliveInterval));
};
