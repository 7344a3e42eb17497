import { performance } from 'node:perf_hooks';
import type { Readable, Writable } from 'node:stream';
import type { Program } from '@sockeye/core';
import { instant, seconds } from '@sockeye/core';
import { Directory } from './Directory.ts';
import { Descriptors } from './Descriptors.ts';
import type { TE } from './fp.ts';
import { E } from './fp.ts';
import { OpenHandles } from './OpenHandles.ts';
import { OpenFile } from './OpenFile.ts';
import { Ports } from './Ports.ts';
import type { Resources } from './Resources.ts';
import { StandardStreams } from './StandardStreams.ts';
import type { Observe } from './threads.ts';
import { Threads } from './threads.ts';

/** Where a program runs. What is not given is the process's own. */
export interface Surroundings {
  readonly stdin?: Readable;
  readonly stdout?: Writable;
  readonly stderr?: Writable;
  /** Interrupts the program: all that it has is released, and it ends with EINTR. */
  readonly signal?: AbortSignal;
  /** How many descriptors it may have; beyond that calls answer EMFILE. */
  readonly descriptors?: number;
  /** The directory that is `/` to it, and that nothing it asks for leaves. Without one it has no files: paths answer EACCES. */
  readonly root?: string;
  /** Is told every call that is answered. */
  readonly observe?: Observe;
}

/** How long what was sent before the end may still be on its way out of this process; then it is given up. */
const GRACE = seconds(2);

/** Without a word from outside, as many descriptors as Linux gives. (RLIMIT_NOFILE) */
const DESCRIPTORS = 1_024;

const clock = (): Resources['clock'] => {
  const beginning = performance.now();
  return () => instant(Math.round((performance.now() - beginning) * 1_000_000));
};

/**
 * Runs a program over the machine's own sockets.
 *
 * Nothing happens before the task is called. When the program is over, or interrupted, all its descriptors are closed: what it
 * sent goes out as a kernel would send it, and no handle is left behind.
 *
 * Takes   a program, and where it runs
 * Gives   its answer
 * Fails   with its error, or with EINTR when it was interrupted; the promise is rejected only when the program's own code
 *         throws, which is a bug
 *
 * @example
 * await run(tcpClient(endpoint(LOOPBACK, 10000)))()
 *
 * @category calls
 * @since 0.1.0
 */
export const run =
  <Err, A>(program: Program<Err, A>, surroundings: Surroundings = {}): TE.TaskEither<Err | 'EINTR', A> =>
  () =>
    new Promise((resolve, reject) => {
      const { stdin, stdout, stderr, signal, observe } = surroundings;
      if (signal?.aborted === true) {
        resolve(E.left('EINTR'));
        return;
      }
      const handles = new OpenHandles();
      const resources: Resources = {
        descriptors: new Descriptors(surroundings.descriptors ?? DESCRIPTORS),
        ports: new Ports(handles),
        handles,
        streams: new StandardStreams({
          stdin: () => stdin ?? process.stdin,
          stdout: () => stdout ?? process.stdout,
          stderr: () => stderr ?? process.stderr,
        }),
        directory: new Directory(surroundings.root),
        isAlive: (pid) => threads.isAlive(pid),
        clock: clock(),
      };
      let isOver = false;
      const end = (how: 'close' | 'destroy', settle: () => void): void => {
        if (isOver) return;
        isOver = true;
        signal?.removeEventListener('abort', interrupt);
        threads.stop();
        for (const held of resources.descriptors.all()) {
          if (held instanceof OpenFile) void held.close();
          else held[how]();
        }
        resources.streams.release();
        handles.drain(GRACE, settle);
      };
      const interrupt = (): void => end('destroy', () => resolve(E.left('EINTR')));
      const threads = new Threads(
        resources,
        observe,
        // The program's own types, which the threads do not know.
        (result) => end('close', () => resolve(result as E.Either<Err, A>)),
        (bug) => end('destroy', () => reject(bug instanceof Error ? bug : new Error(String(bug)))),
      );
      signal?.addEventListener('abort', interrupt, { once: true });
      threads.start(program);
    });
