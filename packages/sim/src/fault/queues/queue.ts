// A queue of any discipline as a value: what comes, and what is sent next.
import type { Duration, Instant } from '@sockeye/core';
import { List } from 'immutable';
import type { CodelState } from './codel.ts';
import { addCodel, quietCodel, takeCodel } from './codel.ts';
import type { Discipline, Frames, Queued, Waiting } from './Disc.ts';
import type { FqState } from './fqCodel.ts';
import { addFq, quietFq, takeFq } from './fqCodel.ts';
import type { RedState } from './red.ts';
import { initialRed, red } from './red.ts';

/** A queue, with what its discipline remembers. */
export type Queue<A> =
  | { readonly _tag: 'Plain'; readonly frames: Frames<A>; readonly red: RedState }
  | { readonly _tag: 'Codel'; readonly codel: CodelState<A> }
  | { readonly _tag: 'FqCodel'; readonly fq: FqState<A> };

/** Nobody waits. */
export const emptyQueue = <A>(discipline: Discipline): Queue<A> =>
  discipline._tag === 'Codel'
    ? { _tag: 'Codel', codel: quietCodel<A>(List()) }
    : discipline._tag === 'FqCodel'
      ? { _tag: 'FqCodel', fq: quietFq() }
      : { _tag: 'Plain', frames: List(), red: initialRed };

/** How many wait. */
export const lengthOf = <A>(queue: Queue<A>): number =>
  queue._tag === 'Plain' ? queue.frames.size : queue._tag === 'Codel' ? queue.codel.frames.size : queue.fq.length;

const refused = <A>(queue: Queue<A>, { value }: Waiting<A>, reason: 'queue-full' | 'early'): Queued<A, Queue<A>> => ({
  queue,
  dropped: [{ value, reason }],
  next: undefined,
});

const kept = <A>(queue: Queue<A>): Queued<A, Queue<A>> => ({ queue, dropped: [], next: undefined });

const addPlain = <A>(
  queue: Extract<Queue<A>, { readonly _tag: 'Plain' }>,
  discipline: Discipline,
  frame: Waiting<A>,
  drawn: number,
  frameTime: Duration,
): Queued<A, Queue<A>> => {
  let memory = queue.red;
  if (discipline._tag === 'Red') {
    const [early, after] = red(discipline, memory, queue.frames.size, frame.entered, drawn, frameTime);
    memory = after;
    if (early) return refused({ _tag: 'Plain', frames: queue.frames, red: memory }, frame, 'early');
  }
  if (queue.frames.size < discipline.limit) {
    return kept({ _tag: 'Plain', frames: queue.frames.push(frame), red: memory });
  }
  const head = queue.frames.first();
  if (discipline._tag !== 'DropHead' || head === undefined) {
    return refused({ _tag: 'Plain', frames: queue.frames, red: memory }, frame, 'queue-full');
  }
  return {
    queue: { _tag: 'Plain', frames: queue.frames.shift().push(frame), red: memory },
    dropped: [{ value: head.value, reason: 'queue-full' }],
    next: undefined,
  };
};

/**
 * A frame comes.
 *
 * Takes   the queue and its discipline; the frame; the number that it draws, and how long a frame takes
 *         on this line, which RED alone needs
 * Gives   the queue, and whoever had to leave: the frame itself, or another one
 * Fails   never
 *
 * @category faults
 * @since 0.1.0
 */
export const add = <A>(
  queue: Queue<A>,
  discipline: Discipline,
  frame: Waiting<A>,
  drawn: number,
  frameTime: Duration,
): Queued<A, Queue<A>> => {
  if (queue._tag === 'Plain') return addPlain(queue, discipline, frame, drawn, frameTime);
  if (queue._tag === 'Codel') {
    return queue.codel.frames.size < discipline.limit
      ? kept({ _tag: 'Codel', codel: addCodel(queue.codel, frame) })
      : refused(queue, frame, 'queue-full');
  }
  if (discipline._tag !== 'FqCodel') return refused(queue, frame, 'queue-full');
  const added = addFq(queue.fq, discipline, frame);
  return { queue: { _tag: 'FqCodel', fq: added.queue }, dropped: added.dropped, next: undefined };
};

/**
 * The line is free: who is sent next?
 *
 * Takes   the queue and its discipline, the instant
 * Gives   the queue, the frame, and whoever was dropped before it
 * Fails   never
 *
 * @category faults
 * @since 0.1.0
 */
export const take = <A>(queue: Queue<A>, discipline: Discipline, now: Instant): Queued<A, Queue<A>> => {
  if (queue._tag === 'Codel' && discipline._tag === 'Codel') {
    const taken = takeCodel(queue.codel, discipline, now);
    return { queue: { _tag: 'Codel', codel: taken.queue }, dropped: taken.dropped, next: taken.next };
  }
  if (queue._tag === 'FqCodel' && discipline._tag === 'FqCodel') {
    const taken = takeFq(queue.fq, discipline, now);
    return { queue: { _tag: 'FqCodel', fq: taken.queue }, dropped: taken.dropped, next: taken.next };
  }
  if (queue._tag !== 'Plain') return kept(queue);
  const next = queue.frames.first();
  const frames = next === undefined ? queue.frames : queue.frames.shift();
  const memory = frames.isEmpty() ? { ...queue.red, idle: now } : queue.red;
  return { queue: { _tag: 'Plain', frames, red: memory }, dropped: [], next };
};
