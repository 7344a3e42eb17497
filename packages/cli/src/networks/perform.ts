import { mkdir } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { Errno } from '@sockeye/core';
import type { ClientFailure } from '@sockeye/core';
import { ERRNO, isClientFailure, strerror } from '@sockeye/core';
import { run } from '@sockeye/node-adapter';
import { EXIT, exitOf } from '../exits.ts';
import { Failure } from '../Failure.ts';
import type { Job } from '../programs/Recipe.ts';
import type { Terminal } from '../Terminal.ts';
import { Tally } from './Tally.ts';

/** How a program over real sockets went. */
export interface Outcome {
  readonly exit: number;
  /** For people; undefined: there is nothing to say. */
  readonly says: string | undefined;
  readonly errno: Errno | undefined;
  readonly sent: number;
  readonly received: number;
}

/** What a program writes to in place of the terminal's streams. */
interface Streams {
  readonly stdout?: Writable;
  readonly stderr?: Writable;
}

const isErrno = (error: unknown): error is Errno => typeof error === 'string' && Object.hasOwn(ERRNO, error);

/** An echo server sends back what it was sent: all of it, and nothing else. */
const echoFailure = (tally: Tally): Pick<Outcome, 'exit' | 'says'> | undefined => {
  const { octets: sent } = tally.sent;
  const { octets: received } = tally.received;
  if (received < sent) {
    return { exit: EXIT.network, says: `the connection ended early: ${received} of ${sent} bytes came back` };
  }
  return tally.sent.digest() === tally.received.digest()
    ? undefined
    : { exit: EXIT.protocol, says: 'what came back is not what was sent: this is no echo server' };
};

/** A directory that has to be there. */
const made = async (directory: string): Promise<void> => {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new Failure(EXIT.usage, `${directory} cannot be made: ${(error as Error).message}`, error);
  }
};

/** What each failure of a client answers to whoever called it. */
const FAILURES: Readonly<Record<ClientFailure['_tag'], number>> = {
  Refused: EXIT.failed,
  ProtocolBroken: EXIT.protocol,
  EndedEarly: EXIT.network,
  Misused: EXIT.usage,
};

const failed = (job: Job, error: unknown, tally: Tally): Pick<Outcome, 'exit' | 'says'> => {
  if (isClientFailure(error)) return { exit: FAILURES[error._tag], says: `${job.place}: ${error.says}` };
  if (!isErrno(error)) return { exit: EXIT.network, says: `${job.place}: ${String(error)}` };
  if (job.role === 'server' && !tally.isConnected && error === 'EADDRINUSE') {
    return { exit: EXIT.failed, says: `${job.place}: ${strerror(error)}: somebody else listens there` };
  }
  return { exit: job.role === 'server' ? EXIT.failed : exitOf(error), says: `${job.place}: ${strerror(error)}` };
};

/** Calls back when nothing has happened for a time that counts. Gives what tells it of progress, and what ends it. */
const watch = (
  patience: number,
  counts: () => boolean,
  late: () => void,
): { readonly progress: () => void; readonly stop: () => void } => {
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    if (!counts()) last = now;
    if (now - last >= patience * 1_000) late();
    else timer = setTimeout(look, Math.min(250, Math.max(1, patience * 1_000 - (now - last))));
  };
  let timer = setTimeout(look, Math.min(250, patience * 1_000));
  return {
    progress: () => {
      last = performance.now();
    },
    stop: () => clearTimeout(timer),
  };
};

/**
 * Runs a job on the machine's own sockets, between the terminal's streams.
 *
 * Takes   the job; how many seconds without a word from the network it may last (undefined: any); the streams, if other ones
 * Gives   how it went
 */
export const perform = async (
  job: Job,
  terminal: Terminal,
  patience: number | undefined,
  streams: Streams = {},
): Promise<Outcome> => {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  const late = new AbortController();
  const watched =
    patience === undefined
      ? undefined
      : watch(
          patience,
          () => !job.readsInput || tally.hasInputEnded || !tally.isConnected,
          () => {
            late.abort();
            stop.abort();
          },
        );
  const tally: Tally = new Tally(() => watched?.progress());
  const { interrupted } = terminal;
  interrupted.addEventListener('abort', interrupt, { once: true });
  if (interrupted.aborted) interrupt();
  const { stdin, stdout, stderr } = terminal;
  const rooted = job.root === undefined ? {} : { root: job.root };
  if (job.root !== undefined && job.makesRoot === true) await made(job.root);
  const surroundings = { stdin, stdout, stderr, ...streams, ...rooted, signal: stop.signal, observe: tally.observe };
  const result = await run(job.program, surroundings)();
  watched?.stop();
  interrupted.removeEventListener('abort', interrupt);
  const told = (exit: number, says?: string, errno?: Errno): Outcome => ({
    exit,
    says,
    errno,
    sent: tally.sent.octets,
    received: tally.received.octets,
  });
  if (late.signal.aborted)
    return told(EXIT.timedOut, `${job.place}: timed out: nothing happened for ${patience} s`, 'ETIMEDOUT');
  if (interrupted.aborted) return told(EXIT.interrupted);
  if (result._tag === 'Left') {
    const { exit, says } = failed(job, result.left, tally);
    return told(exit, says, isErrno(result.left) ? result.left : undefined);
  }
  if (tally.sendError !== undefined) return told(exitOf(tally.sendError), undefined, tally.sendError);
  const early = job.isEcho ? echoFailure(tally) : undefined;
  return early === undefined ? told(EXIT.done) : told(early.exit, `${job.place}: ${early.says}`);
};
