// A cable on which frames wait under a discipline, or for the opportunities of a rate trace: who waits, and who is sent when.
import type { Instant } from '@sockeye/core';
import { after, frameLength, serialisation, transmit, valueOf } from '@sockeye/core';
import { E } from '../basis/fp.ts';
import { draw, PURPOSE } from '../chance.ts';
import { acts } from '../fault/models/Span.ts';
import { pass } from '../fault/models/rateTrace.ts';
import type { More } from '../fault/More.ts';
import type { Discipline, Dropped } from '../fault/queues/Disc.ts';
import { flowOf } from '../fault/queues/flow.ts';
import type { Queue } from '../fault/queues/queue.ts';
import { add, emptyQueue, lengthOf, take } from '../fault/queues/queue.ts';
import { copyOf, ordinalOf } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import { depart } from './file.ts';
import type { Passage } from './memory.ts';
import { remember, remembered, wakeAt } from './memory.ts';
import { dropped } from './told.ts';
import type { Parcel } from './World.ts';

/** About what a frame is for RED's average over idle times. */
const TYPICAL_FRAME = 1000;

/** Nothing leaves before this instant. */
export const freeze = (passage: Passage, until: Instant): void => {
  const { line } = passage;
  if (until <= line.busyUntil) return;
  passage.line = { config: line.config, busyUntil: until, waiting: line.waiting };
};

/** Puts it into the wire; where that is busy, into the cable's own queue. */
export const launch = <S>(draft: Draft<S>, passage: Passage, parcel: Parcel): void => {
  const { id, data, cause } = parcel;
  const sent = transmit(passage.line, frameLength(data), draft.now);
  passage.line = sent.state;
  if (sent._tag === 'Dropped') {
    dropped(draft, passage, id, cause, sent.reason);
    return;
  }
  const arrives = after(parcel.hurried ? sent.departs : sent.arrives, parcel.held);
  passage.file = depart(draft, passage.file, arrives, passage.index, id, data, cause);
};

const tell = <S>(draft: Draft<S>, passage: Passage, gone: ReadonlyArray<Dropped<Parcel>>, says: string): void => {
  for (const { value, reason } of gone) dropped(draft, passage, value.id, value.cause, reason, says);
};

/** The trace by which the line sends now. */
const traceOf = (more: More, now: Instant): More['trace'] =>
  more.trace !== undefined && acts(more.trace, now) ? more.trace : undefined;

const busyUntil = (passage: Passage, more: More, now: Instant): Instant => {
  const place = remembered(passage).place?.busyUntil;
  const line = passage.line.busyUntil;
  return traceOf(more, now) === undefined || place === undefined || place < line ? line : place;
};

/** Sends by the trace: the frame has left at the opportunity that takes its last octet. */
const launchByTrace = <S>(
  draft: Draft<S>,
  passage: Passage,
  trace: NonNullable<More['trace']>,
  parcel: Parcel,
  goesOn: boolean,
): void => {
  const place = pass(trace, remembered(passage).place, frameLength(parcel.data), draft.now, goesOn);
  remember(passage, { place });
  const { id, data, cause } = parcel;
  if (frameLength(data) > passage.line.config.mtu + 14) {
    dropped(draft, passage, id, cause, 'too-long');
    return;
  }
  const travels = parcel.hurried ? 0 : passage.line.config.delay;
  const arrives = after(after(place.busyUntil, travels as typeof parcel.held), parcel.held);
  passage.file = depart(draft, passage.file, arrives, passage.index, id, data, cause);
};

/** Sends as long as the line is free and somebody waits; looks again when it is free. */
export const serve = <S>(draft: Draft<S>, passage: Passage, more: More, backlog: boolean): void => {
  let goesOn = backlog;
  for (;;) {
    const { queue } = remembered(passage);
    if (queue === undefined) return;
    const free = busyUntil(passage, more, draft.now);
    if (free > draft.now) {
      if (lengthOf(queue.queue) > 0) wakeAt(draft, passage, free);
      return;
    }
    const taken = take(queue.queue, queue.discipline, draft.now);
    remember(passage, { queue: { discipline: queue.discipline, says: queue.says, queue: taken.queue } });
    tell(draft, passage, taken.dropped, queue.says);
    if (taken.next === undefined) return;
    const trace = traceOf(more, draft.now);
    if (trace === undefined) launch(draft, passage, taken.next.value);
    else launchByTrace(draft, passage, trace, taken.next.value, goesOn);
    goesOn = true;
  }
};

/** The discipline under which a frame that comes now must wait; undefined: the cable's own queue. */
export const disciplineOf = (
  passage: Passage,
  more: More,
  now: Instant,
): { readonly discipline: Discipline; readonly says: string; readonly queue: Queue<Parcel> } | undefined => {
  const { queue } = remembered(passage);
  const waits = queue !== undefined && lengthOf(queue.queue) > 0;
  const setting = more.disc !== undefined && acts(more.disc, now) ? more.disc : undefined;
  const trace = traceOf(more, now);
  // Whoever waits under one discipline is served under it to the end, whatever comes after.
  if (waits) return queue;
  if (setting !== undefined) {
    const { discipline, says } = setting;
    return queue?.discipline === discipline ? queue : { discipline, says, queue: emptyQueue(discipline) };
  }
  if (trace === undefined) return undefined;
  if (queue?.says === trace.says) return queue;
  const discipline: Discipline = { _tag: 'DropTail', limit: Math.max(1, passage.line.config.queue) };
  return { discipline, says: trace.says, queue: emptyQueue(discipline) };
};

/** A frame comes to the cable, and waits under a discipline. */
export const wait = <S>(
  draft: Draft<S>,
  passage: Passage,
  more: More,
  under: NonNullable<ReturnType<typeof disciplineOf>>,
  parcel: Parcel,
): void => {
  const { discipline, says, queue } = under;
  const { id, data } = parcel;
  const backlog = lengthOf(queue) > 0;
  const drawn = draw(draft.setting.seed, passage.setting.key, ordinalOf(id), copyOf(id), PURPOSE.early);
  const value = valueOf(data);
  const flow = discipline._tag === 'FqCodel' && E.isRight(value) ? flowOf(value.right, draft.setting.seed) : 0;
  const frame = { value: parcel, octets: frameLength(data), entered: draft.now, flow };
  const frameTime = serialisation(passage.line.config, TYPICAL_FRAME);
  const added = add(queue, discipline, frame, drawn, frameTime);
  remember(passage, { queue: { discipline, says, queue: added.queue } });
  tell(draft, passage, added.dropped, says);
  serve(draft, passage, more, backlog);
};
