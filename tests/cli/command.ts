// The command as a child process, from its sources: what it writes, and how it ends.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { ROOT } from '../house/sources.ts';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** The first line of a stream, when it has come. */
  readonly line: (stream?: 'stdout' | 'stderr') => Promise<string>;
}

const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };

/** Whatever was started, so that no test leaves a process behind. */
const started = new Set<ChildProcessWithoutNullStreams>();

/** Ends whatever was started and still runs. */
export const endAll = (): void => {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
};

const watch = (child: ChildProcessWithoutNullStreams): Running => {
  started.add(child);
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([code]): Ended => {
    started.delete(child);
    return { code: code as number | null, ...text };
  });
  const line = async (stream: 'stdout' | 'stderr' = 'stdout'): Promise<string> => {
    while (!text[stream].includes('\n')) {
      if (child.exitCode !== null) throw new Error(`it ended without a line: ${text.stderr}`);
      await Promise.race([once(child[stream], 'data'), ended]);
    }
    return text[stream].split('\n')[0]!;
  };
  return { child, ended, line };
};

/** Starts the command, at the root of the repository. */
export const start = async (...args: ReadonlyArray<string>): Promise<Running> =>
  watch(spawn(process.execPath, [await bundle(), ...args], { cwd: ROOT, env }));

/** Runs the command to its end, with this standard input. */
export const sockeye = async (args: ReadonlyArray<string>, input = ''): Promise<Ended> => {
  const { child, ended } = await start(...args);
  child.stdin.end(input);
  return ended;
};

/** Runs lines of a shell, in which `sockeye` is the command, in a fresh directory unless another one is given. */
export const shell = async (script: string, cwd: string = freshDirectory()): Promise<Ended> => {
  // `exec`, so that a signal to the last background process reaches the command itself.
  const bin = freshDirectory();
  writeFileSync(join(bin, 'sockeye'), `#!/bin/sh\nexec "${process.execPath}" "${await bundle()}" "$@"\n`, {
    mode: 0o755,
  });
  const { child, ended } = watch(
    spawn('bash', ['-c', script], { cwd, env: { ...env, PATH: `${bin}:${process.env['PATH'] ?? ''}` } }),
  );
  child.stdin.end();
  return ended;
};

export const freshDirectory = (): string => mkdtempSync(join(tmpdir(), 'sockeye-'));

/** A port at which nobody listens. */
export const freePort = async (): Promise<string> => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
};
