import { ACK, FIN, has, RST, SYN } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import type { Endpoint } from '../wire/addresses.ts';
import { negotiate } from './ecn/arriving.ts';
import { answerWithReset } from './ending.ts';
import { peerOptions } from './handshakeOptions.ts';
import { agree, newBlock } from './open.ts';
import { sendSyn } from './output.ts';
import { RULES } from './rules.ts';
import { checkFin } from './checkFin.ts';
import { checkSequence } from './checkSequence.ts';
import { takeText } from './takeText.ts';
import type { Listener, TcpState } from './State.ts';
import { addConnection, putListener } from './State.ts';
import { receiveSpace, sndWindow } from './spaces.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';
import { plus } from '../wire/seqnum.ts';

/** What a listener's answer needs of the floor: to begin a turn with a new block. */
export type BeginTurn = (tcb: Turn['tcb']) => Turn;

/**
 * A segment arrives for a listener: LISTEN.
 *
 * Gives   the floor with the new connection, and the turn in which it was made; or undefined when there is none
 * RFC     9293 §3.10.7.2
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const arrivesInListen = (
  state: TcpState,
  listener: Listener,
  local: Endpoint,
  remote: Endpoint,
  segment: TcpSegment,
  begin: BeginTurn,
  plain: Pick<Turn, 'said' | 'config' | 'now'>,
): { readonly state: TcpState; readonly turn: Turn } | undefined => {
  const say = (rule: (typeof RULES)[keyof typeof RULES]): undefined => {
    plain.said.push({ _tag: 'Note', note: { rule, detail: '' } });
    return undefined;
  };
  // first, RST: it can be no answer to anything that was sent from here
  if (has(segment, RST)) return say(RULES.listenReset);
  // second, ACK
  if (has(segment, ACK)) {
    answerWithReset(plain.said, local, remote, segment);
    return say(RULES.listenAck);
  }
  // third, SYN; one with a FIN makes no sense, and some stacks drop it
  if (has(segment, FIN) && has(segment, SYN) && plain.config.profile.robustness.synFin === 'drop') {
    return say(RULES.listenOther);
  }
  if (!has(segment, SYN)) return say(RULES.listenOther);
  if (listener.waiting >= listener.backlog) return say(RULES.backlogFull);

  const { config, now } = plain;
  const born = newBlock(
    config,
    { id: state.nextId, state: 'SYN-RECEIVED', local, remote, options: listener.options, listener: listener.id },
    now,
  );
  const turn = begin(born);
  const t = turn.tcb;
  t.fixed = { ...t.fixed, irs: segment.seq };
  t.rcv = receiveSpace(segment.seq, t.rcv.capacity, t.rcv.wnd);
  agree(t, peerOptions(segment, config.profile.parameters), config, now);
  t.snd = sndWindow(t.snd, segment.wnd, segment.seq, segment.ack);
  note(turn, RULES.listenSyn);
  negotiate(turn, segment, false);
  sendSyn(turn);
  keepText(turn, segment);
  const waiting = putListener(state, {
    id: listener.id,
    local: listener.local,
    backlog: listener.backlog,
    options: listener.options,
    waiting: listener.waiting + 1,
  });
  return { state: addConnection(waiting, turn.tcb), turn };
};

/** "Any other incoming control or data (combined with SYN) will be processed in the SYN-RECEIVED state": text waits there. */
const keepText = (turn: Turn, segment: TcpSegment): void => {
  if (segment.payload.length === 0 && (segment.control & ~SYN) === 0) return;
  const rest = checkSequence(turn, { ...segment, seq: plus(segment.seq, 1), control: segment.control & ~SYN });
  if (rest !== undefined && takeText(turn, rest)) checkFin(turn, rest);
};
