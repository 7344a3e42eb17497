import type { Layer } from '../../../basis/layer.ts';
import type { StreamService } from '../../stream/Service.ts';
import type { SmtpClientService } from './Service.ts';
import type { SmtpClientConfig, SmtpClientState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { ClientFailure, RecipientResult, SmtpClientService } from './Service.ts';
export type { SmtpClientConfig, SmtpClientState } from './State.ts';

/**
 * A session of an SMTP client, which sends one message.
 *
 * Takes   from whom, to whom, who logs in, and what is known of the message
 * Gives   a layer on a stream, that asks for the message piece by piece, and tells what became of each recipient
 * RFC     5321 §3, §4.5; 1870, 2920, 4954, 6152, 6531
 *
 * @category constructors
 * @since 0.1.0
 */
export const smtpClient = (config: SmtpClientConfig): Layer<SmtpClientState, SmtpClientService, StreamService> => ({
  initial,
  step: (state, input, now) => step(state, config, input, now),
  deadline,
});
