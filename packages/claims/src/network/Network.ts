// A network: an assumption about what may happen to frames and hosts. Claims are made under one.
import type { Duration } from '@sockeye/core';
import type { Action, CableSpec, Fault, HostFault } from '@sockeye/sim';
import fc from 'fast-check';
import type { Play, Sizes } from '../play/Play.ts';
import { largestSizes } from '../play/Play.ts';
import type { Borne, Placed } from '../play/Trial.ts';

/**
 * What may happen: loss, duplication, reordering, corruption that a checksum notices (C) or does not (C*), delay beyond the
 * retransmission timeout (J), a crash (X), a partition (P).
 */
export type Letter = 'L' | 'D' | 'R' | 'C' | 'C*' | 'J' | 'X' | 'P';

/** All of a trial but the name of its play. */
export interface Drawn {
  readonly sizes: Sizes;
  readonly seed: number;
  readonly faults: ReadonlyArray<Placed>;
  readonly hosts: ReadonlyArray<Borne>;
}

/** Where a fault may stand, and how long it may rage. */
export interface Site {
  readonly rage: Duration;
  readonly patience: Duration;
}

/** What a network is made of. */
export interface NetworkSpec {
  /** Unique among the networks that a unit of work may name. */
  readonly name: string;
  /** In one sentence. */
  readonly says: string;
  readonly letters: ReadonlyArray<Letter>;
  /** What an explorer may do to one frame; none: this network cannot be explored frame by frame. */
  readonly actions: ReadonlyArray<Action>;
  /** The faults of one cable. They shrink towards none. */
  readonly onCable: (cable: CableSpec, site: Site) => fc.Arbitrary<ReadonlyArray<Fault>>;
  /** The faults of one host. */
  readonly onHost: (host: string, site: Site) => fc.Arbitrary<ReadonlyArray<HostFault>>;
}

/**
 * A network, from which trials of any play can be drawn.
 *
 * @category faults
 * @since 0.1.0
 */
export interface Network extends NetworkSpec {
  readonly trials: <S>(play: Play<S>) => fc.Arbitrary<Drawn>;
}

/** The numbers of a play, each within its bounds; they shrink towards the least. */
export const sizesOf = (play: Pick<Play, 'sizes'>): fc.Arbitrary<Sizes> =>
  fc.record(
    Object.fromEntries(
      Object.entries(play.sizes).map(([name, { least, most }]) => [name, fc.integer({ min: least, max: most })]),
    ),
  );

const flat = <A>(lists: ReadonlyArray<ReadonlyArray<A>>): ReadonlyArray<A> => lists.flatMap((list) => Array.from(list));

/**
 * Makes a network.
 *
 * Takes   its name, its sentence, and what it does to a cable and to a host
 * Gives   the network. A play whose numbers decide how many cables and hosts there are gets faults on those that are there
 * Fails   never
 *
 * @category faults
 * @since 0.1.0
 */
export const network = (spec: NetworkSpec): Network => ({
  ...spec,
  trials: <S>(play: Play<S>): fc.Arbitrary<Drawn> => {
    const { topology } = play.stage(largestSizes(play));
    const placed = topology.cables.map((cable, index) =>
      spec.onCable(cable, play).map((faults) => faults.map((fault): Placed => ({ cable: index, fault }))),
    );
    const borne = Object.keys(topology.hosts).map((host) =>
      spec.onHost(host, play).map((faults) => faults.map((fault): Borne => ({ host, fault }))),
    );
    return fc
      .record({
        sizes: sizesOf(play),
        seed: fc.integer({ min: 0, max: 4294967295 }),
        faults: fc.tuple(...placed).map(flat<Placed>),
        hosts: fc.tuple(...borne).map(flat<Borne>),
      })
      .map((drawn) => withoutStrays(play, drawn));
  },
});

/** Without what stands on cables and hosts that these numbers do not bring. */
const withoutStrays = <S>(play: Play<S>, drawn: Drawn): Drawn => {
  if (drawn.faults.length === 0 && drawn.hosts.length === 0) return drawn;
  const { topology } = play.stage(drawn.sizes);
  return {
    sizes: drawn.sizes,
    seed: drawn.seed,
    faults: drawn.faults.filter(({ cable }) => cable < topology.cables.length),
    hosts: drawn.hosts.filter(({ host }) => Object.hasOwn(topology.hosts, host)),
  };
};

/** Of these there may be many. */
const MANY: ReadonlySet<string> = new Set(['Script', 'Pause', 'Crash', 'Clock']);

const LAWS_OF_LOSS: ReadonlySet<string> = new Set(['Loss', 'GilbertElliott', 'FourState', 'Burst']);

/** What a cable or a host can have only one of: the same kind of fault twice in one direction. */
const keyOf = ({ _tag }: Fault | HostFault): string => {
  if (MANY.has(_tag)) return '';
  return LAWS_OF_LOSS.has(_tag) ? 'loss' : _tag;
};

const firstOfEach = <F extends Fault | HostFault>(faults: ReadonlyArray<F>): ReadonlyArray<F> => {
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const key = keyOf(fault);
    if (key === '') return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

const unique = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> => Array.from(new Set(values));

/**
 * A network in which all of these may happen. Of two faults of which a cable can have only one, the first network's counts.
 *
 * @category faults
 * @since 0.1.0
 */
export const together = (name: string, says: string, networks: ReadonlyArray<NetworkSpec>): Network =>
  network({
    name,
    says,
    letters: unique(networks.flatMap(({ letters }) => letters)),
    actions: networks
      .flatMap(({ actions }) => actions)
      .filter((action, index, all) => all.findIndex((other) => sameAction(other, action)) === index),
    onCable: (cable, site) =>
      fc.tuple(...networks.map(({ onCable }) => onCable(cable, site))).map((lists) => firstOfEach(flat(lists))),
    onHost: (host, site) =>
      fc.tuple(...networks.map(({ onHost }) => onHost(host, site))).map((lists) => firstOfEach(flat(lists))),
  });

const sameAction = (a: Action, b: Action): boolean => JSON.stringify(a) === JSON.stringify(b);
