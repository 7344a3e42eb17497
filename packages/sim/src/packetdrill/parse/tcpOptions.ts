// The options of a TCP header, as scripts write them.
import type { TcpOptionScript } from '../Script.ts';
import type { Reader } from './Reader.ts';
import { word16, word32 } from './Reader.ts';

/** Hexadecimal digits as they stand: numbers with leading zeros, words, and both joined. Empty: none. */
const digits = (reader: Reader, wanted: string): string => {
  const { kind, from } = reader.next;
  if (kind !== 'word' && kind !== 'integer' && kind !== 'hex') return '';
  let text = '';
  let end = from;
  for (;;) {
    const { kind: next, text: more, from: at, end: stop } = reader.next;
    if (at !== end || (next !== 'word' && next !== 'integer' && next !== 'hex')) break;
    text += text === '' && next === 'hex' ? more.slice(2) : more;
    end = stop;
    reader.skip();
  }
  if (!/^([0-9A-Fa-f]{2})*$/.test(text)) {
    throw reader.problem(from, `expected ${wanted}: pairs of hexadecimal digits, found "${text}"`);
  }
  return text.toLowerCase();
};

const COUNTERS = ['e0b', 'ceb', 'e1b'];

/** Three counters at most, each with its name, in the order that the first one begins. (RFC 9768 §3.2.3) */
const counters = (reader: Reader, order: 0 | 1): ReadonlyArray<number> => {
  const names = order === 0 ? COUNTERS : COUNTERS.toReversed();
  const found: Array<number> = [];
  for (const name of names) {
    if (!reader.takeIf(name)) break;
    found.push(reader.whole('a counter of 24 bits', 0, 0xffffff));
  }
  return found;
};

/** The FreeBSD dialect's way: numbers, each perhaps with its name. */
const bareCounters = (reader: Reader): ReadonlyArray<number> => {
  const found: Array<number> = [];
  while (found.length < 3) {
    if (COUNTERS.includes(reader.next.text)) reader.skip();
    if (reader.next.kind !== 'integer' && reader.next.kind !== 'hex') break;
    found.push(reader.whole('a counter of 24 bits', 0, 0xffffff));
  }
  return found;
};

const blocks = (reader: Reader): ReadonlyArray<readonly [number, number]> => {
  const found: Array<readonly [number, number]> = [];
  while (reader.next.kind === 'integer' || found.length === 0) {
    const left = word32(reader, 'the left edge of a block');
    reader.take(':');
    found.push([left, word32(reader, 'the right edge of a block')]);
  }
  return found;
};

const timestamps = (reader: Reader): TcpOptionScript => {
  reader.take('val');
  const val = reader.next.kind === 'ellipsis' ? undefined : word32(reader, 'a timestamp');
  if (val === undefined) reader.skip();
  reader.take('ecr');
  const ecr = word32(reader, 'a timestamp');
  return { _tag: 'TS', val, ecr, isAbsolute: reader.takeIf('!') };
};

const generic = (reader: Reader): TcpOptionScript => {
  // The lexer reads `gen-N` as a word and a negative number.
  const { text } = reader.next;
  const kind = -Number(text);
  if (reader.next.kind !== 'integer' || !(kind >= 0 && kind <= 255))
    return reader.fail('"-" and the number of an option');
  reader.skip();
  reader.takeIf(':');
  return { _tag: 'gen', kind, octets: digits(reader, 'octets') };
};

const experimental = (reader: Reader): TcpOptionScript => {
  reader.take('-');
  reader.take('FO');
  return { _tag: 'FOEXP', cookie: digits(reader, 'a cookie') };
};

const md5 = (reader: Reader): TcpOptionScript =>
  reader.takeIf('valid') ? { _tag: 'md5', digest: 'valid' } : { _tag: 'md5', digest: digits(reader, 'a digest') };

/** Every option by its name. */
const READERS: Readonly<Record<string, (reader: Reader) => TcpOptionScript>> = {
  nop: () => ({ _tag: 'nop' }),
  eol: () => ({ _tag: 'eol' }),
  sackOK: () => ({ _tag: 'sackOK' }),
  mss: (reader) => ({ _tag: 'mss', mss: word16(reader, 'a segment size') }),
  wscale: (reader) => ({ _tag: 'wscale', shift: reader.whole('a shift', 0, 255) }),
  sack: (reader) => ({ _tag: 'sack', blocks: blocks(reader) }),
  TS: timestamps,
  md5,
  MD5: md5,
  FO: (reader) => ({ _tag: 'FO', cookie: digits(reader, 'a cookie') }),
  FOEXP: (reader) => ({ _tag: 'FOEXP', cookie: digits(reader, 'a cookie') }),
  exp: experimental,
  ECN: (reader) => {
    const order = reader.is('e1b') ? 1 : 0;
    if (!reader.is('e0b') && order === 0) reader.fail('e0b or e1b');
    return { _tag: 'ECN', order, counters: counters(reader, order) };
  },
  AccECN0: (reader) => ({ _tag: 'ECN', order: 0, counters: bareCounters(reader) }),
  AccECN1: (reader) => ({ _tag: 'ECN', order: 1, counters: bareCounters(reader) }),
  gen: generic,
};

const NAMES = 'mss, wscale, sackOK, sack, TS, nop, eol, md5, FO, FOEXP or ECN';

// options = "<" [ "..." / option *( "," option ) ] ">"
export const optionsOf = (reader: Reader): ReadonlyArray<TcpOptionScript> | 'any' => {
  if (!reader.takeIf('<')) return [];
  if (reader.next.kind === 'ellipsis') {
    reader.skip();
    reader.take('>');
    return 'any';
  }
  const found: Array<TcpOptionScript> = [];
  if (reader.takeIf('>')) return found;
  for (;;) {
    const { kind, text } = reader.next;
    const read = kind === 'word' && Object.hasOwn(READERS, text) ? READERS[text] : undefined;
    if (read === undefined) return reader.fail(NAMES);
    reader.skip();
    found.push(read(reader));
    if (reader.takeIf('>')) return found;
    if (!reader.takeIf(',')) reader.fail('"," or ">"');
  }
};
