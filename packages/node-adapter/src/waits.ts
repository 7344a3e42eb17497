// A call answers, fails, or waits for something. Waiting is a value, so that whoever waits can be listed and let go.
import { performance } from 'node:perf_hooks';
import type { Duration, Errno } from '@sockeye/core';
import { E } from './fp.ts';

/** What a call is answered with; the right side has the type that the table of calls gives. */
export type Reply = E.Either<Errno, unknown>;

const NOBODY: ReadonlyArray<() => void> = [];

/**
 * What somebody waits for. Whoever changes a thing rings its bell; who waits then looks again, the first to come first.
 *
 * Mostly one waits, or none: the list is made anew when it changes, so that ringing copies nothing.
 */
export class Bell {
  private waiters: ReadonlyArray<() => void> = NOBODY;

  ring(): void {
    const { waiters } = this;
    for (let i = 0; i < waiters.length; i++) {
      const waiter = waiters[i];
      // One who was called before may have sent this one away.
      if (waiter !== undefined && (i === 0 || this.waiters.includes(waiter))) waiter();
    }
  }

  add(waiter: () => void): void {
    this.waiters = this.waiters.length === 0 ? [waiter] : this.waiters.concat(waiter);
  }

  remove(waiter: () => void): void {
    this.waiters =
      this.waiters.length === 1 && this.waiters[0] === waiter
        ? NOBODY
        : this.waiters.filter((other) => other !== waiter);
  }
}

/** A call that could not be answered yet. */
export interface Waiting {
  readonly _tag: 'Wait';
  readonly bells: ReadonlyArray<Bell>;
  /** Looks again; undefined: not yet. It may also go on to wait for something else. */
  readonly look: () => Outcome | undefined;
  /** How long to wait; undefined: for ever. */
  readonly patience: Duration | undefined;
  /** The answer when that time is over. */
  readonly late: () => Reply;
}

export type Outcome = Reply | Waiting;

export const done = (value?: unknown): Reply => E.right(value);

export const failed = (errno: Errno): Reply => E.left(errno);

export const waiting = (
  bells: ReadonlyArray<Bell>,
  look: () => Outcome | undefined,
  patience?: Duration,
  late: () => Reply = () => failed('EAGAIN'),
): Waiting => ({ _tag: 'Wait', bells, look, patience, late });

/** What Node does later, as a wait: `start` is given what to call with the reply. */
export const later = (start: (answer: (reply: Reply) => void) => void): Outcome => {
  const bell = new Bell();
  let found: Reply | undefined;
  start((reply) => {
    found ??= reply;
    bell.ring();
  });
  return found ?? waiting([bell], () => found);
};

/** What follows a reply that may come later. An error ends it. */
export const followedBy = (outcome: Outcome, next: (value: unknown) => Outcome): Outcome => {
  if (outcome._tag === 'Left') return outcome;
  if (outcome._tag === 'Right') return next(outcome.right);
  const look = (): Outcome | undefined => {
    const found = outcome.look();
    return found === undefined ? undefined : followedBy(found, next);
  };
  // What a call has when its time is over is followed as any other reply.
  const late = (): Reply => {
    const last = outcome.late();
    const then = last._tag === 'Left' ? last : next(last.right);
    return then._tag === 'Wait' ? then.late() : then;
  };
  return waiting(outcome.bells, look, outcome.patience, late);
};

/** Node's timers know 31 bits of milliseconds; longer times are slept in pieces. */
const LONGEST = 2_147_483_647;

/** Calls back after a time, and never before: a timer of Node may fire up to a millisecond early. Gives what stops it. */
export const after = (duration: Duration, ring: () => void): (() => void) => {
  const due = performance.now() + duration / 1_000_000;
  let timer: NodeJS.Timeout | undefined;
  const next = (): void => {
    const left = due - performance.now();
    if (left <= 0) ring();
    else timer = setTimeout(next, Math.min(Math.ceil(left), LONGEST));
  };
  timer = setTimeout(next, Math.min(Math.ceil(duration / 1_000_000), LONGEST));
  return () => clearTimeout(timer);
};

/** Waits, and hands over the answer once. Gives what ends the wait without one. */
export const wait = (first: Waiting, answer: (reply: Reply) => void): (() => void) => {
  let current: Waiting | undefined;
  let stopTimer: (() => void) | undefined;
  const stop = (): void => {
    for (const bell of current?.bells ?? []) bell.remove(again);
    current = undefined;
    stopTimer?.();
  };
  const begin = (outcome: Waiting): void => {
    current = outcome;
    for (const bell of outcome.bells) bell.add(again);
    stopTimer =
      outcome.patience === undefined
        ? undefined
        : after(outcome.patience, () => {
            stop();
            answer(outcome.late());
          });
  };
  const again = (): void => {
    const found = current?.look();
    if (found === undefined) return;
    stop();
    if (found._tag === 'Wait') begin(found);
    else answer(found);
  };
  begin(first);
  return stop;
};
