// What happens to a frame on a line, in netem's order: duplicate, loss, copy, corrupt, limit, the copy's own way, reorder, delay.
//
// Two things differ from netem, because this is a cable and not a queue in a kernel. The rate comes last for every frame, also for one
// that jumps ahead: two frames are never in the wire at once. And the cable's own delay counts as netem's: a frame that jumps feels neither.
import type { Duration, Frame, Instant } from '@sockeye/core';
import { after, forgetValue, frameLength, NO_TIME, octetsWithFcs, transmit, valueOf } from '@sockeye/core';
import { E } from '../basis/fp.ts';
import { at, put } from '../basis/row.ts';
import { oneOf } from '../chance.ts';
import { count, meaningsOf } from '../fault/meaning.ts';
import type { EventId } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';
import { frameId, ordinalOf } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import { nextId, schedule } from './draft.ts';
import type { Passage } from './passage.ts';
import { corrupted, drawn, find, NO_SCRIPTS, scriptsFor, strikes, withMemory } from './passage.ts';
import type { LineState, Setting } from './World.ts';

/** Time that a script adds, and the script. */
interface Extra {
  readonly by: Duration;
  readonly says: string;
}

const NO_EXTRA: Extra = { by: NO_TIME, says: '' };

const lost = <S>(draft: Draft<S>, passage: Passage, id: FrameId, cause: EventId, fault: string): void => {
  draft.events.push({
    _tag: 'FrameLost',
    id: nextId(draft),
    cause,
    at: draft.now,
    line: passage.setting.name,
    frame: id,
    fault,
  });
};

const dropped = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  cause: EventId,
  reason: 'queue-full' | 'too-long',
): void => {
  draft.events.push({
    _tag: 'FrameDropped',
    id: nextId(draft),
    cause,
    at: draft.now,
    line: passage.setting.name,
    frame: id,
    reason,
  });
};

/** Step 7: does it jump ahead? The counter of frames that were delayed since decides whether it may even draw. */
const hurries = <S>(draft: Draft<S>, passage: Passage, id: FrameId): boolean => {
  const { reorder, gap } = passage.state.faults;
  if (reorder.threshold === 0 || draft.now >= reorder.until) return false;
  const { counter } = passage.state.memory;
  const jumps = counter >= gap - 1 && strikes(draft, passage, reorder, 'reorder', id);
  passage.state = withMemory(passage.state, { ...passage.state.memory, counter: jumps ? 0 : counter + 1 });
  return jumps;
};

/** Step 8: how long the faults hold it, beside the cable's own delay. Uniform: μ − σ + (drawn mod 2σ). */
const holds = <S>(draft: Draft<S>, passage: Passage, id: FrameId): Duration => {
  const { delay, delayUntil, jitter, jitterOdds } = passage.state.faults;
  const mu = draft.now < delayUntil ? delay : 0;
  if (jitter === 0 || draft.now >= jitterOdds.until) return mu as Duration;
  const number = drawn(draft, passage, jitterOdds, 'delay', id);
  const width = 2 * jitter;
  const offset = width <= 4294967296 ? number % width : oneOf(width, number);
  return (mu - jitter + offset) as Duration;
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
  let cause = caused;
  const { says } = passage.state.faults.reorder;
  const jumps = hurries(draft, passage, id);
  const held = jumps ? NO_TIME : holds(draft, passage, id);
  const sent = transmit(passage.state.line, frameLength(data), draft.now);
  passage.state = {
    line: sent.state,
    sent: passage.state.sent,
    counts: passage.state.counts,
    memory: passage.state.memory,
    script: passage.state.script,
    faults: passage.state.faults,
  };
  if (sent._tag === 'Dropped') {
    dropped(draft, passage, id, cause, sent.reason);
    return;
  }
  const happening = { at: draft.now, line: passage.setting.name, frame: id };
  if (jumps) {
    const event = nextId(draft);
    draft.events.push({ _tag: 'FrameHurried', id: event, cause, ...happening, fault: says });
    cause = event;
  }
  let arrives: Instant = jumps ? sent.departs : after(sent.arrives, held);
  const { jitter, jitterOdds } = passage.state.faults;
  if (!jumps && jitter !== 0 && draft.now < jitterOdds.until) {
    const event = nextId(draft);
    draft.events.push({ _tag: 'FrameDelayed', id: event, cause, ...happening, by: held, fault: jitterOdds.says });
    cause = event;
  }
  if (extra.by > 0) {
    const event = nextId(draft);
    draft.events.push({ _tag: 'FrameDelayed', id: event, cause, ...happening, by: extra.by, fault: extra.says });
    cause = event;
    arrives = after(arrives, extra.by);
  }
  schedule(draft, arrives, { _tag: 'Arrival', line: passage.index, id, data, cause });
};

/** The frame's copy, judged by itself, with duplication off and no script. */
const sendCopy = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  data: Frame,
  cause: EventId,
  extra: Extra,
): void => {
  if (strikes(draft, passage, passage.state.faults.loss, 'loss', id)) {
    lost(draft, passage, id, cause, passage.state.faults.loss.says);
    return;
  }
  const plain: Passage = { index: passage.index, setting: passage.setting, scripts: NO_SCRIPTS, state: passage.state };
  const [struck, since] = corrupted(draft, plain, id, data, cause);
  passage.state = plain.state;
  travel(draft, passage, id, struck, since, extra);
};

const judge = <S>(draft: Draft<S>, passage: Passage, id: FrameId, data: Frame, cause: EventId): void => {
  const { faults } = passage.state;
  const doomed = find(passage.scripts, 'Lose');
  if (doomed !== undefined) {
    lost(draft, passage, id, cause, doomed.says);
    return;
  }
  // 1 and 2: if chance both doubles and loses a frame, one goes on and there is no copy.
  const twin = find(passage.scripts, 'Duplicate');
  const doubled = twin === undefined && strikes(draft, passage, faults.duplicate, 'duplicate', id);
  const taken = strikes(draft, passage, faults.loss, 'loss', id);
  if (taken && !doubled) {
    lost(draft, passage, id, cause, faults.loss.says);
    return;
  }
  // 3: the copy is taken now, before anything is changed. 4: the original may be struck.
  const copied = twin !== undefined || (doubled && !taken);
  let since = cause;
  let copy = id;
  if (copied) {
    copy = frameId(passage.index, ordinalOf(id), 1);
    since = nextId(draft);
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
  const [struck, then] = corrupted(draft, passage, id, data, since);
  // 5 and 6: the copy goes its own way, before the original's last steps; a full queue takes both, each as it comes.
  if (copied) {
    const late = twin === undefined ? NO_EXTRA : { by: twin.action.after, says: twin.says };
    sendCopy(draft, passage, copy, data, since, late);
  }
  const slow = find(passage.scripts, 'Delay');
  travel(draft, passage, id, struck, then, slow === undefined ? NO_EXTRA : { by: slow.action.by, says: slow.says });
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
  const before = at(draft.lines, index);
  if (setting === undefined || before === undefined) return;
  const value = valueOf(frame);
  const set = meaningsOf(E.isRight(value) ? value.right : undefined);
  const data = written(draft.setting, frame);
  const state: LineState = {
    line: before.line,
    sent: before.sent + 1,
    counts: count(before.counts, set),
    memory: before.memory,
    script: before.script,
    faults: before.faults,
  };
  const id = frameId(index, state.sent, 0);
  const event = nextId(draft);
  draft.events.push({ _tag: 'FrameSent', id: event, cause, at: draft.now, line: setting.name, frame: id, host, data });
  const passage: Passage = { index, setting, scripts: scriptsFor(state, set), state };
  judge(draft, passage, id, data, event);
  draft.lines = put(draft.lines, index, passage.state);
};
