// `hosts`: the bulk work cut into pairs of hosts, each on a cable of its own. (P11; P15 is measured with the peers)
import type { Figure } from './measure.ts';
import { measure, nsAFrame } from './measure.ts';
import { median } from './rotate.ts';
import type { Ratio } from './turns.ts';
import { head, inTurn, paired, showRatio, table, whole } from './turns.ts';
import { bulk } from './works/bulk.ts';

const turns = (
  octets: number,
  pairs: ReadonlyArray<number>,
  rounds: number,
): Promise<ReadonlyArray<ReadonlyArray<Figure>>> =>
  inTurn(
    pairs.map((count) => () => measure(bulk(octets / count, 'lazy', [], count), octets)),
    rounds,
  );

/** P11: ns a frame, 1,000 pairs against one. */
export const growth = async (octets: number, rounds: number): Promise<Ratio> => {
  const [one, many] = await turns(octets, [1, 1_000], rounds);
  return paired(many!.map(nsAFrame), one!.map(nsAFrame));
};

/** Measures and prints. */
export const run = async (octets = 100_000_000, rounds = 3): Promise<void> => {
  const pairs = [1, 10, 100, 1_000];
  head('hosts', `${octets / 1e6} MB in all, wire lazy, warm`, rounds);
  const all = await turns(octets, pairs, rounds);
  table(
    ['pairs', 'ms', 'ns a frame', 'frames', 'steps', '× 1 pair'],
    pairs.map((count, i) => {
      const [one] = all[i]!;
      return [
        whole(count),
        whole(median(all[i]!.map(({ milliseconds }) => milliseconds))),
        whole(median(all[i]!.map(nsAFrame))),
        whole(one!.frames),
        whole(one!.steps),
        showRatio(paired(all[i]!.map(nsAFrame), all[0]!.map(nsAFrame))),
      ];
    }),
  );
};
