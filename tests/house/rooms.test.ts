import { describe, expect, test } from 'vitest';
import { filesUnder, read } from './sources.ts';
import { FLOORS } from './table.ts';

const FILES = ['README.md', 'Service.ts', 'State.ts', 'rules.ts', 'step.ts', 'index.ts'];
const HEADINGS = ['Stands on / Offers', 'Models faithfully', 'Abstracts from', 'RFC', 'Rules'];

describe.each(FLOORS)('floor %s', (floor) => {
  const folder = `packages/core/src/${floor}`;
  const files = filesUnder(folder);

  test('has the same rooms as every other floor', () => {
    const missing = FILES.filter((file) => !files.includes(file));
    expect(missing, `${folder} lacks ${missing.join(', ')}. Read one floor, read all: see CONTRIBUTING.md.`).toEqual(
      [],
    );
  });

  test('is described under the five headings, in their order', () => {
    const headings = files.includes('README.md')
      ? Array.from(read(`${folder}/README.md`).matchAll(/^#{2,3} (.+?)\s*$/gm), (match) => match[1]!)
      : [];
    expect(
      headings.filter((heading) => HEADINGS.includes(heading)),
      `${folder}/README.md needs the headings ${HEADINGS.map((heading) => `"## ${heading}"`).join(', ')}, in this order.`,
    ).toEqual(HEADINGS);
  });
});
