// The lecturer's page is what the code does; and no defect goes unseen.
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { protocolsPage, witnessOf } from '../../scripts/protocolsPage.ts';
import { FORMS } from '../../examples/protocols/forms.ts';
import { read } from '../house/sources.ts';
import { mutated } from './killing.ts';
import { PROTOCOL_MUTANTS } from './mutants.ts';

test('docs/protocols.md is what the runs say, and the claims see every defect', { timeout: 240_000 }, async () => {
  const options = await resolveConfig('docs/protocols.md');
  const page = await format(await protocolsPage(), { ...options, parser: 'markdown' });
  expect(read('docs/protocols.md'), 'Run `npm run docs:protocols`.').toBe(page);
  expect(page).not.toContain('**nobody**');
  expect(page).not.toMatch(/\d broken/);
});

test('there are at least twelve defects, and each applies', () => {
  expect(PROTOCOL_MUTANTS.length).toBeGreaterThanOrEqual(12);
  expect(new Set(PROTOCOL_MUTANTS.map(({ id }) => id)).size).toBe(PROTOCOL_MUTANTS.length);
  for (const mutant of PROTOCOL_MUTANTS) {
    const code = read(`examples/protocols/${mutant.file}`);
    expect(mutated(mutant, code), mutant.id).not.toBe(code);
    expect(FORMS.map(({ name }) => name)).toContain(mutant.form);
  }
  expect(() => mutated({ ...PROTOCOL_MUTANTS[0]!, text: 'nowhere' }, 'code')).toThrow('stands 0 times');
});

test('every failure on the page has one fault or two', { timeout: 60_000 }, () => {
  const broken = FORMS.filter(({ breaks }) => breaks !== undefined);
  expect(broken.length).toBeGreaterThanOrEqual(6);
  for (const form of broken) expect([1, 2], form.name).toContain(witnessOf(form).length);
});
