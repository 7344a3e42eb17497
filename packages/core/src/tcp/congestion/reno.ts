import type { CongestionControl } from './CongestionControl.ts';
import { congestion, congestionControl } from './CongestionControl.ts';

export const reno: CongestionControl = congestionControl<undefined>({
  name: 'reno',
  born: undefined,
  grow: (c, a) => {
    if (!a.limited) return c;
    if (c.cwnd < c.ssthresh) return congestion(c.cwnd + Math.min(a.acked, a.smss), c.ssthresh, 0, undefined);
    const counted = c.counted + a.acked;
    return counted >= c.cwnd
      ? congestion(c.cwnd + a.smss, c.ssthresh, counted - c.cwnd, undefined)
      : congestion(c.cwnd, c.ssthresh, counted, undefined);
  },
  reduce: (c, { flight, smss }) => congestion(c.cwnd, Math.max(Math.floor(flight / 2), 2 * smss), 0, undefined),
});
