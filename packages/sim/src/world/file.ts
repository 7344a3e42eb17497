// Frames of one line arrive mostly in the order in which they were sent: they stand in file, and only the first is on the agenda.
// A heap of the ten thousand frames of a fast long line costs a tenth of a run; a file costs nothing that grows.
import { dequeue, EMPTY_FIFO, enqueue, foremost } from '@sockeye/core';
import type { Frame, Instant } from '@sockeye/core';
import type { EventId } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import { reschedule, schedule } from './draft.ts';
import type { File } from './World.ts';

/** Nobody is under way; shared. */
export const NO_FILE: File = { last: undefined, behind: EMPTY_FIFO };

/**
 * Lets a frame arrive at an instant: at the end of the file, or beside it where it overtakes.
 *
 * Gives   the file with it
 */
export const depart = <S>(
  draft: Draft<S>,
  file: File,
  when: Instant,
  line: number,
  id: FrameId,
  data: Frame,
  cause: EventId,
): File => {
  const { last, behind } = file;
  if (last !== undefined && when < last) {
    schedule(draft, when, { _tag: 'Arrival', line, id, data, cause, filed: false });
    return file;
  }
  const due = { _tag: 'Arrival', line, id, data, cause, filed: true } as const;
  if (last === undefined) {
    schedule(draft, when, due);
    return { last: when, behind };
  }
  const order = draft.created;
  draft.created = order + 1;
  return { last: when, behind: enqueue(behind, { when, order, due }) };
};

/** The leader of a file has arrived: the next one takes its place on the agenda. */
export const follow = <S>(draft: Draft<S>, file: File): File => {
  const next = foremost(file.behind);
  if (next === undefined) return NO_FILE;
  reschedule(draft, next.when, next.order, next.due);
  return { last: file.last, behind: dequeue(file.behind) };
};
