import { leq } from '../wire/seqnum.ts';
import { isOrderly } from './reassembly.ts';
import type { TcpState } from './State.ts';
import type { Tcb } from './Tcb.ts';
import { bufferStart, isSynchronized, outstanding } from './Tcb.ts';
import { earliestTimer } from './Timers.ts';
import { boardProblems } from './scoreboard.ts';

const INVARIANTS: ReadonlyArray<readonly [says: string, holds: (t: Tcb) => boolean]> = [
  ['SND.UNA =< SND.NXT', (t) => leq(t.snd.una, t.snd.nxt)],
  [
    'the scoreboard covers what is outstanding, and its totals are true',
    (t) => boardProblems(t.board, bufferStart(t), t.snd.nxt, t.fixed.unit).length === 0,
  ],
  [
    'what is outstanding is in the buffer, with at most a SYN and a FIN more',
    (t) => outstanding(t) <= t.snd.buffer.length + 2,
  ],
  ['RCV.WND >= 0', (t) => t.rcv.wnd >= 0],
  [
    "the user's octets and the window fit into the receive buffer",
    (t) => !isSynchronized(t.state) || t.rcv.buffer.length + t.rcv.wnd <= Math.max(t.rcv.capacity, 65_535) + 1,
  ],
  ['held pieces are in order, apart, and beyond RCV.NXT', (t) => isOrderly(t.rcv.held, t.rcv.nxt)],
  ['cwnd >= 1 SMSS', (t) => t.congestion.cwnd >= t.fixed.smss],
  ['the alarm is no later than the earliest timer', (t) => t.armed <= earliestTimer(t.timers)],
  [
    'octets in flight are watched by a timer',
    (t) =>
      outstanding(t) === 0 ||
      t.state === 'CLOSED' ||
      t.state === 'TIME-WAIT' ||
      earliestTimer(t.timers) < Number.MAX_SAFE_INTEGER,
  ],
];

/** Which invariants of a block are broken; none in a sound one. */
export const tcbInvariant = (t: Tcb): ReadonlyArray<string> =>
  INVARIANTS.filter(([, holds]) => !holds(t)).map(([says]) => `connection ${t.id} in ${t.state}: ${says}`);

/** Which invariants of the floor are broken; none in a sound state. */
export const invariant = (s: TcpState): ReadonlyArray<string> => [...s.connections.values()].flatMap(tcbInvariant);
