import { socketAt } from '../descriptors.ts';
import { conflicts } from '../ports.ts';
import { streamIn, withStream } from '../Socket.ts';
import { tcpOptions } from '../tcpOptions.ts';
import type { Turn } from '../Turn.ts';
import { keep, toTcp } from '../Turn.ts';
import type { Handler } from './Answer.ts';
import { DONE, fail } from './Answer.ts';
import { bound } from './bind.ts';

/** Linux reads a negative backlog as a very large one, and grants no more than net.core.somaxconn. */
const granted = (turn: Turn, backlog: number): number =>
  backlog >= 0 && backlog <= turn.defaults.longestBacklog ? Math.floor(backlog) : turn.defaults.longestBacklog;

/** `listen`: a bound stream, or one that is given an ephemeral port now, waits for connections. */
export const listen: Handler<'listen'> = (turn, { caller, request: { fd, backlog } }) => {
  const socket = socketAt(turn.state, caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (socket.type === 'datagram') return fail('EOPNOTSUPP');
  const { phase } = socket.stream;
  // Again: Linux takes the new backlog. Here TCP keeps the first one.
  if (phase === 'listening') return DONE;
  if (phase !== 'closed') return fail('EINVAL');
  const ready = bound(turn, socket);
  const local = ready?.name.local;
  if (ready === undefined || local === undefined) return fail('EADDRINUSE');
  if (conflicts(turn.state, ready, local)) return fail('EADDRINUSE');
  keep(turn, withStream(ready, streamIn(ready.stream, 'listening', ready.stream.connection)));
  const options = tcpOptions(ready.options);
  toTcp(turn, { _tag: 'Listen', reference: ready.id, local, backlog: granted(turn, backlog), options });
  return DONE;
};
