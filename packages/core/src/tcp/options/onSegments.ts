import type { Instant } from '../../basis/time.ts';
import { optionsLength } from '../../wire/optionsOnWire.ts';
import type { TcpOption } from '../../wire/tcpOptions.ts';
import type { TcpConfig } from '../Turn.ts';
import type { Tcb } from '../Tcb.ts';
import { ecnOption, ecnRoom, fitting } from '../ecn/option.ts';
import { blocksToTell } from './sack.ts';
import { STAMP_ROOM, stampAt } from './timestamps.ts';

const NOP: TcpOption = { kind: 'nop' };

/** No options; shared. */
export const NO_OPTIONS: ReadonlyArray<TcpOption> = [];

/**
 * The options of every segment but a SYN: timestamps where both ends use them, SACK blocks while something is missing, and counters of marks where they are owed.
 *
 * Two NOPs before each, so that the words of both lie on boundaries of four octets. (RFC 7323 Appendix A, RFC 2018 §3)
 *
 * @category acknowledgments
 * @since 0.1.0
 */
export const optionsNow = (t: Tcb, config: TcpConfig, now: Instant): ReadonlyArray<TcpOption> => {
  const { timestamps, sack } = t.fixed;
  const tells = sack && (t.rcv.held.length > 0 || t.debts.duplicate !== undefined);
  const { pending } = t.ecn;
  if (!timestamps && !tells && pending === 0) return NO_OPTIONS;
  const options: Array<TcpOption> = [];
  if (timestamps) {
    const val = stampAt(now, config.profile.timestampTick, t.fixed.stampOffset);
    options.push(NOP, NOP, { kind: 'TS', val, ecr: t.stamps.recent });
  }
  if (tells) options.push(NOP, NOP, { kind: 'sack', blocks: blocksToTell(t.rcv.held, t.debts.duplicate, timestamps) });
  if (pending > 0) {
    const count = fitting(pending, 40 - optionsLength(options));
    if (count > 0) options.push(...ecnOption(t.ecn.heard, count));
  }
  return options;
};

const sackRoom = (t: Tcb): number => {
  if (!t.fixed.sack || (t.rcv.held.length === 0 && t.debts.duplicate === undefined)) return 0;
  const count = blocksToTell(t.rcv.held, t.debts.duplicate, t.fixed.timestamps).length;
  return 4 + 8 * count;
};

/** How many octets of a header they take beyond what SMSS has taken off already. */
export const extraRoom = (t: Tcb): number => {
  const sack = sackRoom(t);
  return t.ecn.pending === 0 ? sack : sack + ecnRoom(t.ecn, sack + (t.fixed.timestamps ? STAMP_ROOM : 0));
};
