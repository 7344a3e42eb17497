import { dequeue, first } from '../../basis/fifo.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { ANY_ADDRESS, endpoint } from '../../wire/addresses.ts';
import { hasRoom, install, socketAt } from '../descriptors.ts';
import { streamQueue, withFd, withStream } from '../Socket.ts';
import { keep, toTcp } from '../Turn.ts';
import { limited } from '../waits.ts';
import type { Handler } from './Answer.ts';
import { fail, reply, wait } from './Answer.ts';

const NOWHERE: Endpoint = endpoint(ANY_ADDRESS, 0);

/** `accept`: the connection that was established first gets a descriptor of its own. */
export const accept: Handler<'accept'> = (turn, call) => {
  const { caller, request } = call;
  const socket = socketAt(turn.state, caller, request.fd);
  if (typeof socket === 'string') return fail(socket);
  if (socket.type === 'datagram') return fail('EOPNOTSUPP');
  if (socket.stream.phase !== 'listening') return fail('EINVAL');
  if (!hasRoom(turn, caller.process)) return fail('EMFILE');
  const { queue, connection: listener } = socket.stream;
  const id = first(queue);
  const child = id === undefined ? undefined : turn.state.sockets.get(id);
  const isNext = socket.waits.readers.length === 0 || socket.waits.readers[0] === call.id;
  if (child === undefined || !isNext) {
    return socket.options.nonBlocking
      ? fail('EAGAIN')
      : wait(limited(turn, call, socket.options.receiveTimeout), 'acceptable');
  }
  keep(turn, withStream(socket, streamQueue(socket.stream, dequeue(queue))));
  toTcp(turn, { _tag: 'Accepted', listener });
  const fd = install(turn, caller.process, child.id);
  keep(turn, withFd(child, fd));
  return reply({ fd, remote: child.name.remote ?? NOWHERE });
};
