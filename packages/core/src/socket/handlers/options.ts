import type { OptionValue, SocketOptions } from '../calls/Calls.ts';
import { errnoNumber } from '../calls/errno.ts';
import { socketAt } from '../descriptors.ts';
import type { Options, Socket } from '../Socket.ts';
import { NO_CONNECTION, withError, withOptions } from '../Socket.ts';
import { tcpOptions } from '../tcpOptions.ts';
import { keep, toTcp } from '../Turn.ts';
import type { Handler } from './Answer.ts';
import { DONE, fail, reply } from './Answer.ts';

const valueOf = (socket: Socket, name: keyof SocketOptions): OptionValue => {
  const { options, error } = socket;
  switch (name) {
    case 'SO_REUSEADDR':
      return { name, value: options.reuseAddress };
    case 'SO_KEEPALIVE':
      return { name, value: options.keepAlive };
    case 'SO_SNDBUF':
      return { name, value: options.sendBuffer };
    case 'SO_RCVBUF':
      return { name, value: options.receiveBuffer };
    case 'SO_SNDTIMEO':
      return { name, value: options.sendTimeout };
    case 'SO_RCVTIMEO':
      return { name, value: options.receiveTimeout };
    case 'SO_LINGER':
      return { name, value: options.linger };
    case 'SO_ERROR':
      return { name, value: error === undefined ? 0 : errnoNumber(error) };
    case 'TCP_NODELAY':
      return { name, value: options.noDelay };
    case 'O_NONBLOCK':
      return { name, value: options.nonBlocking };
  }
};

/** Does a socket of this type have this option? TCP's belong to streams. */
const isKnown = (socket: Socket, name: keyof SocketOptions): boolean =>
  name !== 'TCP_NODELAY' || socket.type === 'stream';

/** `getsockopt`. Reading SO_ERROR clears it. */
export const getsockopt: Handler<'getsockopt'> = (turn, { caller, request: { fd, name } }) => {
  const socket = socketAt(turn.state, caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (!isKnown(socket, name)) return fail('ENOPROTOOPT');
  const value = valueOf(socket, name);
  if (name === 'SO_ERROR' && socket.error !== undefined) keep(turn, withError(socket, undefined));
  return reply(value);
};

/** Buffers are whole octets, at least one; a time is not negative. */
const isAllowed = ({ name, value }: OptionValue): boolean => {
  if (name === 'SO_SNDBUF' || name === 'SO_RCVBUF') return Number.isInteger(value) && value > 0;
  if (name === 'SO_SNDTIMEO' || name === 'SO_RCVTIMEO' || name === 'SO_LINGER')
    return value === undefined || value >= 0;
  return true;
};

const changed = (options: Options, option: OptionValue): Options => {
  switch (option.name) {
    case 'SO_REUSEADDR':
      return { ...options, reuseAddress: option.value };
    case 'SO_KEEPALIVE':
      return { ...options, keepAlive: option.value };
    case 'SO_SNDBUF':
      return { ...options, sendBuffer: option.value };
    case 'SO_RCVBUF':
      return { ...options, receiveBuffer: option.value };
    case 'SO_SNDTIMEO':
      return { ...options, sendTimeout: option.value };
    case 'SO_RCVTIMEO':
      return { ...options, receiveTimeout: option.value };
    case 'SO_LINGER':
      return { ...options, linger: option.value };
    case 'TCP_NODELAY':
      return { ...options, noDelay: option.value };
    case 'O_NONBLOCK':
      return { ...options, nonBlocking: option.value };
    case 'SO_ERROR':
      return options;
  }
};

const isTcps = (name: keyof SocketOptions): boolean =>
  name === 'TCP_NODELAY' || name === 'SO_KEEPALIVE' || name === 'SO_SNDBUF' || name === 'SO_RCVBUF';

/** `setsockopt`. What TCP has to know is told to it, for a connection that lives. */
export const setsockopt: Handler<'setsockopt'> = (turn, { caller, request: { fd, option } }) => {
  const socket = socketAt(turn.state, caller, fd);
  if (typeof socket === 'string') return fail(socket);
  if (option.name === 'SO_ERROR' || !isKnown(socket, option.name)) return fail('ENOPROTOOPT');
  if (!isAllowed(option)) return fail('EINVAL');
  const options = changed(socket.options, option);
  keep(turn, withOptions(socket, options));
  const { connection } = socket.stream;
  if (connection !== NO_CONNECTION && isTcps(option.name)) {
    toTcp(turn, { _tag: 'SetOptions', connection, options: tcpOptions(options) });
  }
  return DONE;
};
