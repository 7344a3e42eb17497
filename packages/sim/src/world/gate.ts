// What stands between a frame and the cable where a line has models: barriers, netem's queue of frames that it holds back, a clog.
//
//   judged ──▶ jumps ahead? ──▶ held back: delay, rate, limit, slot ──▶ held or frozen? ──▶ waits under a discipline ──▶ the wire
//
// netem stands before the cable here, as on a host that has it: a frame feels its delay, then waits for the cable's own rate. Without
// rate, limit and slot nothing is held back, and a delay only lets the frame arrive later, as on every other line.
import type { Duration, Frame, Instant } from '@sockeye/core';
import { after, frameLength, pop, push } from '@sockeye/core';
import { draw, happens, oneOf, PURPOSE } from '../chance.ts';
import { spread } from '../fault/distribution.ts';
import { isDown } from '../fault/models/barriers.ts';
import { NETEM_LIMIT } from '../fault/models/limit.ts';
import { packetTime } from '../fault/models/netemRate.ts';
import { acts } from '../fault/models/Span.ts';
import type { More, SlotSetting } from '../fault/More.ts';
import { FOREVER, NO_MORE } from '../fault/More.ts';
import { EXPONENTIAL } from '../fault/tables/exponential.ts';
import type { EventId } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';
import { copyOf, ordinalOf } from '../trace/identity.ts';
import { disciplineOf, freeze, launch, serve, wait } from './cableQueue.ts';
import { holds, hurries, isJittery } from './delays.ts';
import type { Draft } from './draft.ts';
import type { Passage } from './memory.ts';
import { conclude, generated, passageOf, remember, remembered, wakeAt } from './memory.ts';
import type { Extra } from './told.ts';
import { delayed, dropped, hurried, lost } from './told.ts';
import type { Parcel, Stage } from './World.ts';

const ETHERNET_HEADER = 14;

const moreOf = (passage: Passage): More => passage.faults.more ?? NO_MORE;

/** Is the line cut, or too narrow for this frame? Then it goes no further, and the trace is told. */
export const isShut = <S>(draft: Draft<S>, passage: Passage, id: FrameId, data: Frame, cause: EventId): boolean => {
  for (const barrier of moreOf(passage).barriers) {
    if (!acts(barrier, draft.now)) continue;
    if (barrier._tag === 'Cut' || (barrier._tag === 'Flap' && isDown(barrier, draft.now))) {
      lost(draft, passage, id, cause, barrier.says);
      return true;
    }
    if (barrier._tag === 'Mtu' && frameLength(data) > barrier.octets + ETHERNET_HEADER) {
      dropped(draft, passage, id, cause, 'too-long', barrier.says);
      return true;
    }
  }
  return false;
};

const isStaged = (more: More, now: Instant): boolean =>
  (more.rate !== undefined && acts(more.rate, now)) ||
  (more.slot !== undefined && acts(more.slot, now)) ||
  (more.limit !== undefined && acts(more.limit, now));

/** netem's limit: are so many held back that this one, and its copy, must go? */
export const isFull = <S>(draft: Draft<S>, passage: Passage): boolean => {
  const { more } = passage.faults;
  if (more === undefined || !isStaged(more, draft.now)) return false;
  const limit = more.limit !== undefined && acts(more.limit, draft.now) ? more.limit.frames : NETEM_LIMIT;
  return remembered(passage).stage.length >= limit;
};

/** Onto the cable: unless the line is held or frozen, the frame is sent, or waits its turn. */
const onCable = <S>(draft: Draft<S>, passage: Passage, more: More, parcel: Parcel): void => {
  let frozen = remembered(passage).clogged;
  for (const barrier of more.barriers) {
    if (barrier._tag !== 'Hold' || !acts(barrier, draft.now)) continue;
    if (barrier.until === FOREVER) {
      remember(passage, { held: [...remembered(passage).held, parcel] });
      return;
    }
    if (barrier.until > frozen) frozen = barrier.until;
  }
  if (frozen > draft.now) freeze(passage, frozen);
  const under = disciplineOf(passage, more, draft.now);
  if (under === undefined) launch(draft, passage, parcel);
  else wait(draft, passage, more, under, parcel);
};

const nextSlot = <S>(draft: Draft<S>, passage: Passage, setting: SlotSetting): NonNullable<Stage['slot']> => {
  const { stage } = remembered(passage);
  const { seed } = moreOf(passage);
  const slots = stage.slots + 1;
  // The kernel seeds the table's draw alone; a uniform one is drawn by key, by the number of the slot.
  const number =
    setting.table !== undefined && seed !== undefined
      ? generated(passage, seed)
      : draw(draft.setting.seed, passage.setting.key, slots, 0, PURPOSE.slot);
  const { least, most, table } = setting;
  const pause =
    table === undefined ? least + oneOf(most - least, number) : most === 0 ? least : spread(least, most, number, table);
  const slot = { opens: (draft.now + pause) as Instant, packets: setting.packets, octets: setting.octets };
  remember(passage, { stage: { ...stage, slot, slots } });
  return slot;
};

/** Lets go whoever may leave by now: netem's dequeue, as the kernel calls it after each frame and at each alarm. */
const letGo = <S>(draft: Draft<S>, passage: Passage, more: More): void => {
  const setting = more.slot !== undefined && acts(more.slot, draft.now) ? more.slot : undefined;
  for (;;) {
    const { stage } = remembered(passage);
    const head = stage.frames;
    if (head === undefined) return;
    let slot =
      setting === undefined
        ? undefined
        : (stage.slot ?? { opens: setting.since, packets: setting.packets, octets: setting.octets });
    if (setting !== undefined && slot !== undefined && slot.opens < head.key) slot = nextSlot(draft, passage, setting);
    const leaves = Math.max(head.key, slot?.opens ?? 0) as Instant;
    if (leaves > draft.now) {
      wakeAt(draft, passage, leaves);
      return;
    }
    let parcel = head.value;
    const now = remembered(passage).stage;
    remember(passage, { stage: { ...now, frames: pop(head), length: now.length - 1 } });
    if (setting !== undefined && slot !== undefined) {
      const packets = slot.packets - 1;
      const octets = slot.octets - frameLength(parcel.data);
      remember(passage, { stage: { ...remembered(passage).stage, slot: { opens: slot.opens, packets, octets } } });
      if (packets <= 0 || octets <= 0) nextSlot(draft, passage, setting);
      if (draft.now > head.key) {
        const by = (draft.now - head.key) as Duration;
        parcel = { ...parcel, cause: delayed(draft, passage, parcel.id, parcel.cause, by, setting.says) };
      }
    }
    onCable(draft, passage, more, parcel);
  }
};

/** netem's enqueue: when may the frame leave? With a rate, so long after the last one that is held back. */
const holdBack = <S>(draft: Draft<S>, passage: Passage, more: More, parcel: Parcel, delay: Duration): void => {
  const { stage } = remembered(passage);
  let from: Instant = draft.now;
  let later: number = delay;
  if (more.rate !== undefined && acts(more.rate, draft.now)) {
    if (stage.length > 0) {
      later = Math.max(0, later - (stage.last - draft.now));
      from = stage.last;
    }
    later += packetTime(more.rate, frameLength(parcel.data));
  }
  const leaves = (from + later) as Instant;
  const entered = stage.entered + 1;
  remember(passage, {
    stage: {
      frames: push(stage.frames, leaves, entered, parcel),
      length: stage.length + 1,
      entered,
      last: stage.length > 0 && stage.last > leaves ? stage.last : leaves,
      slot: stage.slot,
      slots: stage.slots,
    },
  });
  letGo(draft, passage, more);
};

/** A frame may freeze the line as it comes. */
const clog = <S>(draft: Draft<S>, passage: Passage, more: More, id: FrameId, cause: EventId): EventId => {
  const odds = more.clog;
  if (odds === undefined || odds.threshold === 0 || !acts(odds, draft.now)) return cause;
  const number = (purpose: 10 | 11): number =>
    draw(draft.setting.seed, passage.setting.key, ordinalOf(id), copyOf(id), purpose);
  if (!happens(odds.threshold, number(PURPOSE.clog))) return cause;
  const time = spread(0 as Duration, odds.mean, number(PURPOSE.freeze), EXPONENTIAL) as Duration;
  const until = after(draft.now, time);
  if (until > remembered(passage).clogged) remember(passage, { clogged: until });
  return delayed(draft, passage, id, cause, time, odds.says);
};

/** Steps 7 to 9 of a frame on a line that has models. */
export const enter = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  data: Frame,
  caused: EventId,
  extra: Extra,
): void => {
  const more = moreOf(passage);
  const { reorder, jitterOdds } = passage.faults;
  const jumps = extra.hurries !== undefined || hurries(draft, passage, id);
  const staged = isStaged(more, draft.now);
  const delay = jumps ? 0 : holds(draft, passage, id);
  let cause = clog(draft, passage, more, id, caused);
  if (jumps) cause = hurried(draft, passage, id, cause, extra.hurries ?? reorder.says);
  else if (isJittery(draft, passage)) {
    cause = delayed(draft, passage, id, cause, delay as Duration, jitterOdds.says);
  }
  if (extra.by > 0) cause = delayed(draft, passage, id, cause, extra.by, extra.says);
  if (staged && !jumps) {
    holdBack(draft, passage, more, { id, data, cause, hurried: false, held: extra.by }, delay as Duration);
    return;
  }
  const held = (delay + extra.by) as Duration;
  onCable(draft, passage, more, { id, data, cause, hurried: jumps && !staged, held });
};

/** The agenda looks at a line: frames that are held back may leave, and a line that is free sends. */
export const pull = <S>(draft: Draft<S>, index: number): void => {
  const passage = passageOf(draft, index);
  const models = passage?.memory.models;
  if (passage === undefined || models === undefined) return;
  if (models.wake !== undefined && models.wake <= draft.now) remember(passage, { wake: undefined });
  const more = moreOf(passage);
  letGo(draft, passage, more);
  serve(draft, passage, more, true);
  conclude(draft, passage);
};

/** Lets go whatever was held without an end. */
export const unhold = <S>(draft: Draft<S>, index: number): void => {
  const passage = passageOf(draft, index);
  const held = passage?.memory.models?.held ?? [];
  if (passage === undefined || held.length === 0) return;
  remember(passage, { held: [] });
  for (const parcel of held) onCable(draft, passage, moreOf(passage), parcel);
  conclude(draft, passage);
};
