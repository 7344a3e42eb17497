import type { Duration, OptionValue, SocketOptions } from '@sockeye/core';
import { errnoNumber } from '@sockeye/core';
import type { Settings } from './settings.ts';
import type { Socket } from './Socket.ts';
import type { Outcome } from './waits.ts';
import { done, failed } from './waits.ts';

type Name = keyof SocketOptions;

const isTcp = (name: Name): boolean => name === 'TCP_NODELAY';

export const getsockopt = (socket: Socket, type: 'stream' | 'datagram', name: Name): Outcome => {
  if (isTcp(name) && type === 'datagram') return failed('ENOPROTOOPT');
  if (name !== 'SO_ERROR') return done({ name, value: socket.settings[name] });
  const error = socket.takeError();
  return done({ name, value: error === undefined ? 0 : errnoNumber(error) });
};

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const isTime = (value: Duration | undefined): boolean =>
  value === undefined || (Number.isSafeInteger(value) && value >= 0);

/** Is this a value that the option can hold? */
const isFit = (option: OptionValue): boolean => {
  switch (option.name) {
    case 'SO_SNDBUF':
    case 'SO_RCVBUF':
      return isCount(option.value);
    case 'SO_SNDTIMEO':
    case 'SO_RCVTIMEO':
    case 'SO_LINGER':
      return isTime(option.value);
    case 'SO_REUSEADDR':
    case 'SO_KEEPALIVE':
    case 'TCP_NODELAY':
    case 'O_NONBLOCK':
    case 'SO_ERROR':
      return true;
  }
};

const put = <K extends keyof Settings>(settings: Settings, name: K, value: Settings[K]): void => {
  settings[name] = value;
};

export const setsockopt = (socket: Socket, type: 'stream' | 'datagram', option: OptionValue): Outcome => {
  // SO_ERROR is read-only.
  if (option.name === 'SO_ERROR') return failed('ENOPROTOOPT');
  if (isTcp(option.name) && type === 'datagram') return failed('ENOPROTOOPT');
  if (!isFit(option)) return failed('EINVAL');
  put(socket.settings, option.name, option.value);
  socket.apply(option.name);
  socket.bell.ring();
  return done();
};
