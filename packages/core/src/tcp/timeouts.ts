// What becomes due: RFC 9293 §3.10.8, RFC 6298 §5, and the persist, delayed-ACK and keep-alive timers.
import { after } from '../basis/time.ts';
import { end } from './ending.ts';
import { keepAliveTimeout } from './keepAlive.ts';
import { timedOut } from './lossRecovery.ts';
import { sendProbe, sendSyn } from './output.ts';
import { backedOff } from './roundTrip.ts';
import { RULES } from './rules.ts';
import { NEVER, sndSentTo, timersWith, withFixed, withRtt, withSnd, withTimers } from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';

/** The oldest segment was not acknowledged in time. (RFC 6298 (5.4)–(5.7); RFC 9293 §3.8.3) */
const retransmissionTimeout = (turn: Turn): void => {
  const t = turn.tcb;
  const p = turn.config.parameters;
  const opening = t.state === 'SYN-SENT' || t.state === 'SYN-RECEIVED';
  if (t.rtt.retransmissions >= (opening ? p.synRetransmissions : p.retransmissions)) {
    note(turn, RULES.userTimeout, t.state);
    end(turn, t.fixed.softError ?? 'timed-out');
    return;
  }
  const m = t.timers;
  turn.tcb = withTimers(t, timersWith(NEVER, m.persist, m.delayedAck, m.timeWait, m.keepAlive));
  if (!opening) timedOut(turn);
  turn.tcb = withRtt(turn.tcb, backedOff(turn.tcb.rtt, p));
  note(turn, RULES.retransmissionTimeout, `RTO now ${turn.tcb.rtt.rto / 1_000_000} ms`);
  if (opening) {
    sendSyn(turn);
    return;
  }
  // All that was in flight is taken for lost: sending begins again with the oldest octet.
  const { snd } = turn.tcb;
  turn.tcb = withSnd(turn.tcb, sndSentTo(snd, snd.nxt, snd.una));
};

/** The window was closed for a whole persist interval: probe it, and wait longer. (RFC 9293 §3.8.6.1, MUST-37) */
const persistTimeout = (turn: Turn): void => {
  const t = turn.tcb;
  const p = turn.config.parameters;
  // "as long as the receiving TCP peer continues to send acknowledgments … the connection must stay open" (MUST-37)
  if (t.fixed.probes >= p.retransmissions) {
    note(turn, RULES.userTimeout, 'no answer to window probes');
    end(turn, 'timed-out');
    return;
  }
  note(turn, RULES.zeroWindowProbe, `${t.snd.wnd} octets offered`);
  turn.tcb = withFixed(t, {
    probes: t.fixed.probes + 1,
    windowProbes: t.snd.wnd === 0 ? t.fixed.windowProbes + 1 : t.fixed.windowProbes,
  });
  sendProbe(turn);
  const m = turn.tcb.timers;
  if (m.retransmission !== NEVER) return;
  const doublings = Math.min(turn.tcb.fixed.windowProbes, 16);
  const wait = Math.min(t.rtt.rto * (1 << doublings), p.maximumRto) as typeof p.maximumRto;
  turn.tcb = withTimers(turn.tcb, timersWith(NEVER, after(turn.now, wait), m.delayedAck, m.timeWait, m.keepAlive));
};

/** The wait after the end is over. (RFC 9293 §3.10.8, time-wait timeout) */
const timeWaitTimeout = (turn: Turn): void => {
  note(turn, turn.tcb.state === 'TIME-WAIT' ? RULES.timeWaitOver : RULES.orphanOver);
  end(turn, 'closed');
};

/**
 * Whatever of a block is due now.
 *
 * @category timers
 * @since 0.1.0
 */
export const timeouts = (turn: Turn): void => {
  const m = turn.tcb.timers;
  if (m.timeWait <= turn.now) {
    timeWaitTimeout(turn);
    return;
  }
  if (m.retransmission <= turn.now) retransmissionTimeout(turn);
  if (turn.tcb.timers.persist <= turn.now) persistTimeout(turn);
  if (turn.tcb.timers.delayedAck <= turn.now) {
    note(turn, RULES.delayedAck);
    turn.ackNow = true;
  }
  if (turn.tcb.timers.keepAlive <= turn.now) keepAliveTimeout(turn);
};
