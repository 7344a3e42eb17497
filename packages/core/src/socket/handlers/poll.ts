import { after } from '../../basis/time.ts';
import type { PollEvent } from '../calls/Calls.ts';
import { socketAt } from '../descriptors.ts';
import { eventsOf, isUnsure } from '../readiness.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { askReceive, isAsked } from '../Turn.ts';
import type { Answer, Handler } from './Answer.ts';
import { fail, reply, wait, withProgress } from './Answer.ts';

type Asked = Extract<Waiting['request'], { readonly call: 'poll' }>['fds'][number];

/** Standard input never waits, and the other two take all they are given. */
const STANDARD: ReadonlyArray<ReadonlyArray<PollEvent>> = [['in'], ['out'], ['out']];

/** What is true of a descriptor, of what was asked for; a hang-up and an error are always asked for. */
const trueOf = (turn: Turn, call: Waiting, { fd, events }: Asked): ReadonlyArray<PollEvent> | 'EBADF' => {
  const socket = socketAt(turn.state, call.caller, fd);
  const all = socket === 'ENOTSOCK' ? (STANDARD[fd] ?? []) : typeof socket === 'string' ? socket : eventsOf(socket);
  if (all === 'EBADF') return all;
  return all.filter((event) => event === 'hangup' || event === 'error' || events.includes(event));
};

/** Asks TCP whether there is anything, of streams where only asking tells. */
const askUnsure = (turn: Turn, call: Waiting, fds: ReadonlyArray<Asked>): boolean => {
  let asked = false;
  for (const { fd, events } of fds) {
    const socket = socketAt(turn.state, call.caller, fd);
    if (typeof socket === 'string' || !events.includes('in') || !isUnsure(socket)) continue;
    const { connection } = socket.stream;
    if (!isAsked(turn.state, connection, 'Receive')) askReceive(turn, connection, 1, true, call);
    asked = true;
  }
  return asked;
};

/** What is true now, of all descriptors; it waits while nothing is. */
const look = (turn: Turn, call: Waiting, fds: ReadonlyArray<Asked>): Answer<'poll'> => {
  const found: Array<{ readonly fd: Asked['fd']; readonly events: ReadonlyArray<PollEvent> }> = [];
  for (const asked of fds) {
    const events = trueOf(turn, call, asked);
    if (events === 'EBADF') return fail('EBADF');
    if (events.length > 0) found.push({ fd: asked.fd, events });
  }
  return found.length > 0 ? reply(found) : wait(call, 'events');
};

/**
 * `poll`: waits until something is true of one of several descriptors.
 *
 * A stream of which it is not known whether TCP has anything is asked for one octet, which stays.
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
