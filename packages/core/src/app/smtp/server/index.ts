import type { Layer } from '../../../basis/layer.ts';
import type { StreamService } from '../../stream/Service.ts';
import type { SmtpService } from '../Service.ts';
import type { SmtpServerConfig, SmtpState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { SmtpServerConfig, SmtpState } from './State.ts';

/**
 * A session of an SMTP server.
 *
 * Takes   the domain, the users, the limits, and who is there
 * Gives   a layer on a stream, that asks whoever keeps mail to open, write and deliver drafts
 * RFC     5321; 1870, 2034, 2920, 3030, 4954, 6152, 6531
 *
 * @category constructors
 * @since 0.1.0
 */
export const smtpServer = (config: SmtpServerConfig): Layer<SmtpState, SmtpService, StreamService> => ({
  initial,
  step: (state, input, now) => step(state, config, input, now),
  deadline,
});
