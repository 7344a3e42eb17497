// The matrix of RFC 9293: complete, shown, and written down as it is.
import { describe, expect, test } from 'vitest';
import { problemsOf, rfc9293Page, showingsOf } from '../../scripts/rfc9293Page.ts';
import { witnesses } from '../../scripts/witnesses.ts';
import { REQUIREMENTS, type Requirement } from '../core/tcp/rfc9293/requirements.ts';
import { read } from '../house/sources.ts';

const all = witnesses();

test('the table has the 126 rows of Appendix B, and each label once', () => {
  const count = (level: string): number => REQUIREMENTS.filter((row) => row.level === level).length;
  expect(REQUIREMENTS).toHaveLength(126);
  expect(['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY'].map(count)).toEqual([68, 8, 30, 5, 15]);
  expect(new Set(REQUIREMENTS.map(({ label }) => label)).size).toBe(126);
  const numbers = (kind: string): ReadonlyArray<number> =>
    [...new Set(REQUIREMENTS.map(({ label }) => new RegExp(`^${kind}-(\\d+)`).exec(label)?.[1]))]
      .filter((n) => n !== undefined)
      .map(Number)
      .toSorted((a, b) => a - b);
  const upTo = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, i) => i + 1);
  expect(numbers('MUST')).toEqual(upTo(69));
  expect(numbers('SHLD')).toEqual(upTo(31));
  expect(numbers('MAY')).toEqual(upTo(18));
});

test('every MUST and MUST NOT is shown by a test, every SHOULD and MAY is decided, every label has a row', () => {
  expect(problemsOf(REQUIREMENTS, all.flatMap(showingsOf))).toEqual([]);
});

test('docs/rfc9293.md is what the tests say', () => {
  expect(read('docs/rfc9293.md'), 'Run `npm run docs:rfc9293`.').toBe(rfc9293Page(all));
});

describe('labels are read', () => {
  const shown = (text: string, path = 'tests/a.test.ts'): ReadonlyArray<string> =>
    showingsOf({ path, text }).map(({ label, name }) => `${label} ${name}`);

  test.each([
    ["test('one does (MUST-1)', () => {});", ['MUST-1 one does (MUST-1)']],
    ["// MUST-2, SHLD-3/ipv4\ntest('two', () => {});", ['MUST-2 two', 'SHLD-3/ipv4 two']],
    ["test('no', f);\ndescribe('d', () => {\n  // MAY-4\n  test.each([1])('three %d', f);\n});", ['MAY-4 three %d']],
    ["// Prose that speaks of MUST-5.\ntest('four', () => { f('MUST-6'); });", []],
    ["// MUST-7\ndescribe.each([1])('five', () => { test('inner', f); });", ['MUST-7 five']],
  ])('%j', (text, labels) => {
    expect(shown(text)).toEqual(labels);
  });

  test('out of the comments of a script', () => {
    expect(shown('// A thing. (RFC 9293 §3.8, MUST-8)\n0 socket() = 3\n/* SHLD-9 */\n', 'tests/a.pkt')).toEqual([
      'MUST-8 tests/a.pkt',
      'SHLD-9 tests/a.pkt',
    ]);
  });

  test('and an annotation that no test follows is refused', () => {
    expect(() => shown('// MUST-1\n')).toThrow('no test follows');
  });
});

describe('the check notices', () => {
  const row = (part: Partial<Requirement>): Requirement => ({
    group: 'g',
    label: 'MUST-1',
    level: 'MUST',
    section: '1',
    says: 's',
    way: undefined,
    absent: undefined,
    open: undefined,
    ...part,
  });
  const showing = { label: 'MUST-1', path: 'p', name: 'n' };

  test.each([
    ['a MUST without a test', [row({})], []],
    ['a MUST NOT without a test', [row({ level: 'MUST NOT' })], []],
    ['a SHOULD that nobody decided', [row({ level: 'SHOULD' })], []],
    ['a MAY that nobody decided', [row({ level: 'MAY' })], [showing]],
    ['a label without a row', [], [showing]],
    ['what is called open, and is shown', [row({ open: 'o' })], [showing]],
  ] as const)('%s', (_, rows, showings) => {
    expect(problemsOf(rows, showings)).toHaveLength(1);
  });

  test('nothing where all is well', () => {
    expect(problemsOf([row({})], [showing])).toEqual([]);
    expect(problemsOf([row({ absent: 'a' })], [])).toEqual([]);
  });
});
