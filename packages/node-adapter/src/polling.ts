import type { Calls, Fd, PollEvent } from '@sockeye/core';
import { STDIN } from '@sockeye/core';
import type { Descriptors } from './Descriptors.ts';
import type { StandardStreams } from './StandardStreams.ts';
import type { Outcome, Reply } from './waits.ts';
import type { Bell } from './waits.ts';
import { done, failed, waiting } from './waits.ts';

/** A file keeps nobody waiting. (POSIX poll) */
const FILE_EVENTS: ReadonlySet<PollEvent> = new Set<PollEvent>(['in', 'out']);

/** A hang-up and an error are told whether they were asked for or not. */
const told = (asked: ReadonlyArray<PollEvent>, ready: ReadonlySet<PollEvent>): ReadonlyArray<PollEvent> =>
  (['in', 'priority', 'out', 'hangup', 'error'] as const).filter(
    (event) => ready.has(event) && (event === 'hangup' || event === 'error' || asked.includes(event)),
  );

export const poll = (
  { fds, timeout }: Calls['poll']['request'],
  descriptors: Descriptors,
  streams: StandardStreams,
): Outcome => {
  const readyOf = (fd: Fd): ReadonlySet<PollEvent> | undefined =>
    descriptors.isStream(fd)
      ? fd === STDIN
        ? streams.ready()
        : new Set<PollEvent>(['out'])
      : descriptors.file(fd) === undefined
        ? descriptors.get(fd)?.ready()
        : FILE_EVENTS;

  const look = (): Reply | undefined => {
    const found: Array<{ readonly fd: Fd; readonly events: ReadonlyArray<PollEvent> }> = [];
    for (const { fd, events } of fds) {
      if (fd < 0) continue;
      const ready = readyOf(fd);
      const which = ready === undefined ? (['invalid'] as const) : told(events, ready);
      if (which.length > 0) found.push({ fd, events: which });
    }
    return found.length > 0 ? done(found) : undefined;
  };

  if (timeout !== undefined && !(timeout >= 0)) return failed('EINVAL');
  const now = look();
  if (now !== undefined) return now;
  if (timeout === 0) return done([]);
  const bells = new Set<Bell>();
  for (const { fd } of fds) bells.add(descriptors.get(fd)?.bell ?? streams.bell);
  return waiting(Array.from(bells), look, timeout, () => done([]));
};
