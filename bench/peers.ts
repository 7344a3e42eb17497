// npm run bench:peers: the same works on ns-3 and on us, whole processes in rotation. (P1–P4, P12, P15; P5–P7 by their anchors)
import { mkdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './rotate.ts';
import { head, inTurn, paired, table, whole } from './turns.ts';
import { bundled, inFolder, processOf } from './whole.ts';

/** What each of the programs prints, ours and theirs. */
interface Printed {
  readonly milliseconds: number;
  readonly frames: number;
  readonly steps: number;
  readonly simulated: number;
  readonly peak: number;
}

const MODULES = ['core', 'network', 'internet', 'applications', 'csma', 'point-to-point'].map((name) => `ns3-${name}`);

/** Builds the peer; undefined, and loud, where it is not installed. */
const ns3 = (): string | undefined => {
  const found = spawnSync('pkg-config', ['--cflags', '--libs', ...MODULES], { encoding: 'utf8' });
  if (found.status !== 0) {
    console.log(
      'ns-3 is NOT INSTALLED: nothing is compared with it. On Debian: apt-get install g++ pkg-config ns3 libns3-dev',
    );
    return undefined;
  }
  // The package names the GNU Scientific Library for its static form, and does not depend on it.
  const flags = found.stdout
    .trim()
    .split(/\s+/)
    .filter((flag) => !flag.includes('libgsl'));
  const output = inFolder('ns3');
  mkdirSync(inFolder(''), { recursive: true });
  const source = fileURLToPath(new URL('peers/ns3.cc', import.meta.url));
  processOf('g++', ['-O2', '-std=c++17', '-o', output, source, ...flags]);
  const version = spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'libns3-dev'], { encoding: 'utf8' });
  console.log(`ns-3 ${version.status === 0 ? version.stdout : 'of unknown version'}, Debian's build`);
  return output;
};

interface Match {
  readonly number: string;
  readonly about: string;
  readonly gate: number;
  /** Arguments of ours (cold.ts) and of theirs (ns3.cc). */
  readonly ours: ReadonlyArray<string>;
  readonly theirs: ReadonlyArray<string>;
  readonly rounds: number;
  /** Time by default, how many times as fast we are; or memory, how many times as much we take. */
  readonly measure?: 'memory';
}

const BULK = '100000000';

const MATCHES: ReadonlyArray<Match> = [
  {
    number: 'P1',
    about: 'bulk, wire bytes with FCS, against CSMA, real bytes and checksums',
    gate: 3,
    ours: ['bytes', BULK, '1', '1'],
    theirs: ['csma', 'real', BULK, '1', '1'],
    rounds: 5,
  },
  {
    // The FCS is made and verified here although that ns-3 makes none: no wire of ours leaves it out.
    number: 'P2',
    about: 'bulk, wire bytes and its FCS all the same, against p2p, real bytes and checksums',
    gate: 3,
    ours: ['bytes', BULK, '1', '1'],
    theirs: ['p2p', 'real', BULK, '1', '1'],
    rounds: 5,
  },
  {
    number: 'P3',
    about: 'bulk, wire lazy, against p2p, virtual payload, no checksums',
    gate: 4,
    ours: ['lazy', BULK, '1', '1'],
    theirs: ['p2p', 'virtual', BULK, '1', '1'],
    rounds: 5,
  },
  {
    number: 'P12',
    about: '10,000 flows of 10 kB on one pair, wire bytes, against p2p, real bytes and checksums',
    gate: 8,
    ours: ['bytes', '10000', '10000', '1'],
    theirs: ['p2p', 'real', '10000', '10000', '1'],
    rounds: 2,
  },
  {
    number: 'P15',
    about: 'peak memory at 1,000 host pairs, 100 kB each, wire bytes, against p2p, real bytes and checksums',
    gate: 1.5,
    ours: ['bytes', '100000', '1', '1000'],
    theirs: ['p2p', 'real', '100000', '1', '1000'],
    rounds: 2,
    measure: 'memory',
  },
];

/** Peers whose sources are not packaged, by what they were measured at beside ns-3 p2p (docs: performance). */
const ANCHORS: ReadonlyArray<readonly [number: string, peer: string, needs: number]> = [
  ['P4', 'the best build of ns-3, 1.45 × the packages', 2 * 1.45],
  ['P5', 'tcpip.js, 30 MB', 2.7],
  ['P6', 'lwIP in WASM, driven synchronously', 3],
  ['P7', 'lwIP in native C', 3],
];

const printed = (command: string, args: ReadonlyArray<string>): Printed =>
  JSON.parse(processOf(command, args).printed) as Printed;

const row = (name: string, runs: ReadonlyArray<Printed>): ReadonlyArray<string> => [
  name,
  whole(median(runs.map(({ milliseconds }) => milliseconds))),
  whole(runs[0]!.frames),
  whole(runs[0]!.steps),
  runs[0]!.simulated.toFixed(1),
  whole(median(runs.map(({ peak }) => peak)) / 1e6),
];

const asked = process.argv.slice(2);
const peer = ns3();
if (peer !== undefined) {
  const file = await bundled('cold');
  for (const { number, about, gate, ours, theirs, rounds, measure } of MATCHES) {
    if (asked.length > 0 && !asked.includes(number)) continue;
    head(number, `${about}; cold`, rounds);
    const [them, us] = await inTurn(
      [() => printed(peer, theirs), () => printed(process.execPath, [file, ...ours])],
      rounds,
      0,
    );
    table(['', 'ms', 'frames', 'steps', 'simulated s', 'peak MB'], [row('ns-3', them!), row('Sockeye', us!)]);
    const of = (runs: ReadonlyArray<Printed>): ReadonlyArray<number> =>
      runs.map((one) => (measure === 'memory' ? one.peak : one.milliseconds));
    const ratio = measure === 'memory' ? paired(of(us!), of(them!)) : paired(of(them!), of(us!));
    const held = measure === 'memory' ? ratio.median <= gate : ratio.median >= gate;
    const word = measure === 'memory' ? '× the memory' : '× as fast';
    const frames = us![0]!.frames / them![0]!.frames;
    console.log(
      `${number} ${ratio.median.toFixed(2)} ${word} (gate ${gate}; of minima ${ratio.best.toFixed(2)}) ${held ? 'ok' : 'MISSED'}` +
        (Math.abs(frames - 1) > 0.05
          ? `; per frame ${(ratio.median * (measure === 'memory' ? 1 : frames)).toFixed(2)}`
          : ''),
    );
    if (number === 'P2') {
      for (const [by, name, needs] of ANCHORS) {
        const word = ratio.median >= needs ? 'ok' : 'MISSED';
        console.log(`${by} by the anchor: needs ${needs} × ns-3 p2p, has ${ratio.median.toFixed(2)}: ${word}  ${name}`);
      }
    }
  }
}
for (const name of ['tcpip.js', 'lwIP', 'smoltcp', 'iperf3']) {
  console.log(`${name} is NOT MEASURED: this script builds ns-3 only`);
}
