// Other people's programs for mail: which of them are here, and how ours and theirs are started.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Peer } from '../peers.ts';
import { start as startPeer } from '../peers.ts';
import type { Running } from '../../cli/command.ts';
import { start } from '../../cli/command.ts';

/** Is it on the PATH? Where it is not, that is said once, with what has to be installed. */
export const missing = (command: string, debian = command): string | undefined => {
  if (spawnSync('which', [command]).status === 0) return undefined;
  const says = `SKIP interop: ${command} was not found on the PATH (Debian: apt-get install ${debian})`;
  process.stderr.write(`${says}\n`);
  return says;
};

/** Servers of Debian change their user: only root can start them. */
export const needsRoot = (command: string): string | undefined => {
  if (process.getuid?.() === 0) return undefined;
  const says = `SKIP interop: ${command} is started by root alone`;
  process.stderr.write(`${says}\n`);
  return says;
};

const scratch = new Set<string>();

/** A directory of its own; gone with `sweep`. Others than its owner may go through it, for their servers have users of their own. */
export const directory = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'sockeye-mail-'));
  spawnSync('chmod', ['755', made]);
  scratch.add(made);
  return made;
};

export const sweep = (): void => {
  for (const made of scratch) rmSync(made, { recursive: true, force: true });
  scratch.clear();
};

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** A server that starts others: all of them are one group, which is ended as one. */
export interface Daemon {
  readonly log: () => string;
  readonly isOver: () => boolean;
  readonly stop: () => Promise<void>;
}

const daemons = new Set<Daemon>();

/** Starts one; `stop` are the words that end it, where it leaves the group. */
export const daemon = (command: string, args: ReadonlyArray<string>, stop: ReadonlyArray<string> = []): Daemon => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  const over = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // The whole group is over.
    }
  };
  const self: Daemon = {
    log: () => log,
    isOver: () => child.exitCode !== null,
    stop: async () => {
      if (stop.length > 0) spawnSync(command, stop);
      signal('SIGTERM');
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 3_000))]);
      signal('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      daemons.delete(self);
    },
  };
  daemons.add(self);
  return self;
};

/** Ends all that were started. */
export const stopDaemons = async (): Promise<void> => {
  await Promise.all(Array.from(daemons, (each) => each.stop()));
};

/** Waits until somebody listens there. */
export const listening = async (port: number, server: Daemon): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if (server.isOver()) break;
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody listens on ${port}: ${server.log()}`);
};

const USERS = ['--user', 'alice:secret', '--user', 'bob:two words'];

/** Our two servers over one folder. */
export const ours = async (
  mail = directory(),
  ...more: ReadonlyArray<string>
): Promise<{
  readonly mail: string;
  readonly smtp: number;
  readonly pop3: number;
  readonly running: ReadonlyArray<Running>;
}> => {
  const listen = ['--listen', '127.0.0.1:0', '--mail', mail, ...USERS];
  const smtp = await start('serve', 'smtp', ...listen, '--domain', 'example.org', ...more);
  const pop3 = await start('serve', 'pop3', ...listen);
  const portOf = async (running: Running): Promise<number> => Number((await running.line()).split(':').at(-1));
  return { mail, smtp: await portOf(smtp), pop3: await portOf(pop3), running: [smtp, pop3] };
};

/** Runs a command of somebody else to its end. */
export const theirs = (command: string, args: ReadonlyArray<string>, stdin = ''): Peer['ended'] => {
  const peer = startPeer(command, args);
  peer.process.stdin.on('error', () => undefined);
  peer.process.stdin.end(stdin);
  return peer.ended;
};

export const folder = (path: string): string => {
  mkdirSync(path, { recursive: true });
  return path;
};
