import type { Layer } from '../basis/layer.ts';
import type { SocketConfig } from './Config.ts';
import type { SocketService } from './Service.ts';
import type { SocketState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';
import type { TransportService } from './TransportService.ts';

export type { SocketConfig, SocketDefaults } from './Config.ts';
export { DEFAULTS as SOCKET_DEFAULTS } from './Config.ts';
export type { Caller, SocketService } from './Service.ts';
export type { SocketState, WaitingCall, WaitsFor } from './State.ts';
export { waiting as waitingCalls } from './State.ts';
export type { TransportService } from './TransportService.ts';

/**
 * The sockets: the calls of POSIX over the transports, with Linux's answers.
 *
 * Takes   the key of ephemeral ports, the route's choice of a source address, which addresses are ours; defaults
 * Gives   a layer that answers each call once, at once or later, and never blocks: who waits is listed in its state
 * RFC     9293 §3.9.1; 768; 1122 §4.1.4, §4.2.4
 *
 * @category constructors
 * @since 0.1.0
 */
export const sockets = (config: SocketConfig): Layer<SocketState, SocketService, TransportService> => ({
  initial,
  step: step(config),
  deadline,
});
