import { host } from '@sockeye/core';
import type { Duration } from '@sockeye/core';
import { jsonl, pcapng, readDuration, showEffective, showFault, stage } from '@sockeye/sim';
import { InvalidArgumentError, Option } from 'commander';
import { either as E } from 'fp-ts';
import { EXIT } from '../exits.ts';
import { writeTo } from '../files.ts';
import { readWords } from '../programs/words.ts';
import { Lines } from '../report/Lines.ts';
import { labelsOf, reportProcesses } from '../report/processes.ts';
import { documentOf, printRun, surprises } from '../report/run.ts';
import { withFaults } from '../scenario/faults.ts';
import { onSimulator, onSockets, REAL_LIMIT } from '../scenario/perform.ts';
import { readScenarioFile } from '../scenario/read.ts';
import type { Options } from '../scenario/Told.ts';
import type { Terminal } from '../Terminal.ts';
import type { Adds } from './Adds.ts';

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
      ? await onSimulator(scenario, staged.right, options, terminal, lines)
      : await onSockets(scenario, options, terminal, lines);
  lines.end();
  if (options.network === 'sim' && options.json !== true) {
    for (const fault of scenario.cables.flatMap(({ faults }) => faults)) {
      const effective = showEffective(fault);
      if (effective !== showFault(fault)) terminal.out(`fault: ${effective}`);
    }
  }
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
    terminal.out(JSON.stringify(documentOf(file, seed, options, told, processes, judgements, exit)));
  } else printRun(seed, options, told, processes, judgements, terminal);
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
