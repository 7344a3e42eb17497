import type { Fd } from '../../socket/calls/Calls.ts';
import type { Storing } from './lineEnds.ts';

/**
 * A message that is being written, and that nobody sees yet: a file in `tmp`.
 *
 * A value: whoever appends goes on with the draft that is answered.
 *
 * @category model
 * @since 0.1.0
 */
export interface Draft {
  readonly fd: Fd;
  readonly path: string;
  /** The part of its future name that nobody else's has. */
  readonly unique: string;
  /** Octets in the file, and as they came. */
  readonly stored: number;
  readonly wire: number;
  /** The last octet was a line feed, or there is none. */
  readonly isLineStart: boolean;
  readonly storing: Storing;
}
