import type { Layer } from '../basis/layer.ts';
import type { CableConfig } from './line.ts';
import type { CableService } from './Service.ts';
import type { CableState } from './State.ts';
import { deadline, initial } from './State.ts';
import type { Ground } from './step.ts';
import { step } from './step.ts';

export type { CodeGroup } from './coding/fourBFiveB.ts';
export { codeGroupsOf, fourBFiveB, fourBFiveBNrzi } from './coding/fourBFiveB.ts';
export type { Levels, LineCoding, LineError } from './coding/Levels.ts';
export { bitsOf, drawLevels } from './coding/Levels.ts';
export { manchester } from './coding/manchester.ts';
export { nrz } from './coding/nrz.ts';
export { fromNrzi, nrzi } from './coding/nrzi.ts';
export type { CableConfig, Line, Transmission } from './line.ts';
export { queueLength, quietLine, serialisation, transmit } from './line.ts';
export type { CableService } from './Service.ts';
export type { CableState } from './State.ts';
export type { Ground } from './step.ts';

/**
 * One direction of a cable as a layer: what is asked of it at one end is told at the other, later.
 *
 * Takes   rate, delay, queue and MTU
 * Gives   a layer whose requests are frames and whose indications are those frames at the far end
 *
 * @category constructors
 * @since 0.1.0
 */
export const cable = (config: CableConfig): Layer<CableState, CableService, Ground> => ({
  initial: initial(config),
  step,
  deadline,
});
