import type { Bytes } from '../../basis/bytes.ts';
import type { Fifo } from '../../basis/fifo.ts';
import { EMPTY_FIFO } from '../../basis/fifo.ts';
import type { E } from '../../basis/fp.ts';
import { O } from '../../basis/fp.ts';
import type { Heap } from '../../basis/heap.ts';
import type { Instant } from '../../basis/time.ts';
import { BEGINNING } from '../../basis/time.ts';
import type { Table } from '../../basis/table.ts';
import { emptyTable } from '../../basis/table.ts';
import type { FileTree, OpenFile } from '../files/index.ts';
import { EMPTY_TREE } from '../files/index.ts';
import type { Program } from '../../program/Program.ts';
import type { AnyRequest } from '../../socket/calls/Calls.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import type { Caller } from '../../socket/Service.ts';
import type { Ipv4Address } from '../../wire/addresses.ts';

/** What the floor is built from. */
export interface ProcessesConfig {
  /** The key of `random`. */
  readonly seed: number;
  /** What `getaddrinfo` knows. */
  readonly names: ReadonlyMap<string, Ipv4Address>;
  /** The files that there are at the beginning. */
  readonly files?: FileTree;
}

/** How many calls programs may make in one instant before they give way. */
export const CALLS_AT_ONCE = 10_000;

/** A thread whose call is being answered. */
export interface Thread {
  readonly caller: Caller;
  readonly request: AnyRequest;
  readonly resume: (reply: E.Either<Errno, unknown>) => Program<unknown, unknown>;
  /** How many numbers it has drawn. */
  readonly draws: number;
}

/** A thread that can go on. */
export interface Ready {
  readonly caller: Caller;
  readonly program: Program<unknown, unknown>;
  readonly draws: number;
}

/** A process: its standard input, and those of its threads that wait. */
export interface Process {
  readonly input: Bytes;
  /** Octets of the input that were read. */
  readonly read: number;
  /** The number of the next thread that it spawns. */
  readonly next: number;
  readonly waiting: Table<Thread>;
  /** Its threads that are not over. */
  readonly alive: Table<true>;
  readonly disk: Disk;
}

/** What a process has to do with files: the directory that is `/` to it, and what its descriptors stand for. */
export interface Disk {
  readonly root: ReadonlyArray<string>;
  readonly opened: Table<OpenFile>;
}

/** A process that has just begun. */
export const begun = (input: Bytes, root: ReadonlyArray<string>): Process => ({
  input,
  read: 0,
  next: 1,
  waiting: emptyTable(),
  alive: emptyTable<true>().set(0, true),
  disk: { root, opened: emptyTable() },
});

/** The same process with other threads that wait. */
export const withWaiting = (process: Process, waiting: Table<Thread>): Process => ({
  input: process.input,
  read: process.read,
  next: process.next,
  waiting,
  alive: process.alive,
  disk: process.disk,
});

/** The same process with one more thread, or one less. */
export const withThreads = (process: Process, next: number, alive: Table<true>): Process => ({
  input: process.input,
  read: process.read,
  next,
  waiting: process.waiting,
  alive,
  disk: process.disk,
});

/** The same process, with so much of its input read. */
export const withRead = (process: Process, read: number): Process => ({
  input: process.input,
  read,
  next: process.next,
  waiting: process.waiting,
  alive: process.alive,
  disk: process.disk,
});

/** The same process with other descriptors of files. */
export const withDisk = (process: Process, disk: Disk): Process => ({
  input: process.input,
  read: process.read,
  next: process.next,
  waiting: process.waiting,
  alive: process.alive,
  disk,
});

/** What the floor remembers. */
export interface ProcessState {
  readonly processes: Table<Process>;
  /** The files of the host. */
  readonly files: FileTree;
  /** Calls that the sockets were asked, and of which they have not said yet whether they wait: usually one, within a step. */
  readonly asked: ReadonlyArray<Thread>;
  /** Threads that can go on, in their order. Between two inputs only where programs had to give way. */
  readonly ready: Fifo<Ready>;
  /** Who sleeps until when. A sleep ends early only with its process, and its entry then wakes nobody. */
  readonly sleepers: Heap<Caller> | undefined;
  readonly nextSleeper: number;
  /** How many calls were made at the instant `at`. */
  readonly at: Instant;
  readonly calls: number;
}

/** Nothing runs. */
export const initial: ProcessState = {
  processes: emptyTable(),
  files: EMPTY_TREE,
  asked: [],
  ready: EMPTY_FIFO,
  sleepers: undefined,
  nextSleeper: 0,
  at: BEGINNING,
  calls: 0,
};

/** At once where a thread had to give way; else when the next sleeper wakes. */
export const deadline = (state: ProcessState): O.Option<Instant> =>
  state.ready.length > 0
    ? O.some(state.at)
    : state.sleepers === undefined
      ? O.none
      : O.some(state.sleepers.key as Instant);

/** A thread and the call that it waits for. */
export interface WaitingThread {
  readonly process: number;
  readonly thread: number;
  readonly request: AnyRequest;
}

/**
 * Who waits for what, by process and thread.
 *
 * @category trace
 * @since 0.1.0
 */
export const waiting = (state: ProcessState): ReadonlyArray<WaitingThread> => {
  const all: Array<WaitingThread> = [];
  state.processes.forEach((process, number) =>
    process.waiting.forEach(({ request }, thread) => all.push({ process: number, thread, request })),
  );
  return all.toSorted((a, b) => a.process - b.process || a.thread - b.thread);
};

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: ProcessState): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  state.processes.forEach((process, number) => {
    if (process.read > process.input.length) broken.push(`process ${number} has read more than there is`);
    process.waiting.forEach(({ caller }, thread) => {
      if (caller.process !== number || caller.thread !== thread)
        broken.push(`thread ${number}.${thread} is another one`);
      if (thread >= process.next) broken.push(`thread ${number}.${thread} was never spawned`);
    });
  });
  if (state.calls > CALLS_AT_ONCE) broken.push('too many calls at once');
  return broken;
};
