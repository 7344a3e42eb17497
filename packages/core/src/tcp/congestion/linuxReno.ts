import type { CongestionControl } from './CongestionControl.ts';
import { congestion, congestionControl } from './CongestionControl.ts';
import { increased, segmentsOf, windowOf } from './linuxSegments.ts';
import { LARGEST_WINDOW } from './slowStart.ts';

/**
 * Reno as Linux counts it: whole segments; slow start takes a whole stretched ACK; a loss halves the window, whatever is in
 * flight.
 *
 * RFC     5681 §3.1, as Linux 6.12 has it
 *
 * @category constructors
 * @since 0.1.0
 */
export const linuxReno: CongestionControl = congestionControl<undefined>({
  name: 'reno',
  born: undefined,
  grow: (c, a) => {
    if (!a.limited) return c;
    const cwnd = windowOf(c.cwnd, a.smss);
    const acked = segmentsOf(a.acked, a.smss);
    const most = Math.floor(Math.min(c.ssthresh, LARGEST_WINDOW) / a.smss);
    const slow = Math.max(cwnd, Math.min(cwnd + acked, most));
    const left = acked - (slow - cwnd);
    if (left === 0 || slow * a.smss + a.smss > LARGEST_WINDOW) {
      return congestion(slow * a.smss, c.ssthresh, c.counted, undefined);
    }
    const avoid = increased(slow, Math.floor(c.counted / a.smss), left, slow);
    return congestion(avoid.cwnd * a.smss, c.ssthresh, avoid.counted * a.smss, undefined);
  },
  reduce: (c, e) => congestion(c.cwnd, Math.max(Math.floor(windowOf(c.cwnd, e.smss) / 2), 2) * e.smss, 0, undefined),
});
