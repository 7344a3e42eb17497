import { EMPTY_ROPE } from '../basis/rope.ts';
import type { Instant } from '../basis/time.ts';
import { after } from '../basis/time.ts';
import { ACK } from '../wire/control.ts';
import { plus } from '../wire/seqnum.ts';
import { end, sendReset } from './ending.ts';
import { optionsNow } from './options/onSegments.ts';
import { RULES } from './rules.ts';
import { outstanding } from './Tcb.ts';
import { NEVER, withKeepAlive } from './Timers.ts';
import type { Turn } from './Turn.ts';
import { note, sendSegment } from './Turn.ts';

const set = (turn: Turn, at: Instant): void => {
  turn.tcb.timers = withKeepAlive(turn.tcb.timers, at);
};

/** The peer was heard: no probe is unanswered, and idleness begins anew. (RFC 9293 §3.8.4, MUST-26) */
export const aliveAgain = (turn: Turn): void => {
  const t = turn.tcb;
  if (t.fixed.probes !== 0) t.fixed = { ...t.fixed, probes: 0 };
  if (t.fixed.options.keepAlive) watch(turn);
};

/** Starts to watch for idleness, if the user asked for it. Off by default (MUST-25). */
export const watch = (turn: Turn): void => {
  const { state, fixed } = turn.tcb;
  const on = fixed.options.keepAlive && (state === 'ESTABLISHED' || state === 'CLOSE-WAIT');
  const idle = fixed.options.keepIdle ?? turn.config.profile.parameters.keepAliveIdle;
  set(turn, on ? after(turn.now, idle) : NEVER);
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
  const p = turn.config.profile.parameters;
  if (outstanding(t) > 0) {
    // Text in flight is watched by the retransmission timer.
    watch(turn);
    return;
  }
  if (t.fixed.probes >= (t.fixed.options.keepCount ?? p.keepAliveProbes)) {
    note(turn, RULES.keepAliveDead);
    if (turn.config.profile.robustness.resetWhenGivenUp !== 'never') sendReset(turn);
    end(turn, 'timed-out');
    return;
  }
  note(turn, RULES.keepAliveProbe);
  sendSegment(turn, plus(t.snd.nxt, -1), ACK, EMPTY_ROPE, optionsNow(t, turn.config, turn.now), 0);
  t.fixed = { ...t.fixed, probes: t.fixed.probes + 1 };
  set(turn, after(turn.now, t.fixed.options.keepInterval ?? p.keepAliveInterval));
};
