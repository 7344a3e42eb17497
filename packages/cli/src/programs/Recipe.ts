import type { Program } from '@sockeye/core';
import type { Command } from 'commander';

/** What words stand for: a program, and what may be said of it before it runs. */
export interface Job {
  /** The words that name the program, without its operands: `tcp send`. */
  readonly name: string;
  readonly program: Program<unknown, unknown>;
  /** A server never ends by itself: it is ended when there is nobody left whom it could serve. */
  readonly role: 'client' | 'server';
  /** Where it goes, or where it is, for messages. */
  readonly place: string;
  /** It reads standard input: while more may come, it is not late. */
  readonly readsInput: boolean;
  /** What a client sends comes back unchanged, if all is well. */
  readonly isEcho: boolean;
  /** The directory that is `/` to the program; without one it has no files. */
  readonly root?: string;
  /** The directory is made where there is none. */
  readonly makesRoot?: boolean;
}

/**
 * A program that has words: on the command line, and in a scenario's `run:`, on either network. One table for all of them
 * (`recipes.ts`).
 */
export interface Recipe {
  /** `tcp`, `send`; a family of one has one word, as `telnet`. */
  readonly words: readonly [family: string, word?: string];
  readonly says: string;
  readonly example: string;
  readonly role: Job['role'];
  /** Adds operands and options to its command. */
  readonly shape: (command: Command) => void;
  /** What the command was given, as a job. Commander hands over operands as `shape` has read them. */
  readonly job: (operands: ReadonlyArray<unknown>, options: Readonly<Record<string, unknown>>) => Job;
}
