import type { Layer } from '../../basis/layer.ts';
import type { StreamService } from '../stream/Service.ts';
import type { LinesService } from './Service.ts';
import type { LinesConfig, LinesState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { LinesService } from './Service.ts';
export type { LinesConfig, LinesState } from './State.ts';

/**
 * Lines that end with CRLF, and raw spans between them, of a stream of octets.
 *
 * Takes   how long a line may be
 * Gives   a layer for the engines of line protocols to stand on: `over(engine, lines({ limit: 8192 }))`
 *
 * @example
 * lines({ limit: 512 }).initial.partial.length // 0
 *
 * @category constructors
 * @since 0.1.0
 */
export const lines = (config: LinesConfig): Layer<LinesState, LinesService, StreamService> => ({
  initial,
  step: step(config),
  deadline,
});
