// FQ-CoDel: a queue for each flow, each under CoDel, served in turn by quanta of octets; who has been quiet is served first. (RFC 8290)
import type { Instant } from '@sockeye/core';
import { List, Map as Table } from 'immutable';
import type { CodelState } from './codel.ts';
import { addCodel, quietCodel, takeCodel } from './codel.ts';
import type { Discipline, Dropped, Queued, Waiting } from './Disc.ts';

type FqCodel = Extract<Discipline, { readonly _tag: 'FqCodel' }>;

interface Flow<A> {
  readonly queue: CodelState<A>;
  /** Octets that it may still send in this turn. (RFC 8290 §3: credits) */
  readonly credits: number;
}

/** All flows, and their turn: those that are new, then the others. */
export interface FqState<A> {
  readonly flows: Table<number, Flow<A>>;
  readonly fresh: List<number>;
  readonly old: List<number>;
  readonly length: number;
}

export const quietFq = <A>(): FqState<A> => ({ flows: Table(), fresh: List(), old: List(), length: 0 });

/** The flow of which most octets wait; of two alike, the one with the smaller number. */
const fattest = <A>({ flows, fresh, old }: FqState<A>): number | undefined => {
  let found: number | undefined;
  let most = -1;
  for (const id of fresh.concat(old)) {
    const octets = flows.get(id)?.queue.octets ?? 0;
    if (octets > most || (octets === most && found !== undefined && id < found)) {
      most = octets;
      found = id;
    }
  }
  return found;
};

/** Beyond the limit, half of the fattest flow leaves from its head, 64 frames at most. (RFC 8290 §4.1) */
const makeRoom = <A>(state: FqState<A>): readonly [FqState<A>, ReadonlyArray<Dropped<A>>] => {
  const id = fattest(state);
  const flow = id === undefined ? undefined : state.flows.get(id);
  if (id === undefined || flow === undefined) return [state, []];
  const leave = Math.min(64, Math.max(1, Math.floor(flow.queue.frames.size / 2)));
  const gone = flow.queue.frames.take(leave).toArray();
  const octets = gone.reduce((sum, frame) => sum + frame.octets, 0);
  const queue = { ...flow.queue, frames: flow.queue.frames.skip(leave), octets: flow.queue.octets - octets };
  return [
    { ...state, flows: state.flows.set(id, { queue, credits: flow.credits }), length: state.length - gone.length },
    gone.map(({ value }) => ({ value, reason: 'overflow' })),
  ];
};

/** One frame more: a flow that nobody serves at present becomes a new one, with a quantum. (RFC 8290 §4.1) */
export const addFq = <A>(state: FqState<A>, setting: FqCodel, frame: Waiting<A>): Queued<A, FqState<A>> => {
  const id = frame.flow % setting.flows;
  const served = state.fresh.includes(id) || state.old.includes(id);
  const known = state.flows.get(id) ?? { queue: quietCodel<A>(List()), credits: 0 };
  const flow = { queue: addCodel(known.queue, frame), credits: served ? known.credits : setting.quantum };
  const queue: FqState<A> = {
    flows: state.flows.set(id, flow),
    fresh: served ? state.fresh : state.fresh.push(id),
    old: state.old,
    length: state.length + 1,
  };
  if (queue.length <= setting.limit) return { queue, dropped: [], next: undefined };
  const [left, dropped] = makeRoom(queue);
  return { queue: left, dropped, next: undefined };
};

/**
 * Whose turn it is.
 *
 * Takes   the flows, the parameters, the instant
 * Gives   the next frame, whoever CoDel dropped before it, and the flows
 * Fails   never
 * RFC     8290 §4.2
 *
 * @category faults
 * @since 0.1.0
 */
export const takeFq = <A>(before: FqState<A>, setting: FqCodel, now: Instant): Queued<A, FqState<A>> => {
  let { flows, fresh, old } = before;
  const dropped: Array<Dropped<A>> = [];
  for (;;) {
    const isFresh = !fresh.isEmpty();
    const id = isFresh ? fresh.first() : old.first();
    const flow = id === undefined ? undefined : flows.get(id);
    if (id === undefined || flow === undefined) {
      return { queue: { flows, fresh, old, length: before.length - dropped.length }, dropped, next: undefined };
    }
    const leave = (): void => {
      if (isFresh) fresh = fresh.shift();
      else old = old.shift();
    };
    if (flow.credits <= 0) {
      flows = flows.set(id, { queue: flow.queue, credits: flow.credits + setting.quantum });
      leave();
      old = old.push(id);
      continue;
    }
    const taken = takeCodel(flow.queue, setting, now);
    dropped.push(...taken.dropped);
    if (taken.next === undefined) {
      // A new flow that has nothing more becomes an old one first, so that it cannot come back as new at once.
      flows = isFresh ? flows.set(id, { queue: taken.queue, credits: flow.credits }) : flows.delete(id);
      leave();
      if (isFresh) old = old.push(id);
      continue;
    }
    flows = flows.set(id, { queue: taken.queue, credits: flow.credits - taken.next.octets });
    const length = before.length - dropped.length - 1;
    return { queue: { flows, fresh, old, length }, dropped, next: taken.next };
  }
};
