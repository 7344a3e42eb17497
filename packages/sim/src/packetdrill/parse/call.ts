// call = [ "..." T ] name "(" arguments ")" "=" result [ ERRNO ] [ "(" words ")" ]
import type { CallScript } from '../Script.ts';
import { items } from './expression.ts';
import type { Reader } from './Reader.ts';
import { seconds } from './time.ts';

/** Words in brackets, which are only for the reader: text as it stands, brackets within it included. */
const note = (reader: Reader): string | undefined => {
  if (!reader.is('(')) return undefined;
  const { end } = reader.skip();
  return reader.rawUntil(end, ')').trim();
};

const result = (reader: Reader): { readonly result: number | 'any'; readonly resultText: string } => {
  const { kind, text } = reader.next;
  if (kind === 'ellipsis') {
    reader.skip();
    return { result: 'any', resultText: '...' };
  }
  if (kind !== 'integer' && kind !== 'hex') return reader.fail('a result: a number');
  reader.skip();
  return { result: Number(text), resultText: text };
};

export const call = (reader: Reader): CallScript => {
  let end: number | undefined;
  if (reader.next.kind === 'ellipsis') {
    reader.skip();
    reader.takeIf('+');
    end = seconds(reader);
  }
  const name = reader.takeKind('word', 'the name of a system call');
  reader.take('(');
  const given = items(reader, ')');
  reader.take('=');
  const { result: expected, resultText } = result(reader);
  const errno = reader.next.kind === 'word' ? reader.skip().text : undefined;
  return { _tag: 'Call', name, items: given, end, result: expected, resultText, errno, note: note(reader) };
};
