import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rolldown } from 'vite';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The same seed must give the same bytes on every engine. Chromium is asked by tests/sim/golden.test.ts.

const MAJORS = ['22', '24'];

const binaryOf = (major: string): string =>
  fileURLToPath(new URL(`../../node_modules/.engines/${major}/node_modules/node/bin/node`, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'sockeye-engines-'));
const file = join(folder, 'captures.mjs');

const ask = (binary: string, env: Readonly<Record<string, string>> = {}): string =>
  execFileSync(binary, [file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });

let here = '';

beforeAll(async () => {
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('../engines/main.ts', import.meta.url)),
        formats: ['es'],
        fileName: 'captures',
      },
    },
  })) as Array<Rolldown.RolldownOutput>;
  writeFileSync(file, result[0]!.output[0].code);
  here = ask(process.execPath);
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the same seed gives the same bytes', () => {
  test('and there are captures to compare', () => {
    const lines = here.trim().split('\n');
    expect(lines.length).toBe(8);
    // The first octets of a pcapng file are its magic number.
    for (const line of lines)
      expect(line.split('\t')[1]?.startsWith('Cg0NCg'.slice(0, 5)), line.slice(0, 80)).toBe(true);
  });

  test.for(MAJORS)('on Node %s', (major, { skip }) => {
    const binary = binaryOf(major);
    // In CI the other engines are installed first; elsewhere a missing one is no failure, but not silent either.
    if (!existsSync(binary) && process.env['CI'] !== 'true') skip(`Node ${major} is missing: node scripts/engines.mjs`);
    expect(ask(binary) === here, `Node ${major} gave other bytes`).toBe(true);
  });

  test('whatever the time zone, the language and the colours of the terminal', () => {
    const elsewhere = ask(process.execPath, {
      TZ: 'Asia/Kathmandu',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      FORCE_COLOR: '1',
    });
    expect(elsewhere === here).toBe(true);
  });

  test('where clock and chance throw', () => {
    const hostile = join(folder, 'hostile.mjs');
    const trap = (what: string): string => `() => { throw new Error('impure: ${what}'); }`;
    writeFileSync(
      hostile,
      `Math.random = ${trap('Math.random')}; Date.now = ${trap('Date.now')}; performance.now = ${trap('performance.now')};
globalThis.Date = new Proxy(Date, { construct: ${trap('new Date')}, apply: ${trap('Date')} });
await import('./captures.mjs');`,
    );
    expect(execFileSync(process.execPath, [hostile], { encoding: 'utf8', maxBuffer: 1 << 28 }) === here).toBe(true);
  });
});
