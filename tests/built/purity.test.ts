import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import type { Rolldown } from 'vite';
import { build } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';

// Bundles the pure packages, then runs them in a bare realm: no host globals at all, and the impure
// intrinsics taken away. Whatever reached for one of them would throw.
const bundle = async (entry: string): Promise<string> => {
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL(entry, import.meta.url)), formats: ['iife'], name: 'all' },
    },
  })) as Array<Rolldown.RolldownOutput>;
  return result[0]!.output[0].code;
};

const GONE = `
  for (const k of ['Intl', 'Promise', 'console', 'WeakRef', 'FinalizationRegistry', 'WebAssembly', 'Atomics']) delete globalThis[k];
  delete String.prototype.localeCompare;`;

const NOTHING = `${GONE}
  delete globalThis.Date;
  const exact = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'];
  for (const k of Object.getOwnPropertyNames(Math)) if (typeof Math[k] === 'function' && !exact.includes(k)) delete Math[k];`;

// fast-check takes hold of clock, timers and chance while it loads: they are there, and throw when called.
const BOOBY_TRAPPED = `${GONE}
  const trap = (name) => () => { throw new Error('impure: ' + name); };
  for (const k of ['setTimeout', 'clearTimeout']) globalThis[k] = trap(k);
  Math.random = trap('Math.random');
  globalThis.Date = class extends Date { constructor() { trap('Date')(); } static now() { trap('Date.now')(); } };`;

const evaluate = (preparation: string, script: string): unknown => {
  const realm = createContext({});
  runInContext(`{ ${preparation} }`, realm);
  return runInContext(script, realm) as unknown;
};

describe('core and sim', () => {
  let code = '';
  beforeAll(async () => {
    code = await bundle('pure-entry.ts');
  });

  test('run where there is no clock, no chance, no console and no host', () => {
    const scenario = `${code}; JSON.stringify(all.run(42, 0.2, Array.from({ length: 20 }, (_, id) => ({ id, payload: new Uint8Array([id]) }))))`;
    const report = String(evaluate(NOTHING, scenario));
    expect(JSON.parse(report)).toMatchObject({ delivered: expect.any(Number) as number });
    expect(evaluate(NOTHING, scenario)).toBe(report);
  });

  test.each([
    'Math.random()',
    'Math.log(2)',
    'new Date()',
    'setTimeout(() => 0)',
    'console.log(1)',
    'process.env',
    'fetch("/")',
  ])('the realm really lacks %s', (impure) => {
    expect(() => evaluate(NOTHING, impure)).toThrow(/is not defined|is not a function/);
  });
});

describe('claims', () => {
  let code = '';
  beforeAll(async () => {
    code = await bundle('claims-entry.ts');
  });

  test('need neither clock nor chance, once given a seed', () => {
    expect(evaluate(BOOBY_TRAPPED, `${code}; JSON.stringify(all.check(1, 20))`)).toBe('{"runs":20,"holds":true}');
  });

  test.each(['Math.random()', 'new Date()', 'Date.now()', 'setTimeout(() => 0)'])(
    'the trap of %s goes off',
    (impure) => {
      expect(() => evaluate(BOOBY_TRAPPED, impure)).toThrow('impure');
    },
  );
});
