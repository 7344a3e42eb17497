import { fileURLToPath } from 'node:url';
import type { Endpoint, Program } from '@sockeye/core';
import { andThen, ERRNO, fail, getaddrinfo, strerror } from '@sockeye/core';
import type { Errno } from '@sockeye/core';
import { run } from './run.ts';

const isErrno = (error: unknown): error is Errno => typeof error === 'string' && Object.hasOwn(ERRNO, error);

const words = (error: unknown): string => (isErrno(error) ? `${error}: ${strerror(error)}` : String(error));

/**
 * Runs a program when its file is what Node was asked to run, and does nothing when the file was imported.
 *
 * `HOST PORT` come from the command line. The signals SIGINT and SIGTERM interrupt the program, which is no failure.
 *
 * Takes   the file's `import.meta.url`, and what to do with the address
 * Gives   nothing; the exit code is 0, 1 after an error, 2 where the arguments are wrong
 *
 * @example
 * await main(import.meta.url, udpServer)
 *
 * @category calls
 * @since 0.1.0
 */
export const main = async (url: string, program: (at: Endpoint) => Program<unknown, unknown>): Promise<void> => {
  const file = fileURLToPath(url);
  if (process.argv[1] !== file) return;
  const [host = '', port = ''] = process.argv.slice(2);
  if (host === '' || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    process.stderr.write(`usage: ${file} HOST PORT\n`);
    process.exitCode = 2;
    return;
  }
  const aborts = new AbortController();
  const interrupt = (): void => aborts.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const result = await run(
    andThen(getaddrinfo(host, Number(port)), ([at]) => (at === undefined ? fail('ENOTFOUND') : program(at))),
    { signal: aborts.signal },
  )();
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (result._tag === 'Right' || aborts.signal.aborted) return;
  process.stderr.write(`${words(result.left)}\n`);
  process.exitCode = 1;
};
