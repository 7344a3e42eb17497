import { socketAt } from '../descriptors.ts';
import { conflicts } from '../ports.ts';
import { streamIn, withStream } from '../Socket.ts';
import type { Turn } from '../Turn.ts';
import { keep, toTcp } from '../Turn.ts';
import type { Handler } from './Answer.ts';
import { DONE, fail } from './Answer.ts';
import { bound } from './bind.ts';

/**
 * How many connections may wait for this backlog.
 *
 * Linux reads a negative backlog as a very large one, grants no more than net.core.somaxconn, and lets one more wait than it
 * grants: with a backlog of 0 there is room for one.
 */
const granted = (turn: Turn, backlog: number): number => {
  const { longestBacklog } = turn.defaults;
  return 1 + (backlog >= 0 && backlog <= longestBacklog ? Math.floor(backlog) : longestBacklog);
};

/** `listen`: a bound stream, or one that is given an ephemeral port now, waits for connections. */
export const listen: Handler<'listen'> = (turn, { caller, request: { fd, backlog } }) => {
  const socket = socketAt(turn.state, caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (socket.type === 'datagram') return fail('EOPNOTSUPP');
  const { phase } = socket.stream;
  // Again: the new backlog counts, for those who come from now on.
  if (phase === 'listening') {
    toTcp(turn, { _tag: 'SetBacklog', connection: socket.stream.connection, backlog: granted(turn, backlog) });
    return DONE;
  }
  if (phase !== 'closed') return fail('EINVAL');
  const ready = bound(turn, socket);
  const local = ready?.name.local;
  if (ready === undefined || local === undefined) return fail('EADDRINUSE');
  if (conflicts(turn.state, ready, local)) return fail('EADDRINUSE');
  keep(turn, withStream(ready, streamIn(ready.stream, 'listening', ready.stream.connection)));
  toTcp(turn, {
    _tag: 'Listen',
    reference: ready.id,
    local,
    backlog: granted(turn, backlog),
    options: ready.options.tcp,
  });
  return DONE;
};
