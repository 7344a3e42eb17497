import { setImmediate } from 'node:timers/promises';
import type { Defines, ProfileName, RunOptions, ScriptVerdict } from '@sockeye/sim';
import { optionProblem, parseScript, runSource } from '@sockeye/sim';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { EXIT } from '../exits.ts';
import { Failure } from '../Failure.ts';
import type { Count } from '../packetdrill/report.ts';
import { counted, documentOf, exitOf, NO_SCRIPTS, shown, summary } from '../packetdrill/report.ts';
import { scriptsOf, textOf } from '../packetdrill/scripts.ts';
import type { Terminal } from '../Terminal.ts';
import type { Adds } from './Adds.ts';

/** Options of the language that a command line may have too; there they override the file's. */
const LANGUAGE: ReadonlyArray<readonly [name: string, value: string | undefined, says: string]> = [
  ['tolerance_usecs', 'N', 'how far from its time an event may be, microseconds (4000)'],
  ['tolerance_percent', 'N', 'the same in percent of the time since the event before'],
  ['strict_segments', undefined, 'segments are compared one by one, never several as one'],
  ['non_fatal', 'WORDS', 'packet: a packet that differs is a warning only'],
  ['ip_version', 'V', 'ipv4'],
  ['local_ip', 'A', 'the address of the stack'],
  ['remote_ip', 'A', 'the address of the peer'],
  ['gateway_ip', 'A', 'the address of the gateway'],
  ['netmask_ip', 'A', 'the mask of the network'],
  ['bind_port', 'N', 'the port of servers'],
  ['connect_port', 'N', 'the port of the peer'],
  ['mss', 'N', 'the segment size'],
  ['mtu', 'N', 'the largest packet'],
  ['speed', 'N', 'of the interface; has no effect in virtual time'],
  ['tcp_ts_tick_usecs', 'N', 'a tick of our timestamps, microseconds; 0: unchecked'],
  ['tcp_ts_ecr_scaled', undefined, 'echoes of timestamps that were never expected are calculated'],
  ['udp_encapsulation', 'P', 'not supported: such scripts are skipped'],
];

/** Options of the original that only make sense with a kernel: taken, and without effect. */
const WITHOUT_EFFECT: ReadonlyArray<readonly [name: string, value: string | undefined]> = [
  ['is_anyip', undefined],
  ['send_omit_free', undefined],
  ['init_scripts', 'FILES'],
  ['code_command', 'COMMAND'],
  ['code_format', 'FORMAT'],
  ['code_sockopt', 'NAME'],
  ['tcp_md5_secret', 'SECRET'],
  ['tun_dev', 'NAME'],
  ['persistent_tun_dev', undefined],
];

interface Given {
  readonly profile: ProfileName;
  readonly lenientPsh?: true;
  readonly failOnLeftovers?: true;
  readonly strictSegments?: true;
  readonly exact?: true;
  readonly tolerance?: string;
  readonly define: ReadonlyArray<string>;
  readonly seed: number;
  readonly dry_run?: true;
  readonly verbose?: true;
  readonly quiet?: true;
  readonly json?: true;
  readonly so_filename?: string;
  readonly [option: string]: unknown;
}

const collected = (word: string, before: ReadonlyArray<string>): ReadonlyArray<string> => [...before, word];

const seedOf = (text: string): number => {
  if (!/^[0-9]{1,10}$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
};

const definesOf = ({ define, profile }: Given): Defines => {
  // FreeBSD's own scripts ask by this name whose stack runs them.
  const defines = new Map<string, string>(profile === 'freebsd' ? [['FreeBSD', '1']] : []);
  for (const word of define) {
    const match = /^([A-Za-z0-9_]+)(?:=([\s\S]+))?$/.exec(word);
    if (match === null) throw new Failure(EXIT.usage, `-D ${word}: expected NAME or NAME=VALUE`);
    const [, name = '', value = '1'] = match;
    if (name === 'STANDARD') defines.delete('FreeBSD');
    defines.set(name, value);
  }
  return defines;
};

const languageOptions = (given: Given): NonNullable<RunOptions['options']> => {
  const options: Array<{ readonly name: string; readonly value: string | undefined }> = [];
  const add = (name: string, value: string | undefined): void => {
    const wrong = optionProblem(name, value);
    if (wrong !== undefined) throw new Failure(EXIT.usage, wrong);
    options.push({ name, value });
  };
  for (const [name] of LANGUAGE) {
    const word = given[name];
    if (word === true) add(name, undefined);
    else if (typeof word === 'string') add(name, word);
  }
  if (given.strictSegments === true) add('strict_segments', undefined);
  const tolerance = given.exact === true ? '0' : given.tolerance;
  if (tolerance !== undefined) {
    if (!/^[0-9]+$/.test(tolerance)) throw new Failure(EXIT.usage, `--tolerance ${tolerance}: expected microseconds`);
    add('tolerance_usecs', tolerance);
    add('tolerance_percent', '0');
  }
  return options;
};

const judge = (file: string, source: string, given: Given, options: RunOptions, defines: Defines): ScriptVerdict => {
  if (given.dry_run !== true) return runSource(file, source, options, defines);
  const read = parseScript(file, source, defines);
  return read._tag === 'Left'
    ? { _tag: 'Unreadable', file, problem: read.left }
    : { _tag: 'Passed', file, warnings: [], timings: [], printed: [] };
};

/** Says how far it is, on a terminal only. */
const progress = (terminal: Terminal, at: number, all: number): void => {
  const { stderr } = terminal;
  if (!('isTTY' in stderr) || stderr.isTTY !== true || all < 20) return;
  stderr.write(at === all ? '\r\u001B[K' : `\r${at}/${all}`);
};

/** So many scripts are run before whoever interrupts is listened to. */
const STRETCH = 8;

const runAll = async (paths: ReadonlyArray<string>, given: Given, terminal: Terminal): Promise<number> => {
  if (given.so_filename !== undefined) {
    throw new Failure(EXIT.usage, '--so_filename: no foreign stack is loaded here; the pure one is under test');
  }
  const defines = definesOf(given);
  const options: RunOptions = {
    profile: given.profile,
    lenientPush: given.lenientPsh === true,
    failOnLeftovers: given.failOnLeftovers === true,
    seed: given.seed,
    options: languageOptions(given),
  };
  const files = await scriptsOf(paths);
  let count: Count = NO_SCRIPTS;
  for (const [at, file] of files.entries()) {
    progress(terminal, at, files.length);
    // oxlint-disable-next-line no-await-in-loop -- one after another, so that the lines come in order
    const verdict = judge(file, await textOf(file), given, options, defines);
    count = counted(count, verdict);
    if (given.json === true) terminal.out(JSON.stringify(documentOf(verdict)));
    else if (given.quiet !== true || verdict._tag !== 'Passed') terminal.out(shown(verdict, given.verbose === true));
    if (at % STRETCH !== STRETCH - 1) continue;
    // oxlint-disable-next-line no-await-in-loop -- others are to have their turn
    await setImmediate();
    if (terminal.interrupted.aborted) return EXIT.interrupted;
    if (terminal.outputError() !== undefined) return EXIT.failed;
  }
  progress(terminal, files.length, files.length);
  const { passed, failed, skipped } = count;
  terminal.out(given.json === true ? JSON.stringify({ passed, failed, skipped }) : summary(count));
  return exitOf(count);
};

const addLanguage = (command: Command): void => {
  for (const [name, value, says] of LANGUAGE) {
    command.addOption(new Option(`--${name}${value === undefined ? '' : ` <${value}>`}`, says));
  }
  for (const [name, value] of WITHOUT_EFFECT) {
    command.addOption(new Option(`--${name}${value === undefined ? '' : ` <${value}>`}`).hideHelp());
  }
  command.addOption(new Option('--so_filename <FILE>').hideHelp());
};

/** `sockeye packetdrill FILE…` */
export const addPacketdrill: Adds = (parent, terminal, done) => {
  const command = parent
    .command('packetdrill')
    .description('runs packetdrill scripts against the pure TCP, in virtual time')
    .argument('<file...>', 'scripts, or folders of *.pkt')
    .addOption(
      new Option('--profile <name>', 'whose choices the stack makes')
        .choices(['linux', 'freebsd', 'rfc9293'])
        .default('linux'),
    )
    .option('--lenient-psh', 'PSH is not compared')
    .option('--fail-on-leftovers', 'a packet that nobody expected fails the script')
    .option('--strict-segments', 'segments are compared one by one, never several as one')
    .option('--tolerance <usecs>', 'how far from its time an event may be, whatever the script says')
    .option('--exact', 'the same as --tolerance 0')
    .option('-D, --define <NAME=VALUE>', 'defines a name; repeatable', collected, [])
    .option('--seed <n>', 'the key of initial sequence numbers and ports', seedOf, 1)
    .option('--dry_run', 'reads the scripts only')
    .option('-v, --verbose', 'says deviations, warnings, and what snippets print')
    .option('-q, --quiet', 'says nothing of scripts that pass')
    .option('--json', 'say it as JSON, one object a script');
  addLanguage(command);
  command
    .addHelpText(
      'after',
      `
Example:
  sockeye packetdrill examples/packetdrill --profile rfc9293

Exit code: 0 all passed, 1 a script failed or was skipped, 2 a script cannot be read. The language: docs/packetdrill.md`,
    )
    .action(async (files: ReadonlyArray<string>, given: Given) => {
      done(await runAll(files, given, terminal));
    });
};
