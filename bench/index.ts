// npm run bench [-- NAME…]: runs the named benchmarks, or all of them, over the built packages.
import { printBulk } from './bulk.ts';

const BENCHMARKS: Readonly<Record<string, { readonly about: string; readonly run: () => Promise<void> | void }>> = {
  bulk: { about: 'one TCP flow of 100 MB, on each wire', run: () => printBulk(100, 3) },
  'bulk-loss': {
    about: 'the same with 1 % loss, and with 1 % corruption',
    run: async () => (await import('./bulkLoss.ts')).run(),
  },
  wire: { about: 'what looking at frames costs', run: async () => (await import('./wire.ts')).run() },
  flows: { about: 'up to 10,000 connections between two hosts', run: async () => (await import('./flows.ts')).run() },
  hosts: { about: 'up to 1,000 pairs of hosts', run: async () => (await import('./hosts.ts')).run() },
  curves: {
    about: 'windows of Reno and CUBIC against the laws, and against each other',
    run: async () => (await import('./curves.ts')).run(),
  },
  'idle-memory': {
    about: 'what a connection holds that says nothing',
    run: async () => (await import('./memory.ts')).runIdle(),
  },
  'snapshot-memory': {
    about: 'what a kept world holds',
    run: async () => (await import('./memory.ts')).runSnapshots(),
  },
  tiny: { about: 'the smallest simulation, as a whole process', run: async () => (await import('./tiny.ts')).run() },
  'adapter-echo': {
    about: 'programs over real sockets: round trips over TCP',
    run: async () => (await import('./adapter.ts')).runEcho(),
  },
  'adapter-bulk': {
    about: 'programs over real sockets: one stream',
    run: async () => (await import('./adapter.ts')).runBulk(),
  },
  'adapter-udp': {
    about: 'programs over real sockets: datagrams',
    run: async () => (await import('./adapter.ts')).runDatagrams(),
  },
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
  for (const [name, { about }] of Object.entries(BENCHMARKS)) console.error(`  ${name.padEnd(15)} ${about}`);
  process.exitCode = 2;
} else {
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (asked.length === 0 || asked.includes(name)) await benchmark.run();
  }
}
