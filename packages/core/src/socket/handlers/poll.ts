import { after } from '../../basis/time.ts';
import type { PollEvent } from '../calls/Calls.ts';
import { socketAt } from '../descriptors.ts';
import { eventsOf, isRoomUnsure, isUnsure } from '../readiness.ts';
import type { Socket } from '../Socket.ts';
import { streamLikely, withStream } from '../Socket.ts';
import type { Waiting } from '../State.ts';
import type { TcpStatus } from '../../tcp/TcpStatus.ts';
import type { Turn } from '../Turn.ts';
import { askReceive, askStatus, isAsked, keep } from '../Turn.ts';
import type { Answer, Handler } from './Answer.ts';
import { fail, reply, wait, withProgress } from './Answer.ts';
import { wantedOf } from './recvStream.ts';

type Asked = Extract<Waiting['request'], { readonly call: 'poll' }>['fds'][number];

/** Standard input never waits, and the other two take all they are given. */
const STANDARD: ReadonlyArray<ReadonlyArray<PollEvent>> = [['in'], ['out'], ['out']];

/** A file keeps nobody waiting. (POSIX poll) */
const FILE_EVENTS: ReadonlyArray<PollEvent> = ['in', 'out'];

/** What is told whether it was asked for or not. */
const isTold = (event: PollEvent, asked: ReadonlyArray<PollEvent>): boolean =>
  event === 'hangup' || event === 'error' || asked.includes(event);

const INVALID: ReadonlyArray<PollEvent> = ['invalid'];

/** What is true of a descriptor, of what was asked for. */
const trueOf = (turn: Turn, call: Waiting, { fd, events }: Asked): ReadonlyArray<PollEvent> => {
  const socket = socketAt(turn.state, call.caller, fd);
  if (socket === 'EBADF') return INVALID;
  const all = socket === 'ENOTSOCK' ? (STANDARD[fd] ?? FILE_EVENTS) : eventsOf(socket);
  return all.filter((event) => isTold(event, events));
};

/** Asks TCP whether there is anything, or room, of streams where only asking tells. */
const askUnsure = (turn: Turn, call: Waiting, fds: ReadonlyArray<Asked>): boolean => {
  let asked = false;
  for (const { fd, events } of fds) {
    const socket = socketAt(turn.state, call.caller, fd);
    if (typeof socket === 'string') continue;
    const { connection } = socket.stream;
    if (events.includes('in') && isUnsure(socket)) {
      if (!isAsked(turn.state, connection, 'Receive')) {
        askReceive(turn, connection, wantedOf(socket, call, socket.options.lowWater), true, call);
      }
      asked = true;
    }
    if (events.includes('out') && isRoomUnsure(socket)) {
      askStatus(turn, connection, call);
      asked = true;
    }
  }
  return asked;
};

/** What is true now, of all descriptors; it waits while nothing is. */
const look = (turn: Turn, call: Waiting, fds: ReadonlyArray<Asked>): Answer<'poll'> => {
  const found: Array<{ readonly fd: Asked['fd']; readonly events: ReadonlyArray<PollEvent> }> = [];
  for (const asked of fds) {
    const events = asked.fd < 0 ? [] : trueOf(turn, call, asked);
    if (events.length > 0) found.push({ fd: asked.fd, events });
  }
  return found.length > 0 ? reply(found) : wait(call, 'events');
};

/** TCP has told how much is unsent: there is room below TCP_NOTSENT_LOWAT. */
export const roomHeard = (turn: Turn, socket: Socket, status: TcpStatus | undefined): void => {
  const { stream, options } = socket;
  const writable = (status?.unsent ?? 0) < (options.tcp.unsentLowWater ?? Infinity) ? 'yes' : 'no';
  keep(turn, withStream(socket, streamLikely(stream, stream.readable, writable, stream.peerEnded)));
};

/**
 * `poll`: waits until something is true of one of several descriptors.
 *
 * A stream of which it is not known whether TCP has anything is asked for one octet (SO_RCVLOWAT: for so many), which stays.
 */
export const poll: Handler<'poll'> = (turn, call) => {
  const { fds, timeout } = call.request;
  if (timeout !== undefined && !(timeout >= 0)) return fail('EINVAL');
  if (askUnsure(turn, call, fds)) return wait(call, 'answer');
  const answer = look(turn, call, fds);
  if (answer._tag !== 'Wait' || timeout === undefined || call.for !== 'nothing') return answer;
  if (timeout === 0) return reply([]);
  return wait(withProgress(call, call.octets, call.sent, after(turn.now, timeout)), 'events');
};
