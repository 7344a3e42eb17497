// What a command meets: where it writes, what it reads, and whether somebody has had enough.
import type { Readable, Writable } from 'node:stream';

/** The surroundings of a command. Lines are given without their line feed. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** The streams themselves, for octets as they are. */
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Columns of the terminal that standard output is, or undefined: it is none. */
  readonly columns: number | undefined;
  /** May standard output be coloured? */
  readonly colour: boolean;
  /** Told when somebody interrupts (SIGINT, SIGTERM): whoever waits ends what it does, and is cleaned up. */
  readonly interrupted: AbortSignal;
  /** What went wrong with standard output, as an error's code: EPIPE when nobody reads any more. */
  readonly outputError: () => string | undefined;
}

/** Pipes and files have this many columns: what is printed to one does not depend on who reads it. */
const COLUMNS_OF_A_PIPE = 100;

/** How wide lines may become. */
export const widthOf = (terminal: Pick<Terminal, 'columns'>): number => terminal.columns ?? COLUMNS_OF_A_PIPE;

/** Who reads standard error is gone: there is nobody to tell. */
const unheard = (): void => undefined;

/**
 * The terminal of this process.
 *
 * The first SIGINT or SIGTERM is told to whoever listens to `interrupted`; a second one ends the process at once, in case
 * nobody did. Gives also what takes the listeners off again.
 */
export const ownTerminal = (): { readonly terminal: Terminal; readonly release: () => void } => {
  const { stdin, stdout, stderr, env } = process;
  const interruption = new AbortController();
  let outputError: string | undefined;
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  };
  const broken = (error: NodeJS.ErrnoException): void => {
    outputError ??= error.code ?? error.message;
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  stdout.on('error', broken);
  stderr.on('error', unheard);
  const terminal: Terminal = {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    stdin,
    stdout,
    stderr,
    columns: stdout.isTTY ? Math.max(40, stdout.columns) : undefined,
    colour: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    interrupted: interruption.signal,
    outputError: () => outputError,
  };
  return {
    terminal,
    release: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
};

/** Waits until all that was written has left this process, or cannot. */
export const flushed = (terminal: Terminal): Promise<void> =>
  new Promise((resolve) => {
    if (terminal.stdout.destroyed || terminal.outputError() !== undefined) resolve();
    else terminal.stdout.write('', () => resolve());
  });
