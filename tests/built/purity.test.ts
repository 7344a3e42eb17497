import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import type { Rolldown } from 'vite';
import { build } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';

// Bundles the pure packages as built, then runs them in a bare realm: no host globals at all, and the impure
// intrinsics taken away. Whatever reached for one of them would throw.

/** What is run there: an expression over `all`, every export of core and sim, that gives a string. A bad line, both transports. */
const SCENARIO = `(() => {
  const at = (last) => ({ address: { address: all.ipv4Address(10, 0, 0, last), prefix: 24 }, mac: undefined, gateway: undefined });
  const loss = { _tag: 'Loss', direction: undefined, until: undefined, percent: 20, correlation: 0 };
  const strike = { _tag: 'Corruption', direction: undefined, until: undefined, percent: 5, correlation: 0 };
  const cable = { between: ['client', 'server'], rate: 1e7, delay: all.milliseconds(5), queue: 50, mtu: 1500, faults: [loss, strike] };
  const server = all.endpoint(all.ipv4Address(10, 0, 0, 2), 10000);
  const start = (host, program) => ({ host, program, words: host, input: all.NO_BYTES, when: all.BEGINNING });
  const world = all.build({
    topology: { hosts: { client: at(1), server: at(2) }, routers: {}, switches: [], hubs: [], cables: [cable] },
    seed: 42, wire: 'bytes', host: all.host,
    starts: [start('server', all.serveEcho(server)), start('client', all.tcpClient(server)), start('client', all.udpClient(server))],
  }).right;
  const { events } = all.run(world, all.untilTime(all.seconds(60)));
  return all.ladder(world.setting, events) + all.tcpdump(events) + all.strace(events) + all.hex(all.pcapng(world.setting, events));
})()`;

/** The same for claims: fault lists drawn with a seed. */
const CLAIM = `JSON.stringify(all.fc.sample(all.scripts([{ from: 'a', to: 'b' }], ['udp', 'data'], 5), { seed: 1, numRuns: 20 }))`;

/** Says whether an expression calls something that we export, and so more than looks at the names. */
const calls = (expression: string): boolean => /\ball\.\w+\(/.test(expression);

const bundle = async (entry: string): Promise<Rolldown.OutputChunk> => {
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL(entry, import.meta.url)), formats: ['iife'], name: 'all' },
    },
  })) as Array<Rolldown.RolldownOutput>;
  return result[0]!.output[0];
};

const GONE = `
  for (const k of ['Intl', 'Promise', 'console', 'WeakRef', 'FinalizationRegistry', 'WebAssembly', 'Atomics']) delete globalThis[k];
  delete String.prototype.localeCompare;`;

const EXACT = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'];

// While it loads, immutable computes a power of two, so `Math.pow` is there until everything is loaded. Chance is a number
// of our choice, and counted: nobody may draw it, not even while loading.
const CHANCE = (number: number): string => `
  globalThis.drawn = 0;
  globalThis.loaded = false;
  Math.random = () => {
    if (loaded) throw new Error('impure: Math.random');
    drawn += 1;
    return ${number};
  };`;

const NOTHING = `${GONE}
  delete globalThis.Date;
  for (const k of Object.getOwnPropertyNames(Math))
    if (typeof Math[k] === 'function' && !${JSON.stringify([...EXACT, 'pow', 'random'])}.includes(k)) delete Math[k];`;

// fast-check takes hold of clock, timers and chance while it loads: they stay, and throw when called.
const BOOBY_TRAPPED = `${GONE}
  const trap = (name) => () => { throw new Error('impure: ' + name); };
  for (const k of ['setTimeout', 'clearTimeout']) globalThis[k] = trap(k);
  globalThis.Date = class extends Date { constructor() { trap('Date')(); } static now() { trap('Date.now')(); } };`;

const realm = (...scripts: ReadonlyArray<string>): ((script: string) => unknown) => {
  const context = createContext({});
  for (const script of scripts) runInContext(script, context);
  return (script) => runInContext(script, context) as unknown;
};

describe('core and sim', () => {
  let code = '';
  let moduleIds: ReadonlyArray<string> = [];
  beforeAll(async () => {
    ({ code, moduleIds } = await bundle('pure-entry.ts'));
  });
  const bare = (chance: number): ((script: string) => unknown) =>
    realm(`{ ${NOTHING} ${CHANCE(chance)} }`, code, 'loaded = true; delete Math.random; delete Math.pow;');

  test('run where there is no clock, no chance, no console and no host', () => {
    const report = bare(0)(SCENARIO);
    expect(report).toBeTypeOf('string');
    expect(report).not.toBe('');
    expect(bare(0.999)(SCENARIO), 'the run depends on a number drawn while loading').toBe(report);
  });

  test('draw nothing from chance, not even while loading', () => {
    expect(bare(0)('drawn')).toBe(0);
  });

  test('are bundled with one fp-ts and one io-ts, the ones that can be shaken', () => {
    expect(moduleIds.filter((id) => /[fi][po]-ts.lib/.test(id))).toEqual([]);
  });

  test('are run by the scenario above, once there is something to run', () => {
    const exported = bare(0)('Object.keys(globalThis.all ?? {})') as ReadonlyArray<string>;
    expect(exported.includes('run') && !calls(SCENARIO), 'sim exports run: let SCENARIO call it').toBe(false);
  });

  test.each([
    'Math.random()',
    'Math.log(2)',
    'Math.pow(2, 3)',
    'new Date()',
    'setTimeout(() => 0)',
    'console.log(1)',
    'process.env',
    'fetch("/")',
  ])('the realm really lacks %s', (impure) => {
    expect(() => bare(0)(impure)).toThrow(/is not defined|is not a function/);
  });
});

describe('claims', () => {
  let code = '';
  beforeAll(async () => {
    ({ code } = await bundle('claims-entry.ts'));
  });
  const trapped = (chance: number): ((script: string) => unknown) =>
    realm(`{ ${BOOBY_TRAPPED} ${CHANCE(chance)} }`, code, 'loaded = true;');

  test('need neither clock nor chance, once given a seed', () => {
    const report = trapped(0)(CLAIM);
    expect(report).toBeTypeOf('string');
    expect(report).not.toBe('');
    expect(trapped(0.999)(CLAIM)).toBe(report);
    expect(trapped(0)('drawn')).toBeLessThanOrEqual(1);
  });

  test('are checked by the claim above, once there is something to check', () => {
    const exported = trapped(0)('Object.keys(globalThis.all ?? {})') as ReadonlyArray<string>;
    expect(exported.includes('check') && !calls(CLAIM), 'claims exports check: let CLAIM call it').toBe(false);
  });

  test.each(['Math.random()', 'new Date()', 'Date.now()', 'setTimeout(() => 0)'])(
    'the trap of %s goes off',
    (impure) => {
      expect(() => trapped(0)(impure)).toThrow('impure');
    },
  );
});
