import type { Rope } from '../basis/rope.ts';
import { append, slice } from '../basis/rope.ts';
import { RULES } from './rules.ts';
import { plus } from '../wire/seqnum.ts';
import { MORE, URGENT } from './Service.ts';
import { bufferStart } from './Tcb.ts';
import { sndBuffer } from './spaces.ts';
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
export const send = (turn: Turn, octets: Rope, marks: number): void => {
  const t = turn.tcb;
  const closed = t.snd.finQueued || t.state === 'CLOSED' || t.state === 'TIME-WAIT';
  const room = closed ? 0 : Math.max(0, t.fixed.options.sendBuffer - t.snd.buffer.length);
  const count = Math.min(room, octets.length);
  if (count > 0) {
    // The urgent octet is the last one, if it was taken. (RFC 9293 §3.8.5; RFC 6093 §3)
    const isUrgent = (marks & URGENT) !== 0 && count === octets.length;
    const end = plus(bufferStart(t), t.snd.buffer.length + count);
    t.snd = sndBuffer(t.snd, append(t.snd.buffer, slice(octets, 0, count)), false, isUrgent ? end : t.snd.up);
  }
  const more = (marks & MORE) !== 0;
  const wantsRoom = count < octets.length && !closed;
  const d = t.debts;
  if (wantsRoom !== d.wantsRoom || more !== d.more) t.debts = { ...d, wantsRoom, more };
  note(turn, RULES.taken);
  tell(turn, { _tag: 'Taken', connection: t.id, count });
};
