// A congestion control of one's own, in thirty lines: additive increase, multiplicative decrease, with numbers of one's choice.
//
//   node scripts/run.mjs examples/congestionControl.ts
import type { Acknowledged, CongestionControl, Profile } from '@sockeye/core';
import { congestion, congestionControl, instant, milliseconds, rfc9293, seqnum, withWindow } from '@sockeye/core';

/** So many segments more for each round trip, and so many per cent left after a loss; a mark weighs half of a loss. */
export const aimd = (increase: number, percent: number): CongestionControl =>
  congestionControl({
    name: 'aimd',
    // What it remembers: how often it was told of congestion. Any value will do; it must not be changed, only replaced.
    born: { losses: 0 },
    grow: (c, { acked, smss, limited }) => {
      // A window that is not used must not grow.
      if (!limited) return c;
      if (c.cwnd < c.ssthresh) return withWindow(c, c.cwnd + Math.min(acked, smss));
      // Octets are counted until a window of them was acknowledged, so that every number stays whole.
      const counted = c.counted + acked;
      return counted < c.cwnd
        ? congestion(c.cwnd, c.ssthresh, counted, c.memory)
        : congestion(c.cwnd + increase * smss, c.ssthresh, counted - c.cwnd, c.memory);
    },
    // Only the threshold: how the window gets there, and what is sent meanwhile, is loss recovery.
    reduce: (c, { flight, smss, by }, { losses }) => {
      const left = by === 'mark' ? (100 + percent) / 2 : percent;
      return congestion(c.cwnd, Math.max(Math.floor((flight * left) / 100), 2 * smss), 0, { losses: losses + 1 });
    },
  });

/** A TCP that has it: `tcp({ seed, mtu, profile })`; a program gets it by default, or asks for it by its name. */
export const profile: Profile = {
  ...rfc9293,
  window: { ...rfc9293.window, control: aimd(2, 50), controls: [...rfc9293.window.controls, aimd(2, 50)] },
};

const SMSS = 1_000;

/** The window after each round trip on a path that holds so many segments; what is more is lost, and recovered at once. */
export const windows = (control: CongestionControl, holds: number, rounds: number): ReadonlyArray<number> => {
  let c = congestion(2 * SMSS, 20 * SMSS, 0, control.born);
  const acknowledged = (round: number): Acknowledged => ({
    now: instant(round * 100_000_000),
    acked: SMSS,
    smss: SMSS,
    flight: c.cwnd,
    limited: true,
    una: seqnum(0),
    nxt: seqnum(0),
    rtt: milliseconds(100),
    srtt: milliseconds(100),
    minRtt: milliseconds(100),
  });
  return Array.from({ length: rounds }, (_, round) => {
    const segments = Math.ceil(c.cwnd / SMSS);
    for (let i = 0; i < segments; i++) c = control.grow(c, acknowledged(round));
    if (c.cwnd > holds * SMSS) {
      const lost = control.reduce(c, { now: instant(round * 100_000_000), smss: SMSS, flight: c.cwnd, by: 'loss' });
      c = congestion(lost.ssthresh, lost.ssthresh, 0, lost.memory);
    }
    return c.cwnd / SMSS;
  });
};

if (process.argv[1]?.endsWith('congestionControl.ts') === true) {
  for (const cwnd of windows(aimd(2, 50), 40, 40)) console.log(`${'▪'.repeat(cwnd)} ${cwnd}`);
}
