import { ALL_RULES, APP_RULES } from '@sockeye/core';
import { describe, expect, test } from 'vitest';
import { rulesPage } from '../../scripts/rulesPage.ts';
import { filesUnder, read } from '../house/sources.ts';
import { FLOORS } from '../house/table.ts';

const folderOf = (floor: string): string => {
  if (floor in APP_RULES) return `packages/core/src/app/${floor}`;
  return `packages/core/src/${floor === 'processes' ? 'host/processes' : floor}`;
};

test('docs/rules.md is what the tables say', () => {
  expect(read('docs/rules.md'), 'Run `npm run docs:rules`.').toBe(rulesPage());
});

test('every folder with a rules.ts is listed, in the order of the floors', () => {
  const folders = filesUnder('packages/core/src').filter((path) => path.endsWith('/rules.ts'));
  expect(Object.keys(ALL_RULES)).toEqual([...FLOORS, 'processes']);
  expect(
    [...Object.keys(ALL_RULES), ...Object.keys(APP_RULES)].map((floor) => `${folderOf(floor)}/rules.ts`).toSorted(),
  ).toEqual(folders.map((path) => `packages/core/src/${path}`).toSorted());
});

describe.each(Object.entries({ ...ALL_RULES, ...APP_RULES }))('the rules of %s', (floor, table) => {
  const rules = Object.values(table);

  test('are listed in the README of the floor, all of them, in their order', () => {
    const section = read(`${folderOf(floor)}/README.md`).split('\n## Rules\n')[1] ?? '';
    const listed = Array.from(section.matchAll(/^- `([^`]+)`(?: \((.+)\))?$/gm));
    expect(listed.map(([, id]) => id)).toEqual(rules.map(({ id }) => id));
    // A README that gives sources gives the right ones.
    for (const [, id, source] of listed) {
      if (source !== undefined) expect(source, id).toBe(rules.find((rule) => rule.id === id)?.source);
    }
  });

  test('are one sentence each, with a source, under the id of the floor', () => {
    for (const { id, source, says } of rules) {
      expect(id).toMatch(new RegExp(`^${floor}\\.[a-z][A-Za-z-]*$`));
      expect(source, id).toMatch(/^(ours|RFC \d+|IEEE 802\.(3|1Q)|POSIX)/);
      expect(says, id).toMatch(/^[A-Z][^\n]+\.$/);
    }
  });

  test('are each noted by code of the floor', () => {
    const code = filesUnder(folderOf(floor))
      .filter((path) => path.endsWith('.ts') && path !== 'rules.ts')
      .map((path) => read(`${folderOf(floor)}/${path}`))
      .join('\n');
    // `rules[line.reason]` picks by a word of the code.
    const isPicked = /\brules\[[a-z]/.test(code);
    const silent = Object.keys(table).filter(
      (name) =>
        !new RegExp(`\\b(rules|RULES)(\\.${name}\\b|\\['${name}'\\])`).test(code) &&
        !(isPicked && code.includes(`'${name}'`)),
    );
    expect(silent, 'A rule that nothing notes is no rule: note it, or take it out.').toEqual([]);
  });
});
