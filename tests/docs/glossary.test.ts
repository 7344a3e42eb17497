import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesUnder, read } from '../house/sources.ts';

interface Entry {
  readonly word: string;
  readonly names: ReadonlyArray<string>;
  readonly path: string;
}

const page = read('docs/glossary.md');

const ENTRY = /^- \*\*(.+?)\*\* — .+?: ((?:`[^`]+`(?:, )?)+) in \[[^\]]+\]\(\.\.\/([^)]+)\)$/;

const entries: ReadonlyArray<Entry> = page
  .split('\n')
  .filter((line) => line.startsWith('- '))
  .map((line) => {
    const [, word = line, names = '', path = ''] = ENTRY.exec(line) ?? [];
    return { word, names: names.split(', ').map((name) => name.replaceAll('`', '')), path };
  });

const EXPORTED = /^export (?:declare )?(?:const|function\*?|interface|type|class) ([A-Za-z_$][\w$]*)/gm;

const exportsOf = (code: string): ReadonlyArray<string> => Array.from(code.matchAll(EXPORTED), ([, name = '']) => name);

/** Does a file have this: an export, a field of an exported interface (`Tcb.local`), or a word of one of its types (`'ESTABLISHED'`)? */
const carries = (code: string, name: string): boolean => {
  if (name.startsWith("'")) return code.includes(name);
  const [owner = '', field] = name.split('.');
  if (!exportsOf(code).includes(owner)) return false;
  if (field === undefined) return true;
  const body = new RegExp(`^export interface ${owner}\\b[^]*?^}`, 'm').exec(code)?.[0] ?? '';
  return new RegExp(`^  readonly ${field}\\b`, 'm').test(body);
};

test('every line names a word, its meaning, what carries it, and the file', () => {
  expect(entries.length).toBeGreaterThan(40);
  expect(entries.filter(({ path }) => path === '').map(({ word }) => word)).toEqual([]);
});

test.each(entries)('$word is where the glossary says', ({ names, path }) => {
  const code = read(path);
  expect(names.filter((name) => !carries(code, name))).toEqual([]);
});

describe('the look-up notices', () => {
  const code = 'export interface Tcb {\n  readonly local: 1;\n}\nexport interface Fixed {\n  readonly iss: 2;\n}\n';

  test.each(['Tcb', 'Tcb.local', 'Fixed.iss'])('%s is there', (name) => {
    expect(carries(code, name)).toBe(true);
  });

  test.each(['Block', 'Tcb.remote', 'Tcb.iss', "'CLOSED'"])('%s is not', (name) => {
    expect(carries(code, name)).toBe(false);
  });
});

const AVOIDED: ReadonlyArray<string> = Array.from(
  page
    .split('\n## Words that say too little\n')[1]
    ?.split(' The one exception')[0]
    ?.matchAll(/`([a-z]+)`/g) ?? [],
  ([, word = '']) => word,
);

/** The words of a name: `checkSequence` has two, and so has `check-sequence.ts`. */
const wordsOf = (name: string): ReadonlyArray<string> =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.toLowerCase());

const vague = (name: string): boolean => wordsOf(name).some((word) => AVOIDED.includes(word));

const sources = filesUnder('packages')
  .filter((path) => /^[^/]+\/src\/.*\.tsx?$/.test(path))
  .map((path) => join('packages', path))
  .filter((path) => !path.startsWith('packages/core/src/socket/handlers/'));

test('no file is named with a word that says too little', () => {
  expect(AVOIDED.length).toBeGreaterThan(5);
  expect(sources.filter(vague)).toEqual([]);
});

test('no export is named with a word that says too little', () => {
  const found = sources.flatMap((path) =>
    exportsOf(read(path))
      .filter(vague)
      .map((name) => `${path}: ${name}`),
  );
  expect(found).toEqual([]);
});

test('a vague word is found wherever it stands in a name', () => {
  expect(['SocketManager', 'commonParts', 'wire/utils.ts', 'segmentInfo'].filter((name) => !vague(name))).toEqual([]);
  expect(['utilisation', 'information', 'commonly'].filter(vague)).toEqual([]);
});
