import { drop, slice } from '../basis/rope.ts';
import { leq } from '../wire/seqnum.ts';
import { plus } from '../wire/seqnum.ts';
import { RULES } from './rules.ts';
import { shouldTell } from './receiveWindow.ts';
import type { Tcb } from './Tcb.ts';
import { isSynchronized, mayReceiveText } from './Tcb.ts';
import { rcvWith } from './spaces.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/** Was the peer's FIN reached? Then nothing follows what is in the buffer. */
const isAtEnd = (t: Tcb): boolean =>
  (t.rcv.fin !== undefined && leq(plus(t.rcv.fin, 1), t.rcv.nxt)) ||
  (t.state === 'CLOSED' && t.rcv.buffer.length === 0);

/**
 * RECEIVE: what is there, up to a size. Reading opens the window, and the peer is told when that is worth a segment.
 *
 * Answers `Received`; `ended` when the peer's FIN follows these octets.
 *
 * RFC     9293 §3.10.3; §3.8.6.2.2
 *
 * @category events
 * @since 0.1.0
 */
export const receive = (turn: Turn, size: number, peek: boolean): void => {
  const t = turn.tcb;
  const octets = slice(t.rcv.buffer, 0, size);
  const r = t.rcv;
  if (!peek && octets.length > 0) {
    t.rcv = rcvWith(r, r.nxt, r.wnd, drop(r.buffer, octets.length), r.held, r.fin);
    if (isSynchronized(t.state) && mayReceiveText(t.state) && shouldTell(t)) {
      note(turn, RULES.windowReopened);
      turn.ackNow = true;
    }
  }
  const ended = octets.length === r.buffer.length && isAtEnd(t);
  tell(turn, { _tag: 'Received', connection: t.id, octets, ended });
};
