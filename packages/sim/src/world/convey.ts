// What happens to a frame on a line, in netem's order: duplicate, loss, copy, corrupt, limit, the copy's own way, reorder, delay.
//
// Two things differ from netem, because this is a cable and not a queue in a kernel. The rate comes last for every frame, also for one
// that jumps ahead: two frames are never in the wire at once. And the cable's own delay counts as netem's: a frame that jumps feels neither.
import type { Duration, Frame, Instant } from '@sockeye/core';
import { after, forgetValue, frameLength, NO_TIME, octetsWithFcs, transmit, valueOf } from '@sockeye/core';
import { E } from '../basis/fp.ts';
import { at, change } from '../basis/row.ts';
import type { Script } from '../fault/compile.ts';
import { count, meaningsOf } from '../fault/meaning.ts';
import type { EventId } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';
import { frameId, ordinalOf } from '../trace/identity.ts';
import { damaged } from './damage.ts';
import { holds, hurries, isJittery } from './delays.ts';
import type { Draft } from './draft.ts';
import { nextId, schedule } from './draft.ts';
import { depart } from './file.ts';
import { enter, isFull, isShut } from './gate.ts';
import { mark, markedBy, takes } from './losses.ts';
import type { Passage } from './passage.ts';
import { find, NO_SCRIPTS, rangedScripts, scriptsFor, strikes } from './passage.ts';
import type { Extra } from './told.ts';
import { delayed, dropped, hurried, lost, NO_EXTRA } from './told.ts';
import type { Setting } from './World.ts';

/** A script lets it arrive at its own time: the trace is told whether that is sooner or later than the cable would have let it. */
const arrive = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  data: Frame,
  caused: EventId,
  at: NonNullable<Extra['arrives']>,
): void => {
  const when = after(draft.now, at.after);
  const usual = transmit(passage.line, frameLength(data), draft.now);
  const late = usual._tag === 'Sent' ? when - usual.arrives : -1;
  const cause =
    late < 0
      ? hurried(draft, passage, id, caused, at.says)
      : delayed(draft, passage, id, caused, late as Duration, at.says);
  if (at.behind === 0) {
    passage.file = depart(draft, passage.file, when, passage.index, id, data, cause);
    return;
  }
  const due = { _tag: 'Arrival', line: passage.index, id, data, cause, filed: false } as const;
  schedule(draft, when, { _tag: 'Yield', times: at.behind, due });
};

/** What the scripts say of a frame's way; `late` is what is known already. */
const extraOf = (scripts: ReadonlyArray<Script>, late: Extra): Extra => {
  if (scripts.length === 0) return late;
  const slow = find(scripts, 'Delay');
  const jump = find(scripts, 'Hurry');
  const at = find(scripts, 'Arrive');
  return {
    ...(slow === undefined ? late : { by: slow.action.by, says: slow.says }),
    hurries: jump?.says,
    arrives: at === undefined ? undefined : { after: at.action.after, behind: at.action.behind ?? 0, says: at.says },
  };
};

/** A script's mark, where the frame can carry one. */
const scriptedMark = <S>(
  draft: Draft<S>,
  passage: Passage,
  scripts: ReadonlyArray<Script>,
  id: FrameId,
  data: Frame,
  cause: EventId,
): readonly [Frame, EventId] => {
  const script = find(scripts, 'Mark');
  return (script === undefined ? undefined : markedBy(draft, passage, script.says, id, data, cause)) ?? [data, cause];
};

/** Steps 7 to 9, and the rate. */
const travel = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  data: Frame,
  caused: EventId,
  extra: Extra,
): void => {
  if (extra.arrives !== undefined) {
    arrive(draft, passage, id, data, caused, extra.arrives);
    return;
  }
  if (passage.faults.more !== undefined || passage.memory.models !== undefined) {
    enter(draft, passage, id, data, caused, extra);
    return;
  }
  let cause = caused;
  const jumps = extra.hurries !== undefined || hurries(draft, passage, id);
  const held = jumps ? NO_TIME : holds(draft, passage, id);
  const sent = transmit(passage.line, frameLength(data), draft.now);
  passage.line = sent.state;
  if (sent._tag === 'Dropped') {
    dropped(draft, passage, id, cause, sent.reason);
    return;
  }
  if (jumps) cause = hurried(draft, passage, id, cause, extra.hurries ?? passage.faults.reorder.says);
  let arrives: Instant = jumps ? sent.departs : after(sent.arrives, held);
  if (!jumps && isJittery(draft, passage)) {
    cause = delayed(draft, passage, id, cause, held, passage.faults.jitterOdds.says);
  }
  if (extra.by > 0) {
    cause = delayed(draft, passage, id, cause, extra.by, extra.says);
    arrives = after(arrives, extra.by);
  }
  passage.file = depart(draft, passage.file, arrives, passage.index, id, data, cause);
};

/** The frame's copy, judged by itself, with duplication off; only scripts that mean copies name it. */
const sendCopy = <S>(
  draft: Draft<S>,
  passage: Passage,
  scripts: ReadonlyArray<Script>,
  id: FrameId,
  data: Frame,
  cause: EventId,
  extra: Extra,
): void => {
  const doomed = find(scripts, 'Lose');
  if (doomed !== undefined) {
    lost(draft, passage, id, cause, doomed.says);
    return;
  }
  const taken = takes(draft, passage, id);
  const spared = taken === undefined ? undefined : mark(draft, passage, id, data, cause);
  if (taken !== undefined && spared === undefined) {
    lost(draft, passage, id, cause, taken);
    return;
  }
  const [whole, told] = scriptedMark(draft, passage, scripts, id, ...(spared ?? ([data, cause] as const)));
  const [struck, since] = damaged(draft, passage, scripts, id, whole, told);
  if (isFull(draft, passage)) dropped(draft, passage, id, since, 'queue-full', passage.faults.more?.limit?.says);
  else travel(draft, passage, id, struck, since, extraOf(scripts, extra));
};

const judge = <S>(
  draft: Draft<S>,
  passage: Passage,
  all: ReadonlyArray<Script>,
  id: FrameId,
  given: Frame,
  caused: EventId,
): void => {
  const { faults } = passage;
  const scripts = all.length === 0 ? all : all.filter((script) => !script.copy);
  let data = given;
  let cause = caused;
  if (faults.more !== undefined && isShut(draft, passage, id, data, cause)) return;
  const doomed = find(scripts, 'Lose');
  if (doomed !== undefined) {
    lost(draft, passage, id, cause, doomed.says);
    return;
  }
  // 1 and 2: if chance both doubles and loses a frame, one goes on and there is no copy.
  const twin = find(scripts, 'Duplicate');
  const doubled = twin === undefined && strikes(draft, passage, faults.duplicate, 'duplicate', id);
  const says = takes(draft, passage, id);
  const spared = says === undefined ? undefined : mark(draft, passage, id, data, cause);
  if (spared !== undefined) [data, cause] = spared;
  const taken = says !== undefined && spared === undefined;
  if (taken && !doubled) {
    lost(draft, passage, id, cause, says);
    return;
  }
  [data, cause] = scriptedMark(draft, passage, scripts, id, data, cause);
  // 3: the copy is taken now, before anything is changed. 4: the original may be struck.
  const copied = twin !== undefined || (doubled && !taken);
  let since = cause;
  let copy = id;
  if (copied) {
    copy = frameId(passage.index, ordinalOf(id), 1);
    since = nextId(draft);
    if (draft.tells.FrameDuplicated) {
      draft.events.push({
        _tag: 'FrameDuplicated',
        id: since,
        cause,
        at: draft.now,
        line: passage.setting.name,
        frame: id,
        copy,
        fault: twin?.says ?? faults.duplicate.says,
      });
    }
  }
  const [struck, then] = damaged(draft, passage, scripts, id, data, since);
  // 5 and 6: the copy goes its own way, before the original's last steps; a full queue takes both, each as it comes.
  if (isFull(draft, passage)) {
    const limit = passage.faults.more?.limit?.says;
    dropped(draft, passage, id, then, 'queue-full', limit);
    if (copied) dropped(draft, passage, copy, since, 'queue-full', limit);
    return;
  }
  if (copied) {
    const late =
      twin === undefined
        ? faults.copyAfter === 0
          ? NO_EXTRA
          : { by: faults.copyAfter, says: faults.duplicate.says }
        : { by: twin.action.after, says: twin.says };
    const its = all.length === scripts.length ? NO_SCRIPTS : all.filter((script) => script.copy);
    sendCopy(draft, passage, its, copy, data, since, late);
  }
  travel(draft, passage, id, struck, then, extraOf(scripts, NO_EXTRA));
};

/** A frame as this world's wire carries it. */
const written = <S>(setting: Setting<S>, data: Frame): Frame => {
  if (setting.wire === 'bytes') return forgetValue(data);
  if (setting.wire === 'eager') octetsWithFcs(data);
  return data;
};

/**
 * Puts a frame on a line: tells that it was sent, lets the faults judge it, and puts what is left of it on the agenda.
 *
 * @category step
 * @since 0.1.0
 */
export const convey = <S>(draft: Draft<S>, index: number, host: string, frame: Frame, cause: EventId): void => {
  const setting = draft.setting.lines[index];
  const before = at(draft.lines.places, index);
  if (setting === undefined || before === undefined) return;
  const value = valueOf(frame);
  const set = meaningsOf(E.isRight(value) ? value.right : undefined);
  const data = written(draft.setting, frame);
  const { faults, script } = before;
  const sent = before.sent + 1;
  const counts = count(before.counts, set);
  const id = frameId(index, sent, 0);
  const event = nextId(draft);
  if (draft.tells.FrameSent) {
    const line = setting.name;
    draft.events.push({ _tag: 'FrameSent', id: event, cause, at: draft.now, line, frame: id, host, data });
  }
  const passage: Passage = { index, setting, faults, line: before.line, file: before.file, memory: before.memory };
  const scripts = scriptsFor(faults, counts, set, draft.now);
  const ranged =
    faults.more?.ranged === true
      ? rangedScripts(passage, E.isRight(value) ? value.right : undefined, draft.now)
      : NO_SCRIPTS;
  judge(draft, passage, ranged.length === 0 ? scripts : [...scripts, ...ranged], id, data, event);
  const { line, file, memory } = passage;
  change(draft.lines, index, { line, file, sent, counts, memory, script, faults });
};
