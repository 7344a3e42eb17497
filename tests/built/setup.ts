import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds what is stale before the tests of what would be published. */
export const setup = (): void => {
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'inherit',
  });
};
