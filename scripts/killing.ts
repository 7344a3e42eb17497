// Runs tests against one mutant, in a process of its own: a mutant may well run for ever.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What became of a mutant. */
export type Fate =
  | { readonly _tag: 'Killed'; readonly by: ReadonlyArray<string> }
  | { readonly _tag: 'Endless' }
  | { readonly _tag: 'Survived' };

interface Report {
  readonly numTotalTests: number;
  readonly testResults: ReadonlyArray<{
    readonly message: string;
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>;
  }>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Longer than any of these tests takes; what is not over by then runs for ever. */
const PATIENCE = 240_000;

/**
 * Runs files of tests of the project `source` with a mutant, or without one.
 *
 * Takes   the mutant's id, or undefined; files under tests/; whether the first failure is enough
 * Gives   the names of the tests that failed; `Endless` when they had to be stopped
 * Fails   where vitest ran no test at all: then it says nothing about the mutant
 */
export const fateOf = async (
  id: string | undefined,
  files: ReadonlyArray<string>,
  firstIsEnough = false,
): Promise<Fate> => {
  const out = join(tmpdir(), `sockeye-mutant-${process.pid}-${id ?? 'none'}.json`);
  const args = [
    'run',
    '--project',
    'source',
    '--reporter=json',
    `--outputFile=${out}`,
    '--no-file-parallelism',
    '--pool=threads',
    '--testTimeout=60000',
  ];
  if (firstIsEnough) args.push('--bail=1');
  const vitest = spawn(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args, ...files.map((file) => `tests/${file}`)],
    { cwd: ROOT, env: { ...process.env, SOCKEYE_MUTANT: id ?? '', VITEST: '' }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  vitest.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const over = new AbortController();
  const alarm = setTimeout(() => {
    over.abort();
    vitest.kill('SIGKILL');
  }, PATIENCE);
  const code = await new Promise<number | null>((resolve, reject) => {
    vitest.on('error', reject);
    vitest.on('close', resolve);
  });
  clearTimeout(alarm);
  if (over.signal.aborted) return { _tag: 'Endless' };
  let report: Report;
  try {
    report = JSON.parse(readFileSync(out, 'utf8')) as Report;
  } catch {
    throw new Error(`vitest said nothing of mutant ${id ?? 'none'} (exit ${code}):\n${said}`);
  } finally {
    rmSync(out, { force: true });
  }
  const by = report.testResults.flatMap((file) =>
    file.assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName),
  );
  if (by.length > 0) return { _tag: 'Killed', by };
  if (code === 0 && report.numTotalTests > 0) return { _tag: 'Survived' };
  throw new Error(`vitest ran no test that fails, and yet ended with ${code}, for mutant ${id ?? 'none'}:\n${said}`);
};
