// Words of a script. Longest match wins; at equal length a number, then a word.
import { E } from '../basis/fp.ts';
import type { Token, TokenKind } from './Token.ts';

/** What could not be read, and where, in characters from 0. */
export interface LexError {
  readonly at: number;
  readonly says: string;
}

/** The names that are replaced while reading, and the text of what stands for them: a number, "a string", `shell`, or a word. */
export type Defines = ReadonlyMap<string, string>;

const BLANK = /(?:[ \t\r\n\f\v]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;

/** Digits and colons that may be an IPv6 address, or a range with its colon. */
const COLONS = /[0-9A-Fa-f]*:[0-9A-Fa-f:]*/y;

/** An IPv6 address holds "::" or eight groups, so that 1:1001 stays a range of sequence numbers. */
const isIpv6 = (text: string): boolean => {
  const gap = text.indexOf('::');
  if (gap >= 0 && text.includes('::', gap + 1)) return false;
  const groups = text.split(':').filter((group) => group !== '');
  if (groups.some((group) => group.length > 4)) return false;
  if (gap < 0) return groups.length === 8 && text.split(':').length === 8;
  return groups.length < 8 && !/^:[^:]|[^:]:$/.test(text);
};

/** In the order in which they win when they are equally long. */
const PATTERNS: ReadonlyArray<readonly [kind: TokenKind, pattern: RegExp]> = [
  ['ipv4', /[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/y],
  ['hex', /0x[0-9A-Fa-f]+/y],
  ['decimal', /-?[0-9]*\.[0-9]+/y],
  ['integer', /-?[0-9]+/y],
  ['option', /--[A-Za-z0-9_]+/y],
  ['word', /[A-Za-z0-9_]+/y],
  ['ellipsis', /\.\.\./y],
];

const ESCAPES: Readonly<Record<string, string>> = {
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
};

/** A string's characters; undefined where an escape is none of ours. */
const unescaped = (raw: string): string | undefined => {
  const unknown: Array<string> = [];
  const text = raw.replace(/\\(x[0-9A-Fa-f]{2}|[\s\S])/g, (_, escape: string) => {
    const plain = escape.length === 3 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : ESCAPES[escape];
    if (plain === undefined) unknown.push(escape);
    return plain ?? '';
  });
  return unknown.length === 0 ? text : undefined;
};

const STRING = /"((?:[^"\\]|\\[\s\S])*)"/y;
const SHELL = /`([^`]*)`/y;
const CODE = /%\{([\s\S]*?)\}%/y;

const at = (pattern: RegExp, source: string, from: number): RegExpExecArray | null => {
  pattern.lastIndex = from;
  return pattern.exec(source);
};

type Lexed = E.Either<LexError, Token>;

const token = (kind: TokenKind, text: string, from: number, end: number): Lexed =>
  E.right({ kind, text, from, end, replaced: false });

/** What stands between quotes of some kind; undefined: no quote begins here. */
const quoted = (source: string, from: number): Lexed | undefined => {
  if (source[from] === '"') {
    const match = at(STRING, source, from);
    if (match === null) return E.left({ at: from, says: 'a string that does not end' });
    const text = unescaped(match[1] ?? '');
    return text === undefined
      ? E.left({ at: from, says: 'an escape that is none of \\f \\n \\r \\t \\v \\" \\\\ \\xHH' })
      : token('string', text, from, STRING.lastIndex);
  }
  if (source[from] === '`') {
    const match = at(SHELL, source, from);
    return match === null
      ? E.left({ at: from, says: 'a shell command that does not end' })
      : token('shell', match[1] ?? '', from, SHELL.lastIndex);
  }
  if (!source.startsWith('%{', from)) return undefined;
  const match = at(CODE, source, from);
  if (match === null) return E.left({ at: from, says: 'code that does not end with }%' });
  return token('code', (match[1] ?? '').replace(/^[ \t]+|[ \t]+$/g, ''), from, CODE.lastIndex);
};

/** The IPv6 address that begins here, without a colon that only follows it. */
const ipv6At = (source: string, from: number): string | undefined => {
  const text = at(COLONS, source, from)?.[0] ?? '';
  if (isIpv6(text)) return text;
  return text.endsWith(':') && isIpv6(text.slice(0, -1)) ? text.slice(0, -1) : undefined;
};

const longest = (source: string, from: number): Token => {
  const address = ipv6At(source, from);
  if (address !== undefined) {
    return { kind: 'ipv6', text: address, from, end: from + address.length, replaced: false };
  }
  let kind: TokenKind = 'sign';
  let end = from + 1;
  let isFound = false;
  for (const [candidate, pattern] of PATTERNS) {
    const match = at(pattern, source, from);
    if (match !== null && match[0].length > 0 && (pattern.lastIndex > end || (!isFound && pattern.lastIndex === end))) {
      kind = candidate;
      end = pattern.lastIndex;
      isFound = true;
    }
  }
  return { kind, text: source.slice(from, end), from, end, replaced: false };
};

/** Reads the text of a definition as one token in the place of the word that it stands for. */
const replacement = (word: Token, text: string): Token => {
  const found = quoted(text, 0);
  const read = found === undefined ? longest(text, 0) : found._tag === 'Right' ? found.right : undefined;
  const isWhole = read !== undefined && read.end === text.length;
  return {
    kind: isWhole ? read.kind : 'word',
    text: isWhole ? read.text : text,
    from: word.from,
    end: word.end,
    replaced: true,
  };
};

/**
 * The words of a script; the last one is its end.
 *
 * Takes   the source, and the names that are defined
 * Fails   where quotes or a comment do not end, or an escape is unknown
 *
 * @category codec
 * @since 0.1.0
 */
export const lex = (source: string, defines: Defines): E.Either<LexError, ReadonlyArray<Token>> => {
  const tokens: Array<Token> = [];
  let from = 0;
  for (;;) {
    const blank = at(BLANK, source, from);
    if (blank !== null) from = BLANK.lastIndex;
    if (from >= source.length) break;
    if (source.startsWith('/*', from)) return E.left({ at: from, says: 'a comment that does not end' });
    const inQuotes = quoted(source, from);
    if (inQuotes !== undefined && inQuotes._tag === 'Left') return inQuotes;
    const read = inQuotes?.right ?? longest(source, from);
    const text = read.kind === 'word' ? defines.get(read.text) : undefined;
    tokens.push(text === undefined ? read : replacement(read, text));
    from = read.end;
  }
  tokens.push({ kind: 'end', text: '', from: source.length, end: source.length, replaced: false });
  return E.right(tokens);
};
