/** A command that cannot go on, with what to say and the exit code. Thrown by commands, and caught by `main` alone. */
export class Failure extends Error {
  readonly exit: number;

  constructor(exit: number, says: string, cause?: unknown) {
    super(says, cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.exit = exit;
  }
}
