// Runs whose captures must be the same to the byte on every engine: every fault at once, UDP and TCP, and each way of making bytes.
import { milliseconds, seconds, utf8 } from '@sockeye/core';
import type { CableSpec, Fault, Wire } from '@sockeye/sim';
import { jsonl, ladder, pcapng, run, untilTime } from '@sockeye/sim';
import { CLIENT, messaging, SERVER, streaming } from '../reliability/worlds.ts';

/** A run, and what was captured of it. */
export interface Capture {
  readonly name: string;
  /** pcapng, with frame check sequences. */
  readonly capture: Uint8Array;
  /** The trace as JSON lines, and the ladder: text that must not depend on a locale either. */
  readonly text: string;
}

const chance = (percent: number, tag: 'Loss' | 'Duplication' | 'Corruption', correlation = 0): Fault => ({
  _tag: tag,
  direction: undefined,
  until: seconds(20),
  percent,
  correlation,
});

const FAULTS: ReadonlyArray<Fault> = [
  chance(12.5, 'Loss'),
  chance(5, 'Duplication', 10),
  chance(7, 'Corruption'),
  { _tag: 'Reordering', direction: undefined, until: seconds(20), percent: 20, correlation: 0, gap: 2 },
  {
    _tag: 'Delay',
    direction: undefined,
    until: seconds(20),
    delay: milliseconds(3),
    jitter: milliseconds(2),
    correlation: 0,
  },
];

const cable = (faults: ReadonlyArray<Fault>, mtu: number): CableSpec => ({
  between: [CLIENT, SERVER],
  rate: 3_000_000,
  delay: milliseconds(7),
  queue: 30,
  mtu,
  faults,
});

const octets = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * i + 7 * i) & 255);

const WORLDS = [
  {
    name: 'tcp, clean',
    world: (seed: number, wire: Wire) => streaming([octets(20_000)], cable([], 1500), seed, wire),
  },
  {
    name: 'tcp, every fault',
    world: (seed: number, wire: Wire) => streaming([octets(9_000), octets(30_000)], cable(FAULTS, 1500), seed, wire),
  },
  {
    name: 'tcp, every fault, small packets',
    world: (seed: number, wire: Wire) => streaming([octets(9_000)], cable(FAULTS, 576), seed, wire),
  },
  {
    name: 'udp, every fault, fragments',
    world: (seed: number, wire: Wire) =>
      messaging(
        [utf8('one'), octets(200), octets(255), utf8(''), octets(100)],
        cable(FAULTS, 100),
        milliseconds(4),
        seed,
        wire,
      ),
  },
] as const;

/** All captures, seed by seed. */
export const captures = (seeds: ReadonlyArray<number>, wire: Wire = 'lazy'): ReadonlyArray<Capture> =>
  seeds.flatMap((seed) =>
    WORLDS.map(({ name, world }) => {
      const before = world(seed, wire);
      const { events } = run(before, untilTime(seconds(100)));
      return {
        name: `${name}, seed ${seed}`,
        capture: pcapng(before.setting, events, { fcs: true }),
        text: `${jsonl(events)}\n${ladder(before.setting, events)}`,
      };
    }),
  );
