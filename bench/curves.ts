// `curves`: the windows of Reno and CUBIC, against the laws of throughput, and against each other on one bottleneck.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { CongestionControl, Profile } from '@sockeye/core';
import { cubic, milliseconds, reno, seconds } from '@sockeye/core';
import type { Curve } from './chart.ts';
import { asSvg, asText } from './chart.ts';
import { cubicWindow, fairness, mathis, ott, pftk } from './laws.ts';
import { head, table } from './turns.ts';
import type { Sample } from './works/windows.ts';
import { converging, lossy, observe, promptly, unlucky } from './works/windows.ts';

const CONTROLS: Readonly<Record<string, CongestionControl>> = { reno, cubic };
const LOSSES = [0.001, 0.005, 0.01, 0.05];
const ROUND_TRIPS = [10, 50, 100, 200];
/** Losses that are left out, while the first slow start is digested; and losses that are measured. */
const DIGESTED = 20;
const MEASURED = 60;

/** The average window between two numbers of acknowledged segments: throughput times round trip. */
const averageWindow = (samples: ReadonlyArray<Sample>, from: number, rtt: number): number => {
  const first = samples.find(({ acknowledged }) => acknowledged >= from);
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) throw new Error('the flow stands still');
  return ((last.acknowledged - first.acknowledged) * rtt) / (last.at - first.at);
};

interface Cell {
  readonly control: string;
  readonly p: number;
  readonly rtt: number;
  readonly window: number;
}

const measured = (control: string, p: number, rtt: number): Cell => {
  const every = Math.round(1 / p);
  const total = (DIGESTED + MEASURED) * every;
  const world = lossy(promptly(CONTROLS[control]!), milliseconds(rtt), every, DIGESTED + MEASURED);
  const [samples = []] = observe(
    world,
    1,
    milliseconds(rtt),
    seconds(100_000),
    ([flow]) => (flow?.at(-1)?.acknowledged ?? 0) >= total,
  );
  return { control, p, rtt, window: averageWindow(samples, DIGESTED * every, rtt / 1_000) };
};

const percent = (ratio: number): string => `${ratio >= 1 ? '+' : ''}${(100 * (ratio - 1)).toFixed(0)} %`;

/** How many are within 15 %, and the worst of them. */
const verdict = (ratios: ReadonlyArray<number>): string => {
  const within = ratios.filter((ratio) => Math.abs(ratio - 1) <= 0.15).length;
  return `  within 15 %: ${within} of ${ratios.length}; ${percent(Math.min(...ratios))} to ${percent(Math.max(...ratios))}`;
};

const throughput = (): void => {
  head('curves', `average window in segments, every (1/p)-th segment lost, ${MEASURED} losses`, 1);
  const law = ({ control, p, rtt }: Cell): number => (control === 'reno' ? mathis(p) : cubicWindow(p, rtt / 1_000));
  const cells = Object.keys(CONTROLS).flatMap((control) =>
    LOSSES.flatMap((p) => ROUND_TRIPS.map((rtt) => measured(control, p, rtt))),
  );
  table(
    ['control', 'loss', 'RTT', 'window', 'law', 'off by'],
    cells.map((cell) => [
      cell.control,
      `${(100 * cell.p).toFixed(1)} %`,
      `${cell.rtt} ms`,
      cell.window.toFixed(1),
      law(cell).toFixed(1),
      percent(cell.window / law(cell)),
    ]),
  );
  console.log(verdict(cells.map((cell) => cell.window / law(cell))));
};

/** A TCP such as the authors of the laws watched: nothing but duplicate ACKs and the timer tells a loss. */
const plain = (): Profile => {
  const { handshake, recovery, ...profile } = promptly(reno);
  return {
    ...profile,
    handshake: { ...handshake, sack: false, timestamps: false },
    recovery: { ...recovery, rack: false, tlp: false, prr: false, frto: false, limitedTransmit: false, undo: false },
  };
};

/** Losses by chance: some windows lose their retransmission, or too much to tell, and the timer has to help. */
const byChance = (): void => {
  head('curves', 'each segment of Reno lost by chance; no SACK, RACK, TLP or PRR, so that timeouts count', 1);
  const rows = LOSSES.flatMap((p) =>
    ROUND_TRIPS.map((rtt) => {
      const segments = Math.round(250 / p);
      const [samples = []] = observe(
        unlucky(plain(), milliseconds(rtt), p),
        1,
        milliseconds(rtt),
        seconds(100_000),
        ([flow]) => (flow?.at(-1)?.acknowledged ?? 0) >= segments,
      );
      return { p, rtt, window: averageWindow(samples, segments / 20, rtt / 1_000), floor: pftk(p, rtt / 1_000, 1) };
    }),
  );
  table(
    ['loss', 'RTT', 'window', '1.31 / √p', 'off by', 'PFTK', '× PFTK'],
    rows.map(({ p, rtt, window, floor }) => [
      `${(100 * p).toFixed(1)} %`,
      `${rtt} ms`,
      window.toFixed(1),
      ott(p).toFixed(1),
      percent(window / ott(p)),
      floor.toFixed(1),
      (window / floor).toFixed(2),
    ]),
  );
  console.log(verdict(rows.map(({ p, window }) => window / ott(p))));
  console.log(`  at or above PFTK: ${rows.filter(({ window, floor }) => window >= floor).length} of ${rows.length}`);
};

/** What a reduction left of the window, on average: the threshold after it against the window before. */
const response = (samples: ReadonlyArray<Sample>): number => {
  const left = samples.flatMap((sample, i) => {
    const before = samples[i - 1];
    return before !== undefined && sample.ssthresh !== before.ssthresh && before.cwnd > 10 && before.at > 20
      ? [sample.ssthresh / before.cwnd]
      : [];
  });
  return left.reduce((a, b) => a + b, 0) / left.length;
};

interface Pair {
  readonly title: string;
  readonly curves: ReadonlyArray<Curve>;
  readonly cells: ReadonlyArray<string>;
}

const SECONDS = 200;

const shared = (names: readonly [string, string], rtt: number): Pair => {
  const rate = 20_000_000;
  const queue = Math.ceil((rate * (rtt / 1_000)) / 8 / 1_514);
  const world = converging(
    names.map((name) => promptly(CONTROLS[name]!)),
    { rate, rtt: milliseconds(rtt), queue, faults: [] },
  );
  const flows = observe(world, 2, milliseconds(rtt), seconds(SECONDS));
  const half = SECONDS / 2;
  const shares = flows.map((samples) => {
    const first = samples.find(({ at }) => at >= half)!;
    return (samples.at(-1)!.acknowledged - first.acknowledged) / half;
  });
  const [a = 0, b = 0] = shares;
  return {
    title: `${names.join(' and ')}, ${rtt} ms, 20 Mbit/s, queue ${queue}`,
    curves: names.map((name, i) => ({
      name: names[0] === names[1] ? `${name} ${i + 1}` : name,
      points: flows[i]!.filter((_, at) => at % Math.max(1, Math.floor(200 / rtt)) === 0).map(
        ({ at, cwnd }) => [at, cwnd] as const,
      ),
    })),
    cells: [
      names.join(' + '),
      `${rtt} ms`,
      ...shares.map((share) => ((share * 1_448 * 8) / 1e6).toFixed(1)),
      `${((100 * (a + b) * 1_514 * 8) / rate).toFixed(0)} %`,
      (a / b).toFixed(2),
      fairness(shares).toFixed(3),
      flows.map((samples) => response(samples).toFixed(2)).join(', '),
    ],
  };
};

const bottleneck = (): void => {
  const pairs = (
    [
      [['reno', 'reno'], 20],
      [['cubic', 'cubic'], 20],
      [['cubic', 'reno'], 10],
      [['cubic', 'reno'], 20],
      [['cubic', 'reno'], 100],
      [['cubic', 'reno'], 200],
    ] as const
  ).map(([names, rtt]) => shared(names, rtt));
  head('curves', `two flows on one bottleneck, the second half of ${SECONDS} s`, 1);
  table(
    ['flows', 'RTT', 'Mbit/s', 'Mbit/s', 'in use', 'first / second', "Jain's index", 'left after a loss'],
    pairs.map(({ cells }) => cells),
  );
  for (const { title, curves } of pairs) console.log(`\n  ${title}: windows in segments\n${asText(curves)}`);
  mkdirSync('reports', { recursive: true });
  writeFileSync('reports/curves.svg', asSvg(pairs));
  console.log('\n  the same as a picture: reports/curves.svg');
};

/** Measures and prints. */
export const run = (): void => {
  throughput();
  byChance();
  bottleneck();
};
