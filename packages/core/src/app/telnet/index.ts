import type { Layer } from '../../basis/layer.ts';
import type { TelnetService, UrgentStreamService } from './Service.ts';
import type { TelnetConfig, TelnetState } from './State.ts';
import { deadline, initial, PLAIN } from './State.ts';
import { step } from './step.ts';

export type { TelnetOption, Signal } from './codes.ts';
export type { Side, TelnetService, UrgentStreamService } from './Service.ts';
export type { TelnetConfig, TelnetState, Window } from './State.ts';
export { PLAIN } from './State.ts';

/**
 * Telnet: the network virtual terminal over a stream, with options that are negotiated by the Q method.
 *
 * Takes   what this side is willing to do; by default nothing, which is what FTP's control connection needs
 * Gives   a layer that takes commands out of the stream, answers them, and puts text in and out
 * RFC     854, 855, 856, 857, 858, 859, 860, 1073, 1091, 1143
 *
 * @category constructors
 * @since 0.1.0
 */
export const telnet = (config: TelnetConfig = PLAIN): Layer<TelnetState, TelnetService, UrgentStreamService> => ({
  initial: initial(config),
  step,
  deadline,
});
