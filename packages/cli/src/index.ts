import { createRequire } from 'node:module';

/** Where a command writes: a line at a time, without its line feed. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** Runs one command line, and gives its exit code: 0 done, 1 a claim or transfer failed, 2 used wrongly. */
export const main = async (args: ReadonlyArray<string>, { out, err }: Terminal): Promise<number> => {
  const [command] = args;
  if (command === '--version') {
    out(version);
    return 0;
  }
  if (command === 'demo') {
    out(`sockeye ${version}: the tour is not there yet.`);
    return 0;
  }
  err(`sockeye: ${command === undefined ? 'no command given' : `unknown command ${command}`}. Try: sockeye demo`);
  return 2;
};
