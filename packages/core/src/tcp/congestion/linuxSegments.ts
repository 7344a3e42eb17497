// Linux counts its window in segments of any size; here that is a window which is a multiple of SMSS.

/** Octets as segments: a piece of one counts as one. */
export const segmentsOf = (octets: number, smss: number): number => Math.ceil(octets / smss);

/** The window in segments, at least one. */
export const windowOf = (cwnd: number, smss: number): number => Math.max(1, Math.floor(cwnd / smss));

/** A window of whole segments and what was counted towards the next. */
export interface Counted {
  readonly cwnd: number;
  readonly counted: number;
}

/**
 * Additive increase: one segment for each `every` that are acknowledged.
 *
 * What was counted under a larger `every` gives one segment at once and is forgotten, as on Linux: the window must not jump
 * when `every` shrinks.
 */
export const increased = (cwnd: number, counted: number, acked: number, every: number): Counted => {
  const early = counted >= every;
  const sum = (early ? 0 : counted) + acked;
  const steps = Math.floor(sum / every);
  return { cwnd: cwnd + (early ? 1 : 0) + steps, counted: sum - steps * every };
};
