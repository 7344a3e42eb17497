import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { EXIT } from '../exits.ts';
import { Failure } from '../Failure.ts';
import type { Outcome } from '../networks/perform.ts';
import { perform } from '../networks/perform.ts';
import { readSeconds } from '../programs/places.ts';
import type { Job, Recipe } from '../programs/Recipe.ts';
import type { Terminal } from '../Terminal.ts';
import type { Adds } from './Adds.ts';

/** Clients give up after so many seconds. */
const PATIENCE = 10;

/** Keeps what is written to it. */
class Kept extends Writable {
  private readonly chunks: Array<Uint8Array> = [];

  override _write(chunk: Uint8Array, _encoding: string, written: () => void): void {
    this.chunks.push(chunk);
    written();
  }

  get octets(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

/** Hands on each line that is written to it, as a JSON object. */
const asLines = (terminal: Terminal): Writable => {
  let rest = '';
  return new Writable({
    write: (chunk: Uint8Array, _encoding, written) => {
      const lines = (rest + Buffer.from(chunk).toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) terminal.out(JSON.stringify(lineObject(line)));
      written();
    },
  });
};

const lineObject = (line: string): object => {
  const [, host, port] = /^listening on (.+):([0-9]+)$/.exec(line) ?? [];
  return host === undefined || port === undefined
    ? { event: 'printed', line }
    : { event: 'listening', host, port: Number(port) };
};

/** One document for what a client did, or the program that listens. */
const document = (job: Job, outcome: Outcome, stdout: Kept): object => ({
  command: job.name,
  place: job.place,
  sent: outcome.sent,
  received: outcome.received,
  output: { text: stdout.octets.toString('utf8'), base64: stdout.octets.toString('base64') },
  error: outcome.errno ?? null,
  says: outcome.says ?? null,
  exit: outcome.exit,
});

const settle = (outcome: Outcome): number => {
  if (outcome.says !== undefined) throw new Failure(outcome.exit, outcome.says);
  return outcome.exit;
};

/** A server that streams what it says; to be interrupted is its ordinary end. */
const serve = async (job: Job, terminal: Terminal, json: boolean): Promise<number> => {
  const outcome = await perform(job, terminal, undefined, json ? { stdout: asLines(terminal) } : {});
  if (outcome.exit !== EXIT.interrupted) return settle(outcome);
  if (json) terminal.out(JSON.stringify({ event: 'stopped', sent: outcome.sent, received: outcome.received }));
  return EXIT.done;
};

const transfer = async (job: Job, terminal: Terminal, patience: number | undefined, json: boolean): Promise<number> => {
  if (!json) return settle(await perform(job, terminal, patience));
  const stdout = new Kept();
  const outcome = await perform(job, terminal, patience, { stdout });
  terminal.out(JSON.stringify(document(job, outcome, stdout)));
  return outcome.exit;
};

/**
 * The command of a program that has words: it runs over real sockets, between standard input and standard output.
 */
export const addJob =
  (recipe: Recipe): Adds =>
  (family: Command, terminal, done) => {
    const [, word] = recipe.words;
    const command = word === undefined ? family : family.command(word).description(recipe.says);
    recipe.shape(command);
    // What serves for ever ends by an interrupt; what listens for one thing is a client of the pipe it stands in.
    const isEndless = recipe.role === 'server' && word !== 'listen';
    if (recipe.role === 'client') {
      command.option('--timeout <seconds>', 'give up when nothing has happened for so long', readSeconds, PATIENCE);
    } else if (!isEndless) {
      command.option('--timeout <seconds>', 'give up when nothing has come for so long (default: never)', readSeconds);
    }
    command.option('--json', isEndless ? 'say it as JSON, one object a line' : 'say it as one JSON document');
    command.addHelpText('after', `\nExample:\n${recipe.example.replace(/^/gm, '  ')}`);
    command.action(async () => {
      const options: Readonly<Record<string, unknown>> = command.opts();
      const job = recipe.job(command.processedArgs, options);
      const json = options['json'] === true;
      const patience = typeof options['timeout'] === 'number' ? options['timeout'] : undefined;
      done(isEndless ? await serve(job, terminal, json) : await transfer(job, terminal, patience, json));
    });
  };
