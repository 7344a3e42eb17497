import { NOTHING } from '../basis/layer.ts';
import type { SocketCallName } from './calls/Calls.ts';
import type { Answer } from './handlers/Answer.ts';
import { answer as answered } from './handlers/table.ts';
import type { Socket, SocketId } from './Socket.ts';
import type { CallId } from './Socket.ts';
import type { Ask, Waiting } from './State.ts';
import type { Turn } from './Turn.ts';
import { isAsked } from './Turn.ts';
import { failed, finish, suspend } from './waits.ts';

/** Does what a handler has answered. */
export const conclude = (turn: Turn, call: Waiting, answer: Answer<SocketCallName> | undefined): void => {
  if (answer === undefined) failed(turn, call, 'EINVAL');
  else if (answer._tag === 'Return') finish(turn, call, answer.reply);
  else if (answer._tag === 'Fail') failed(turn, call, answer.errno);
  else if (answer.for !== 'answer') suspend(turn, answer.call, answer.for);
};

/** Asks the first of a list of waiting calls again; true when it has its answer now. */
const retry = (turn: Turn, id: CallId | undefined): boolean => {
  const call = id === undefined ? undefined : turn.state.calls.get(id);
  if (call === undefined) return false;
  const answer = answered(turn, call);
  conclude(turn, call, answer);
  return answer === undefined || answer._tag !== 'Wait';
};

const isBusy = (turn: Turn, socket: Socket, word: Ask['word']): boolean =>
  isAsked(turn.state, socket.stream.connection, word);

/** Those who wait for one socket are asked again: readers and writers in their order, until one still waits; every poll. */
const wake = (turn: Turn, id: SocketId): void => {
  for (;;) {
    const socket = turn.state.sockets.get(id);
    if (socket === undefined || isBusy(turn, socket, 'Receive') || !retry(turn, socket.waits.readers[0])) break;
  }
  for (;;) {
    const socket = turn.state.sockets.get(id);
    if (socket === undefined || isBusy(turn, socket, 'Send') || !retry(turn, socket.waits.writers[0])) break;
  }
  const pollers = turn.state.sockets.get(id)?.waits.pollers ?? NOTHING;
  for (const poller of pollers) retry(turn, poller);
};

/** Looks at everything that was touched until nothing more follows from it. */
export const settle = (turn: Turn): void => {
  for (;;) {
    const id = turn.touched[0];
    if (id === undefined) return;
    turn.touched = turn.touched.length === 1 ? NOTHING : turn.touched.slice(1);
    wake(turn, id);
  }
};
