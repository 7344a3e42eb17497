import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const assets = fileURLToPath(new URL('../../packages/lab/dist/assets', import.meta.url));

test('the lecture page ships at most 12 kB of compressed script: preact, fp-ts and io-ts are tree-shaken', async () => {
  const scripts = (await readdir(assets)).filter((f) => f.endsWith('.js'));
  const sizes = await Promise.all(scripts.map(async (f) => gzipSync(await readFile(join(assets, f))).length));
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(12_000);
});
