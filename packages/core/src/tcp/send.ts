import type { Rope } from '../basis/rope.ts';
import { append, slice } from '../basis/rope.ts';
import { RULES } from './rules.ts';
import { sndBuffer, withDebts, withSnd } from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/**
 * SEND: as many octets as there is room for; before the connection is established they wait.
 *
 * Answers `Taken`. A user that was refused any octet is told `Writable` when there is room again.
 *
 * RFC     9293 §3.10.2
 *
 * @category events
 * @since 0.1.0
 */
export const send = (turn: Turn, octets: Rope): void => {
  const t = turn.tcb;
  const closed = t.snd.finQueued || t.state === 'CLOSED' || t.state === 'TIME-WAIT';
  const room = closed ? 0 : Math.max(0, t.fixed.options.sendBuffer - t.snd.buffer.length);
  const count = Math.min(room, octets.length);
  if (count > 0) turn.tcb = withSnd(t, sndBuffer(t.snd, append(t.snd.buffer, slice(octets, 0, count)), false));
  const wantsRoom = count < octets.length && !closed;
  if (wantsRoom !== t.debts.wantsRoom) turn.tcb = withDebts(turn.tcb, t.debts.unacknowledged, wantsRoom);
  note(turn, RULES.taken);
  tell(turn, { _tag: 'Taken', connection: t.id, count });
};
