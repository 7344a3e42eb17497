// npm run bench [-- NAME…]: runs the named benchmarks, or all of them, over the built packages.
import { printBulk } from './bulk.ts';

const BENCHMARKS: Readonly<Record<string, { readonly about: string; readonly run: () => Promise<void> | void }>> = {
  bulk: { about: 'one TCP flow of 100 MB, on each wire', run: () => printBulk(100, 3) },
  codec: {
    about: 'encode and decode of each protocol, beside a hand-written twin',
    run: async () => (await import('./codec.ts')).run(),
  },
  checksum: {
    about: 'the Internet checksum and CRC-32',
    run: async () => (await import('./checksum.ts')).run(),
  },
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => BENCHMARKS[name] === undefined);
if (unknown !== undefined) {
  console.error(`no benchmark is called ${unknown}; there are:`);
  for (const [name, { about }] of Object.entries(BENCHMARKS)) console.error(`  ${name.padEnd(10)} ${about}`);
  process.exitCode = 2;
} else {
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (asked.length === 0 || asked.includes(name)) await benchmark.run();
  }
}
