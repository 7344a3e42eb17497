import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const assets = fileURLToPath(new URL('../../packages/lab/dist/assets', import.meta.url));

/** Today the page is preact and a title. Raise it, with a reason in the commit, when the page learns to do more. */
const BUDGET = 6_000;

test(`the lecture page ships at most ${BUDGET} bytes of compressed script`, async () => {
  const scripts = (await readdir(assets)).filter((f) => f.endsWith('.js'));
  const sizes = await Promise.all(scripts.map(async (f) => gzipSync(await readFile(join(assets, f))).length));
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(BUDGET);
});
