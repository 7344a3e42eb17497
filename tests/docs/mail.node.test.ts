import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { mailPage } from '../../scripts/mailPage.ts';
import { read } from '../house/sources.ts';

test('docs/mail.md is what the runs say', { timeout: 120_000 }, async () => {
  const options = await resolveConfig('docs/mail.md');
  const page = await format(mailPage(), { ...options, parser: 'markdown' });
  expect(read('docs/mail.md'), 'Run `npm run docs:mail`.').toBe(page);
  // Every mail of the table is there once; and the run that is drawn shows all three faults.
  expect(page).toMatch(/^\| (\d+) +\|.*\| \1 +\|$/m);
  for (const word of ['lost (loss 20%)', 'duplicate (duplicate 10%)', 'ahead (reorder 25% 50%)'])
    expect(page).toContain(word);
});
