// What a command answers to whoever called it.
import type { Errno } from '@sockeye/core';

/** The exit codes of every command; 3, 4 and 5 are those of clients. */
export const EXIT = {
  /** It did what was asked, and all that was claimed holds. */
  done: 0,
  /** A claim, a script or a transfer failed; a server refused. */
  failed: 1,
  /** The command or an input file is wrong. */
  usage: 2,
  /** The other side broke the protocol. */
  protocol: 3,
  /** The network failed: refused, reset, ended early. */
  network: 4,
  timedOut: 5,
  interrupted: 130,
} as const;

/**
 * The exit code of a client that ended with an error of its sockets.
 *
 * EAGAIN is what a call answers whose own time was over (SO_RCVTIMEO).
 */
export const exitOf = (errno: Errno): number =>
  errno === 'ETIMEDOUT' || errno === 'EAGAIN' ? EXIT.timedOut : EXIT.network;
