import type { TcpOptions } from '../tcp/Service.ts';
import { DEFAULT_TCP_OPTIONS } from '../tcp/Service.ts';
import type { Options } from './Socket.ts';

/** What TCP needs to know of a socket's options. */
export const tcpOptions = (options: Options): TcpOptions => ({
  ...DEFAULT_TCP_OPTIONS,
  noDelay: options.noDelay,
  keepAlive: options.keepAlive,
  sendBuffer: options.sendBuffer,
  receiveBuffer: options.receiveBuffer,
});
