// Shell commands: none is run. What they would set is set, what they would ask is looked up.
import { connectionOf } from '../calls/Context.ts';
import { Failure } from '../run/Failure.ts';
import type { Run } from '../run/Run.ts';
import type { Shell } from '../Script.ts';
import { tuned } from '../tuning/sysctl.ts';
import type { ShellCommand, ShellMeaning } from './read.ts';
import { readShell } from './read.ts';

/** The states of all sockets: of connections and listeners, and CLOSED for a stream that is neither. */
const statesOf = (run: Run): ReadonlyArray<string> => {
  const [, { tcp }] = run.endpoint.floors.storeys;
  const states: Array<string> = [];
  for (const block of tcp.connections.values()) states.push(block.state);
  for (let i = 0; i < tcp.listenerPorts.size; i++) states.push('LISTEN');
  for (const it of run.open.values()) {
    if (!it.isDatagram && it.fd !== undefined && it.stage !== 'listening' && connectionOf(run, it) === 0) {
      states.push('CLOSED');
    }
  }
  return states;
};

const holds = (sign: string, actual: number, expected: number): boolean => {
  switch (sign) {
    case '==':
      return actual === expected;
    case '!=':
      return actual !== expected;
    case '>':
      return actual > expected;
    case '>=':
      return actual >= expected;
    case '<':
      return actual < expected;
    default:
      return actual <= expected;
  }
};

const count = (run: Run, { states, test }: Extract<ShellMeaning, { readonly _tag: 'Count' }>, line: number): void => {
  const all = statesOf(run);
  const actual = all.filter((state) => states.includes(state)).length;
  if (holds(test.sign, actual, test.count)) return;
  throw new Failure(
    line,
    `sockets in ${states.join(' or ')}: expected ${test.sign} ${test.count}, got ${actual} (there are: ${all.join(', ') || 'none'})`,
  );
};

const set = (run: Run, settings: ReadonlyArray<readonly [string, string]>, line: number): void => {
  for (const [key, value] of settings) {
    const next = tuned(run.tuning, key, value);
    if (typeof next === 'string') run.warnings.push(`line ${line}: ${key} = ${value}: ${next}`);
    else run.tuning = next;
  }
  run.endpoint.retune(run.tuning);
};

const perform = (run: Run, { command, meaning }: ShellCommand, line: number, isCleanUp: boolean): void => {
  switch (meaning._tag) {
    case 'Set':
      set(run, meaning.settings, line);
      return;
    case 'Count':
      count(run, meaning, line);
      return;
    case 'Defaults':
      return;
    case 'Nothing':
      run.warnings.push(`line ${line}: not run, ${meaning.why}: ${command}`);
      return;
    case 'Unknown':
      if (!isCleanUp)
        throw new Failure(line, `no shell is run here, and this is none that is understood: ${command}`, 'skipped');
      run.warnings.push(`line ${line}: not run: ${command}`);
  }
};

/** Performs a shell command of a script: the set-up, the clean-up, or one in between. */
export const performShell = (run: Run, { command }: Shell, line: number, isCleanUp = false): void => {
  for (const each of readShell(command)) perform(run, each, line, isCleanUp);
};
