import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { filesUnder, ROOT } from '../house/sources.ts';

const run = promisify(execFile);

// The tutorial's pairs want an address, and each other: tests/interop/examples.node.test.ts runs them. So do the protocols of one's own:
// tests/protocols runs those.
const alone = filesUnder('examples').filter((path) => path.endsWith('.ts') && !/^(udp|tcp|protocols)\//.test(path));

test.each(alone)(
  'the example %s runs to its end',
  async (path) => {
    const { stderr } = await run(process.execPath, ['scripts/run.mjs', `examples/${path}`], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(stderr).toBe('');
  },
  60_000,
);
