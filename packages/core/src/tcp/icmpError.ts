import type { PacketError } from '../ipv4/Service.ts';
import { end } from './ending.ts';
import { isEarly } from './fastOpen/early.ts';
import { packetTooBig, quotesFlight } from './pathMtu.ts';
import { RULES } from './rules.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';

/** ICMP type 3: destination unreachable. (RFC 792) */
const UNREACHABLE = 3;
/** Codes of it that say "protocol" or "port": the host is there, and refuses. Hard errors. */
const REFUSING: ReadonlySet<number> = new Set([2, 3]);
/** Codes of it that say "network": 0 unreachable, 6 unknown, 9 and 11 prohibited or unreachable for this service. */
const NETWORK: ReadonlySet<number> = new Set([0, 6, 9, 11]);
/** Code 4 asks for smaller packets. (RFC 1191) */
const FRAGMENTATION_NEEDED = 4;

/**
 * An ICMP error quotes a segment of ours.
 *
 * What is not in flight was never answered by a router: whoever says so guesses. (RFC 5927 §4.1)
 *
 * A refusal before the connection is established ends the attempt. That a host or network cannot be reached is a soft
 * error in every state (MUST-56): it may pass, so the connection goes on trying, and only if it is given up the user is
 * told why. (Linux ends an attempt at once; RFC 5461 weighs both.) Once both sides are synchronized every error is
 * soft, since anyone can forge an ICMP message. (RFC 5927 §4)
 *
 * RFC     1122 §4.2.3.9; 9293 §3.9.2.2; 5461; 5927 §4.1
 *
 * @category events
 * @since 0.1.0
 */
export const icmpError = (turn: Turn, error: PacketError): void => {
  const what = `type ${error.type} code ${error.code}`;
  if (!quotesFlight(turn.tcb, error)) {
    note(turn, RULES.icmpOutside, what);
    return;
  }
  const { state } = turn.tcb;
  const opening = state === 'SYN-SENT' || (state === 'SYN-RECEIVED' && !isEarly(turn.tcb));
  const { icmpEndsOpening } = turn.config.profile.robustness;
  if (error.type === UNREACHABLE && opening && icmpEndsOpening && REFUSING.has(error.code)) {
    note(turn, RULES.unreachable, what);
    end(turn, 'refused');
    return;
  }
  if (error.type === UNREACHABLE && error.code === FRAGMENTATION_NEEDED) {
    packetTooBig(turn, error);
    return;
  }
  note(turn, RULES.softError, what);
  if (error.type !== UNREACHABLE) return;
  turn.tcb.fixed = {
    ...turn.tcb.fixed,
    softError: NETWORK.has(error.code) ? 'network-unreachable' : 'host-unreachable',
  };
};
