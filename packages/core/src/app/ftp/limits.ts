import type { Duration } from '../../basis/time.ts';
import { seconds } from '../../basis/time.ts';

/** What one peer may make a server hold, and how long it may take. */
export interface FtpLimits {
  /** Octets of a command line, without its end. */
  readonly line: number;
  /** Octets of commands that wait while a transfer goes on. */
  readonly waiting: number;
  /** Wrong passwords, after which the connection is closed. */
  readonly attempts: number;
  /** How long the answer to a wrong password is held back. */
  readonly delay: Duration;
  /** How long nothing may happen, on either connection. */
  readonly idle: Duration;
  /** How long a data connection is waited for. */
  readonly dataConnection: Duration;
  /** Octets of a file that is read through to tell its SIZE in TYPE A; of a longer one SIZE is refused. */
  readonly asciiSize: number;
}

export const LIMITS: FtpLimits = {
  line: 8_192,
  waiting: 65_536,
  attempts: 3,
  delay: seconds(1),
  idle: seconds(300),
  dataConnection: seconds(30),
  asciiSize: 8_388_608,
};
