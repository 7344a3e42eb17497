import type { Instant } from '@sockeye/core';
import type { Descriptors } from './Descriptors.ts';
import type { Directory } from './Directory.ts';
import type { OpenHandles } from './OpenHandles.ts';
import type { Ports } from './Ports.ts';
import type { StandardStreams } from './StandardStreams.ts';

/** What a process has, and its threads share. */
export interface Resources {
  readonly descriptors: Descriptors;
  readonly ports: Ports;
  readonly handles: OpenHandles;
  readonly streams: StandardStreams;
  readonly directory: Directory;
  /** Is that thread not over yet? */
  readonly isAlive: (pid: number) => boolean;
  /** Time since the process began. */
  readonly clock: () => Instant;
}
