import type { Rope } from '../basis/rope.ts';
import type { Input, Transition } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import { conclude, settle } from './conclude.ts';
import type { SocketConfig } from './Config.ts';
import { socketAt } from './descriptors.ts';
import { closeSocket } from './handlers/close.ts';
import { reply } from './handlers/Answer.ts';
import { flagsOf, inShapeOf } from './handlers/recv.ts';
import { bytesOf } from './handlers/recvStream.ts';
import { answer } from './handlers/table.ts';
import { hearTcp } from './hearTcp.ts';
import { hearUdp } from './hearUdp.ts';
import { rules } from './rules.ts';
import type { SocketService } from './Service.ts';
import type { SocketState, Waiting } from './State.ts';
import type { TransportService } from './TransportService.ts';
import type { Turn, Word } from './Turn.ts';
import { begin, note } from './Turn.ts';
import { failed, finish, takeDue } from './waits.ts';

/** A process calls. */
const called = (
  turn: Turn,
  { caller, request }: Extract<SocketService['request'], { readonly _tag: 'Call' }>,
): void => {
  const id = turn.state.nextCall;
  turn.state.nextCall = id + 1;
  const call: Waiting = { id, caller, request, for: 'nothing', deadline: undefined, octets: undefined, sent: 0 };
  conclude(turn, call, answer(turn, call));
};

/** A process is gone: its waiting calls are forgotten, its descriptors closed, the lowest first. */
const processEnded = (turn: Turn, process: number): void => {
  turn.state.calls.forEach((call, id) => {
    if (call.caller.process === process) turn.state.calls = turn.state.calls.remove(id);
  });
  turn.state.asks = turn.state.asks.filter((ask) => ask.call.caller.process !== process);
  const fds = Array.from(turn.state.processes.get(process)?.table.entries() ?? []).toSorted((a, b) => a[0] - b[0]);
  for (const [, id] of fds) {
    const socket = turn.state.sockets.get(id);
    if (socket !== undefined) closeSocket(turn, socket);
  }
  note(turn, rules['process-ended'], `process ${process}, ${fds.length} descriptors`);
};

/** What a `recv` has that wanted more is its reply. */
const expiredReading = (turn: Turn, call: Waiting, octets: Rope): void => {
  const socket = 'fd' in call.request ? socketAt(turn.state, call.caller, call.request.fd) : 'EBADF';
  if (typeof socket === 'string') failed(turn, call, socket);
  else conclude(turn, call, inShapeOf(call, socket, reply(bytesOf(octets, flagsOf(call)))));
};

/** A call has waited for as long as it may: it fails, or what it has done so far is its reply. */
const expired = (turn: Turn, call: Waiting): void => {
  note(turn, rules['timed-out'], call.request.call);
  if (call.request.call === 'poll') finish(turn, call, []);
  else if (call.request.call === 'close') finish(turn, call, undefined);
  else if (call.octets !== undefined && 'size' in call.request) expiredReading(turn, call, call.octets);
  else if (call.sent > 0) finish(turn, call, call.sent);
  else failed(turn, call, call.request.call === 'connect' ? 'EINPROGRESS' : 'EAGAIN');
};

const heard = (turn: Turn, input: Input<SocketService, TransportService>): void => {
  if (input._tag === 'Requested') {
    if (input.request._tag === 'Call') called(turn, input.request);
    else processEnded(turn, input.request.process);
  } else if (input._tag === 'Indicated') {
    const told = input.indication;
    if (told.from === 'tcp') hearTcp(turn, told.indication);
    else if (told.from === 'udp') hearUdp(turn, told.indication);
    // An echo is nobody's here: this house has no raw sockets.
  } else {
    for (let call = takeDue(turn); call !== undefined; call = takeDue(turn)) expired(turn, call);
  }
};

/**
 * One step of the floor: the input, and then whoever waited for what it has changed.
 *
 * @category step
 * @since 0.1.0
 */
export const step =
  (config: SocketConfig) =>
  (state: SocketState, input: Input<SocketService, TransportService>, now: Instant): Transition<SocketState, Word> => {
    const turn = begin(config, state, now);
    heard(turn, input);
    settle(turn);
    return [turn.state, turn.said];
  };
