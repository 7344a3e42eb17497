import type { Layer } from '../../basis/layer.ts';
import type { SocketService } from '../../socket/Service.ts';
import type { ConsoleService } from './Service.ts';
import type { ProcessesConfig, ProcessState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { ConsoleService } from './Service.ts';
export type { ProcessesConfig, ProcessState, WaitingThread } from './State.ts';
export { CALLS_AT_ONCE, waiting as waitingThreads } from './State.ts';

/**
 * The process table: runs programs, each thread until it waits.
 *
 * Takes   the key of `random`, and the names that `getaddrinfo` knows
 * Gives   a layer that starts programs, answers what needs no socket, and asks the sockets the rest
 *
 * @category constructors
 * @since 0.1.0
 */
export const processes = (config: ProcessesConfig): Layer<ProcessState, ConsoleService, SocketService> => ({
  initial: config.files === undefined ? initial : { ...initial, files: config.files },
  step: step(config),
  deadline,
});
