import { divided } from './exactly.ts';

/**
 * Proportional rate reduction, while losses are being recovered. All sizes are octets.
 *
 * @category model
 * @since 0.1.0
 */
export interface Prr {
  /** prr_delivered: what ACKs said to have left the network. */
  readonly delivered: number;
  /** prr_out: what was sent, new or again. */
  readonly sent: number;
  /** RecoverFS: what was in flight when recovery began, and is delivered or lost during it. */
  readonly recoverFs: number;
  /** Where the flight is to be in the end, as congestion control decided. */
  readonly ssthresh: number;
}

/** What one ACK of the recovery says. */
export interface PrrAcknowledged {
  /** DeliveredData: newly acknowledged, by the ACK field and by SACK. */
  readonly newlyDelivered: number;
  /** Octets that this ACK made us take for lost. */
  readonly newlyLost: number;
  /** inflight: an estimate of what is in the network now. (RFC 6675's pipe, or RFC 8985's) */
  readonly pipe: number;
  /** Did SND.UNA advance? */
  readonly advanced: boolean;
  readonly smss: number;
  /** What SndCnt is counted in: octets, or segments where a stack counts those; then the proportion is rounded up to whole ones. */
  readonly unit?: number;
}

/** How much may be sent in answer to an ACK, and the state that counted it. */
export interface PrrAnswer {
  readonly prr: Prr;
  /** SndCnt. The congestion window is the pipe and this. */
  readonly allowance: number;
}

const prrOf = (delivered: number, sent: number, recoverFs: number, ssthresh: number): Prr => ({
  delivered,
  sent,
  recoverFs,
  ssthresh,
});

/**
 * Recovery begins.
 *
 * Takes   `flight`: SND.NXT − SND.UNA before the ACK that began it, less what SACK had reported before that ACK: those octets
 *         will not be delivered again
 *
 * RFC     9937 §6
 *
 * @example
 * prrBegin(7_000, 10_000) // { delivered: 0, sent: 0, recoverFs: 10_000, ssthresh: 7_000 }
 *
 * @category state
 * @since 0.1.0
 */
export const prrBegin = (ssthresh: number, flight: number): Prr => prrOf(0, 0, Math.max(flight, 1), ssthresh);

/**
 * How much may be sent now?
 *
 * Above the threshold the flight shrinks in proportion: what is sent is to what was delivered as the threshold is to what was
 * in flight. At or below it the conservative bound (CRB) sends no more than was delivered; and while recovery makes good
 * progress, one segment more for each ACK, which is slow start (SSRB), until the flight is at the threshold.
 *
 * Gives   octets, never negative. The first answer of a recovery is at least one segment: the fast retransmit
 *
 * RFC     9937 §6.2
 *
 * @category step
 * @since 0.1.0
 */
export const prrAcknowledged = (before: Prr, a: PrrAcknowledged): PrrAnswer => {
  const prr =
    a.newlyDelivered === 0
      ? before
      : prrOf(before.delivered + a.newlyDelivered, before.sent, before.recoverFs, before.ssthresh);
  const counted = a.newlyDelivered === 0 ? 0 : allowed(prr, a);
  return { prr, allowance: prr.sent === 0 && counted === 0 ? a.smss : counted };
};

const allowed = (prr: Prr, a: PrrAcknowledged): number => {
  if (a.pipe > prr.ssthresh) return Math.max(0, proportional(prr, a.unit ?? 1) - prr.sent);
  const conservative = Math.max(prr.delivered - prr.sent, a.newlyDelivered);
  const isSafe = a.advanced && a.newlyLost === 0;
  return Math.min(prr.ssthresh - a.pipe, isSafe ? conservative + a.smss : conservative);
};

/** CEIL (prr_delivered · ssthresh / RecoverFS), in whole units. */
const proportional = (prr: Prr, unit: number): number => {
  const { quotient, remainder } = divided(prr.delivered, prr.ssthresh, prr.recoverFs, 0);
  return Math.ceil((remainder === 0 ? quotient : quotient + 1) / unit) * unit;
};

/** So many octets were sent, new or again. */
export const prrSent = (prr: Prr, octets: number): Prr =>
  octets === 0 ? prr : prrOf(prr.delivered, prr.sent + octets, prr.recoverFs, prr.ssthresh);

/** The window when recovery is over: the threshold. (RFC 9937 §6.2) */
export const prrEnd = (prr: Prr): number => prr.ssthresh;
