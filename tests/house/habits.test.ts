import { expect, test } from 'vitest';
import { filesUnder, read } from './sources.ts';

const sources = filesUnder('packages')
  .filter((path) => /^[^/]+\/src\//.test(path))
  .map((path) => `packages/${path}`);
const scripts = sources.filter((path) => /\.tsx?$/.test(path));

test('no source file is longer than 400 lines', () => {
  expect(scripts.length).toBeGreaterThan(0);
  const long = scripts
    .map((path) => ({ path, lines: read(path).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > 400)
    .map(({ path, lines }) => `${path} has ${lines} lines. Give one of its ideas a file of its own.`);
  expect(long).toEqual([]);
});

test('no file or folder has a name that says too little', () => {
  const vague = ['packages', 'tests', 'bench', 'examples', 'scripts']
    .flatMap((folder) => filesUnder(folder).map((path) => `${folder}/${path}`))
    .filter((path) => /(^|\/)(utils?|common|misc|helpers?)(\.[^/]*)?(\/|$)/i.test(path))
    .map((path) => `${path}: name it after what is in it.`);
  expect(vague).toEqual([]);
});

test('no source file puts work off', () => {
  const putOff = sources.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, at) =>
        /\b(TODO|FIXME|XXX)\b/.test(line)
          ? [`${path}:${at + 1} puts work off. Do it, or say under "Abstracts from" that it is left out.`]
          : [],
      ),
  );
  expect(putOff).toEqual([]);
});
