import type { Profile } from './profile/Profile.ts';
import type { ReceiveSpace, Tcb } from './Tcb.ts';
import { rcvWith } from './spaces.ts';

/** By how many octets the window could be opened: RCV.BUFF − RCV.USER − RCV.WND. */
const reduction = (r: ReceiveSpace): number => r.capacity - r.buffer.length - r.wnd;

/** Octets below which opening the window would be silly: min (Fr * RCV.BUFF, Eff.snd.MSS), Fr = 1/2. */
const worthwhile = (t: Tcb): number => Math.min(Math.floor(t.rcv.capacity / 2), t.fixed.rmss);

/**
 * The window to be told with the next segment: opened when that is worthwhile, never shrunk.
 *
 * It is kept to what the field can say: a multiple of the scale, at most 65,535 units.
 *
 * RFC     9293 §3.8.6.2.2 (MUST-39), §3.8.6 (SHLD-14, not shrinking)
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const opened = (t: Tcb, policy: Profile['receiveWindow']): ReceiveSpace => {
  const r = t.rcv;
  const more = reduction(r);
  if (policy === 'space') return whatIsFree(t, more);
  if (more < worthwhile(t)) return r;
  const shift = t.fixed.receiveShift;
  const most = 65_535 * (1 << shift);
  const wnd = Math.min(((r.wnd + more) >>> shift) << shift, most);
  return wnd <= r.wnd ? r : rcvWith(r, r.nxt, wnd, r.buffer, r.held, r.fin);
};

/** The BSDs tell whatever is free, but nothing rather than a silly window: less than a quarter of the buffer and than a segment. */
const whatIsFree = (t: Tcb, more: number): ReceiveSpace => {
  const r = t.rcv;
  const space = r.wnd + more;
  const silly = space < Math.floor(r.capacity / 4) && space < t.fixed.rmss;
  const wnd = Math.min(Math.max(silly ? 0 : space, r.wnd), 65_535 * (1 << t.fixed.receiveShift));
  return wnd === r.wnd ? r : rcvWith(r, r.nxt, wnd, r.buffer, r.held, r.fin);
};

/**
 * Should the peer be told at once, because the user has read so much?
 *
 * Yes when it knows of no more than a quarter of the buffer and half of it could be offered anew, or when a window too small
 * for a full segment can now hold one. More often would answer every read with a segment.
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const shouldTell = (t: Tcb): boolean => {
  const { wnd } = t.rcv;
  // A buffer may hold more than the field can say: without window scaling, 65,535 octets are all that can be offered.
  const most = 65_535 * (1 << t.fixed.receiveShift);
  const capacity = Math.min(t.rcv.capacity, most);
  const more = Math.min(reduction(t.rcv), most - wnd);
  return (
    (wnd <= Math.floor(capacity / 4) && more >= Math.floor(capacity / 2)) ||
    (wnd < t.fixed.rmss && more >= worthwhile(t))
  );
};
