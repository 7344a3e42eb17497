import type { Layer } from '../../../basis/layer.ts';
import type { StreamService } from '../../stream/Service.ts';
import type { Pop3Service } from '../Service.ts';
import type { Pop3ServerConfig, Pop3State } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { Pop3ServerConfig, Pop3State } from './State.ts';

/**
 * A session of a POP3 server.
 *
 * Takes   the users, the limits, and the timestamp of its greeting
 * Gives   a layer on a stream, that asks whoever keeps mail to open a maildrop, read from it, and remove what is marked
 * RFC     1939; 2449, 3206, 5034
 *
 * @category constructors
 * @since 0.1.0
 */
export const pop3Server = (config: Pop3ServerConfig): Layer<Pop3State, Pop3Service, StreamService> => ({
  initial,
  step: (state, input, now) => step(state, config, input, now),
  deadline,
});
