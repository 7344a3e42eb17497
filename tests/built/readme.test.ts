import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(`${root}/README.md`, 'utf8');

describe('the README', () => {
  test('shows the ladder that its command prints', () => {
    const [, picture] = /```text\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(picture).toBeDefined();
    const printed = execFileSync(
      process.execPath,
      ['packages/cli/bin/sockeye.js', 'run', 'examples/scenarios/readme.yaml', '--ladder'],
      { cwd: root, encoding: 'utf8', env: { PATH: process.env['PATH'], NO_COLOR: '1', COLUMNS: '100' } },
    );
    const lines = printed.split('\n').map((line) => line.trimEnd());
    for (const line of (picture ?? '').trimEnd().split('\n')) expect(lines).toContain(line);
  });

  test('leads to files that are there', () => {
    const links = Array.from(readme.matchAll(/\]\(([^)#:]+)\)/g), (match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) expect(existsSync(`${root}/${link}`), link).toBe(true);
  });

  test('names commands and scripts that exist', () => {
    const scripts = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> };
    for (const [, script] of readme.matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(scripts.scripts)).toContain(script);
    for (const [, words] of readme.matchAll(/npx sockeye ([a-z]+(?: [a-z]+)?)/g)) {
      const help = execFileSync(
        process.execPath,
        ['packages/cli/bin/sockeye.js', ...(words ?? '').split(' '), '--help'],
        {
          cwd: root,
          encoding: 'utf8',
        },
      );
      expect(help).toContain('Usage: sockeye');
    }
  });
});
