// Faults above a kernel: what can be done to a datagram is done as it is sent. Segments of TCP, and the frames of both, are the
// kernel's own, and out of reach.
import type { Duration } from '@sockeye/core';
import { hashText, NO_TIME } from '@sockeye/core';
import type { CableSpec, Fault, ModelFault, Purpose, Scenario } from '@sockeye/sim';
import { correlated, draw, happens, isModelFault, PURPOSE, showFault, spread, tableOf, threshold } from '@sockeye/sim';

type Random = Exclude<Fault, ModelFault | { readonly _tag: 'Script' }>;

/** Can this fault be brought upon a datagram on its way into a socket? The models need the cable itself. */
export const isApplicable = (fault: Fault): boolean =>
  fault._tag === 'Script'
    ? fault.meaning === 'udp' && fault.copy !== true && fault.action._tag !== 'Hurry' && fault.action._tag !== 'Mark'
    : fault._tag !== 'Reordering' && !isModelFault(fault);

/** One direction of a cable: how many datagrams went that way, and the last correlated numbers. */
interface Way {
  readonly key: number;
  readonly from: string;
  readonly to: string;
  readonly faults: ReadonlyArray<Fault>;
  sent: number;
  readonly last: Map<Purpose, number>;
}

const isFor = ({ direction }: Fault, from: string, to: string): boolean =>
  direction === undefined || (direction.from === from && direction.to === to);

const wayOf = ({ faults }: CableSpec, from: string, to: string): Way => ({
  key: hashText(`${from}→${to}`),
  from,
  to,
  faults: faults.filter((fault) => isApplicable(fault) && isFor(fault, from, to)),
  sent: 0,
  last: new Map(),
});

/** What happens to one datagram: when each copy of it goes; none when it is lost. */
export class DatagramFaults {
  private readonly ways: ReadonlyArray<Way>;
  private readonly seed: number;

  constructor({ cables, seed }: Pick<Scenario, 'cables' | 'seed'>) {
    this.seed = seed;
    this.ways = cables.flatMap((cable) => {
      const [a, b] = cable.between;
      return [wayOf(cable, a, b), wayOf(cable, b, a)];
    });
  }

  /**
   * Judges a datagram. It goes over the sender's cable and over the receiver's, which are one where they are neighbours.
   *
   * Takes   the names of both hosts, and the time since the beginning
   * Gives   a delay for each copy that is to be sent
   */
  judge(from: string, to: string, now: Duration): ReadonlyArray<Duration> {
    let copies: ReadonlyArray<Duration> = [NO_TIME];
    for (const way of this.ways) {
      if (way.from !== from && way.to !== to) continue;
      way.sent += 1;
      for (const fault of way.faults) copies = this.strike(way, fault, now, copies);
    }
    return copies;
  }

  private strike(way: Way, fault: Fault, now: Duration, copies: ReadonlyArray<Duration>): ReadonlyArray<Duration> {
    if (isModelFault(fault)) return copies;
    if (fault._tag !== 'Script') return this.chance(way, fault, now, copies);
    const { which, occurrence, since, until } = fault;
    const isMeant =
      which === undefined
        ? way.sent === occurrence
        : which === 'every'
          ? way.sent % occurrence === 0
          : way.sent <= occurrence;
    if (!isMeant || (since !== undefined && now < since) || (until !== undefined && now >= until)) return copies;
    const [first = NO_TIME] = copies;
    switch (fault.action._tag) {
      // A flipped bit is always noticed by a check sequence, and the datagram dropped.
      // So does one whose end is missing.
      case 'Lose':
      case 'Corrupt':
      case 'Truncate':
        return copies.slice(1);
      case 'Arrive':
        return [fault.action.after, ...copies.slice(1)];
      // No cable lets anything wait here, so nothing can be jumped; and a datagram's marks belong to the machine.
      case 'Hurry':
      case 'Mark':
        return copies;
      case 'Duplicate':
        return [...copies, (first + fault.action.after) as Duration];
      case 'Delay':
        return [(first + fault.action.by) as Duration, ...copies.slice(1)];
    }
  }

  private chance(way: Way, fault: Random, now: Duration, copies: ReadonlyArray<Duration>): ReadonlyArray<Duration> {
    if (fault.until !== undefined && now > fault.until) return copies;
    if (fault.since !== undefined && now < fault.since) return copies;
    switch (fault._tag) {
      case 'Loss':
        return this.hits(way, PURPOSE.loss, fault.percent, fault.correlation) ? copies.slice(1) : copies;
      case 'Corruption':
        return this.hits(way, PURPOSE.corrupt, fault.percent, fault.correlation) ? copies.slice(1) : copies;
      case 'Duplication':
        return this.hits(way, PURPOSE.duplicate, fault.percent, fault.correlation)
          ? [...copies, ...copies.slice(0, 1).map((delay) => (delay + (fault.after ?? 0)) as Duration)]
          : copies;
      case 'Delay': {
        const table = fault.distribution === undefined ? undefined : tableOf(fault.distribution);
        const held =
          fault.jitter === 0
            ? fault.delay
            : spread(fault.delay, fault.jitter, this.number(way, PURPOSE.delay, fault.correlation), table);
        return copies.map((delay) => Math.max(0, delay + held) as Duration);
      }
      case 'Reordering':
        return copies;
    }
  }

  private hits(way: Way, purpose: Purpose, percent: number, correlation: number): boolean {
    return percent > 0 && happens(threshold(percent), this.number(way, purpose, correlation));
  }

  private number(way: Way, purpose: Purpose, correlation: number): number {
    const drawn = draw(this.seed, way.key, way.sent, 0, purpose);
    const number = correlated(
      threshold(correlation),
      drawn,
      way.last.get(purpose) ?? draw(this.seed, way.key, 0, 0, purpose),
    );
    way.last.set(purpose, number);
    return number;
  }
}

/** The faults of a scenario in their words, by whether they are applied to datagrams. */
export const sortFaults = ({
  cables,
}: Pick<Scenario, 'cables'>): { readonly applied: string; readonly left: string } => {
  const faults = cables.flatMap((cable) => cable.faults);
  const said = (which: (fault: Fault) => boolean): string => faults.filter(which).map(showFault).join('; ');
  return { applied: said(isApplicable), left: said((fault) => !isApplicable(fault)) };
};
