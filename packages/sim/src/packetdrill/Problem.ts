// What is wrong with a script, and where: a value, never an exception.

/** Why a script could not be read: the place, what was expected there, and what stood there. */
export interface ScriptProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In characters, from 1. */
  readonly column: number;
  readonly says: string;
  /** The line as written. */
  readonly text: string;
}

/**
 * A problem as people read it: the place, the words, the line, and a caret under the place.
 *
 * @example
 * showScriptProblem({ file: 'a.pkt', line: 1, column: 3, says: 'expected a number', text: '0 x' }) // 'a.pkt:1:3: expected a number\n  0 x\n    ^'
 *
 * @category trace
 * @since 0.1.0
 */
export const showScriptProblem = ({ file, line, column, says, text }: ScriptProblem): string => {
  // A tab stays a tab, so that the caret stands where the eye sees it.
  const before = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return `${file}:${line}:${column}: ${says}\n  ${text}\n  ${before}^`;
};
