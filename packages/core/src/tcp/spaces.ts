// Copies of the two sequence spaces with something else in them, written by hand: these are hot paths.
import type { Rope } from '../basis/rope.ts';
import { EMPTY_ROPE } from '../basis/rope.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { laterSeq, plus } from '../wire/seqnum.ts';
import type { HeldPiece, ReceiveSpace, SendSpace } from './Tcb.ts';

/** Sent up to here. */
export const sndNxt = (s: SendSpace, nxt: SeqNum, small: SeqNum): SendSpace => ({
  una: s.una,
  nxt,
  wnd: s.wnd,
  wl1: s.wl1,
  wl2: s.wl2,
  maxWnd: s.maxWnd,
  buffer: s.buffer,
  finQueued: s.finQueued,
  up: s.up,
  small,
});

/** Another buffer: the user gave octets, or closed. */
export const sndBuffer = (s: SendSpace, buffer: Rope, finQueued: boolean, up: SeqNum): SendSpace => ({
  una: s.una,
  nxt: s.nxt,
  wnd: s.wnd,
  wl1: s.wl1,
  wl2: s.wl2,
  maxWnd: s.maxWnd,
  buffer,
  finQueued,
  up,
  small: s.small,
});

/** Acknowledged up to here, and the window that the ACK offers. */
export const sndAcknowledged = (
  s: SendSpace,
  una: SeqNum,
  buffer: Rope,
  wnd: number,
  wl1: SeqNum,
  wl2: SeqNum,
): SendSpace => ({
  una,
  nxt: s.nxt,
  wnd,
  wl1,
  wl2,
  maxWnd: wnd > s.maxWnd ? wnd : s.maxWnd,
  buffer,
  finQueued: s.finQueued,
  up: laterSeq(s.up, una),
  small: laterSeq(s.small, una),
});

/** The peer offers another window. */
export const sndWindow = (s: SendSpace, wnd: number, wl1: SeqNum, wl2: SeqNum): SendSpace =>
  sndAcknowledged(s, s.una, s.buffer, wnd, wl1, wl2);

/** The receive space with other contents. */
export const rcvWith = (
  r: ReceiveSpace,
  nxt: SeqNum,
  wnd: number,
  buffer: Rope,
  held: ReadonlyArray<HeldPiece>,
  fin: SeqNum | undefined,
): ReceiveSpace => ({ nxt, wnd, up: r.up, buffer, held, fin, capacity: r.capacity });

/** An empty receive space that begins after the peer's SYN. */
export const receiveSpace = (irs: SeqNum, capacity: number, wnd: number): ReceiveSpace => ({
  nxt: plus(irs, 1),
  wnd,
  up: plus(irs, 1),
  buffer: EMPTY_ROPE,
  held: [],
  fin: undefined,
  capacity,
});
