// What `sockeye run` was asked, and what it has to tell.
import type { Duration, Instant } from '@sockeye/core';
import type { Legend, Scenario, TraceEvent } from '@sockeye/sim';
import { MANY_STEPS, splitWords } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import type { Cast } from '../networks/loopback.ts';
import { readWords } from '../programs/words.ts';
import type { WaitingCall } from '../report/processes.ts';

/** The options of `sockeye run`. */
export interface Options {
  readonly network: 'sim' | 'real';
  readonly seed?: number;
  readonly until?: Duration;
  readonly ladder?: true;
  readonly trace?: string;
  readonly pcapng?: string;
  readonly strace?: true;
  readonly faults?: string;
  readonly json?: true;
}

/** How a run ended, in a word for programs and a sentence for people. */
export interface Ending {
  readonly reason: 'Quiet' | 'Stuck' | 'Reached' | 'OutOfSteps' | 'Interrupted';
  readonly says: string;
}

/** A run, whichever network it was on. */
export interface Told {
  readonly events: ReadonlyArray<TraceEvent>;
  readonly waiting: ReadonlyArray<WaitingCall>;
  readonly ending: Ending;
  readonly at: Instant;
  /** Who stood where; undefined on real sockets, where no frame is seen. */
  readonly legend: Legend | undefined;
}

const ENDINGS: Readonly<Record<Ending['reason'], string>> = {
  Quiet: 'nothing is left to happen',
  Stuck: 'nothing more can happen, and somebody waits for ever',
  Reached: 'the time is over (--until)',
  OutOfSteps: `it did not come to rest within ${MANY_STEPS} steps`,
  Interrupted: 'interrupted',
};

/** The processes of a scenario with the programs that their words stand for. */
export const castsOf = (scenario: Scenario): ReadonlyArray<Cast> =>
  scenario.processes.flatMap((spec) => {
    const job = readWords(splitWords(spec.run) ?? []);
    return E.isRight(job) ? [{ spec, job: job.right }] : [];
  });

export const ended = (reason: Ending['reason']): Ending => ({ reason, says: ENDINGS[reason] });

/** That a server waits for whoever comes next is its rest. */
export const restOrStuck = (scenario: Scenario, waiting: ReadonlyArray<WaitingCall>): Ending => {
  const numbers = new Map<string, number>();
  const clients = new Set<string>();
  for (const { on, run } of scenario.processes) {
    const process = (numbers.get(on) ?? 0) + 1;
    numbers.set(on, process);
    const job = readWords(splitWords(run) ?? []);
    if (E.isRight(job) && job.right.role === 'client') clients.add(`${on}/${process}`);
  }
  const isServed = waiting.every(({ host: name, process }) => !clients.has(`${name}/${process}`));
  return isServed
    ? { reason: 'Stuck', says: 'the clients have ended, and the servers wait for whoever comes next' }
    : ended('Stuck');
};
