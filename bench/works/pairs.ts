// Worlds of pairs: a source and a sink on a cable of their own, once or a thousand times, or all behind one switch.
import type { Endpoint, HostState, Program } from '@sockeye/core';
import { BEGINNING, host, ipv4Address, milliseconds, NO_BYTES } from '@sockeye/core';
import type { CableSpec, Fault, HostSpec, Start, Wire, World } from '@sockeye/sim';
import { build } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { sinkOf } from './programs.ts';

/** What differs between works. */
export interface Pairs {
  readonly wire: Wire;
  /** What runs at the source, given where its sink listens, and at the sink, given the same. */
  readonly source: (remote: Endpoint) => Program<unknown, unknown>;
  readonly sink: (local: Endpoint) => Program<unknown, unknown>;
  readonly pairs?: number;
  /** Bits a second; 100 Mbit/s by default. */
  readonly rate?: number;
  readonly queue?: number;
  readonly faults?: ReadonlyArray<Fault>;
}

const at = (pair: number, last: number): HostSpec => ({
  address: { address: ipv4Address(10, pair >> 8, pair & 255, last), prefix: 24 },
  mac: undefined,
  gateway: undefined,
});

/** A world in which each source is about to begin. The first pair is `source` and `sink`, the next `source1` and `sink1`. */
export const pairsOf = (work: Pairs): World<HostState> => {
  const { wire, pairs = 1, rate = 100_000_000, queue = 1_000, faults = [] } = work;
  const hosts: Record<string, HostSpec> = {};
  const cables: Array<CableSpec> = [];
  const starts: Array<Start> = [];
  for (let i = 0; i < pairs; i++) {
    const [source, sink] = i === 0 ? ['source', 'sink'] : [`source${i}`, `sink${i}`];
    hosts[source] = at(i, 1);
    hosts[sink] = at(i, 2);
    cables.push({ between: [source, sink], rate, delay: milliseconds(10), queue, mtu: 1_500, faults });
    starts.push({ host: sink, program: work.sink(sinkOf(i)), words: 'sink', input: NO_BYTES, when: BEGINNING });
    starts.push({ host: source, program: work.source(sinkOf(i)), words: 'source', input: NO_BYTES, when: BEGINNING });
  }
  const world = build({
    topology: { hosts, routers: {}, switches: [], hubs: [], cables },
    seed: 1,
    wire,
    host,
    starts,
  });
  if (E.isLeft(world)) throw new Error(world.left.map((problem) => `${problem.path}: ${problem.says}`).join('\n'));
  return world.right;
};
