import { ACK, FIN, has, RST, SYN } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import type { Endpoint } from '../wire/addresses.ts';
import { negotiate } from './ecn/arriving.ts';
import { answerWithReset } from './ending.ts';
import { doorOf } from './fastOpen/Memory.ts';
import { isBelieved, takeEarlyText, tellEarly } from './fastOpen/server.ts';
import { peerOptions } from './handshakeOptions.ts';
import { agree, newBlock } from './open.ts';
import { sendSyn } from './output.ts';
import { RULES } from './rules.ts';
import type { Listener, TcpState } from './State.ts';
import { addConnection, putListener, withMemory } from './State.ts';
import type { AtTheDoor } from './synCookies/withCookie.ts';
import { answerWithCookie, bornOfCookie } from './synCookies/withCookie.ts';
import { receiveSpace, sndWindow } from './spaces.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';

/** What a listener's answer needs of the floor: to begin a turn with a new block. */
export type BeginTurn = (tcb: Turn['tcb']) => Turn;

/**
 * A segment arrives for a listener: LISTEN.
 *
 * Gives   the floor afterwards, and the turn in which a connection was made, if one was; undefined when nothing changed
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
): { readonly state: TcpState; readonly turn: Turn | undefined } | undefined => {
  const say = (rule: (typeof RULES)[keyof typeof RULES]): undefined => {
    plain.said.push({ _tag: 'Note', note: { rule, detail: '' } });
    return undefined;
  };
  // first, RST: it can be no answer to anything that was sent from here
  if (has(segment, RST)) return say(RULES.listenReset);
  const at: AtTheDoor = { id: state.nextId, listener, local, remote, segment, begin, plain };
  // Those that wait to be accepted; the others are still on their way through the handshake.
  const complete = listener.waiting - doorOf(state.memory, listener.id).halfOpen;
  // second, ACK
  if (has(segment, ACK)) {
    const made = bornOfCookie(at, state.memory, complete >= listener.backlog);
    if (made === 'full') return say(RULES.backlogFull);
    if (made !== undefined) return { state: addConnection(withOneMore(state, listener), made.tcb), turn: made };
    answerWithReset(plain.said, local, remote, segment);
    return say(RULES.listenAck);
  }
  // third, SYN; one with a FIN makes no sense, and some stacks drop it
  if (has(segment, FIN) && has(segment, SYN) && plain.config.profile.robustness.synFin === 'drop') {
    return say(RULES.listenOther);
  }
  if (!has(segment, SYN)) return say(RULES.listenOther);
  const { synCookies } = plain.config.profile.robustness;
  if (complete >= listener.backlog) return say(RULES.backlogFull);
  if (synCookies === 'always' || (synCookies === 'overflow' && listener.waiting >= listener.backlog)) {
    return { state: withMemory(state, answerWithCookie(at)), turn: undefined };
  }
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
  if (isBelieved(turn, listener, segment)) {
    takeEarlyText(turn, segment);
    sendSyn(turn);
    tellEarly(turn);
  } else {
    // Text that came with an ordinary SYN is not kept, although it "should be queued": nobody has acknowledged it, so it comes again.
    sendSyn(turn);
  }
  return { state: addConnection(withOneMore(state, listener), turn.tcb), turn };
};

/** One more waits to be accepted, or is on the way there. */
const withOneMore = (state: TcpState, listener: Listener): TcpState =>
  putListener(state, {
    id: listener.id,
    local: listener.local,
    backlog: listener.backlog,
    options: listener.options,
    waiting: listener.waiting + 1,
  });
