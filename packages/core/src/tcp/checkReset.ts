import { ACK, FIN, has, RST, SYN } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { between } from '../basis/time.ts';
import { end, sendReset } from './ending.ts';
import { isEarly } from './fastOpen/early.ts';
import { withReset } from './fastOpen/Memory.ts';
import { sendSyn } from './output.ts';
import { RULES } from './rules.ts';
import { NEVER } from './Timers.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';

/** A challenge ACK, unless this second had too many, or this connection had one a moment ago. (RFC 5961 §7) */
export const challenge = (turn: Turn): void => {
  const t = turn.tcb;
  const { challengeDistance } = turn.config.profile.robustness;
  const isSoon = t.fixed.challengedAt !== NEVER && between(t.fixed.challengedAt, turn.now) < challengeDistance;
  if (turn.challenges <= 0 || isSoon) {
    note(turn, RULES.challengeLimited);
    return;
  }
  turn.challenges -= 1;
  turn.ackNow = true;
  if (challengeDistance > 0) t.fixed = { ...t.fixed, challengedAt: turn.now };
};

/**
 * Second, check the RST bit.
 *
 * Exactly at RCV.NXT it resets; elsewhere in the window it is challenged, so that a blind attacker must guess the number.
 *
 * Gives   true when the segment is to be looked at further
 * RFC     9293 §3.10.7.4, second; 5961 §3.2
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const checkReset = (turn: Turn, segment: TcpSegment): boolean => {
  if (!has(segment, RST)) return true;
  const t = turn.tcb;
  const { robustness } = turn.config.profile;
  if (t.state === 'TIME-WAIT' && robustness.timeWaitIgnoresReset) {
    note(turn, RULES.resetInTimeWait);
    return false;
  }
  if (segment.seq !== t.rcv.nxt && robustness.resetInWindow === 'challenge') {
    note(turn, RULES.resetChallenged);
    challenge(turn);
    return false;
  }
  if (isEarly(t)) {
    // The user has it already: for the user it is established.
    note(turn, RULES.refusedInSynReceived);
    turn.memory = withReset(turn.memory, t.fixed.listener, turn.now);
    end(turn, 'reset');
  } else if (t.state === 'SYN-RECEIVED') {
    note(turn, RULES.refusedInSynReceived);
    end(turn, t.fixed.listener === 0 ? 'refused' : 'closed');
  } else {
    note(turn, RULES.resetAccepted);
    // After both FINs nothing can be lost any more: the user is not told of a reset. (CLOSING, LAST-ACK, TIME-WAIT)
    const over = t.state === 'CLOSING' || t.state === 'LAST-ACK' || t.state === 'TIME-WAIT';
    end(turn, over ? 'closed' : 'reset');
  }
  return false;
};

/**
 * The SYN that made this connection comes again: the network doubled it, or our answer was lost. The SYN-ACK is sent again, and
 * what the SYN carries besides was taken with its first copy, or will come again without it.
 *
 * Gives   true when the segment is to be looked at further
 * RFC     9293 §3.10.7.4, first ("an acknowledgment should be sent in reply"); 7413 §4.2.2
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const checkSynAgain = (turn: Turn, segment: TcpSegment): boolean => {
  const t = turn.tcb;
  const isAgain =
    t.state === 'SYN-RECEIVED' &&
    t.fixed.listener !== 0 &&
    segment.seq === t.fixed.irs &&
    (segment.control & (SYN | ACK | RST | FIN)) === SYN;
  if (!isAgain) return true;
  note(turn, RULES.synAgain);
  sendSyn(turn);
  return false;
};

/**
 * Fourth, check the SYN bit. (The third, security, is not modelled.)
 *
 * In a synchronized state a SYN is challenged. In SYN-RECEIVED a connection that came through a listener goes back to
 * it; the segment is dropped.
 *
 * Gives   true when the segment is to be looked at further
 * RFC     9293 §3.10.7.4, fourth; 5961 §4.2
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const checkSyn = (turn: Turn, segment: TcpSegment): boolean => {
  if (!has(segment, SYN)) return true;
  note(turn, RULES.synChallenged);
  const t = turn.tcb;
  if (t.state === 'SYN-RECEIVED' && t.fixed.listener !== 0 && !t.fixed.known) {
    end(turn, 'closed');
  } else if (turn.config.profile.robustness.synInWindow === 'reset') {
    sendReset(turn);
    end(turn, 'reset');
  } else {
    challenge(turn);
  }
  return false;
};
