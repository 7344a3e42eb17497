import type { Layer } from '../../../basis/layer.ts';
import { TEXT_START } from '../../mail/textReader.ts';
import type { StreamService } from '../../stream/Service.ts';
import type { Pop3ClientService } from './Service.ts';
import type { Pop3ClientConfig, Pop3ClientState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { Pop3ClientService, Pop3Failure } from './Service.ts';
export type { Pop3ClientConfig, Pop3ClientState, Pop3Operation } from './State.ts';

/**
 * A session of a POP3 client, which does one thing.
 *
 * Takes   who logs in, what is to be done, and how long it may wait for an answer
 * Gives   a layer on a stream, that tells what came of it
 * RFC     1939
 *
 * @category constructors
 * @since 0.1.0
 */
export const pop3Client = (config: Pop3ClientConfig): Layer<Pop3ClientState, Pop3ClientService, StreamService> => ({
  initial: initial(TEXT_START),
  step: (state, input, now) => step(state, config, input, now),
  deadline,
});
