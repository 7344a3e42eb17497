import { parseSync, transformWithOxc } from 'vite';

/** An `@example` of a docstring, with the name of what it is written above. */
export interface Example {
  readonly path: string;
  readonly name: string;
  readonly code: string;
}

/** One line `expression // value` of an example, and what each side turned out to be. */
export interface Comparison {
  readonly line: string;
  readonly actual: unknown;
  readonly expected: unknown;
  /** The value is written with `, …`: it may have more fields than it names. */
  readonly partly: boolean;
}

const DOCSTRING =
  /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export\s+(?:const|function\*?|interface|type|class)\s+([A-Za-z_$][\w$]*)/g;

/** The examples in the docstrings of a source file. */
export const examplesOf = (path: string, source: string): ReadonlyArray<Example> =>
  Array.from(source.matchAll(DOCSTRING)).flatMap(([, comment = '', name = '']) => {
    const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
    const from = lines.findIndex((line) => line.trim() === '@example');
    if (from === -1) return [];
    const rest = lines.slice(from + 1);
    const to = rest.findIndex((line) => line.startsWith('@'));
    return [
      {
        path,
        name,
        code: rest
          .slice(0, to === -1 ? undefined : to)
          .join('\n')
          .trim(),
      },
    ];
  });

/**
 * An example as a script that compares as it goes: each statement `expression // value` hands both sides to `compare`;
 * all others are only run. A comment inside a statement is a comment.
 *
 * Fails   with a SyntaxError where the example is no TypeScript, or a value no expression
 */
export const scriptOf = async (example: Example): Promise<string> => {
  const { code } = example;
  const { program, comments, errors } = parseSync('example.ts', code);
  if (errors.length > 0) throw new SyntaxError(`${example.path}, ${example.name}: ${errors[0]!.message}\n${code}`);
  const lineEnd = (at: number): number => (code.indexOf('\n', at) === -1 ? code.length : code.indexOf('\n', at));
  const statements = program.body.map((statement) => {
    const text = code.slice(statement.start, statement.end);
    const value = comments.find(({ start, end }) => start >= statement.end && end <= lineEnd(statement.end));
    if (statement.type !== 'ExpressionStatement' || value === undefined) return text;
    const partly = value.value.includes(', …');
    const expected = value.value.replaceAll(', …', '');
    return `compare(${JSON.stringify(`${text} //${value.value}`)}, (${text.replace(/;$/, '')}), (${expected}), ${partly});`;
  });
  return (await transformWithOxc(statements.join('\n'), 'example.ts')).code;
};
