// Mutants rot when the code beneath them changes; here that is noticed. All of them are run by `npm run mutants`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fateOf } from '../../scripts/killing.ts';
import { tally } from '../../scripts/mutantsPage.ts';
import { mutated, pathOf } from '../../scripts/mutating.ts';
import { filesUnder, read, ROOT } from '../house/sources.ts';
import { FAMILIES } from './Mutant.ts';
import { MUTANTS } from './mutants.ts';

test('there are at least forty mutants, and each of the fourteen families has some', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
  expect(FAMILIES).toHaveLength(14);
  for (const [i, family] of FAMILIES.entries()) {
    expect(MUTANTS.filter((mutant) => mutant.family === i + 1).length, family).toBeGreaterThanOrEqual(3);
  }
  expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
});

test('every mutant applies: its text stands in its file once, and the tests that are to see it exist', () => {
  const files = filesUnder('tests');
  for (const mutant of MUTANTS) {
    const code = readFileSync(pathOf(mutant), 'utf8');
    expect(mutated(mutant, code), mutant.id).not.toBe(code);
    for (const seen of mutant.seen) expect(files, mutant.id).toContain(seen);
    expect(mutant.wrong, mutant.id).toMatch(/^[A-Z][^\n]+\.$/);
  }
});

test('a text that is not there, or there twice, is refused', () => {
  const mutant = { id: 'x', family: 1, wrong: 'X.', file: 'x.ts', text: 'a', instead: 'b', seen: [] };
  expect(mutated(mutant, 'cac')).toBe('cbc');
  expect(() => mutated(mutant, 'c')).toThrow('stands 0 times');
  expect(() => mutated(mutant, 'aca')).toThrow('stands 2 times');
});

test('every mutant type-checks: it is a defect of behaviour, not of form', { timeout: 120_000 }, () => {
  // One copy of the sources with every mutated file beside its original: one run of the compiler judges them all.
  const folder = join(ROOT, 'reports/mutants');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(ROOT, 'packages/core/src'), join(folder, 'src'), { recursive: true });
  cpSync(join(ROOT, 'packages/core/package.json'), join(folder, 'package.json'));
  for (const mutant of MUTANTS) {
    const name = mutant.file.replace(/\.ts$/, `.${mutant.id}.ts`);
    writeFileSync(join(folder, 'src', name), mutated(mutant, readFileSync(pathOf(mutant), 'utf8')));
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: { noEmit: true, skipLibCheck: true },
      include: ['src'],
    }),
  );
  try {
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    expect((error as { stdout?: string }).stdout ?? String(error)).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('docs/mutants.md', () => {
  const page = read('docs/mutants.md');

  test('lists every mutant, killed by a test', () => {
    const listed = Array.from(page.matchAll(/^\| `([^`]+)` +\|.*\| ([^|]+?) +\|$/gm));
    expect(
      listed.map(([, id]) => id),
      'Run `npm run mutants`.',
    ).toEqual(MUTANTS.map(({ id }) => id));
    for (const [, id, killer] of listed) expect(killer, id).not.toMatch(/^\*\*|^$/);
    expect(page).toContain(tally(MUTANTS.length));
  });
});

/** One of each kind, whose tests are quick. */
const SAMPLE = [
  'timestamps-without-wrap',
  'time-wait-without-timer',
  'reset-answers-reset',
  'persist-not-when-closing',
  'fin-beyond-window-taken',
  'any-mtu-believed',
];

describe('a sample of the mutants', () => {
  test.each(SAMPLE)('%s is killed by the tests that are expected to see it', { timeout: 120_000 }, async (id) => {
    const mutant = MUTANTS.find((one) => one.id === id);
    expect((await fateOf(id, mutant?.seen ?? [], true))._tag).toBe('Killed');
  });
});
