import { watch } from './keepAlive.ts';
import type { TcpOptions } from './Service.ts';
import { NEVER, withUser } from './Timers.ts';
import { after } from '../basis/time.ts';
import type { Turn } from './Turn.ts';

/**
 * The user sets options of a connection that lives: what they change at once is changed here, and the rest is read where it is
 * needed. A cork that is taken off, or a Nagle that is switched off, lets go what waited when the turn ends.
 *
 * RFC     9293 §3.9.1
 *
 * @category events
 * @since 0.1.0
 */
export const setOptions = (turn: Turn, options: TcpOptions): void => {
  const t = turn.tcb;
  const before = t.fixed.options;
  const smss = options.maximumSegment === undefined ? t.fixed.smss : Math.min(t.fixed.smss, options.maximumSegment);
  t.fixed = { ...t.fixed, options, smss, unit: t.fixed.unit === 1 ? 1 : smss };
  watch(turn);
  if (options.quickAck === true && t.timers.delayedAck !== NEVER) turn.ackNow = true;
  if (options.userTimeout !== before.userTimeout) {
    const watched = options.userTimeout !== undefined && t.board.out > 0;
    t.timers = withUser(t.timers, watched ? after(turn.now, options.userTimeout) : NEVER);
  }
};
