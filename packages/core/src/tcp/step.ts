import type { Input, Transition } from '../basis/layer.ts';
import { EMPTY_ROPE } from '../basis/rope.ts';
import type { Instant } from '../basis/time.ts';
import type { Ipv4Service, PacketError } from '../ipv4/Service.ts';
import type { Endpoint, Port } from '../wire/addresses.ts';
import { ACK, has, RST, SYN } from '../wire/control.ts';
import type { Codepoint } from '../wire/ecn.ts';
import { codepointOf, NOT_ECT } from '../wire/ecn.ts';
import type { Ipv4Packet, TcpSegment } from '../wire/packets.ts';
import { gt } from '../wire/seqnum.ts';
import { abort, close, release } from './close.ts';
import { answerWithReset } from './ending.ts';
import { openEarly } from './fastOpen/client.ts';
import { throughDoor } from './fastOpen/Memory.ts';
import { icmpError } from './icmpError.ts';
import { arrivesInListen } from './listen.ts';
import { newBlock } from './open.ts';
import { stampOf } from './options/timestamps.ts';
import { sendSyn, transmit } from './output.ts';
import { receive } from './receive.ts';
import { RULES } from './rules.ts';
import { segmentArrives } from './segmentArrives.ts';
import { send } from './send.ts';
import { setOptions } from './setOptions.ts';
import { status } from './status.ts';
import type { ConnectionId, TcpService } from './Service.ts';
import type { TcpState } from './State.ts';
import {
  addConnection,
  challengesLeft,
  countMalformed,
  findConnection,
  findListener,
  leaveQueue,
  listenerOf,
  putConnection,
  putListener,
  removeConnection,
  removeListener,
  takeAlarm,
  withMemory,
} from './State.ts';
import type { Tcb } from './Tcb.ts';
import { draftOf, withArmed } from './Tcb.ts';
import { NEVER } from './Timers.ts';
import { timeouts } from './timeouts.ts';
import type { TcpConfig, Turn, Word } from './Turn.ts';
import { tell } from './Turn.ts';
import { receiveUrgent } from './urgent.ts';

/** What one step of the floor works with. */
interface Step {
  readonly config: TcpConfig;
  readonly now: Instant;
  readonly said: Array<Word>;
}

const beginTurn = (step: Step, state: TcpState, tcb: Tcb): Turn => ({
  config: step.config,
  now: step.now,
  said: step.said,
  told: [],
  tcb: draftOf(tcb),
  deleted: false,
  ackNow: false,
  reordering: false,
  inDoubt: false,
  newFirst: false,
  arrived: undefined,
  codepoint: NOT_ECT,
  challenges: state.challenge.left,
  memory: state.memory,
});

/** Its ends are free: the user that has released a connection hears so, once. */
const forgotten = (said: Array<Word>, connection: ConnectionId): void => {
  said.push({ _tag: 'Indicate', indication: { _tag: 'Forgotten', connection } });
};

/** What was marked is sent, the user is told, and the block is stored, or deleted. `before` is undefined for a new one. */
const endTurn = (before: TcpState, turn: Turn, tcb: Tcb | undefined): TcpState => {
  transmit(turn);
  const state = withMemory(before, throughDoor(turn.memory, tcb, turn.tcb));
  for (let i = 0; i < turn.told.length; i++) {
    const indication = turn.told[i];
    if (indication !== undefined) turn.said.push({ _tag: 'Indicate', indication });
  }
  if (!turn.deleted) return putConnection(state, turn.tcb, turn.challenges);
  const { fixed } = turn.tcb;
  if (fixed.released && fixed.known) forgotten(turn.said, turn.tcb.id);
  const gone = removeConnection(state, turn.tcb);
  // It died on its way through the listener's queue.
  return fixed.listener !== 0 && !fixed.known ? leaveQueue(gone, fixed.listener) : gone;
};

/** One event for one connection. */
const inTurn = (step: Step, state: TcpState, tcb: Tcb, event: (turn: Turn) => void): TcpState => {
  const turn = beginTurn(step, state, tcb);
  event(turn);
  return endTurn(state, turn, tcb);
};

const noteOf = (step: Step, rule: (typeof RULES)[keyof typeof RULES], detail = ''): void => {
  step.said.push({ _tag: 'Note', note: { rule, detail } });
};

/** SEGMENT ARRIVES in CLOSED: no connection, nobody listens; some stacks keep silent. (RFC 9293 §3.10.7.1) */
const arrivesInClosed = (step: Step, local: Endpoint, remote: Endpoint, segment: TcpSegment): void => {
  const { blackhole } = step.config.profile.robustness;
  if (blackhole === 'all' || (blackhole === 'syn' && has(segment, SYN))) {
    noteOf(step, RULES.blackhole, `port ${local.port}`);
    return;
  }
  noteOf(step, RULES.closedReset, `port ${local.port}`);
  answerWithReset(step.said, local, remote, segment);
};

/** Later by its sequence number, or by its timestamp where both have them. (RFC 6191 §2) */
const isNewer = (t: Tcb, segment: TcpSegment): boolean => {
  const stamp = t.fixed.timestamps ? stampOf(segment) : undefined;
  return gt(segment.seq, t.rcv.nxt) || (stamp !== undefined && ((stamp.val - t.stamps.recent) | 0) > 0);
};

/** May this SYN open the connection anew, although the old one still waits out its time? (RFC 9293 §3.6.1, MAY-2) */
const reopens = (state: TcpState, t: Tcb, segment: TcpSegment): boolean =>
  t.state === 'TIME-WAIT' &&
  has(segment, SYN) &&
  // With an ACK it is an answer to something older: it opens nothing.
  (segment.control & (RST | ACK)) === 0 &&
  isNewer(t, segment) &&
  findListener(state, t.local) !== undefined;

const arrives = (step: Step, state: TcpState, packet: Ipv4Packet, broadcast: boolean): TcpState => {
  const { payload } = packet;
  if (payload._tag === 'Malformed') {
    noteOf(step, RULES.malformed, `${payload.error.header} ${payload.error.field}: ${payload.error.reason}`);
    return countMalformed(state);
  }
  if (payload._tag !== 'Tcp') return state;
  if (broadcast) {
    noteOf(step, RULES.notForOne);
    return state;
  }
  const local: Endpoint = { address: packet.destination, port: payload.destinationPort };
  const remote: Endpoint = { address: packet.source, port: payload.sourcePort };
  const codepoint = codepointOf(packet.typeOfService);
  const fresh = challengesLeft(state, step.now, step.config.profile.parameters.challengeAcks);
  const t = findConnection(fresh, local, remote);
  if (t !== undefined && t.state !== 'CLOSED') {
    if (!reopens(fresh, t, payload)) return inTurn(step, fresh, t, (turn) => segmentArrives(turn, payload, codepoint));
    noteOf(step, RULES.synInTimeWait);
    if (t.fixed.released) forgotten(step.said, t.id);
    return arrivesAtListener(step, removeConnection(fresh, t), local, remote, payload, codepoint);
  }
  return arrivesAtListener(step, fresh, local, remote, payload, codepoint);
};

const arrivesAtListener = (
  step: Step,
  state: TcpState,
  local: Endpoint,
  remote: Endpoint,
  segment: TcpSegment,
  codepoint: Codepoint,
): TcpState => {
  const listener = findListener(state, local);
  if (listener === undefined) {
    arrivesInClosed(step, local, remote, segment);
    return state;
  }
  const begin = (tcb: Tcb): Turn => {
    const turn = beginTurn(step, state, tcb);
    turn.codepoint = codepoint;
    return turn;
  };
  const born = arrivesInListen(state, listener, local, remote, segment, begin, step);
  if (born === undefined) return state;
  return born.turn === undefined ? born.state : endTurn(born.state, born.turn, undefined);
};

/** The quoted octets begin with the two ports. */
const failed = (step: Step, state: TcpState, error: PacketError): TcpState => {
  const q = error.quoted;
  if (q.length < 4) return state;
  const local: Endpoint = { address: error.source, port: (((q[0] ?? 0) << 8) | (q[1] ?? 0)) as Port };
  const remote: Endpoint = { address: error.destination, port: (((q[2] ?? 0) << 8) | (q[3] ?? 0)) as Port };
  const t = findConnection(state, local, remote);
  return t === undefined ? state : inTurn(step, state, t, (turn) => icmpError(turn, error));
};

const open = (
  step: Step,
  state: TcpState,
  request: Extract<TcpService['request'], { readonly _tag: 'Open' }>,
): TcpState => {
  const { local, remote, reference, options } = request;
  const id = state.nextId;
  const old = findConnection(state, local, remote);
  step.said.push({ _tag: 'Indicate', indication: { _tag: 'Named', reference, connection: id } });
  if (old !== undefined && old.state !== 'CLOSED') {
    noteOf(step, RULES.addressPairInUse);
    if (request.early !== undefined) {
      step.said.push({ _tag: 'Indicate', indication: { _tag: 'Taken', connection: id, count: 0 } });
    }
    step.said.push({ _tag: 'Indicate', indication: { _tag: 'Ended', connection: id, why: 'in-use' } });
    return { ...state, nextId: id + 1 };
  }
  const tcb = newBlock(step.config, { id, state: 'SYN-SENT', local, remote, options, listener: 0 }, step.now);
  noteOf(step, RULES.opened);
  const turn = beginTurn(step, state, tcb);
  const count = request.early === undefined ? undefined : openEarly(turn, request.early);
  sendSyn(turn);
  if (count !== undefined) tell(turn, { _tag: 'Taken', connection: id, count });
  return endTurn(addConnection(state, turn.tcb), turn, undefined);
};

/** A listener is closed: what is on its way through it is aborted; what waits to be accepted its user aborts. */
const closeListener = (step: Step, state: TcpState, id: ConnectionId): TcpState => {
  const listener = listenerOf(state, id);
  if (listener === undefined) return state;
  let next = removeListener(state, listener);
  const children = [...state.connections.values()].filter((t) => t.fixed.listener === id && !t.fixed.known);
  for (const t of children) next = inTurn(step, next, t, abort);
  return next;
};

/** A request that names a connection which is gone: those that are owed an answer get the one of a closed connection. */
const forNobody = (step: Step, request: TcpService['request']): void => {
  if (request._tag === 'Status') {
    step.said.push({
      _tag: 'Indicate',
      indication: { _tag: 'Status', connection: request.connection, status: undefined },
    });
  } else if (request._tag === 'ReceiveUrgent') {
    step.said.push({
      _tag: 'Indicate',
      indication: { _tag: 'ReceivedUrgent', connection: request.connection, octet: undefined },
    });
  } else if (request._tag === 'Send') {
    step.said.push({ _tag: 'Indicate', indication: { _tag: 'Taken', connection: request.connection, count: 0 } });
  } else if (request._tag === 'Receive') {
    const indication = { _tag: 'Received', connection: request.connection, octets: EMPTY_ROPE, ended: true } as const;
    step.said.push({ _tag: 'Indicate', indication });
  } else if (request._tag === 'Release') {
    forgotten(step.said, request.connection);
  }
};

const requested = (step: Step, state: TcpState, request: TcpService['request']): TcpState => {
  if (request._tag === 'Open') return open(step, state, request);
  if (request._tag === 'Listen') {
    const { local, backlog, options, reference } = request;
    const id = state.nextId;
    noteOf(step, RULES.listening, `port ${local.port}`);
    step.said.push({ _tag: 'Indicate', indication: { _tag: 'Named', reference, connection: id } });
    return putListener(state, { id, local, backlog, options, waiting: 0 });
  }
  if (request._tag === 'Accepted') return leaveQueue(state, request.listener);
  const t = state.connections.get(request.connection);
  if (t === undefined) {
    if (listenerOf(state, request.connection) !== undefined) return listenerAsked(step, state, request);
    forNobody(step, request);
    return state;
  }
  switch (request._tag) {
    case 'Send':
      return inTurn(step, state, t, (turn) => send(turn, request.octets, request.marks));
    case 'Receive':
      return inTurn(step, state, t, (turn) => receive(turn, request.size, request.peek));
    case 'ReceiveUrgent':
      return inTurn(step, state, t, (turn) => receiveUrgent(turn, request.peek));
    case 'Status':
      return inTurn(step, state, t, status);
    case 'Close':
      return inTurn(step, state, t, close);
    case 'Release':
      return inTurn(step, state, t, release);
    case 'Abort':
      return inTurn(step, state, t, abort);
    case 'SetOptions':
      return inTurn(step, state, t, (turn) => {
        setOptions(turn, request.options);
      });
    case 'SetBacklog':
      // Only a listener has one.
      return state;
  }
};

const listenerAsked = (
  step: Step,
  state: TcpState,
  request: Exclude<TcpService['request'], { readonly _tag: 'Open' | 'Listen' | 'Accepted' }>,
): TcpState => {
  const listener = listenerOf(state, request.connection);
  if (listener === undefined) return state;
  if (request._tag === 'SetOptions') return putListener(state, { ...listener, options: request.options });
  if (request._tag === 'SetBacklog') {
    noteOf(step, RULES.backlogSet, `${listener.backlog} to ${request.backlog}`);
    return putListener(state, { ...listener, backlog: request.backlog });
  }
  if (request._tag === 'Close' || request._tag === 'Release' || request._tag === 'Abort') {
    return closeListener(step, state, listener.id);
  }
  return state;
};

/** Every block whose alarm is due looks at its timers; an alarm that came early is set again. */
const deadlineReached = (step: Step, before: TcpState): TcpState => {
  let state = before;
  for (;;) {
    const alarm = takeAlarm(state, step.now);
    if (alarm === undefined) return state;
    const { connection } = alarm;
    state = connection === undefined ? alarm.state : inTurn(step, alarm.state, withArmed(connection, NEVER), timeouts);
  }
};

/**
 * One step of the floor.
 *
 * @category step
 * @since 0.1.0
 */
export const step =
  (config: TcpConfig) =>
  (state: TcpState, input: Input<TcpService, Ipv4Service>, now: Instant): Transition<TcpState, Word> => {
    const said: Array<Word> = [];
    const work: Step = { config, now, said };
    switch (input._tag) {
      case 'Requested':
        return [requested(work, state, input.request), said];
      case 'Indicated':
        return input.indication._tag === 'Arrived'
          ? [arrives(work, state, input.indication.packet, input.indication.broadcast), said]
          : [failed(work, state, input.indication.error), said];
      case 'DeadlineReached':
        return [deadlineReached(work, state), said];
    }
  };
