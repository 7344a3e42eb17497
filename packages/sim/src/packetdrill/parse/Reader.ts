import type { Token, TokenKind } from '../Token.ts';

/** Thrown and caught inside the parser alone, so that a grammar can be written as sentences. */
export class Unreadable extends Error {
  /** Where, in characters from 0. */
  readonly at: number;

  constructor(at: number, says: string) {
    super(says);
    this.at = at;
  }
}

const END: Token = { kind: 'end', text: '', from: 0, end: 0, replaced: false };

const FOUND: Readonly<Partial<Record<TokenKind, string>>> = {
  string: 'a string',
  shell: 'a shell command',
  code: 'code',
  end: 'the end of the script',
};

/** Where the reading of one script stands. Local to one call of `parseScript`. */
export class Reader {
  readonly source: string;
  private readonly tokens: ReadonlyArray<Token>;
  private at = 0;
  private lineAt = 0;
  private lineNumber = 1;

  constructor(source: string, tokens: ReadonlyArray<Token>) {
    this.source = source;
    this.tokens = tokens;
  }

  get next(): Token {
    return this.tokens[this.at] ?? END;
  }

  /** The word behind the next one, or further. */
  ahead(count: number): Token {
    return this.tokens[Math.min(this.at + count, this.tokens.length - 1)] ?? END;
  }

  /** The line of the next word, from 1. Asked in the order of the source. */
  get line(): number {
    const { from } = this.next;
    for (; this.lineAt < from; this.lineAt++) if (this.source.charCodeAt(this.lineAt) === 10) this.lineNumber += 1;
    return this.lineNumber;
  }

  fail(wanted: string): never {
    const { kind, text, from } = this.next;
    throw new Unreadable(from, `expected ${wanted}, found ${FOUND[kind] ?? `"${text}"`}`);
  }

  /** A problem that is not about what comes next. */
  problem(at: number, says: string): Unreadable {
    return new Unreadable(at, says);
  }

  skip(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.at += 1;
    return token;
  }

  is(text: string): boolean {
    const { kind } = this.next;
    return this.next.text === text && kind !== 'string' && kind !== 'shell' && kind !== 'code';
  }

  isKind(kind: TokenKind): boolean {
    return this.next.kind === kind;
  }

  takeIf(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  take(text: string): void {
    if (!this.takeIf(text)) this.fail(`"${text}"`);
  }

  takeKind(kind: TokenKind, wanted: string): string {
    return this.next.kind === kind ? this.skip().text : this.fail(wanted);
  }

  /** A whole number, decimal or hexadecimal, from `least` to `most`. */
  whole(wanted: string, least: number, most: number): number {
    const { kind, text } = this.next;
    if (kind !== 'integer' && kind !== 'hex') return this.fail(wanted);
    const value = Number(text);
    if (!(value >= least && value <= most)) return this.fail(`${wanted} from ${least} to ${most}`);
    this.at += 1;
    return value;
  }

  /** Goes on behind the words that end at or before this character. */
  passTo(end: number): void {
    while (this.next.kind !== 'end' && this.next.from < end) this.at += 1;
  }

  /** What stands between this character and a sign that follows it; goes on behind that sign. */
  rawUntil(from: number, sign: string): string {
    const end = this.source.indexOf(sign, from);
    if (end < 0) throw new Unreadable(from, `expected "${sign}" somewhere behind this`);
    this.passTo(end + 1);
    return this.source.slice(from, end);
  }
}

/** A sequence number, a time stamp, or another field of 32 bits. */
export const word32 = (reader: Reader, wanted: string): number => reader.whole(wanted, 0, 0xffffffff);

/** A field of 16 bits. */
export const word16 = (reader: Reader, wanted: string): number => reader.whole(wanted, 0, 0xffff);
