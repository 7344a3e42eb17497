import type { OptionName, OptionValue } from '../calls/Calls.ts';
import { hasOption, READ_ONLY } from '../calls/options.ts';
import { wrongWith } from '../calls/ranges.ts';
import { socketAt } from '../descriptors.ts';
import { changed, held, isTcps } from '../settings.ts';
import type { Socket } from '../Socket.ts';
import { NO_CONNECTION, withError, withOptions } from '../Socket.ts';
import type { TcpStatus } from '../../tcp/TcpStatus.ts';
import { askStatus, keep, toTcp, touch } from '../Turn.ts';
import type { Answer, Handler } from './Answer.ts';
import { DONE, fail, reply, wait } from './Answer.ts';

/** Does only TCP know what this holds, now that there is a connection? */
const isTold = (name: OptionName, socket: Socket): boolean =>
  (name === 'TCP_INFO' && socket.stream.connection !== NO_CONNECTION) ||
  ((name === 'TCP_MAXSEG' || name === 'IP_MTU') && socket.stream.phase === 'connected');

/** `getsockopt`. Reading SO_ERROR clears it; what only TCP knows is asked of it. */
export const getsockopt: Handler<'getsockopt'> = (turn, call) => {
  const { fd, name } = call.request;
  const socket = socketAt(turn.state, call.caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (!hasOption(socket.type, name)) return fail('ENOPROTOOPT');
  if (isTold(name, socket)) {
    askStatus(turn, socket.stream.connection, call);
    return wait(call, 'answer');
  }
  if (name === 'IP_MTU') return fail('ENOTCONN');
  const value = held(socket, name);
  if (name === 'SO_ERROR' && socket.error !== undefined) keep(turn, withError(socket, undefined));
  return reply(value);
};

/** The answer to a `getsockopt` that TCP was asked for. */
export const optionFrom = (socket: Socket, name: OptionName, status: TcpStatus | undefined): Answer<'getsockopt'> => {
  if (name === 'TCP_INFO') return reply({ name, value: status });
  if (status === undefined) return name === 'IP_MTU' ? fail('ENOTCONN') : reply(held(socket, name));
  return name === 'IP_MTU'
    ? reply({ name, value: status.pathMtu })
    : reply({ name: 'TCP_MAXSEG', value: status.sendMss });
};

/** Some can be set only before there is a connection, as on Linux. */
const isTooLate = ({ name }: OptionValue, { stream }: Socket): boolean =>
  (name === 'TCP_FASTOPEN' && stream.phase !== 'closed' && stream.phase !== 'listening') ||
  (name === 'TCP_FASTOPEN_CONNECT' && stream.phase !== 'closed' && stream.phase !== 'failed');

/** `setsockopt`. What TCP has to know is told to it, for a connection that lives. */
export const setsockopt: Handler<'setsockopt'> = (turn, { caller, request: { fd, option } }) => {
  const socket = socketAt(turn.state, caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (READ_ONLY.has(option.name) || !hasOption(socket.type, option.name)) return fail('ENOPROTOOPT');
  const wrong = wrongWith(option, turn.defaults.congestions);
  if (wrong !== undefined) return fail(wrong);
  if (isTooLate(option, socket)) return fail('EINVAL');
  const options = changed(socket.options, option);
  keep(turn, withOptions(socket, options));
  const { connection } = socket.stream;
  if (connection !== NO_CONNECTION && isTcps(option.name)) {
    toTcp(turn, { _tag: 'SetOptions', connection, options: options.tcp });
  }
  // A lower mark may be reached already: who waits is asked again.
  if (option.name === 'SO_RCVLOWAT') touch(turn, socket.id);
  return DONE;
};
