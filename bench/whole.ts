// Whole processes: a work is bundled into one file with all that it needs, as a program is that is given to others. Measured beside that
// (Node 20): to load our packages file by file, and all of fp-ts and io-ts, takes 260 ms more, and calls from file to file a tenth of a run.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const FOLDER = fileURLToPath(new URL('node_modules/.work/', import.meta.url));

/** Bundles bench/NAME.ts and all that it imports. Gives the path. */
export const bundled = async (name: string): Promise<string> => {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
      outDir: FOLDER,
      emptyOutDir: false,
      target: 'node20',
      minify: true,
      rolldownOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  });
  return `${FOLDER}${name}.mjs`;
};

/** Where what is built for measuring lies. */
export const inFolder = (file: string): string => `${FOLDER}${file}`;

/** Runs a command to its end, and gives what it printed, and how long the whole process took. */
export const processOf = (
  command: string,
  args: ReadonlyArray<string>,
): { readonly printed: string; readonly milliseconds: number } => {
  const begin = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  const milliseconds = performance.now() - begin;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${stderr}`);
  return { printed: stdout, milliseconds };
};
