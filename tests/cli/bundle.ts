import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../house/sources.ts';

/** One file of all the sources that the command needs, so that each of many runs begins at once. */
const make = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'sockeye-command-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    root: ROOT,
    ssr: { resolve: { conditions: ['@sockeye/source'] }, noExternal: true },
    build: {
      ssr: join(ROOT, 'tests/cli/sockeye.ts'),
      outDir: join(folder, 'bin'),
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'sockeye.mjs' } },
    },
  });
  // Where the command looks for its version.
  copyFileSync(join(ROOT, 'packages/cli/package.json'), join(folder, 'package.json'));
  return join(folder, 'bin/sockeye.mjs');
};

let made: Promise<string> | undefined;

/** The command from its sources, as a file for Node. */
export const bundle = (): Promise<string> => (made ??= make());
