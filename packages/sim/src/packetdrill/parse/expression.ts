// The arguments of calls.
import type { Expression, FieldScript } from '../Script.ts';
import type { Reader } from './Reader.ts';

/** Arguments up to their closing sign, which is taken. */
export const items = (reader: Reader, close: string): ReadonlyArray<Expression> => {
  const found: Array<Expression> = [];
  if (reader.takeIf(close)) return found;
  for (;;) {
    found.push(expression(reader));
    if (reader.takeIf(close)) return found;
    if (!reader.takeIf(',')) reader.fail(`"," or "${close}"`);
  }
};

// field = [ name [ "(" arguments ")" ] "=" ] expression
const field = (reader: Reader): FieldScript => {
  if (reader.next.kind !== 'word') return { name: undefined, hint: undefined, value: expression(reader) };
  if (reader.ahead(1).text === '=' && reader.ahead(1).kind === 'sign') {
    const name = reader.skip().text;
    reader.skip();
    return { name, hint: undefined, value: expression(reader) };
  }
  const value = expression(reader);
  // What looked like `htons(8080)` was a name with a hint: `msg_iov(1) = […]`.
  if (value._tag === 'Apply' && reader.takeIf('=')) {
    return { name: value.name, hint: value.items, value: expression(reader) };
  }
  return { name: undefined, hint: undefined, value };
};

const fields = (reader: Reader): ReadonlyArray<FieldScript> => {
  const found: Array<FieldScript> = [];
  if (reader.takeIf('}')) return found;
  for (;;) {
    found.push(field(reader));
    // A comma may end the list.
    if (reader.takeIf('}')) return found;
    if (!reader.takeIf(',')) reader.fail('"," or "}"');
    if (reader.takeIf('}')) return found;
  }
};

const single = (reader: Reader): Expression => {
  if (reader.takeIf('[')) return { _tag: 'List', items: items(reader, ']') };
  if (reader.takeIf('{')) return { _tag: 'Record', fields: fields(reader) };
  const { kind, text } = reader.next;
  if (kind === 'ellipsis') {
    reader.skip();
    return { _tag: 'Ellipsis' };
  }
  if (kind === 'integer' || kind === 'hex') {
    reader.skip();
    return { _tag: 'Integer', value: Number(text), text };
  }
  if (kind === 'string') {
    // Neighbours are one.
    let whole = '';
    while (reader.isKind('string')) whole += reader.skip().text;
    return { _tag: 'Text', text: whole };
  }
  if (kind === 'ipv4' || kind === 'ipv6') {
    reader.skip();
    return { _tag: 'Address', text };
  }
  if (kind !== 'word') return reader.fail('an argument');
  reader.skip();
  return reader.takeIf('(') ? { _tag: 'Apply', name: text, items: items(reader, ')') } : { _tag: 'Symbol', name: text };
};

/** One argument. */
export const expression = (reader: Reader): Expression => {
  const first = single(reader);
  if (!reader.is('|')) return first;
  const parts = [first];
  while (reader.takeIf('|')) parts.push(single(reader));
  return { _tag: 'Or', parts };
};
