import type { Duration } from '../../basis/time.ts';
import { seconds } from '../../basis/time.ts';

/** The limits of a POP3 server. */
export interface Pop3Limits {
  /** Octets of a command line, CRLF included. (RFC 2449 §4 asks for 255) */
  readonly line: number;
  /** Octets of a line that has no end, before it is cut off. */
  readonly beyond: number;
  readonly errors: number;
  /** Wrong passwords in a session, after which it ends; each costs the delay before it is answered. */
  readonly logins: number;
  readonly loginDelay: Duration;
  /** A command has to be whole in this time. (RFC 1939 §3: at least ten minutes) */
  readonly idle: Duration;
  /** How often the lock on the maildrop is renewed. */
  readonly renewal: Duration;
  /** Octets that may wait while an answer is being delayed. */
  readonly unread: number;
}

/** What the house sets, unless it is told otherwise. */
export const POP3_LIMITS: Pop3Limits = {
  line: 8_192,
  beyond: 1_048_576,
  errors: 30,
  logins: 3,
  loginDelay: seconds(1),
  idle: seconds(600),
  renewal: seconds(10),
  unread: 262_144,
};
