// What `poll` sees of a socket: the rules of Linux's tcp_poll and datagram_poll.
import type { PollEvent } from './calls/Calls.ts';
import type { Socket } from './Socket.ts';

/** Does only TCP know whether there is something to be read? */
export const isUnsure = ({ stream }: Socket): boolean => stream.phase === 'connected' && stream.readable === 'perhaps';

/** With TCP_NOTSENT_LOWAT, does only TCP know whether there is room? */
export const isRoomUnsure = ({ stream, options }: Socket): boolean =>
  options.tcp.unsentLowWater !== undefined && stream.phase === 'connected' && stream.writable === 'perhaps';

const ofStream = (socket: Socket): ReadonlyArray<PollEvent> => {
  const { stream, shutRead, shutWrite, error } = socket;
  switch (stream.phase) {
    case 'connecting':
    case 'closing':
      return [];
    case 'deferred':
      return ['out'];
    case 'listening':
      return stream.queue.length > 0 ? ['in'] : [];
    case 'closed':
      return error === undefined ? ['out', 'hangup'] : ['out', 'hangup', 'error'];
    case 'failed':
    case 'ended':
      return error === undefined ? ['in', 'out', 'hangup'] : ['in', 'out', 'hangup', 'error'];
    case 'connected': {
      const events: Array<PollEvent> = [];
      if (stream.readable === 'yes' || shutRead) events.push('in');
      if (stream.urgent !== undefined && !stream.urgent.isRead) events.push('priority');
      // After `shutdown` a write fails at once: it would not wait.
      if (stream.writable !== 'no' || shutWrite) events.push('out');
      if ((stream.peerEnded || shutRead) && shutWrite) events.push('hangup');
      return events;
    }
  }
};

const ofDatagrams = ({ datagrams, shutRead, shutWrite, error }: Socket): ReadonlyArray<PollEvent> => {
  const events: Array<PollEvent> = [];
  if (datagrams.queue.length > 0 || shutRead) events.push('in');
  events.push('out');
  if (shutRead && shutWrite) events.push('hangup');
  if (error !== undefined) events.push('error');
  return events;
};

/** Everything that is true of a socket, in the order of `in`, `priority`, `out`, `hangup`, `error`. */
export const eventsOf = (socket: Socket): ReadonlyArray<PollEvent> =>
  socket.type === 'stream' ? ofStream(socket) : ofDatagrams(socket);
