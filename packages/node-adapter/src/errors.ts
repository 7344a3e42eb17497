import type { CallName, Errno } from '@sockeye/core';
import { ERRNO, ERRORS_OF } from '@sockeye/core';

const isErrno = (code: string): code is Errno => Object.hasOwn(ERRNO, code);

/** What Node calls an error, as an errno; undefined where it is none of ours. */
const named = (error: unknown): Errno | undefined => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (isErrno(code)) return code;
  if (code === 'EWOULDBLOCK') return 'EAGAIN';
  return code.startsWith('EAI_') ? 'ENOTFOUND' : undefined;
};

/** A call was refused before the system was asked. */
export class Refused extends Error {
  readonly code: Errno;

  constructor(code: Errno) {
    super(code);
    this.code = code;
  }
}

/** Does this error of Node have an errno of ours? */
export const isOurs = (error: unknown): boolean => named(error) !== undefined;

/** The errno of an error of Node. What has no name among ours is an argument that the kernel or Node did not like. */
export const errnoOf = (error: unknown): Errno => named(error) ?? 'EINVAL';

/** What to say where a row has no word for an error: the next nearest that it has. */
const NEAREST: ReadonlyArray<Errno> = ['EINVAL', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EBADF', 'ENOTFOUND', 'EMFILE'];

/**
 * Keeps an error within its row of the table of calls. A firewall's EPERM, say, is no answer that a program was promised.
 */
export const within = (call: CallName, errno: Errno): Errno => {
  const row: Readonly<Partial<Record<Errno, true>>> = ERRORS_OF[call];
  return row[errno] === true ? errno : (NEAREST.find((near) => row[near] === true) ?? errno);
};
