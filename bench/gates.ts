// The gates as data, in one table. Only what is relative to ourselves, or a count: no peer, no absolute time.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { priceOfBulk, priceOfDatagrams, priceOfEcho } from './adapter.ts';
import { priceOfPurity } from './bulk.ts';
import { priceOfLoss } from './bulkLoss.ts';
import { growth as growthOfConnections } from './flows.ts';
import { growth as growthOfHosts } from './hosts.ts';
import { hundredPairs, perIdleConnection, perSnapshot } from './memory.ts';
import { priceOfStart } from './tiny.ts';
import type { Ratio } from './turns.ts';
import { inTurn, paired } from './turns.ts';
import { bundled, processOf } from './whole.ts';
import { priceOfCapture, priceOfLazy, writtenUnseen } from './wire.ts';

/** A measure, and what it must not exceed. */
export interface Gate {
  /** Its number in the plan of performance; one number may have several rows. */
  readonly number: string;
  readonly about: string;
  readonly gate: number;
  /** How many rounds the first try has; 0: it is a count or a size, the same each time, and tried once. */
  readonly rounds: number;
  /** Undefined: it cannot be measured here, and `missing` says what for. */
  readonly measure: (rounds: number) => Promise<Ratio | undefined> | Ratio | undefined;
  readonly missing?: string;
}

const exactly = (value: number): Ratio => ({ median: value, best: value });

const MB = 1_000_000;

/** The other Node that `node scripts/engines.mjs` installs. */
const OTHER = fileURLToPath(new URL('../node_modules/.engines/22/node_modules/node/bin/node', import.meta.url));

const node20AgainstNode22 = async (rounds: number): Promise<Ratio | undefined> => {
  if (!existsSync(OTHER) || !process.version.startsWith('v20.')) return undefined;
  execFileSync(OTHER, ['--version']);
  const file = await bundled('cold');
  const once = (node: string) => (): number =>
    (
      JSON.parse(processOf(node, [file, 'bytes', String(20 * MB), '1', '1']).printed) as {
        readonly milliseconds: number;
      }
    ).milliseconds;
  const [twenty, other] = await inTurn([once(process.execPath), once(OTHER)], rounds);
  return paired(twenty!, other!);
};

export const GATES: ReadonlyArray<Gate> = [
  {
    number: 'P8',
    about: 'step against run, bytes',
    gate: 1.5,
    rounds: 5,
    measure: (rounds) => priceOfPurity(10 * MB, rounds),
  },
  {
    number: 'P9',
    about: '1 % loss, ns a frame against none',
    gate: 1.4,
    rounds: 5,
    measure: (rounds) => priceOfLoss(10 * MB, rounds),
  },
  {
    number: 'P10',
    about: 'ns a step, worst of 100 to 10,000 connections against 10',
    gate: 2.5,
    rounds: 2,
    measure: (rounds) => growthOfConnections(20 * MB, rounds),
  },
  {
    number: 'P11',
    about: 'ns a frame, 1,000 host pairs against 1',
    gate: 3,
    rounds: 2,
    measure: (rounds) => growthOfHosts(100 * MB, rounds),
  },
  {
    number: 'P13',
    about: 'octets of heap an idle connection, 10,000 of them',
    gate: 4_000,
    rounds: 0,
    measure: () => exactly(perIdleConnection(10_000).heap),
  },
  {
    number: 'P14',
    about: 'octets of heap a kept world, 100 pairs',
    gate: 6_000,
    rounds: 0,
    measure: () => exactly(perSnapshot(hundredPairs).heap),
  },
  {
    number: 'P16',
    about: 'trace and pcapng on against off, bytes',
    gate: 1.3,
    rounds: 3,
    measure: (rounds) => priceOfCapture(10 * MB, rounds),
  },
  {
    number: 'P17',
    about: 'adapter against net, echo, 1 connection',
    gate: 1.15,
    rounds: 11,
    measure: (rounds) => priceOfEcho(1, rounds),
  },
  {
    number: 'P17',
    about: 'adapter against net, echo, 50 connections',
    gate: 1.15,
    rounds: 11,
    measure: (rounds) => priceOfEcho(50, rounds),
  },
  { number: 'P17', about: 'adapter against net, bulk of 64 kB', gate: 1.15, rounds: 11, measure: priceOfBulk },
  { number: 'P17', about: 'adapter against dgram, echo', gate: 1.15, rounds: 11, measure: priceOfDatagrams },
  { number: 'P18', about: 'tiny, whole process against node -e 0', gate: 1.8, rounds: 11, measure: priceOfStart },
  {
    number: 'P19',
    about: 'Node 20 against Node 22, cold, bytes',
    gate: 1.5,
    rounds: 3,
    measure: node20AgainstNode22,
    missing: 'it needs this to be Node 20, and the Node 22 of scripts/engines.mjs',
  },
  {
    number: 'P20',
    about: 'frames written while nobody looks',
    gate: 0,
    rounds: 0,
    measure: () => exactly(writtenUnseen(10 * MB)),
  },
  {
    number: 'P20',
    about: 'lazy, nobody looking, against bytes',
    gate: 0.6,
    rounds: 5,
    measure: (rounds) => priceOfLazy(10 * MB, rounds),
  },
];
