// node scripts/run.mjs [--built] FILE.ts [ARGUMENT...]
// Runs a TypeScript file on a Node that strips no types: our packages from their sources, or, with --built, from dist.
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

const built = process.argv[2] === '--built';
const [file, ...args] = process.argv.slice(built ? 3 : 2);
const source = { conditions: ['@sockeye/source'], noExternal: [/^@sockeye\//] };

process.argv = [process.argv[0], resolve(file), ...args];
await runnerImport(resolve(file), {
  logLevel: 'error',
  environments: { inline: { resolve: built ? {} : source } },
});
