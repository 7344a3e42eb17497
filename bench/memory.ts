// `idle-memory` and `snapshot-memory`: what connections and kept worlds hold. (P13, P14)
import type { HostState } from '@sockeye/core';
import { after, BEGINNING, seconds } from '@sockeye/core';
import type { World } from '@sockeye/sim';
import { run as runWorld, step, whoWaits } from '@sockeye/sim';
import type { Memory } from './heap.ts';
import { costOf } from './heap.ts';
import { head, table, whole } from './turns.ts';
import { bulk } from './works/bulk.ts';
import { idle, split } from './works/flows.ts';

/** Runs until nothing moves; at each end of each connection somebody waits in `recv`, or else this is no result. */
const established = (world: World<HostState>, connections: number): World<HostState> => {
  const { world: later } = runWorld(world, { instant: after(BEGINNING, seconds(10)), kinds: [] });
  const waiting = whoWaits(later).filter(({ request }) => request.call === 'recv').length;
  if (waiting !== 2 * connections) throw new Error(`${waiting} ends of ${connections} connections wait`);
  return later;
};

/** P13: octets for each idle established connection, both ends of it. */
export const perIdleConnection = (connections: number): Memory =>
  costOf(connections, () => established(idle(connections, 'lazy'), connections), whoWaits);

/** Steps until all of them flow, and how many worlds are kept after that. */
const EARLIER = 5_000;
const KEPT = 5_000;

const stepped = (world: World<HostState>, count: number, each: (world: World<HostState>) => void): World<HostState> => {
  let current = world;
  for (let i = 0; i < count; i++) {
    if (current.agenda === undefined) throw new Error('nothing flows any more');
    [current] = step(current);
    each(current);
  }
  return current;
};

/** P14: octets for each kept world, one event later than the one before. */
export const perSnapshot = (make: () => World<HostState>, kept = KEPT): Memory => {
  const flowing = stepped(make(), EARLIER, () => undefined);
  return costOf(
    kept,
    () => {
      const worlds: Array<World<HostState>> = [];
      stepped(flowing, kept, (world) => worlds.push(world));
      return worlds;
    },
    (worlds) => {
      if (worlds.length !== kept || flowing.now > worlds[0]!.now) throw new Error('not every world was kept');
    },
  );
};

/** The work that P14 speaks of. */
export const hundredPairs = (): World<HostState> => bulk(10_000_000, 'lazy', [], 100);

/** Worlds in which octets flow. */
const FLOWING: ReadonlyArray<readonly [name: string, make: () => World<HostState>]> = [
  ['1 pair', () => bulk(100_000_000, 'lazy')],
  ['100 connections', () => split(100_000_000, 100, 'lazy')],
  ['100 pairs', hundredPairs],
];

const row = (name: string, { heap, buffers }: Memory): ReadonlyArray<string> => [name, whole(heap), whole(buffers)];

/** Measures and prints. */
export const runIdle = (): void => {
  head('idle-memory', 'octets an idle established connection, both ends, sockets and threads included', 1);
  table(
    ['connections', 'heap', 'buffers'],
    [1_000, 10_000].map((count) => row(whole(count), perIdleConnection(count))),
  );
};

/** Nanoseconds to go one event on from a kept world: the first step of a fork. */
const fork = (make: () => World<HostState>): number => {
  const worlds: Array<World<HostState>> = [];
  stepped(make(), EARLIER + KEPT, (world) => worlds.push(world));
  const begin = performance.now();
  let moved = 0;
  for (const world of worlds) moved += step(world)[0].now - world.now;
  const took = ((performance.now() - begin) * 1e6) / worlds.length;
  if (moved <= 0) throw new Error('no fork moved');
  return took;
};

/** Measures and prints. */
export const runSnapshots = (): void => {
  head(
    'snapshot-memory',
    `octets a kept world, ${whole(KEPT)} of them, wire lazy; to take one is to keep a reference`,
    1,
  );
  table(
    ['', 'heap', 'buffers', 'ns to fork'],
    FLOWING.map(([name, make]) => row(name, perSnapshot(make)).concat(whole(fork(make)))),
  );
};
