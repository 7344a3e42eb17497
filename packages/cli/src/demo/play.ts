// Plays a scene, on either network, and gives what was seen.
import { host } from '@sockeye/core';
import type { Legend, TraceEvent } from '@sockeye/sim';
import { showFault, showProblem, stage } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { performOnLoopback } from '../networks/loopback.ts';
import { simulate } from '../networks/simulated.ts';
import { readWords } from '../programs/words.ts';
import type { ProcessReport } from '../report/processes.ts';
import { reportProcesses } from '../report/processes.ts';
import { castsOf } from '../scenario/Told.ts';
import type { Scene } from './scenes.ts';

/** A scene that was played. */
export interface Played {
  readonly title: string;
  readonly network: 'sim' | 'real';
  readonly faults: ReadonlyArray<string>;
  readonly events: ReadonlyArray<TraceEvent>;
  readonly processes: ReadonlyArray<ProcessReport>;
  /** Undefined on real sockets. */
  readonly legend: Legend | undefined;
}

/** The tour does not wait longer than this for a machine. */
const PATIENCE = 3;

const faultsOf = ({ scenario }: Scene): ReadonlyArray<string> =>
  scenario.cables.flatMap(({ faults }) => faults.map(showFault));

/** In the simulator, until nothing is left to happen. */
export const playSimulated = async (scene: Scene, interrupted: AbortSignal): Promise<Played> => {
  const staged = stage(scene.scenario, { host, program: readWords });
  if (E.isLeft(staged))
    throw new Error(`the scene "${scene.title}" is wrong: ${staged.left.map(showProblem).join('; ')}`);
  const { world, events, reason } = await simulate(staged.right.world, undefined, interrupted);
  return {
    title: scene.title,
    network: 'sim',
    faults: faultsOf(scene),
    events,
    processes: reportProcesses(events, reason._tag === 'Stuck' ? reason.waiting : []),
    legend: world.setting,
  };
};

/** On this machine's sockets; without the faults of the scene. */
export const playReal = async (scene: Scene, interrupted: AbortSignal): Promise<Played> => {
  const clean = { ...scene.scenario, cables: [] };
  const { events, waiting } = await performOnLoopback(clean, castsOf(clean), PATIENCE, interrupted);
  return {
    title: scene.title,
    network: 'real',
    faults: [],
    events,
    processes: reportProcesses(events, waiting),
    legend: undefined,
  };
};
