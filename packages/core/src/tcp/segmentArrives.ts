// SEGMENT ARRIVES, a list in the order of RFC 9293 §3.10.7.4: all states but CLOSED, LISTEN and SYN-SENT.
import { has, RST } from '../wire/control.ts';
import type { Codepoint } from '../wire/ecn.ts';
import { NOT_ECT } from '../wire/ecn.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { checkAcknowledgment } from './checkAcknowledgment.ts';
import { checkFin } from './checkFin.ts';
import { checkReset, checkSyn, checkSynAgain } from './checkReset.ts';
import { ecnArrives } from './ecn/arriving.ts';
import { checkSequence, checkTimestamps } from './checkSequence.ts';
import { aliveAgain } from './keepAlive.ts';
import { synSent } from './synSent.ts';
import { takeText } from './takeText.ts';
import { checkUrgent } from './urgent.ts';
import type { Turn } from './Turn.ts';

/**
 * A segment of this connection arrives.
 *
 * Each check answers whether the segment is to be looked at further. What is to be sent in answer is only marked here;
 * `output.ts` sends it when all checks are done, so that an ACK can ride on text.
 *
 * RFC     9293 §3.10.7.3, §3.10.7.4
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const segmentArrives = (turn: Turn, arrived: TcpSegment, codepoint: Codepoint = NOT_ECT): void => {
  turn.arrived = arrived;
  turn.codepoint = codepoint;
  if (turn.tcb.state === 'CLOSED') return;
  if (turn.tcb.state === 'SYN-SENT') {
    synSent(turn, arrived);
    return;
  }
  if (!checkSynAgain(turn, arrived)) return;
  // Timestamps come before all checks. (RFC 7323 §5.3)
  if (!checkTimestamps(turn, arrived)) return;
  const segment = checkSequence(turn, arrived);
  if (segment === undefined) return;
  if (!has(segment, RST)) aliveAgain(turn);
  ecnArrives(turn, segment);
  // third, check security: not modelled.
  const goesOn = checkReset(turn, segment) && checkSyn(turn, segment) && checkAcknowledgment(turn, segment);
  if (!goesOn) return;
  checkUrgent(turn, segment);
  if (takeText(turn, segment)) checkFin(turn, segment);
};
