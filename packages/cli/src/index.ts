/**
 * The `sockeye` command.
 *
 * @module @sockeye/cli
 */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { EXIT } from './exits.ts';
import { Failure } from './Failure.ts';
import type { Terminal } from './Terminal.ts';
import { flushed, ownTerminal, widthOf } from './Terminal.ts';
import { addCommands } from './tree.ts';

export type { Terminal } from './Terminal.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };

const rootOf = (terminal: Terminal): Command =>
  new Command('sockeye')
    .description('See through the socket: the network layer stack as a pure function, simulated or on real sockets.')
    .version(version)
    .option('--debug', 'show where in the code an error arose')
    .configureOutput({
      writeOut: (text) => terminal.out(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.err(text.replace(/\n$/, '')),
      outputError: (text, write) => write(text.replace(/^error: /, 'sockeye: ')),
      getOutHelpWidth: () => widthOf(terminal),
      getErrHelpWidth: () => widthOf(terminal),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .addHelpText('after', '\nExample:\n  sockeye demo\n\nHelp on a command: sockeye COMMAND --help');

/** Each command ends the process of reading by an exception, and says its own in its parents' words. */
const inherit = (command: Command, root: Command): void => {
  for (const child of command.commands) {
    child.copyInheritedSettings(root);
    inherit(child, root);
  }
};

/** What an exception means: what was said already, what is to be said, and what is a bug of ours. */
const answer = (thrown: unknown, terminal: Terminal, debug: boolean): number => {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  terminal.err(`sockeye: ${error.message}`);
  if (debug) terminal.err(error.stack ?? 'no stack');
  else if (!(error instanceof Failure)) terminal.err('This should not have happened. --debug shows where it did.');
  return error instanceof Failure ? error.exit : EXIT.failed;
};

const perform = async (args: ReadonlyArray<string>, terminal: Terminal): Promise<number> => {
  let exit: number = EXIT.done;
  const root = rootOf(terminal);
  addCommands(root, terminal, (code) => {
    exit = code;
  });
  inherit(root, root);
  // It may stand anywhere, so that one can add it to what one has typed.
  const debug = args.includes('--debug');
  try {
    await root.parseAsync(
      args.filter((word) => word !== '--debug'),
      { from: 'user' },
    );
    return exit;
  } catch (thrown) {
    return answer(thrown, terminal, debug);
  }
};

/**
 * Runs one command line.
 *
 * Takes   the words after `sockeye`, and where it runs (by default this process)
 * Gives   the exit code: 0 done, 1 a claim or transfer failed, 2 used wrongly; clients also 3, 4 and 5; 130 interrupted
 * Fails   never
 *
 * @example
 * process.exitCode = await main(['serve', 'echo', '--listen', '127.0.0.1:7007']);
 */
export const main = async (args: ReadonlyArray<string>, given?: Terminal): Promise<number> => {
  const own = given === undefined ? ownTerminal() : undefined;
  const terminal = given ?? own?.terminal;
  if (terminal === undefined) return EXIT.failed;
  const exit = await perform(args, terminal);
  await flushed(terminal);
  own?.release();
  const broken = terminal.outputError();
  if (broken === undefined) return exit;
  // Nobody reads any more: that is their right, and nothing to talk about.
  if (broken === 'EPIPE') return EXIT.done;
  terminal.err(`sockeye: cannot write to standard output: ${broken}`);
  return EXIT.failed;
};
