// Any trial, rewritten as an explicit list of scripted faults on clean cables that gives the very same run. From here on nobody throws
// dice, so a fault can be taken away and all others stay what they are.
//
// Nothing is asked of the models that made the trial: for each frame it is enough to know when it arrived, and as what. Beside the trace
// a clean cable is computed, frame by frame; where the frame did otherwise than that cable lets it, a script says what it did.
import type { Instant, Line } from '@sockeye/core';
import { between, frameLength, quietLine, transmit } from '@sockeye/core';
import type { Action, Fault, Problem, World } from '@sockeye/sim';
import { lineOf } from '@sockeye/sim';
import { E } from '../basis/fp.ts';
import type { Performance } from '../play/perform.ts';
import { perform } from '../play/perform.ts';
import type { Play } from '../play/Play.ts';
import type { Placed, Trial } from '../play/Trial.ts';
import type { Address } from './addresses.ts';
import { AddressBook } from './addresses.ts';
import { damageTo } from './damage.ts';
import type { Journey } from './journeys.ts';
import { JOURNEY_KINDS, journeys } from './journeys.ts';

/** One line while a trace is read: the clean cable beside it, and the names of its frames. */
interface Side {
  line: Line;
  readonly book: AddressBook;
  readonly from: string;
  readonly to: string;
  readonly yields: ReadonlyMap<Journey, number>;
}

const sideOf = <S>({ setting }: World<S>, index: number, yields: ReadonlyMap<Journey, number>): Side | undefined => {
  const line = setting.lines[index];
  if (line === undefined) return undefined;
  const nameOf = (node: number): string => setting.nodes[node]?.name ?? '';
  const [from, to] = [nameOf(line.from), nameOf(line.to)];
  return { line: quietLine(line.config), book: new AddressBook(), from, to, yields };
};

/**
 * Who arrived behind a frame that was sent later, and at the same instant: the agenda would let it go first, so a script must let it
 * yield, once or more often.
 */
const yields = (all: ReadonlyArray<Journey>): ReadonlyMap<Journey, number> => {
  // The agenda's order: a copy is put on the cable before its original.
  const sent = all.flatMap((journey) => (journey.copy === undefined ? [journey] : [journey.copy, journey]));
  const order = new Map(sent.map((journey, index) => [journey, index]));
  const arrived = sent.filter(({ arrivedAt }) => arrivedAt !== undefined).toSorted((a, b) => a.arrivedBy - b.arrivedBy);
  const times = new Map<Journey, number>();
  let last: Journey | undefined;
  for (const journey of arrived) {
    if (last !== undefined && last.arrivedAt === journey.arrivedAt) {
      const before = times.get(last) ?? 0;
      const isLater = (order.get(last) ?? 0) < (order.get(journey) ?? 0);
      const mine = isLater ? before : before + 1;
      if (mine > 0) times.set(journey, mine);
    }
    last = journey;
  }
  return times;
};

/** How a frame of this length came to arrive then, as an action; none where a clean cable lets it arrive so. */
const wayOf = (side: Side, journey: Journey, arrivedAt: Instant, behind: number): ReadonlyArray<Action> => {
  const { sentAt } = journey;
  const length = frameLength(journey.arrived ?? journey.data);
  if (behind > 0) return [{ _tag: 'Arrive', after: between(sentAt, arrivedAt), behind }];
  const usual = transmit(side.line, length, sentAt);
  if (usual._tag === 'Sent' && usual.departs <= arrivedAt) {
    if (usual.arrives === arrivedAt) {
      side.line = usual.state;
      return [];
    }
    if (usual.departs === arrivedAt) {
      side.line = usual.state;
      return [{ _tag: 'Hurry' }];
    }
    if (usual.arrives < arrivedAt) {
      side.line = usual.state;
      return [{ _tag: 'Delay', by: between(usual.arrives, arrivedAt) }];
    }
  }
  // Sooner than its turn: past whoever waits, and the cable is not taken by it.
  return [{ _tag: 'Arrive', after: between(sentAt, arrivedAt) }];
};

/** What happened to a frame that arrived, and how it did. */
const passed = (side: Side, journey: Journey, arrivedAt: Instant): ReadonlyArray<Action> => [
  ...(journey.arrived === undefined ? [] : damageTo(journey.data, journey.arrived, journey.isMarked)),
  ...wayOf(side, journey, arrivedAt, side.yields.get(journey) ?? 0),
];

/** What happened to a frame that never arrived: nothing, where it is still under way, or a clean cable has no room for it either. */
const vanished = (side: Side, journey: Journey, end: Instant): ReadonlyArray<Action> => {
  const usual = transmit(side.line, frameLength(journey.data), journey.sentAt);
  if (usual._tag === 'Dropped') return [];
  if (!journey.isTaken && usual.arrives > end) {
    side.line = usual.state;
    return [];
  }
  return [{ _tag: 'Lose' }];
};

/** A deed, and whether it was done to the copy. */
interface Deed {
  readonly action: Action;
  readonly copy: boolean;
}

const plain = (actions: ReadonlyArray<Action>, copy = false): ReadonlyArray<Deed> =>
  actions.map((action) => ({ action, copy }));

const deedsOf = (side: Side, journey: Journey, end: Instant): ReadonlyArray<Deed> => {
  const { copy, arrivedAt } = journey;
  if (copy?.arrivedAt === undefined) {
    return plain(arrivedAt === undefined ? vanished(side, journey, end) : passed(side, journey, arrivedAt));
  }
  // Only one of the two arrived: whichever it was, it is the frame.
  if (arrivedAt === undefined) return plain(passed(side, copy, copy.arrivedAt));
  // A copy is put on the cable before its original. It has the mark of the original already.
  const its = passed(side, copy, copy.arrivedAt).filter((action) => action._tag !== 'Mark' || !journey.isMarked);
  const late = its.find((action) => action._tag === 'Delay');
  const twin: Action = {
    _tag: 'Duplicate',
    after: late?._tag === 'Delay' ? late.by : between(copy.sentAt, copy.sentAt),
  };
  return [
    { action: twin, copy: false },
    ...plain(
      its.filter((action) => action !== late),
      true,
    ),
    ...plain(passed(side, journey, arrivedAt)),
  ];
};

const scriptOf = ({ from, to }: Side, { meaning, octets, occurrence }: Address, { action, copy }: Deed): Fault => ({
  _tag: 'Script',
  direction: { from, to },
  meaning,
  occurrence,
  ...(octets === undefined ? {} : { octets }),
  ...(copy ? { copy } : {}),
  action,
});

/**
 * The faults of a performance, one script for each thing that was done to a frame, in the order in which the frames were sent.
 *
 * Takes   how a trial went, with all events of frames and all notes
 * Gives   the scripts
 * Fails   never
 */
export const scriptsOf = <S>({ beginning, events, end }: Performance<S>): ReadonlyArray<Placed> => {
  const sides = new Map<number, Side>();
  const placed: Array<Placed> = [];
  const all = journeys(events);
  const late = yields(all);
  for (const journey of all) {
    const index = lineOf(journey.frame);
    const side = sides.get(index) ?? sideOf(beginning, index, late);
    if (side === undefined) continue;
    sides.set(index, side);
    const address = side.book.next(journey.data);
    for (const deed of deedsOf(side, journey, end.at)) {
      placed.push({ cable: index >> 1, fault: scriptOf(side, address(), deed) });
    }
  }
  return placed;
};

/**
 * A trial as an explicit list of faults.
 *
 * Every frame is addressed by what it means — `SYN-ACK`, `data 1461..2920`, the how-manieth of these — so that most addresses still
 * mean the same frame when other faults are gone. Faults of hosts stay as they are: they are explicit.
 *
 * Takes   the play and the trial
 * Gives   a trial of the same play, with scripts alone on its cables, that runs in the same way, frame by frame and octet by octet.
 *         Where a model holds frames back before the cable (rate, slot, a queue discipline), a frame that arrives in the very
 *         nanosecond in which a timer rings may come before it instead of behind it
 * Fails   where the trial has problems
 *
 * @category shrinking
 * @since 0.1.0
 */
export const record = <S>(play: Play<S>, trial: Trial): E.Either<ReadonlyArray<Problem>, Trial> => {
  const performed = perform(play, trial, JOURNEY_KINDS);
  if (E.isLeft(performed)) return performed;
  return E.right({ ...trial, faults: scriptsOf(performed.right) });
};
