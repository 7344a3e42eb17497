// RFC 9937: Proportional Rate Reduction. How much may be sent in answer to each ACK while the window shrinks.

/** What is counted since recovery began; weights. */
export interface Shrinking {
  /** RecoverFS, here the window when recovery began. */
  readonly prior: number;
  readonly threshold: number;
  readonly delivered: number;
  readonly sent: number;
}

/**
 * The window after an ACK in recovery.
 *
 * While more is in flight than the threshold, sending keeps proportion to what is delivered; below it, slow start brings the
 * flight up to the threshold, faster when the ACK says that recovery makes progress.
 *
 * Takes   what was counted, this ACK's delivered weight included; the weight in flight; what this ACK delivered; whether it is
 *         safe (it moved SND.UNA and told no further loss); SMSS
 * Gives   the congestion window: what is in flight, and what may be sent now
 * RFC     9937 §6
 *
 * @category loss recovery
 * @since 0.1.0
 */
export const windowInRecovery = (
  s: Shrinking,
  flight: number,
  delivered: number,
  isSafe: boolean,
  smss: number,
): number => {
  let count: number;
  if (flight > s.threshold) {
    count = Math.ceil((s.delivered * s.threshold) / s.prior) - s.sent;
  } else {
    count = Math.max(s.delivered - s.sent, delivered);
    if (isSafe) count += smss;
    count = Math.min(s.threshold - flight, count);
  }
  // Recovery begins with one segment, whatever the proportion says.
  return flight + Math.max(count, s.sent === 0 ? smss : 0);
};
