// CoDel: whoever has waited longer than the target, for an interval on end, is dropped as it leaves; and the longer that lasts, the
// sooner the next one. (RFC 8289 §5)
import type { Instant } from '@sockeye/core';
import type { CodelTimes, Dropped, Frames, Queued, Waiting } from './Disc.ts';

/** One queue under CoDel. */
export interface CodelState<A> {
  readonly frames: Frames<A>;
  readonly octets: number;
  /** When the target will have been missed for an interval; undefined: it is kept. */
  readonly firstAbove: Instant | undefined;
  readonly dropping: boolean;
  readonly dropNext: Instant;
  readonly count: number;
  readonly lastCount: number;
}

/** A queue with these frames in it, and nothing wrong so far. */
export const quietCodel = <A>(frames: Frames<A>): CodelState<A> => ({
  frames,
  octets: 0,
  firstAbove: undefined,
  dropping: false,
  dropNext: 0 as Instant,
  count: 0,
  lastCount: 0,
});

/** The control law: the next drop comes after interval / √count. (RFC 8289 §5.5; √ is exact on every engine) */
const controlLaw = (from: Instant, { interval }: CodelTimes, count: number): Instant =>
  (from + Math.floor(interval / Math.sqrt(count))) as Instant;

/** RFC 8289's variables, for one call. */
interface Running<A> {
  frames: Frames<A>;
  octets: number;
  firstAbove: Instant | undefined;
}

/** The first frame, and whether it may be dropped. (RFC 8289 §5.6, dodequeue) */
const takeFirst = <A>(
  run: Running<A>,
  times: CodelTimes,
  now: Instant,
): readonly [frame: Waiting<A> | undefined, mayDrop: boolean] => {
  const frame = run.frames.first();
  if (frame === undefined) {
    run.firstAbove = undefined;
    return [undefined, false];
  }
  run.frames = run.frames.shift();
  run.octets -= frame.octets;
  if (now - frame.entered < times.target || run.octets <= times.mtu) {
    run.firstAbove = undefined;
    return [frame, false];
  }
  if (run.firstAbove === undefined) {
    run.firstAbove = (now + times.interval) as Instant;
    return [frame, false];
  }
  return [frame, now >= run.firstAbove];
};

/**
 * Takes the next frame out of a queue.
 *
 * Takes   the queue, CoDel's times, the instant
 * Gives   the frame, whoever was dropped before it, and the queue
 * Fails   never
 * RFC     8289 §5.6, deque
 *
 * @category faults
 * @since 0.1.0
 */
export const takeCodel = <A>(state: CodelState<A>, times: CodelTimes, now: Instant): Queued<A, CodelState<A>> => {
  const run: Running<A> = { frames: state.frames, octets: state.octets, firstAbove: state.firstAbove };
  const dropped: Array<Dropped<A>> = [];
  let { dropping, dropNext, count, lastCount } = state;
  let [frame, mayDrop] = takeFirst(run, times, now);
  if (dropping) {
    if (!mayDrop) dropping = false;
    while (dropping && now >= dropNext && frame !== undefined) {
      dropped.push({ value: frame.value, reason: 'sojourn' });
      count += 1;
      [frame, mayDrop] = takeFirst(run, times, now);
      if (mayDrop) dropNext = controlLaw(dropNext, times, count);
      else dropping = false;
    }
  } else if (mayDrop && frame !== undefined) {
    dropped.push({ value: frame.value, reason: 'sojourn' });
    [frame] = takeFirst(run, times, now);
    dropping = true;
    // If the last time was not long ago, go on at the rate that was right then.
    const delta = count - lastCount;
    count = delta > 1 && now - dropNext < 16 * times.interval ? delta : 1;
    dropNext = controlLaw(now, times, count);
    lastCount = count;
  }
  return {
    queue: {
      frames: run.frames,
      octets: run.octets,
      firstAbove: run.firstAbove,
      dropping,
      dropNext,
      count,
      lastCount,
    },
    dropped,
    next: frame,
  };
};

/** One frame more at the end. */
export const addCodel = <A>(state: CodelState<A>, frame: Waiting<A>): CodelState<A> => ({
  ...state,
  frames: state.frames.push(frame),
  octets: state.octets + frame.octets,
});
