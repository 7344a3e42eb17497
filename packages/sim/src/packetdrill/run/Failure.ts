/** A script that does not hold, or cannot be performed. Thrown and caught inside the runner alone. */
export class Failure extends Error {
  /** The line of the script, from 1. */
  readonly line: number;
  readonly kind: 'failed' | 'skipped';

  constructor(line: number, says: string, kind: 'failed' | 'skipped' = 'failed') {
    super(says);
    this.line = line;
    this.kind = kind;
  }
}
