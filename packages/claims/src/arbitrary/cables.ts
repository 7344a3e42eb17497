// Cables as bad as one may ask for: what a property runs over, and what a counterexample is shrunk in.
import type { Duration } from '@sockeye/core';
import { milliseconds, NO_TIME } from '@sockeye/core';
import type { Action, CableSpec, Direction, Fault, Meaning } from '@sockeye/sim';
import fc from 'fast-check';

/** How bad a cable may be. Percentages are whole, 0 to 100; times are durations. */
export interface Hardship {
  /** The two ends, in the order of the cable. */
  readonly between: readonly [string, string];
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
  readonly corrupt: number;
  /** Random faults cease then: the cable is healed. */
  readonly until: Duration;
}

const NO_FAULT = undefined;

/** A percentage fault, or none; shrinks towards none. */
const percentage = (
  tag: 'Loss' | 'Duplication' | 'Corruption',
  most: number,
  until: Duration,
): fc.Arbitrary<Fault | undefined> =>
  fc
    .integer({ min: 0, max: most })
    .map((percent): Fault | undefined =>
      percent === 0 ? NO_FAULT : { _tag: tag, direction: undefined, until, percent, correlation: 0 },
    );

/** Reordering, or none. It needs a delay to act, which the cable must have. */
const reordering = (most: number, until: Duration): fc.Arbitrary<Fault | undefined> =>
  fc
    .record({ percent: fc.integer({ min: 0, max: most }), gap: fc.integer({ min: 1, max: 5 }) })
    .map(({ percent, gap }): Fault | undefined =>
      percent === 0 ? NO_FAULT : { _tag: 'Reordering', direction: undefined, until, percent, gap, correlation: 0 },
    );

const present = (faults: ReadonlyArray<Fault | undefined>): ReadonlyArray<Fault> =>
  faults.filter((fault) => fault !== undefined);

/**
 * A cable whose random faults are no worse than that, and cease.
 *
 * Takes   the worst that is allowed
 * Gives   cables of any rate from 1 Mbit/s, delays from 1 to 50 ms, queues from 5 frames, MTUs from 576 octets
 *
 * @category faults
 * @since 0.1.0
 */
export const cableUnder = (hardship: Hardship): fc.Arbitrary<CableSpec> =>
  fc
    .record({
      rate: fc.constantFrom(undefined, 1_000_000, 10_000_000, 100_000_000),
      delay: fc.integer({ min: 1, max: 50 }),
      queue: fc.integer({ min: 5, max: 100 }),
      mtu: fc.constantFrom(1500, 576, 1280),
      faults: fc.tuple(
        percentage('Loss', hardship.loss, hardship.until),
        percentage('Duplication', hardship.duplicate, hardship.until),
        reordering(hardship.reorder, hardship.until),
        percentage('Corruption', hardship.corrupt, hardship.until),
      ),
    })
    .map(({ rate, delay, queue, mtu, faults }) => ({
      between: hardship.between,
      rate,
      delay: milliseconds(delay),
      queue,
      mtu,
      faults: present(faults),
    }));

/**
 * A cable without a fault of its own, for scripts to be laid on.
 *
 * @category faults
 * @since 0.1.0
 */
export const cleanCable = (between: readonly [string, string], delay: Duration): CableSpec => ({
  between,
  rate: 10_000_000,
  delay,
  queue: 1_000,
  mtu: 1_500,
  faults: [],
});

type Deed = 'Lose' | 'Duplicate' | 'Delay' | 'Corrupt';

const DEEDS: ReadonlyArray<Deed> = ['Lose', 'Duplicate', 'Delay', 'Corrupt'];

const actionOf = (deed: Deed, late: Duration): Action => {
  switch (deed) {
    case 'Lose':
      return { _tag: 'Lose' };
    case 'Duplicate':
      return { _tag: 'Duplicate', after: NO_TIME };
    case 'Delay':
      return { _tag: 'Delay', by: late };
    case 'Corrupt':
      return { _tag: 'Corrupt', bit: undefined };
  }
};

/**
 * A list of scripted faults, each of which strikes one frame. Shrinks to fewer faults, then to earlier frames.
 *
 * Takes   the directions and meanings to choose from, and how many frames of each may be struck
 *
 * @category faults
 * @since 0.1.0
 */
export const scripts = (
  directions: ReadonlyArray<Direction>,
  meanings: ReadonlyArray<Meaning>,
  frames: number,
): fc.Arbitrary<ReadonlyArray<Fault>> =>
  fc.uniqueArray(
    fc
      .record({
        direction: fc.constantFrom(...directions),
        meaning: fc.constantFrom(...meanings),
        occurrence: fc.integer({ min: 1, max: frames }),
        action: fc.constantFrom(...DEEDS),
        late: fc.integer({ min: 1, max: 100 }),
      })
      .map(({ direction, meaning, occurrence, action, late }): Fault => ({
        _tag: 'Script',
        direction,
        meaning,
        occurrence,
        action: actionOf(action, milliseconds(late)),
      })),
    {
      maxLength: 8,
      // One frame is struck by one fault.
      selector: (fault) =>
        fault._tag === 'Script'
          ? `${fault.direction.from}→${fault.direction.to} ${fault.meaning} #${fault.occurrence}`
          : fault._tag,
    },
  );
