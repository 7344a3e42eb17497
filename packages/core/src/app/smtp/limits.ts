// How much of anything a server of mail takes. All of it is a value, so that a test can make it small.
import type { Duration } from '../../basis/time.ts';
import { seconds } from '../../basis/time.ts';

/** The limits of an SMTP server. */
export interface SmtpLimits {
  /** Octets of a command line, CRLF included. (RFC 5321 §4.5.3.1.4 asks for 512; AUTH needs more.) */
  readonly line: number;
  /** Octets of a message; what SIZE announces. (RFC 1870) */
  readonly size: number;
  /** So many octets beyond that are still read, so that whoever sends them hears why they are refused; then it is cut off. */
  readonly beyond: number;
  /** Recipients of one message. (§4.5.3.1.8 asks for 100) */
  readonly recipients: number;
  /** Errors in a session, after which it ends. */
  readonly errors: number;
  /** Wrong passwords in a session, after which it ends; each costs the delay before it is answered. */
  readonly logins: number;
  readonly loginDelay: Duration;
  /** Received fields, after which a message is taken to run in circles. (§6.3) */
  readonly hops: number;
  /** A command, and what must be sent of a text, has to be whole in this time. (§4.5.3.2.7: five minutes) */
  readonly idle: Duration;
  /** Octets a second below which a text is no longer waited for. */
  readonly rate: number;
  /** Octets that may wait while an answer is being delayed. */
  readonly unread: number;
}

/** What the house sets, unless it is told otherwise. */
export const SMTP_LIMITS: SmtpLimits = {
  line: 8_192,
  size: 1_048_576,
  beyond: 8_388_608,
  recipients: 1_000,
  errors: 20,
  logins: 3,
  loginDelay: seconds(1),
  hops: 100,
  idle: seconds(300),
  rate: 100,
  unread: 262_144,
};
