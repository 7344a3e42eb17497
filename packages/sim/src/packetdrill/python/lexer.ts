import { E } from '../../basis/fp.ts';

/** A word of a snippet; `line` is the end of a statement. */
export interface PythonToken {
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'line' | 'end';
  readonly text: string;
  readonly from: number;
}

const PATTERN =
  /[ \t\r\f]+|\\\r?\n|#[^\n]*|(?<line>[\n;])|(?<number>0[xX][0-9A-Fa-f]+|0[oO][0-7]+|0[bB][01]+|[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)|(?<text>'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*")|(?<name>[A-Za-z_][A-Za-z0-9_.]*)|(?<sign>\*\*|\/\/=|<<|>>|\/\/|[=!<>+\-*/%&|^]=|[-+*/%&|^~<>()[\],=:])/gy;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

const unquoted = (text: string): string =>
  text
    .slice(1, -1)
    .replace(/\\([\s\S])/g, (_, escape: string) => ESCAPES[escape] ?? (/['"\\]/.test(escape) ? escape : `\\${escape}`));

/** The words of a snippet. Inside brackets a new line is a blank. */
export const pythonTokens = (source: string): E.Either<string, ReadonlyArray<PythonToken>> => {
  const tokens: Array<PythonToken> = [];
  let depth = 0;
  let at = 0;
  for (const match of source.matchAll(PATTERN)) {
    const { line, number, text, name, sign } = match.groups ?? {};
    at = match.index + match[0].length;
    const from = match.index;
    if (line !== undefined) {
      if (depth === 0) tokens.push({ kind: 'line', text: line, from });
    } else if (number !== undefined) tokens.push({ kind: 'number', text: number, from });
    else if (text !== undefined) tokens.push({ kind: 'text', text: unquoted(text), from });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, from });
    else if (sign !== undefined) {
      if (sign === '(' || sign === '[') depth += 1;
      if (sign === ')' || sign === ']') depth -= 1;
      tokens.push({ kind: 'sign', text: sign, from });
    }
  }
  if (at < source.length) return E.left(`unexpected "${source.slice(at, at + 10)}"`);
  tokens.push({ kind: 'end', text: 'the end', from: source.length });
  return E.right(tokens);
};
