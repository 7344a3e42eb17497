import type { Command } from 'commander';
import type { Terminal } from '../Terminal.ts';

/** Adds a command to its parent. `done` is told the exit code of the command when it was the one that was given. */
export type Adds = (parent: Command, terminal: Terminal, done: (exit: number) => void) => void;
