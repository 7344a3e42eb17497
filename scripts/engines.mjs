// node scripts/engines.mjs: installs the other Node majors on which the same seed must give the same bytes.
// They are the registry's own `node` packages, and stay out of package.json: see CONTRIBUTING.md.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAJORS = ['22', '24'];

for (const major of MAJORS) {
  const folder = fileURLToPath(new URL(`../node_modules/.engines/${major}`, import.meta.url));
  const binary = `${folder}/node_modules/node/bin/node`;
  if (existsSync(binary)) {
    console.log(`node ${major}: already here`);
    continue;
  }
  mkdirSync(folder, { recursive: true });
  execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `node@${major}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(`node ${major}: ${execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim()}`);
}
