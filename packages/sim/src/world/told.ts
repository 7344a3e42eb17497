// What the trace is told of a frame on a line, in the words of several files.
import type { Duration } from '@sockeye/core';
import { NO_TIME } from '@sockeye/core';
import type { EventId, FrameDropped } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import { nextId } from './draft.ts';
import type { Passage } from './memory.ts';

/** What scripts do to the way of a frame: time that one adds, and the script. */
export interface Extra {
  readonly by: Duration;
  readonly says: string;
  /** The words of the script by which it jumps ahead. */
  readonly hurries?: string | undefined;
  /** When a script lets it arrive, counted from now, whatever the cable says; and the script. */
  readonly arrives?: { readonly after: Duration; readonly behind: number; readonly says: string } | undefined;
}

export const NO_EXTRA: Extra = { by: NO_TIME, says: '' };

export const lost = <S>(draft: Draft<S>, passage: Passage, id: FrameId, cause: EventId, fault: string): void => {
  const event = nextId(draft);
  if (!draft.tells.FrameLost) return;
  draft.events.push({
    _tag: 'FrameLost',
    id: event,
    cause,
    at: draft.now,
    line: passage.setting.name,
    frame: id,
    fault,
  });
};

export const dropped = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  cause: EventId,
  reason: FrameDropped['reason'],
  fault?: string,
): void => {
  const event = nextId(draft);
  if (!draft.tells.FrameDropped) return;
  draft.events.push({
    _tag: 'FrameDropped',
    id: event,
    cause,
    at: draft.now,
    line: passage.setting.name,
    frame: id,
    reason,
    ...(fault === undefined ? {} : { fault }),
  });
};

/** A fault lets it arrive later. Gives the event. */
export const delayed = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  cause: EventId,
  by: Duration,
  fault: string,
): EventId => {
  const event = nextId(draft);
  const line = passage.setting.name;
  if (draft.tells.FrameDelayed)
    draft.events.push({ _tag: 'FrameDelayed', id: event, cause, at: draft.now, line, frame: id, by, fault });
  return event;
};

/** A fault lets it jump ahead. Gives the event. */
export const hurried = <S>(draft: Draft<S>, passage: Passage, id: FrameId, cause: EventId, fault: string): EventId => {
  const event = nextId(draft);
  const line = passage.setting.name;
  if (draft.tells.FrameHurried)
    draft.events.push({ _tag: 'FrameHurried', id: event, cause, at: draft.now, line, frame: id, fault });
  return event;
};
