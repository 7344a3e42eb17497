// What a run says for itself, for people and for programs.
import { text } from '@sockeye/core';
import type { Judgement } from '@sockeye/sim';
import { ladder, showExpectation, strace } from '@sockeye/sim';
import type { Options, Told } from '../scenario/Told.ts';
import type { Terminal } from '../Terminal.ts';
import { widthOf } from '../Terminal.ts';
import type { ProcessReport } from './processes.ts';

const secondsOf = (at: number): string => `${(at / 1e9).toFixed(3)} s`;

const endOf = (process: ProcessReport): string => {
  switch (process.end) {
    case 'ended':
      return 'ended';
    case 'failed':
      return `failed: ${process.error}`;
    case 'running':
      return process.waitsFor.length === 0 ? 'running' : `waits in ${process.waitsFor.join(', ')}`;
  }
};

/** A failure that somebody expects is none. */
export const surprises = (
  processes: ReadonlyArray<ProcessReport>,
  judgements: ReadonlyArray<Judgement>,
): ReadonlyArray<ProcessReport> =>
  processes.filter(
    ({ host, end }) =>
      end === 'failed' &&
      !judgements.some(
        ({ expectation, holds }) => holds && expectation._tag === 'FailsWith' && expectation.host === host,
      ),
  );

/** One document for the whole run. */
export const documentOf = (
  file: string,
  seed: number,
  options: Options,
  told: Told,
  processes: ReadonlyArray<ProcessReport>,
  judgements: ReadonlyArray<Judgement>,
  exit: number,
): object => ({
  scenario: file,
  network: options.network,
  seed,
  reason: told.ending.reason,
  nanoseconds: told.at,
  processes: processes.map((process) => ({
    host: process.host,
    process: process.process,
    run: process.words,
    output: text(process.output),
    errors: text(process.errors),
    end: process.end,
    error: process.error ?? null,
    waitsFor: process.waitsFor,
  })),
  expectations: judgements.map(({ expectation, holds, says }) => ({
    expectation: showExpectation(expectation),
    holds,
    says,
  })),
  ...(options.ladder === true && told.legend !== undefined
    ? { ladder: ladder(told.legend, told.events).split('\n') }
    : {}),
  ...(options.strace === true ? { strace: strace(told.events).split('\n') } : {}),
  exit,
});

/** Prints what comes after the output of the processes. */
export const printRun = (
  seed: number,
  options: Options,
  told: Told,
  processes: ReadonlyArray<ProcessReport>,
  judgements: ReadonlyArray<Judgement>,
  { out, ...terminal }: Terminal,
): void => {
  if (options.ladder === true && told.legend !== undefined) {
    out('');
    out(ladder(told.legend, told.events, { width: widthOf(terminal) }).trimEnd());
  }
  if (options.strace === true) {
    out('');
    out(strace(told.events).trimEnd());
  }
  out('');
  const width = Math.max(0, ...processes.map(({ label }) => label.length));
  for (const process of processes) out(`${process.label.padEnd(width)}  ${process.words}  ${endOf(process)}`);
  const clock =
    options.network === 'sim' ? `${secondsOf(told.at)} of simulated time, seed ${seed}` : secondsOf(told.at);
  out(`after ${clock}: ${told.ending.says}`);
  for (const { expectation, holds, says } of judgements) {
    out(holds ? `✓ ${showExpectation(expectation)}` : `✗ ${showExpectation(expectation)}: ${says}`);
  }
};
