import type { OptionName, OptionValue } from '@sockeye/core';
import { errnoNumber, hasOption, READ_ONLY, wrongWith } from '@sockeye/core';
import type { Settings } from './settings.ts';
import { isSetting } from './settings.ts';
import type { Socket } from './Socket.ts';
import type { Outcome } from './waits.ts';
import { done, failed } from './waits.ts';

type Type = 'stream' | 'datagram';

/** What can only be read, and is known here; undefined: Node does not tell it. */
const known = (socket: Socket, type: Type, name: OptionName): OptionValue | undefined => {
  if (name === 'SO_ERROR') {
    const error = socket.takeError();
    return { name, value: error === undefined ? 0 : errnoNumber(error) };
  }
  if (name === 'SO_TYPE') return { name, value: type };
  if (name === 'SO_PROTOCOL') return { name, value: type === 'stream' ? 6 : 17 };
  return name === 'SO_ACCEPTCONN' ? { name, value: socket.isListening() } : undefined;
};

export const getsockopt = (socket: Socket, type: Type, name: OptionName): Outcome => {
  if (!hasOption(type, name)) return failed('ENOPROTOOPT');
  if (isSetting(name)) return done({ name, value: socket.settings[name] });
  const value = known(socket, type, name);
  return value === undefined ? failed('ENOPROTOOPT') : done(value);
};

const put = <K extends keyof Settings>(settings: Settings, name: K, value: Settings[K]): void => {
  settings[name] = value;
};

/** The largest low-water mark; as on Linux a negative one means it, and zero is one. */
const LARGEST = 1_073_741_823;

const lowWater = (value: number): number => (value < 0 ? LARGEST : Math.max(1, Math.min(value, LARGEST)));

export const setsockopt = (socket: Socket, type: Type, option: OptionValue): Outcome => {
  const { name } = option;
  if (READ_ONLY.has(name) || !hasOption(type, name) || !isSetting(name)) return failed('ENOPROTOOPT');
  const wrong = wrongWith(option, []);
  if (wrong !== undefined) return failed(wrong);
  if (option.name === 'SO_RCVLOWAT') socket.settings.SO_RCVLOWAT = lowWater(option.value);
  // Name and value belong together: the option says so.
  else put(socket.settings, name, option.value as Settings[typeof name]);
  socket.apply(name);
  socket.bell.ring();
  return done();
};
