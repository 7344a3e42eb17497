// Would a user of the packages find their modules and types? npm run check:packages
// Asks publint and are-the-types-wrong, which npx fetches: tools to call, not to depend on. Needs what `npm run build` makes.
import { spawnSync } from 'node:child_process';

const PACKAGES = ['core', 'sim', 'claims', 'node-adapter', 'cli'];
const QUESTIONS = [
  (path) => ['publint@0.3.25', path, '--strict'],
  // The packages are ES modules only: what CommonJS would make of them is not asked.
  (path) => ['@arethetypeswrong/cli@0.18.5', '--pack', path, '--profile', 'esm-only', '--format', 'table-flipped'],
];

const failed = PACKAGES.flatMap((name) =>
  QUESTIONS.map((question) => question(`packages/${name}`)).filter(
    (question) => spawnSync('npx', ['-y', ...question], { stdio: 'inherit' }).status !== 0,
  ),
);

for (const question of failed) console.error(`not content: npx -y ${question.join(' ')}`);
console.log(`${PACKAGES.length} packages, ${failed.length} problems`);
process.exitCode = failed.length === 0 ? 0 : 1;
