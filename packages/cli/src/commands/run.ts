import type { Duration, Instant } from '@sockeye/core';
import { after, BEGINNING, host, showIpv4, text } from '@sockeye/core';
import type { Judgement, Legend, Scenario, Staged, TraceEvent } from '@sockeye/sim';
import {
  jsonl,
  ladder,
  MANY_STEPS,
  pcapng,
  readDuration,
  showExpectation,
  showFault,
  splitWords,
  stage,
  strace,
} from '@sockeye/sim';
import { InvalidArgumentError, Option } from 'commander';
import { either as E } from 'fp-ts';
import { EXIT } from '../exits.ts';
import { writeTo } from '../files.ts';
import type { Cast } from '../networks/loopback.ts';
import { performOnLoopback } from '../networks/loopback.ts';
import { Neighbourhood } from '../networks/Neighbourhood.ts';
import { simulate } from '../networks/simulated.ts';
import { readWords } from '../programs/words.ts';
import { Lines } from '../report/Lines.ts';
import type { ProcessReport, WaitingCall } from '../report/processes.ts';
import { labelsOf, reportProcesses } from '../report/processes.ts';
import { withFaults } from '../scenario/faults.ts';
import { readScenarioFile } from '../scenario/read.ts';
import type { Terminal } from '../Terminal.ts';
import { widthOf } from '../Terminal.ts';
import type { Adds } from './Adds.ts';

/** Real sockets have no end of time; a scenario that has not ended by then is not waited for. */
const REAL_LIMIT = 30;

interface Options {
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
interface Ending {
  readonly reason: 'Quiet' | 'Stuck' | 'Reached' | 'OutOfSteps' | 'Interrupted';
  readonly says: string;
}

/** A run, whichever network it was on. */
interface Told {
  readonly events: ReadonlyArray<TraceEvent>;
  readonly waiting: ReadonlyArray<WaitingCall>;
  readonly ending: Ending;
  readonly at: Instant;
  /** Who stood where; undefined on real sockets, where no frame is seen. */
  readonly legend: Legend | undefined;
}

const secondsOf = (at: number): string => `${(at / 1e9).toFixed(3)} s`;

const ENDINGS: Readonly<Record<Ending['reason'], string>> = {
  Quiet: 'nothing is left to happen',
  Stuck: 'nothing more can happen, and somebody waits',
  Reached: 'the time is over (--until)',
  OutOfSteps: `it did not come to rest within ${MANY_STEPS} steps`,
  Interrupted: 'interrupted',
};

const castsOf = (scenario: Scenario): ReadonlyArray<Cast> =>
  scenario.processes.flatMap((spec) => {
    const job = readWords(splitWords(spec.run) ?? []);
    return E.isRight(job) ? [{ spec, job: job.right }] : [];
  });

const ended = (reason: Ending['reason']): Ending => ({ reason, says: ENDINGS[reason] });

const onSimulator = async <S>(staged: Staged<S>, options: Options, terminal: Terminal, lines: Lines): Promise<Told> => {
  const until = options.until === undefined ? undefined : after(BEGINNING, options.until);
  const { world, events, reason } = await simulate(staged.world, until, terminal.interrupted);
  for (const event of events) if (event._tag === 'Wrote') lines.add(event);
  const ending = terminal.interrupted.aborted ? 'Interrupted' : reason._tag;
  return {
    events,
    waiting: reason._tag === 'Stuck' ? reason.waiting : whoStillWaits(events),
    ending: ended(ending),
    at: world.now,
    legend: world.setting,
  };
};

/** Read off the trace: calls that wait and were not answered. */
const whoStillWaits = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<WaitingCall> => {
  const waiting = new Map<string, WaitingCall>();
  for (const event of events) {
    if (event._tag !== 'Waits' && event._tag !== 'Called') continue;
    const { host, process, thread, request } = event;
    if (event._tag === 'Waits') waiting.set(`${host}/${process}/${thread}`, { host, process, thread, request });
    else waiting.delete(`${host}/${process}/${thread}`);
  }
  return Array.from(waiting.values());
};

/** What real sockets cannot do is said, and nothing is left out silently. */
const sayWhatIsReal = (scenario: Scenario, options: Options, terminal: Terminal): void => {
  const { neighbours } = new Neighbourhood(scenario);
  const places = neighbours.map(
    ({ name, address, loopback }) => `${name} (${showIpv4(address)}) is ${showIpv4(loopback)}`,
  );
  terminal.err(`real sockets: ${places.join(', ')}; programs see the scenario's addresses`);
  const faults = scenario.cables.flatMap((cable) => cable.faults.map(showFault));
  if (faults.length > 0) {
    terminal.err(
      `real sockets: these faults strike frames, and below this machine's sockets nobody reaches those; not applied: ${faults.join('; ')}`,
    );
  }
  const cables = scenario.cables.filter(({ rate, delay }) => rate !== undefined || delay > 0);
  if (cables.length > 0) {
    terminal.err('real sockets: the cables of the scenario have a rate or a delay; this machine has its own');
  }
  const blind = [options.ladder === true ? '--ladder' : '', options.pcapng === undefined ? '' : '--pcapng'];
  for (const flag of blind) {
    if (flag !== '') terminal.err(`real sockets: ${flag} shows frames, and nobody sees them here; left out`);
  }
};

const onSockets = async (scenario: Scenario, options: Options, terminal: Terminal, lines: Lines): Promise<Told> => {
  sayWhatIsReal(scenario, options, terminal);
  const limit = options.until === undefined ? REAL_LIMIT : options.until / 1e9;
  const casts = castsOf(scenario);
  const { events, waiting, reason, took } = await performOnLoopback(
    scenario,
    casts,
    limit,
    terminal.interrupted,
    (event) => {
      if (event._tag === 'Wrote') lines.add(event);
    },
  );
  return { events, waiting, ending: ended(reason), at: took, legend: undefined };
};

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
const surprises = (processes: ReadonlyArray<ProcessReport>, judgements: ReadonlyArray<Judgement>) =>
  processes.filter(
    ({ host, end }) =>
      end === 'failed' &&
      !judgements.some(
        ({ expectation, holds }) => holds && expectation._tag === 'FailsWith' && expectation.host === host,
      ),
  );

const document = (
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

const print = (
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

const runScenario = async (file: string, options: Options, terminal: Terminal): Promise<number> => {
  const { scenario: written, failure } = await readScenarioFile(file);
  const scenario = options.faults === undefined ? written : await withFaults(written, options.faults);
  const seed = options.seed ?? scenario.seed;
  const staged = stage(scenario, { host, program: readWords, seed });
  if (E.isLeft(staged)) throw failure(staged.left);
  const hosts = scenario.processes.map(({ on }) => on);
  const label = labelsOf(hosts);
  const width = Math.max(0, ...hosts.map((name) => label(name, 1).length));
  const lines = new Lines(options.json === true ? () => undefined : terminal.out, label, width);
  const told =
    options.network === 'sim'
      ? await onSimulator(staged.right, options, terminal, lines)
      : await onSockets(scenario, options, terminal, lines);
  lines.end();
  const judgements = staged.right.judge(told.events);
  const processes = reportProcesses(told.events, told.waiting);
  const unforeseen = surprises(processes, judgements);
  const holds = unforeseen.length === 0 && judgements.every((judgement) => judgement.holds);
  const exit = told.ending.reason === 'Interrupted' ? EXIT.interrupted : holds ? EXIT.done : EXIT.failed;
  if (options.trace !== undefined) await writeTo(options.trace, jsonl(told.events));
  if (options.pcapng !== undefined && told.legend !== undefined) {
    await writeTo(options.pcapng, pcapng(told.legend, told.events));
  }
  if (options.json === true) {
    terminal.out(JSON.stringify(document(file, seed, options, told, processes, judgements, exit)));
  } else print(seed, options, told, processes, judgements, terminal);
  for (const { label, error } of unforeseen) terminal.err(`sockeye: ${label} failed: ${error}`);
  return exit;
};

const readSeed = (word: string): number => {
  if (/^[0-9]{1,10}$/.test(word) && Number(word) <= 4_294_967_295) return Number(word);
  throw new InvalidArgumentError(
    `${JSON.stringify(word)} is not a seed: a whole number from 0 to 4294967295 was expected.`,
  );
};

const readUntil = (word: string): Duration => {
  const duration = readDuration(word);
  if (duration !== undefined) return duration;
  throw new InvalidArgumentError(`${JSON.stringify(word)} is not a time, as in 30s or 200ms.`);
};

/** `sockeye run SCENARIO` */
export const addRun: Adds = (parent, terminal, done) => {
  parent
    .command('run')
    .description('runs a scenario: the same programs in the simulator, or on real sockets of this machine')
    .argument('<scenario>', 'a YAML file: hosts, cables with faults, processes, expectations')
    .addOption(
      new Option('--network <kind>', 'the simulator, or sockets on 127.0.0.0/8')
        .choices(['sim', 'real'])
        .default('sim'),
    )
    .option('--seed <number>', 'the seed of all chance, instead of the scenario’s', readSeed)
    .option('--until <time>', `stop at this time, as in 30s (on real sockets by default ${REAL_LIMIT}s)`, readUntil)
    .option('--ladder', 'draw every frame as an arrow between the hosts')
    .option('--trace <file>', 'write every event as a line of JSON')
    .option('--pcapng <file>', 'write a capture for Wireshark')
    .option('--strace', 'show every system call')
    .option(
      '--faults <script>',
      'these faults instead of the scenario’s: a file, or words such as "loss 10%; a→b data #1: lose", or none',
    )
    .option('--json', 'say it as one JSON document')
    .addHelpText(
      'after',
      `
Example:
  sockeye run examples/scenarios/tcp-lossy.yaml --ladder
  sockeye run examples/scenarios/tcp-lossy.yaml --network real`,
    )
    .action(async (file: string, options: Options) => done(await runScenario(file, options, terminal)));
};
