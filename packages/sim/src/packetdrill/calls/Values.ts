// Arguments of calls as values.
import type { Dialect } from '../constants/symbols.ts';
import { symbolNumber } from '../constants/symbols.ts';
import { showExpression } from '../printExpression.ts';
import type { Expression, FieldScript } from '../Script.ts';

/** An argument that is none for its call. Caught by whoever performs the call. */
export class BadArgument extends Error {}

/** Reads the arguments of one call. */
export class Arguments {
  readonly items: ReadonlyArray<Expression>;
  readonly dialect: Dialect;

  constructor(items: ReadonlyArray<Expression>, dialect: Dialect) {
    this.items = items;
    this.dialect = dialect;
  }

  count(least: number, most: number = least): void {
    const { length } = this.items;
    if (length < least || length > most) {
      throw new BadArgument(`expected ${least === most ? least : `${least} to ${most}`} arguments, found ${length}`);
    }
  }

  at(index: number): Expression {
    const item = this.items[index];
    if (item === undefined) throw new BadArgument(`argument ${index + 1} is missing`);
    return item;
  }

  isEllipsis(index: number): boolean {
    return this.items[index]?._tag === 'Ellipsis';
  }

  /** NULL, or a buffer pointer that leads nowhere. */
  isNull(index: number): boolean {
    const item = this.items[index];
    return item?._tag === 'Symbol' && item.name === 'NULL';
  }

  number(index: number): number {
    return this.numberOf(this.at(index));
  }

  numberOf(item: Expression): number {
    if (item._tag === 'Integer') return item.value;
    if (item._tag === 'Symbol') {
      const value = item.name === 'NULL' ? 0 : symbolNumber(this.dialect, item.name);
      if (value === undefined) throw new BadArgument(`unknown symbol ${item.name}`);
      return value;
    }
    if (item._tag === 'Or') {
      let bits = 0;
      for (const part of item.parts) bits = (bits | this.numberOf(part)) >>> 0;
      return bits;
    }
    if (item._tag === 'Apply' && (item.name === 'htons' || item.name === 'htonl')) {
      const [first] = item.items;
      if (first !== undefined) return this.numberOf(first);
    }
    throw new BadArgument(`expected a number, found ${showExpression(item)}`);
  }

  list(index: number): ReadonlyArray<Expression> {
    const item = this.at(index);
    if (item._tag !== 'List') throw new BadArgument(`expected a list in brackets, found ${showExpression(item)}`);
    return item.items;
  }

  record(item: Expression): ReadonlyArray<FieldScript> {
    if (item._tag !== 'Record') throw new BadArgument(`expected a record in braces, found ${showExpression(item)}`);
    return item.fields;
  }

  /** A named member of a record; undefined where it has none. */
  field(item: Expression, ...names: ReadonlyArray<string>): Expression | undefined {
    return this.record(item).find(({ name }) => name !== undefined && names.includes(name))?.value;
  }

  /** The octets of an I/O vector: each `{..., n}` or `{iov_base=..., iov_len=n}`. */
  vector(items: ReadonlyArray<Expression>): number {
    let total = 0;
    for (const item of items) {
      const fields = this.record(item);
      const length = this.field(item, 'iov_len', 'len') ?? fields[1]?.value;
      if (length === undefined) throw new BadArgument(`expected {..., length}, found ${showExpression(item)}`);
      total += this.numberOf(length);
    }
    return total;
  }
}
