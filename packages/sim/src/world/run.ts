import type { Duration, Instant } from '@sockeye/core';
import { after, BEGINNING } from '@sockeye/core';
import { all } from '../basis/row.ts';
import type { TraceEvent } from '../trace/Event.ts';
import { draftOf, worldOf } from './draft.ts';
import { advance } from './step.ts';
import type { EventKind } from './tells.ts';
import { telling } from './tells.ts';
import type { Waiting, World } from './World.ts';

/** How far to run: up to and including an instant, or for so many steps. Without either: until nothing is left, or a million steps. */
export interface Until {
  readonly instant?: Instant;
  readonly steps?: number;
  /** Stop after the step that told such an event. */
  readonly event?: (event: TraceEvent) => boolean;
  /**
   * Tell events of these kinds only; `[]`: none. The others are not made, which spares a tenth of a long run, but keep their numbers.
   *
   * Default: all kinds.
   */
  readonly kinds?: ReadonlyArray<EventKind>;
  /** Keep no events: for measurements, and for runs too long to be kept. `event` sees them all the same. */
  readonly forget?: boolean;
}

/** A process that waits, on which host. */
export interface Stuck extends Waiting {
  readonly host: string;
}

/**
 * Why a run ended.
 *
 * `Stuck`: nothing will ever happen again, and yet somebody waits. A server that waits for clients is stuck too, and rightly so.
 *
 * @category model
 * @since 0.1.0
 */
export type Reason =
  | { readonly _tag: 'Quiet' }
  | { readonly _tag: 'Stuck'; readonly waiting: ReadonlyArray<Stuck> }
  | { readonly _tag: 'Reached' }
  | { readonly _tag: 'OutOfSteps' };

/** How a run went. */
export interface Run<S> {
  readonly world: World<S>;
  readonly events: ReadonlyArray<TraceEvent>;
  readonly reason: Reason;
  readonly steps: number;
}

/** Steps after which a run without a limit gives up: a world of two programs that talk forever must end somewhere. */
export const MANY_STEPS = 1_000_000;

/** So long after the beginning. */
export const untilTime = (time: Duration): Until => ({ instant: after(BEGINNING, time) });

/**
 * Who waits for what, at this instant.
 *
 * @category state
 * @since 0.1.0
 */
export const whoWaits = <S>(world: World<S>): ReadonlyArray<Stuck> =>
  all(world.seats).flatMap((seat, index) =>
    seat.kind === 'host'
      ? Array.from(seat.waiting.values())
          .toSorted((a, b) => a.process - b.process || a.thread - b.thread)
          .map(({ process, thread, request }) => ({
            host: world.setting.nodes[index]?.name ?? '',
            process,
            thread,
            request,
          }))
      : [],
  );

/**
 * Runs a world.
 *
 * It is `step` again and again, and gives the same worlds and the same events; it only spares the worlds in between. When the
 * instant is reached, the clock of the world stands there, and running on from it is the same run.
 *
 * Takes   a world, and how far
 * Gives   the world then, what happened, and why it ended
 * Fails   never
 *
 * @example
 * run(world, untilTime(seconds(30))).reason // { _tag: 'Reached' }
 *
 * @category step
 * @since 0.1.0
 */
export const run = <S>(world: World<S>, until: Until = {}): Run<S> => {
  const draft = until.kinds === undefined ? draftOf(world) : draftOf(world, telling(until.kinds));
  const limit = until.steps ?? MANY_STEPS;
  const { instant, event, forget = false } = until;
  let steps = 0;
  let heard = 0;
  const ended = (reason: Reason): Run<S> => ({ world: worldOf(draft), events: draft.events, reason, steps });
  for (;;) {
    const next = draft.agenda;
    if (next === undefined) {
      const waiting = whoWaits(worldOf(draft));
      return ended(waiting.length === 0 ? { _tag: 'Quiet' } : { _tag: 'Stuck', waiting });
    }
    if (instant !== undefined && next.key > instant) {
      if (draft.now < instant) draft.now = instant;
      return ended({ _tag: 'Reached' });
    }
    if (steps >= limit) return ended({ _tag: 'OutOfSteps' });
    advance(draft);
    steps += 1;
    if (event !== undefined) {
      for (; heard < draft.events.length; heard++) {
        const told = draft.events[heard];
        if (told !== undefined && event(told)) return ended({ _tag: 'Reached' });
      }
    }
    // To set a length takes long, even to what it is.
    if (forget && draft.events.length > 0) {
      draft.events.length = 0;
      heard = 0;
    }
  }
};
