import { first } from '../../basis/fifo.ts';
import type { TcpStatus } from '../../tcp/TcpStatus.ts';
import type { IoctlCommand } from '../calls/Calls.ts';
import { socketAt } from '../descriptors.ts';
import type { Socket } from '../Socket.ts';
import { NO_CONNECTION } from '../Socket.ts';
import { askStatus } from '../Turn.ts';
import type { Answer, Handler } from './Answer.ts';
import { fail, reply, wait } from './Answer.ts';

const ofDatagrams = ({ datagrams }: Socket, command: IoctlCommand): Answer<'ioctl'> => {
  if (command === 'SIOCATMARK') return fail('ENOTTY');
  return reply(command === 'FIONREAD' ? (first(datagrams.queue)?.payload.length ?? 0) : 0);
};

/** Octets that were handed to TCP and not yet acknowledged: on their way, or waiting to be sent. */
const outstanding = (status: TcpStatus): number =>
  Math.max(0, status.octetsSent - status.octetsResent - status.octetsAcknowledged) + status.unsent;

/** The answer that TCP's status gives: of what can be received, as much as lies before the mark. */
export const ioctlFrom = (socket: Socket, command: IoctlCommand, status: TcpStatus | undefined): Answer<'ioctl'> => {
  if (status === undefined) return reply(0);
  if (command === 'SIOCOUTQ') return reply(outstanding(status));
  const { urgent } = socket.stream;
  return reply(urgent === undefined || urgent.ahead === 0 ? status.unread : Math.min(status.unread, urgent.ahead));
};

/** `ioctl`: how much there is to be received or acknowledged, and whether the next octet is urgent. */
export const ioctl: Handler<'ioctl'> = (turn, call) => {
  const { fd, command } = call.request;
  const socket = socketAt(turn.state, call.caller, fd);
  if (socket === 'EBADF') return fail('EBADF');
  if (socket === 'ENOTSOCK') return fail('ENOTTY');
  if (socket.type === 'datagram') return ofDatagrams(socket, command);
  const { phase, connection, urgent } = socket.stream;
  if (command === 'SIOCATMARK') return reply(urgent?.ahead === 0 ? 1 : 0);
  if (phase === 'listening') return fail('EINVAL');
  if (connection === NO_CONNECTION || phase === 'connecting') return reply(0);
  askStatus(turn, connection, call);
  return wait(call, 'answer');
};
