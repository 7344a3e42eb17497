import type { Bytes, Endpoint, Errno, How, IoctlCommand, OptionValue, PollEvent } from '@sockeye/core';
import type { Settings } from './settings.ts';
import type { Bell, Outcome } from './waits.ts';

/** What lies behind a descriptor: a stream or a datagram socket. Each call of the table is one of these. */
export interface Socket {
  readonly bell: Bell;
  readonly settings: Settings;
  /** Its descriptor was given back: whoever waits learns EBADF. */
  readonly isClosed: boolean;
  readonly bind: (local: Endpoint) => Outcome;
  readonly listen: (backlog: number) => Outcome;
  /** Answers a `Socket`; whoever calls gives it a descriptor. */
  readonly accept: () => Outcome;
  readonly connect: (remote: Endpoint) => Outcome;
  /** `connect` with AF_UNSPEC. */
  readonly disconnect: () => Outcome;
  /** `flags`: MSG_…, joined. */
  readonly send: (bytes: Bytes, flags: number) => Outcome;
  readonly sendto: (bytes: Bytes, remote: Endpoint, flags: number) => Outcome;
  /** Answers what the row of `recvfrom` says; `recv` takes the octets of it. */
  readonly receive: (size: number, flags: number) => Outcome;
  readonly ioctl: (command: IoctlCommand) => Outcome;
  readonly isListening: () => boolean;
  readonly shutdown: (how: How) => Outcome;
  readonly close: () => Outcome;
  readonly local: () => Endpoint;
  readonly remote: () => Endpoint | undefined;
  readonly ready: () => ReadonlySet<PollEvent>;
  /** The pending error, which is thereby reported. */
  readonly takeError: () => Errno | undefined;
  /** A setting has changed that the kernel should know. */
  readonly apply: (option: OptionValue['name']) => void;
  /** Without further ado: the process is over. */
  readonly destroy: () => void;
}

/** The handles of Node that are open, so that a process may wait until they are gone. */
export interface Handles {
  readonly opened: (handle: object, destroy: () => void) => void;
  /** False where it was gone already. */
  readonly gone: (handle: object) => boolean;
}
