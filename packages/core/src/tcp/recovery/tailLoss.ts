// RFC 8985 §7: the tail loss probe. When ACKs stop, one segment is sent before the retransmission timeout, to make one come.
import type { Duration, Instant } from '../../basis/time.ts';
import { after } from '../../basis/time.ts';
import { gt, lt } from '../../wire/seqnum.ts';
import { oldest } from '../scoreboard.ts';
import type { Tcb } from '../Tcb.ts';
import type { Turn } from '../Turn.ts';

/** Is a probe of use, and not yet sent? (§7.2: outside recovery, with SACK, with something in flight) */
const isEligible = (t: Tcb): boolean =>
  t.fixed.sack &&
  t.state !== 'SYN-SENT' &&
  t.state !== 'SYN-RECEIVED' &&
  t.board.out > 0 &&
  !t.ecn.holding &&
  (t.recovery.phase === 'open' || t.recovery.phase === 'cwr');

/**
 * When the probe leaves; undefined where there is to be none.
 *
 * PTO = 2 · SRTT, longer by what a delayed ACK may take when one segment is in flight, and never later than the timeout.
 *
 * RFC     8985 §7.2, TLP_calc_PTO
 */
export const probeAt = (turn: Turn, timeout: Instant): Instant | undefined => {
  const t = turn.tcb;
  const { profile } = turn.config;
  if (!profile.recovery.tlp || !isEligible(t) || t.recovery.probeEnd !== undefined) return undefined;
  const p = profile.parameters;
  if (t.rtt.srtt === 0) return Math.min(after(turn.now, p.initialRto), timeout) as Instant;
  const isAlone = t.board.out <= t.fixed.smss;
  const pto = 2 * t.rtt.srtt + (isAlone ? p.worstDelayedAck : p.timerSlack);
  return Math.min(after(turn.now, pto as Duration), timeout) as Instant;
};

/** When the oldest piece times out, counted from its sending: what the timer is set to after a probe. (§7.2) */
export const timeoutOfOldest = (turn: Turn): Instant => {
  const t = turn.tcb;
  const p = oldest(t.board);
  const at = after(p === undefined ? turn.now : p.sentAt, t.rtt.rto);
  return at <= turn.now ? after(turn.now, 1 as Duration) : at;
};

/** What an ACK says of the probe. */
export type ProbeOutcome = 'none' | 'over' | 'repaired';

/**
 * Was a loss repaired by the probe alone? Then congestion control must hear of it although nothing else noticed.
 *
 * RFC     8985 §7.4
 */
export const probeOutcome = (
  t: Tcb,
  ack: {
    readonly advanced: boolean;
    readonly duplicateTold: boolean;
    readonly sacked: boolean;
    readonly ordinary: boolean;
  },
): ProbeOutcome => {
  const { probeEnd, probeResent } = t.recovery;
  if (probeEnd === undefined || lt(t.snd.una, probeEnd)) return 'none';
  if (!probeResent || ack.duplicateTold) return 'over';
  if (gt(t.snd.una, probeEnd)) return 'repaired';
  return ack.advanced || ack.sacked || ack.ordinary ? 'none' : 'over';
};
