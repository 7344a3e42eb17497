import { EMPTY_ROPE } from '../basis/rope.ts';
import { after } from '../basis/time.ts';
import { ACK, has, RST, segmentLength } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { plus } from '../wire/seqnum.ts';
import type { Endpoint } from '../wire/addresses.ts';
import { NO_OPTIONS, optionsNow } from './options/onSegments.ts';
import { RULES } from './rules.ts';
import type { Ending } from './Service.ts';
import { NEVER, NO_TIMERS, timersWith, withTimeWait } from './Timers.ts';
import type { Turn, Word } from './Turn.ts';
import { hand, note, sendSegment, tell } from './Turn.ts';

/**
 * The RST that answers a segment which nobody wants.
 *
 * With ACK: `<SEQ=SEG.ACK><CTL=RST>`; without: `<SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>`. Never in answer to a RST.
 *
 * RFC     9293 §3.10.7.1
 */
export const answerWithReset = (said: Array<Word>, local: Endpoint, remote: Endpoint, segment: TcpSegment): void => {
  if (has(segment, RST)) return;
  const acknowledged = has(segment, ACK);
  hand(
    said,
    local,
    remote,
    {
      _tag: 'Tcp',
      sourcePort: local.port,
      destinationPort: remote.port,
      seq: acknowledged ? segment.ack : (0 as SeqNum),
      ack: acknowledged ? (0 as SeqNum) : plus(segment.seq, segmentLength(segment)),
      control: acknowledged ? RST : RST | ACK,
      wnd: 0,
      up: 0,
      options: NO_OPTIONS,
      payload: EMPTY_ROPE,
    },
    true,
    0,
    undefined,
    false,
  );
};

/** Sends `<SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK>`: the connection is over at our wish. */
export const sendReset = (turn: Turn): void => {
  sendSegment(turn, turn.tcb.snd.nxt, RST | ACK, EMPTY_ROPE, optionsNow(turn.tcb, turn.config, turn.now), 0);
};

/**
 * The connection is over.
 *
 * A block in CLOSED stays while its user may still receive what came before the end, also before a reset: the RFC would flush
 * it (§3.10.7.4, second), but those octets were acknowledged, and kernels hand them out.
 */
export const end = (turn: Turn, why: Ending): void => {
  const t = turn.tcb;
  const { known, released } = t.fixed;
  t.state = 'CLOSED';
  t.timers = NO_TIMERS;
  turn.ackNow = false;
  turn.deleted = released || !known || (why !== 'closed' && t.rcv.buffer.length === 0);
  if (known && !released) tell(turn, { _tag: 'Ended', connection: t.id, why });
};

/** Both FINs are acknowledged: start, or start again, the time-wait timer, and stop the others. (§3.10.7.4) */
export const enterTimeWait = (turn: Turn): void => {
  const t = turn.tcb;
  if (t.state !== 'TIME-WAIT') note(turn, RULES.timeWaitEntered);
  const { msl } = turn.config.profile.parameters;
  const until = after(after(turn.now, msl), msl);
  t.state = 'TIME-WAIT';
  t.timers = timersWith(NEVER, 'timeout', NEVER, NEVER, until, NEVER, NEVER);
};

/** FIN-WAIT-2 whose user is gone: not for ever. */
export const waitForPeer = (turn: Turn): void => {
  const t = turn.tcb;
  const { linger2 } = t.fixed.options;
  t.timers = withTimeWait(t.timers, after(turn.now, linger2 ?? turn.config.profile.parameters.orphanTimeout));
};
