// The faults that networks are made of, as generators: each shrinks towards nothing at all.
import type { Duration } from '@sockeye/core';
import { milliseconds } from '@sockeye/core';
import type { CableSpec, Direction, Fault, HostFault } from '@sockeye/sim';
import fc from 'fast-check';
import type { Site } from './Network.ts';

type Faults = ReadonlyArray<Fault>;

const NONE: Faults = [];

/** A cable has nothing. */
export const nothing = (): fc.Arbitrary<Faults> => fc.constant(NONE);

/** A host has nothing. */
export const unharmed = (): fc.Arbitrary<ReadonlyArray<HostFault>> => fc.constant([]);

/** Both directions, or one of them. */
const direction = ({ between: [a, b] }: CableSpec): fc.Arbitrary<Direction | undefined> =>
  fc.constantFrom(undefined, { from: a, to: b }, { from: b, to: a });

/** Of how many frames in a hundred: 0 is no fault. */
const ofEach = (
  cable: CableSpec,
  most: number,
  make: (percent: number, direction: Direction | undefined) => Faults,
): fc.Arbitrary<Faults> =>
  fc
    .tuple(fc.integer({ min: 0, max: most }), direction(cable))
    .map(([percent, where]) => (percent === 0 ? NONE : make(percent, where)));

/** netem's independent loss. */
export const losing = (cable: CableSpec, { rage }: Site, most = 30): fc.Arbitrary<Faults> =>
  ofEach(cable, most, (percent, where) => [{ _tag: 'Loss', percent, correlation: 0, direction: where, until: rage }]);

/** A copy right behind the frame, or later: an old duplicate. */
export const doubling = (cable: CableSpec, { rage }: Site, most = 20): fc.Arbitrary<Faults> =>
  fc
    .tuple(fc.integer({ min: 0, max: most }), direction(cable), fc.constantFrom(0, 50, 400, 1_300, 3_500))
    .map(([percent, where, late]): Faults =>
      percent === 0
        ? NONE
        : [
            {
              _tag: 'Duplication',
              percent,
              correlation: 0,
              ...(late === 0 ? {} : { after: milliseconds(late) }),
              direction: where,
              until: rage,
            },
          ],
    );

/** Frames jump ahead of those under way; it acts on cables that have a delay. */
export const reordering = (cable: CableSpec, { rage }: Site, most = 30): fc.Arbitrary<Faults> =>
  cable.delay === 0
    ? nothing()
    : fc
        .tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 1, max: 5 }), direction(cable))
        .map(([percent, gap, where]): Faults =>
          percent === 0 ? NONE : [{ _tag: 'Reordering', percent, gap, correlation: 0, direction: where, until: rage }],
        );

/** One bit is flipped, or up to 32 in a row: every check notices. */
export const corrupting = (cable: CableSpec, { rage }: Site, most = 20): fc.Arbitrary<Faults> =>
  fc
    .tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 1, max: 32 }), direction(cable))
    .map(([percent, bits, where]): Faults =>
      percent === 0
        ? NONE
        : [
            {
              _tag: 'Corruption',
              percent,
              correlation: 0,
              ...(bits === 1 ? {} : { strike: { _tag: 'Bits', count: bits } as const }),
              direction: where,
              until: rage,
            },
          ],
    );

/** Damage that the Internet checksum does not notice, and over which the FCS is computed anew: a router with bad memory. */
export const disguising = (cable: CableSpec, { rage }: Site, most = 30): fc.Arbitrary<Faults> =>
  fc
    .tuple(fc.integer({ min: 0, max: most }), fc.constantFrom('Swap' as const, 'TwoFlips' as const), direction(cable))
    .map(([percent, strike, where]): Faults =>
      percent === 0
        ? NONE
        : [
            {
              _tag: 'Corruption',
              percent,
              correlation: 0,
              strike: { _tag: strike },
              fcs: true,
              direction: where,
              until: rage,
            },
          ],
    );

/** Every frame is late by chance, and so they overtake each other. */
export const jittering = (cable: CableSpec, { rage }: Site, most = 60): fc.Arbitrary<Faults> =>
  ofEach(cable, most, (ms, where) => [
    {
      _tag: 'Delay',
      delay: milliseconds(ms),
      jitter: milliseconds(ms),
      correlation: 0,
      direction: where,
      until: rage,
    },
  ]);

/** A constant delay: whoever has it keeps the order. */
export const slowing = (cable: CableSpec, { rage }: Site): fc.Arbitrary<Faults> =>
  ofEach(cable, 100, (ms, where) => [
    {
      _tag: 'Delay',
      delay: milliseconds(ms),
      jitter: milliseconds(0),
      correlation: 0,
      direction: where,
      until: rage,
    },
  ]);

/** Frames arrive long after everybody took them for lost. */
export const lagging = (cable: CableSpec, { rage }: Site): fc.Arbitrary<Faults> =>
  fc
    .tuple(
      fc.integer({ min: 0, max: 30 }),
      fc.boolean(),
      fc.constantFrom('Delay' as const, 'Script' as const),
      fc.integer({ min: 2, max: 9 }),
    )
    .map(([tenths, isForth, how, every]): Faults => {
      const [a, b] = cable.between;
      const where = isForth ? { from: a, to: b } : { from: b, to: a };
      if (tenths === 0) return NONE;
      const late = milliseconds(tenths * 100);
      if (how === 'Delay') {
        return [{ _tag: 'Delay', delay: late, jitter: late, correlation: 0, direction: where, until: rage }];
      }
      return [
        {
          _tag: 'Script',
          direction: where,
          meaning: 'frame',
          occurrence: every,
          which: 'every',
          action: { _tag: 'Delay', by: late },
          until: rage,
        },
      ];
    });

/** At most k of any n frames in a row are lost, whatever the law of loss. */
export const bounded = (cable: CableSpec, { rage }: Site): fc.Arbitrary<Faults> =>
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 }), direction(cable))
    .map(([k, more, where]): Faults =>
      k === 0
        ? NONE
        : [
            { _tag: 'Loss', percent: 60, correlation: 0, direction: where, until: rage },
            { _tag: 'AtMost', k, n: k + more, direction: where, until: rage },
          ],
    );

/** A time within the rage: from, and how long. */
const span = (rage: Duration): fc.Arbitrary<readonly [since: Duration, until: Duration]> => {
  const most = Math.max(1, Math.floor(rage / 1_000_000));
  return fc
    .tuple(fc.integer({ min: 0, max: most - 1 }), fc.integer({ min: 1, max: most }))
    .map(([since, length]) => [milliseconds(since), milliseconds(Math.min(most, since + length))] as const);
};

/** A line is cut, or holds what comes, for a while; in one direction or in both. */
export const parting = (cable: CableSpec, { rage }: Site): fc.Arbitrary<Faults> =>
  fc
    .tuple(fc.constantFrom('none' as const, 'Cut' as const, 'Hold' as const), direction(cable), span(rage))
    .map(([how, where, [since, until]]): Faults =>
      how === 'none' ? NONE : [{ _tag: how, direction: where, since, until }],
    );

/** A host crashes, and comes up again before the rage is over. */
export const crashing = (_host: string, { rage }: Site): fc.Arbitrary<ReadonlyArray<HostFault>> =>
  fc
    .tuple(fc.boolean(), span(rage))
    .map(([crashes, [at, restart]]): ReadonlyArray<HostFault> => (crashes ? [{ _tag: 'Crash', at, restart }] : []));
