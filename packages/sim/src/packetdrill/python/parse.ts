// Enough Python: lines or ";", "#", assignments, print, assert, and expressions by precedence.
import { E } from '../../basis/fp.ts';
import type { Statement, Term, Value } from './Ast.ts';
import type { PythonToken } from './lexer.ts';
import { pythonTokens } from './lexer.ts';

/** Thrown and caught inside this module alone. */
class Unreadable extends Error {}

const END: PythonToken = { kind: 'end', text: 'the end', from: 0 };

/** Binary signs, the weakest first. */
const LEVELS: ReadonlyArray<ReadonlyArray<string>> = [
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '//', '%'],
];

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>=', 'in', 'is'];

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['True', true],
  ['False', false],
  ['None', undefined],
]);

class Parser {
  private readonly tokens: ReadonlyArray<PythonToken>;
  private readonly source: string;
  private at = 0;

  constructor(source: string, tokens: ReadonlyArray<PythonToken>) {
    this.source = source;
    this.tokens = tokens;
  }

  private get next(): PythonToken {
    return this.tokens[this.at] ?? END;
  }

  private is(text: string): boolean {
    return this.next.text === text && this.next.kind !== 'text';
  }

  private takeIf(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  private take(text: string): void {
    if (!this.takeIf(text)) this.fail(`"${text}"`);
  }

  private isLineEnd(): boolean {
    const { kind } = this.next;
    return kind === 'line' || kind === 'end';
  }

  private fail(wanted: string): never {
    throw new Unreadable(`expected ${wanted}, found ${JSON.stringify(this.next.text)}`);
  }

  statements(): ReadonlyArray<Statement> {
    const found: Array<Statement> = [];
    for (;;) {
      while (this.next.kind === 'line') this.at += 1;
      if (this.next.kind === 'end') return found;
      found.push(this.statement());
      if (!this.isLineEnd()) this.fail('the end of the statement');
    }
  }

  private statement(): Statement {
    const { kind, text, from } = this.next;
    if (kind === 'name') {
      if (text === 'assert') {
        this.at += 1;
        const term = this.term();
        const condition = this.source.slice(from, this.next.from).replace(/[\s,;]+$/, '');
        return { _tag: 'Assert', term, says: this.takeIf(',') ? this.tuple() : undefined, text: condition };
      }
      if (text === 'print') return this.print();
      if (['if', 'for', 'while', 'def', 'import', 'from', 'class', 'try', 'with'].includes(text)) {
        throw new Unreadable(`"${text}" is not in the part of Python that is understood here`);
      }
      const sign = this.tokens[this.at + 1];
      if (sign?.kind === 'sign' && /^(?:[-+*/%&|^]|\/\/)=$/.test(sign.text)) {
        this.at += 2;
        return { _tag: 'Change', name: text, sign: sign.text.slice(0, -1), term: this.tuple() };
      }
    }
    const term = this.tuple();
    if (!this.takeIf('=')) return { _tag: 'Evaluate', term };
    const names = (term._tag === 'Tuple' ? term.items : [term]).map((item) =>
      item._tag === 'Name' ? item.name : this.fail('a name before "="'),
    );
    return { _tag: 'Assign', names, term: this.tuple() };
  }

  private print(): Statement {
    this.at += 1;
    // `print e`, as Python 2 has it, and print(e, …).
    const term = this.isLineEnd() ? undefined : this.tuple();
    return { _tag: 'Print', items: term === undefined ? [] : term._tag === 'Tuple' ? term.items : [term] };
  }

  /** An expression, or several with commas between. */
  private tuple(): Term {
    const first = this.term();
    if (!this.is(',')) return first;
    const items = [first];
    while (this.takeIf(',')) {
      if (this.isLineEnd() || this.is(')') || this.is(']')) break;
      items.push(this.term());
    }
    return { _tag: 'Tuple', items };
  }

  private term(): Term {
    const yes = this.or();
    if (!this.takeIf('if')) return yes;
    const condition = this.or();
    this.take('else');
    return { _tag: 'Choice', condition, yes, no: this.term() };
  }

  private or(): Term {
    let left = this.and();
    while (this.takeIf('or')) left = { _tag: 'Logic', isAnd: false, left, right: this.and() };
    return left;
  }

  private and(): Term {
    let left = this.not();
    while (this.takeIf('and')) left = { _tag: 'Logic', isAnd: true, left, right: this.not() };
    return left;
  }

  private not(): Term {
    return this.takeIf('not') ? { _tag: 'Unary', sign: 'not', of: this.not() } : this.comparison();
  }

  private comparisonSign(): string | undefined {
    if (this.is('not') && this.tokens[this.at + 1]?.text === 'in') {
      this.at += 2;
      return 'not in';
    }
    const sign = COMPARISONS.find((candidate) => this.is(candidate));
    if (sign === undefined) return undefined;
    this.at += 1;
    return sign === 'is' ? (this.takeIf('not') ? '!=' : '==') : sign;
  }

  private comparison(): Term {
    const first = this.binary(0);
    const rest: Array<{ readonly sign: string; readonly term: Term }> = [];
    for (let sign = this.comparisonSign(); sign !== undefined; sign = this.comparisonSign()) {
      rest.push({ sign, term: this.binary(0) });
    }
    return rest.length === 0 ? first : { _tag: 'Chain', first, rest };
  }

  private binary(level: number): Term {
    const signs = LEVELS[level];
    if (signs === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const sign = signs.find((candidate) => this.is(candidate));
      if (sign === undefined) return left;
      this.at += 1;
      left = { _tag: 'Binary', sign, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Term {
    const sign = ['-', '+', '~'].find((candidate) => this.is(candidate));
    if (sign === undefined) return this.power();
    this.at += 1;
    return { _tag: 'Unary', sign, of: this.unary() };
  }

  private power(): Term {
    const base = this.atom();
    return this.takeIf('**') ? { _tag: 'Binary', sign: '**', left: base, right: this.unary() } : base;
  }

  private atom(): Term {
    const { kind, text } = this.next;
    if (kind === 'number') {
      this.at += 1;
      return { _tag: 'Constant', value: Number(text) };
    }
    if (kind === 'text') {
      let whole = '';
      for (; this.next.kind === 'text'; this.at++) whole += this.next.text;
      return { _tag: 'Constant', value: whole };
    }
    if (kind === 'name') return this.name(text);
    if (this.takeIf('(')) return this.bracketed(')', false);
    if (this.takeIf('[')) return this.bracketed(']', true);
    return this.fail('an expression');
  }

  private name(text: string): Term {
    this.at += 1;
    if (CONSTANTS.has(text)) return { _tag: 'Constant', value: CONSTANTS.get(text) };
    if (!this.takeIf('(')) return { _tag: 'Name', name: text };
    const items: Array<Term> = [];
    while (!this.is(')')) {
      items.push(this.term());
      if (!this.takeIf(',')) break;
    }
    this.take(')');
    return { _tag: 'Apply', name: text, items };
  }

  private bracketed(close: string, isList: boolean): Term {
    if (this.takeIf(close)) return { _tag: 'Tuple', items: [] };
    const inner = this.tuple();
    this.take(close);
    return isList && inner._tag !== 'Tuple' ? { _tag: 'Tuple', items: [inner] } : inner;
  }
}

/** Reads a snippet. Fails with what is wrong, or what is beyond the part of Python that is understood here. */
export const parsePython = (source: string): E.Either<string, ReadonlyArray<Statement>> => {
  const tokens = pythonTokens(source);
  if (tokens._tag === 'Left') return tokens;
  try {
    return E.right(new Parser(source, tokens.right).statements());
  } catch (thrown) {
    if (thrown instanceof Unreadable) return E.left(thrown.message);
    throw thrown;
  }
};
