import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

// What a user gets: the built packages in plain Node, which knows nothing of our sources, and the command as npm links it.
const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };

const node = async (...args: ReadonlyArray<string>): Promise<string> =>
  (await run(process.execPath, [...args], { cwd: join(root, 'tests'), env })).stdout.trim();

describe.each(['core', 'sim', 'claims', 'node-adapter', 'cli'])('@sockeye/%s', (name) => {
  test('loads by import and by require, with the same exports', async () => {
    const names = "Object.keys(m).filter((k) => k !== 'default' && k !== '__esModule').sort().join()";
    const imported = await node(
      '--input-type=module',
      '-e',
      `const m = await import('@sockeye/${name}'); console.log(${names});`,
    );
    const required = await node('--no-warnings', '-e', `const m = require('@sockeye/${name}'); console.log(${names});`);
    expect(required).toBe(imported);
  });
});

test('in Node there is one fp-ts and one io-ts', async () => {
  const loaded = await node(
    '--input-type=module',
    '-e',
    `import { createRequire } from 'node:module';
     await Promise.all(['core', 'sim', 'claims', 'node-adapter', 'cli'].map((name) => import('@sockeye/' + name)));
     console.log(Object.keys(createRequire(import.meta.url).cache).filter((path) => /[fi][po]-ts.es6/.test(path)).length);`,
  );
  expect(loaded).toBe('0');
});

test('the linked command runs, and answers 2 when it is used wrongly', async () => {
  const command = join(root, 'node_modules/.bin/sockeye');
  expect((await run(command, ['--version'], { env })).stdout).toMatch(/\d+\.\d+\.\d+/);
  await expect(run(command, ['no-such-command'], { env })).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no-such-command') as string,
  });
});
