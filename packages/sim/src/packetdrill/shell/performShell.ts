// Shell commands: none is run. What they would set is set, what they would ask is looked up.
import type { Run } from '../run/Run.ts';
import type { Shell } from '../Script.ts';

/** Performs a shell command of a script. */
export const performShell = (run: Run, { command }: Shell, line: number): void => {
  run.warnings.push(`line ${line}: not run: ${command.trim()}`);
};
