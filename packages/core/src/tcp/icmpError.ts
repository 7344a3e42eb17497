import type { PacketError } from '../ipv4/Service.ts';
import { end } from './ending.ts';
import { RULES } from './rules.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';

/** ICMP type 3: destination unreachable. (RFC 792) */
const UNREACHABLE = 3;
/** Codes of it that say "protocol" or "port": the host is there, and refuses. */
const REFUSING: ReadonlySet<number> = new Set([2, 3]);
/** Codes of it that say "network": 0 net unreachable, 6 net unknown, 9 and 11 prohibited or unreachable for this service. */
const NETWORK: ReadonlySet<number> = new Set([0, 6, 9, 11]);

/**
 * An ICMP error quotes a segment of ours.
 *
 * Before the connection is established it ends the attempt, as Linux does; afterwards it is a soft error: TCP's own
 * timeouts decide, since anyone can forge an ICMP message.
 *
 * RFC     1122 §4.2.3.9; 5461; 5927
 *
 * @category events
 * @since 0.1.0
 */
export const icmpError = (turn: Turn, error: PacketError): void => {
  const what = `type ${error.type} code ${error.code}`;
  const { state } = turn.tcb;
  const opening = state === 'SYN-SENT' || state === 'SYN-RECEIVED';
  // Code 4 asks for smaller packets, which path MTU discovery would make.
  if (error.type !== UNREACHABLE || error.code === 4 || !opening) {
    note(turn, RULES.softError, what);
    return;
  }
  note(turn, RULES.unreachable, what);
  if (REFUSING.has(error.code)) end(turn, 'refused');
  else end(turn, NETWORK.has(error.code) ? 'network-unreachable' : 'host-unreachable');
};
