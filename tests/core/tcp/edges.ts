// Pairs whose sequence numbers begin where one wants them.
import { initialSequence, secretOf } from '../../../packages/core/src/tcp/initialSequence.ts';
import { tcp } from '../../../packages/core/src/tcp/index.ts';
import type { TcpConfig } from '../../../packages/core/src/tcp/Turn.ts';
import type { Endpoint } from '../../../packages/core/src/wire/addresses.ts';
import { distance, seqnum } from '../../../packages/core/src/wire/seqnum.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';
import { CLIENT, Pair, PLAIN, SERVER, type Judge } from './pair.ts';

/** So far before an edge a number is near it. A number grows by 250 in a millisecond: the handshake must not pass the edge. */
const NEAR = { least: 20_000, most: 60_000 };

/**
 * A seed with which the numbers of a connection begin shortly before an edge: the function behind them is a hash, so seeds are tried,
 * always in the same order.
 */
export const seedNear = (edge: number, local: Endpoint, remote: Endpoint): number => {
  for (let seed = 0; ; seed++) {
    const before = distance(seqnum(edge), initialSequence(secretOf(seed), local, remote, instant(0)));
    if (before > NEAR.least && before < NEAR.most) return seed;
  }
};

/** Two TCPs, not connected yet: the client's numbers will cross one edge, the server's another. */
export const pairAt = (
  edges: readonly [client: number, server: number],
  judge?: Judge,
  config: Partial<TcpConfig> = {},
): Pair => {
  const pair = new Pair(judge, config);
  const of = (seed: number): ReturnType<typeof tcp> => tcp({ mtu: 1_500, profile: PLAIN, ...config, seed });
  pair.layers.client = of(seedNear(edges[0], CLIENT, SERVER));
  pair.layers.server = of(seedNear(edges[1], SERVER, CLIENT));
  return pair;
};
