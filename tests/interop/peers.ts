// Processes that run beside a test: Python's, and examples of ours. Each is ended by its own handle, none outlives its test.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';

const found = spawnSync('python3', ['--version'], { encoding: 'utf8' });

/** Why Python's half cannot run; undefined: it can. In CI a missing Python is no reason to skip, so the tests fail there. */
export const NO_PYTHON: string | undefined =
  found.status === 0 || process.env['CI'] === 'true' ? undefined : 'SKIP interop: python3 was not found on the PATH';

if (NO_PYTHON !== undefined) process.stderr.write(`${NO_PYTHON}\n`);

export interface Peer {
  readonly output: () => string;
  /** Waits until a text has been written. */
  readonly until: (words: string) => Promise<string>;
  /** Waits for its end: its exit code and what it wrote. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }>;
  readonly process: ChildProcessWithoutNullStreams;
}

const running = new Set<Peer>();

export const start = (command: string, args: ReadonlyArray<string>): Peer => {
  const child = spawn(command, args, { stdio: 'pipe' });
  let output = '';
  let errors = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    for (const watch of watchers) watch();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(self);
      for (const watch of watchers) watch();
      resolve({ code, output, errors });
    });
  });
  ended.catch(() => undefined);
  const until = (words: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        if (output.includes(words)) resolve(output);
        else if (child.exitCode !== null) reject(new Error(`it ended before "${words}": ${output}${errors}`));
        else return;
        watchers.delete(watch);
      };
      watchers.add(watch);
      watch();
    });
  const self: Peer = { output: () => output, until, ended, process: child };
  running.add(self);
  return self;
};

/** A Python program, given as its lines. */
export const python = (lines: string, ...args: ReadonlyArray<string>): Peer =>
  start('python3', ['-u', '-c', `import socket, sys, os, time, struct, hashlib, threading\n${lines}`, ...args]);

/** Ends those that are still running. */
export const endAll = async (): Promise<void> => {
  await Promise.all(
    Array.from(running, (peer) => {
      peer.process.kill('SIGKILL');
      return peer.ended.catch(() => undefined);
    }),
  );
};
