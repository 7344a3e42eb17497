// RFC 9293's requirements, and the tests that show them: labels are read out of tests and scripts, nobody lists them by hand.
import { parseSync } from 'vite';
import { REQUIREMENTS, type Requirement } from '../tests/core/tcp/rfc9293/requirements.ts';

/** A file of tests, or a script of packetdrill. */
export interface Witness {
  readonly path: string;
  readonly text: string;
}

/** A test that says which requirement it shows. */
export interface Showing {
  readonly label: string;
  readonly path: string;
  /** The name of the test; of a script, its path. */
  readonly name: string;
}

const LABEL = /\b(?:MUST|SHLD|MAY|REC)-\d+(?:\/[a-z0-9-]+)?/g;

/** A comment that is an annotation: labels, and nothing besides. */
const ANNOTATION = /^[\s*]*(?:(?:MUST|SHLD|MAY|REC)-\d+(?:\/[a-z0-9-]+)?[\s,]*)+$/;

const labelsIn = (text: string): ReadonlyArray<string> => Array.from(text.matchAll(LABEL), ([label]) => label);

interface Found {
  readonly name: string;
  readonly start: number;
}

interface Node {
  readonly type?: string;
  readonly start?: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** `test`, `test.each(…)`, `describe.each(…)`: what is called in the end. */
const calleeName = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return node['name'] as string;
  if (node.type === 'MemberExpression') return calleeName(node['object']);
  return node.type === 'CallExpression' ? calleeName(node['callee']) : undefined;
};

const CALLS: ReadonlySet<string | undefined> = new Set(['test', 'it', 'describe']);

/** The text of a name: a string, or a template without its values. */
const nameIn = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateLiteral') return undefined;
  return (node['quasis'] as ReadonlyArray<{ readonly value: { readonly raw: string } }>)
    .map((q) => q.value.raw)
    .join('…');
};

/** All tests of a file, from the first to the last. */
const testsIn = (node: unknown, found: Array<Found> = []): Array<Found> => {
  if (Array.isArray(node)) for (const child of node) testsIn(child, found);
  else if (isNode(node)) {
    if (node.type === 'CallExpression' && CALLS.has(calleeName(node['callee']))) {
      const name = nameIn((node['arguments'] as ReadonlyArray<unknown>)[0]);
      if (name !== undefined) found.push({ name, start: node.start ?? 0 });
    }
    for (const child of Object.values(node)) if (typeof child === 'object') testsIn(child, found);
  }
  return found;
};

/**
 * What a file shows: labels in the names of its tests, and comments of nothing but labels, which speak of the test that follows.
 * In a script every comment speaks of the script.
 */
export const showingsOf = ({ path, text }: Witness): ReadonlyArray<Showing> => {
  if (path.endsWith('.pkt')) {
    const comments = Array.from(text.matchAll(/\/\/.*$|\/\*[^]*?\*\//gm), ([comment]) => comment);
    return [...new Set(comments.flatMap(labelsIn))].map((label) => ({ label, path, name: path }));
  }
  if (labelsIn(text).length === 0) return [];
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]?.message}`);
  const tests = testsIn(program).toSorted((a, b) => a.start - b.start);
  const named = tests.flatMap(({ name }) => labelsIn(name).map((label) => ({ label, path, name })));
  const annotated = comments.flatMap((comment) => {
    if (!ANNOTATION.test(comment.value)) return [];
    const next = tests.find(({ start }) => start > comment.start);
    if (next === undefined) throw new SyntaxError(`${path}: no test follows //${comment.value}`);
    return labelsIn(comment.value).map((label) => ({ label, path, name: next.name }));
  });
  return [...named, ...annotated];
};

/** Rows that nothing shows although they must be shown, labels that no row has, and rows that are called open but are shown. */
export const problemsOf = (
  rows: ReadonlyArray<Requirement>,
  showings: ReadonlyArray<Showing>,
): ReadonlyArray<string> => {
  const shown = new Set(showings.map(({ label }) => label));
  const known = new Set(rows.map(({ label }) => label));
  const isShown = (row: Requirement): boolean => shown.has(row.label);
  const says = (row: Requirement, what: string): string => `${row.label} (${row.says}) ${what}`;
  return [
    ...showings
      .filter(({ label }) => !known.has(label))
      .map(({ label, path }) => `${path}: no row has the label ${label}`),
    ...rows
      .filter(
        (row) => row.level.startsWith('MUST') && !isShown(row) && row.absent === undefined && row.open === undefined,
      )
      .map((row) => says(row, 'is shown by no test')),
    ...rows
      .filter(
        (row) => row.level.startsWith('SHOULD') && !isShown(row) && row.way === undefined && row.open === undefined,
      )
      .map((row) => says(row, 'is shown by no test, and no way is said')),
    ...rows.filter((row) => row.level === 'MAY' && row.way === undefined).map((row) => says(row, 'says no way')),
    ...rows
      .filter((row) => isShown(row) && (row.absent !== undefined || row.open !== undefined))
      .map((row) => says(row, 'is called absent or open, but a test shows it')),
  ];
};

const HEAD = `# RFC 9293, requirement by requirement

Appendix B of RFC 9293 has 126 rows. Here is each of them, in its order and our words, with the tests that show it. A test says
itself which rows it shows, by a label in its name or in a comment above it; this page is made from those labels by
\`npm run docs:rfc9293\`. A MUST or MUST NOT without a test, and without a plain word why, fails the build; a SHOULD that is not
followed, and every MAY, say which way we go.

A word behind a stroke tells rows apart that share a label. MAY-5, MAY-10 and MAY-11 stand in the column SHOULD of the RFC's table,
SHLD-25 in MUST; the columns are followed.`;

const LEVELS = ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY'] as const;

const isTold = (row: Requirement): boolean => (row.way ?? row.absent ?? row.open) !== undefined;

const countsOf = (rows: ReadonlyArray<Requirement>, shown: ReadonlySet<string>): string =>
  LEVELS.map((level) => {
    const of = rows.filter((row) => row.level === level);
    const bare = of.filter((row) => !shown.has(row.label));
    const absent = bare.filter((row) => row.absent !== undefined).length;
    const open = bare.filter((row) => row.open !== undefined).length;
    const way = bare.filter((row) => row.open === undefined && row.absent === undefined && isTold(row)).length;
    return `- **${level}**: ${of.length} rows, ${of.length - bare.length} shown by tests, ${way} decided otherwise or without a test, ${absent} about what does not exist here, ${open} open`;
  }).join('\n');

const escaped = (text: string): string => text.replaceAll(/[\\`*_<>[\]|]/g, (c) => `\\${c}`);

const entry = (row: Requirement, showings: ReadonlyArray<Showing>): string => {
  const byFile = new Map<string, Set<string>>();
  for (const { label, path, name } of showings) {
    if (label !== row.label) continue;
    byFile.set(path, (byFile.get(path) ?? new Set()).add(name));
  }
  const shown = [...byFile].map(([path, names]) =>
    path.endsWith('.pkt')
      ? `  - [${path}](../${path})`
      : `  - [${path.replace(/^tests\//, '')}](../${path}): ${[...names].map((name) => `“${escaped(name)}”`).join('; ')}`,
  );
  const told = [
    ...(row.way === undefined ? [] : [`  - Our way: ${row.way}`]),
    ...(row.absent === undefined ? [] : [`  - Without a test: ${row.absent}`]),
    ...(row.open === undefined ? [] : [`  - **Open**: ${row.open}`]),
  ];
  return [`- **${row.label}**, ${row.level} (§${row.section}): ${row.says}`, ...told, ...shown].join('\n');
};

/** docs/rfc9293.md, as prettier leaves it. */
export const rfc9293Page = (witnesses: ReadonlyArray<Witness>): string => {
  const showings = witnesses.flatMap(showingsOf);
  const groups = [...new Set(REQUIREMENTS.map((row) => row.group))];
  return (
    [
      HEAD,
      countsOf(REQUIREMENTS, new Set(showings.map(({ label }) => label))),
      ...groups.map(
        (group) =>
          `## ${group}\n\n${REQUIREMENTS.filter((row) => row.group === group)
            .map((row) => entry(row, showings))
            .join('\n')}`,
      ),
    ].join('\n\n') + '\n'
  );
};
