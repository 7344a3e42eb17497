import { plus } from '../wire/seqnum.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { FIN, has } from '../wire/control.ts';
import { enterTimeWait } from './ending.ts';
import { RULES } from './rules.ts';
import { mayReceiveText } from './Tcb.ts';
import { rcvWith } from './spaces.ts';
import { finOf } from './takeText.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/** The FIN is reached: it is acknowledged, and the state moves on. */
const takeFin = (turn: Turn): void => {
  const t = turn.tcb;
  const r = t.rcv;
  note(turn, RULES.finReceived, t.state);
  turn.ackNow = true;
  t.rcv = rcvWith(r, plus(r.nxt, 1), Math.max(0, r.wnd - 1), r.buffer, [], r.nxt);
  if (t.state === 'ESTABLISHED') t.state = 'CLOSE-WAIT';
  // FIN-WAIT-1: our FIN was acknowledged before we came here, then the state is FIN-WAIT-2 already; else both cross.
  else if (t.state === 'FIN-WAIT-1') t.state = 'CLOSING';
  else enterTimeWait(turn);
  if (!t.fixed.released) tell(turn, { _tag: 'Readable', connection: t.id });
};

/**
 * Eighth, check the FIN bit.
 *
 * A FIN that comes before text that is missing is remembered, and taken when the text has come.
 *
 * RFC     9293 §3.10.7.4, eighth
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const checkFin = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  // A FIN that came with the SYN to a listener waits for nothing: the SYN-ACK leaves it unacknowledged, so it comes again.
  if (t.state === 'SYN-RECEIVED') return;
  if (!mayReceiveText(t.state)) {
    // "Remain in the state": the FIN comes again because our ACK of it was lost. In TIME-WAIT the wait begins again.
    if (!has(segment, FIN)) return;
    turn.ackNow = true;
    if (t.state === 'TIME-WAIT') {
      note(turn, RULES.timeWaitRestarted);
      enterTimeWait(turn);
    }
    return;
  }
  const fin = finOf(segment) ?? t.rcv.fin;
  if (fin === undefined) return;
  if (fin === t.rcv.nxt) {
    takeFin(turn);
  } else if (t.rcv.fin === undefined) {
    note(turn, RULES.finHeld);
    const r = t.rcv;
    t.rcv = rcvWith(r, r.nxt, r.wnd, r.buffer, r.held, fin);
    turn.ackNow = true;
  }
};
