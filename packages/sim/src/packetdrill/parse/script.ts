// script = *option [ shell ] 1*event [ shell ]
import { E } from '../../basis/fp.ts';
import { conditional } from '../ifdef.ts';
import type { Defines, LexError } from '../lexer.ts';
import { lex } from '../lexer.ts';
import type { ScriptProblem } from '../Problem.ts';
import type { Action, Script, ScriptEvent, ScriptOption, Shell } from '../Script.ts';
import { call } from './call.ts';
import { optionProblem } from './optionNames.ts';
import { packet } from './packet.ts';
import { Reader, Unreadable } from './Reader.ts';
import { time } from './time.ts';

const problemAt = (file: string, source: string, at: number, says: string): ScriptProblem => {
  const begin = source.lastIndexOf('\n', at - 1) + 1;
  const end = source.indexOf('\n', at);
  let line = 1;
  for (let i = source.indexOf('\n'); i >= 0 && i < at; i = source.indexOf('\n', i + 1)) line += 1;
  return {
    file,
    line,
    column: at - begin + 1,
    says,
    text: source.slice(begin, end < 0 ? undefined : end).replace(/\r$/, ''),
  };
};

const VALUE = /(?:(?!\/\/|\/\*)[^\s])*/y;

/** What follows the equals sign of an option: a string, a shell command, or characters up to the next blank. */
const valueOf = (reader: Reader): string => {
  const { kind, text, from } = reader.next;
  if (kind === 'string' || kind === 'shell') {
    reader.skip();
    return text;
  }
  VALUE.lastIndex = from;
  const value = VALUE.exec(reader.source)?.[0] ?? '';
  if (value === '') return reader.fail('a value');
  // SYM="a string" and SYM=`shell`: their blanks belong to them.
  const quote = /^[A-Za-z0-9_]+=["`]/.exec(value)?.[0];
  if (quote !== undefined) {
    const close = reader.source.indexOf(quote.slice(-1), from + quote.length);
    if (close >= 0) {
      reader.passTo(close + 1);
      return reader.source.slice(from, close + 1);
    }
  }
  reader.passTo(from + value.length);
  return value;
};

const option = (reader: Reader): ScriptOption => {
  const { line } = reader;
  const { text, from } = reader.skip();
  const name = text.slice(2);
  const value = reader.takeIf('=') ? valueOf(reader) : undefined;
  const wrong = optionProblem(name, value);
  if (wrong !== undefined) throw reader.problem(from, wrong);
  return { name, value, line };
};

const shell = (reader: Reader): Shell => {
  const { line } = reader;
  return { _tag: 'Shell', command: reader.skip().text, line };
};

const action = (reader: Reader): Action => {
  const { kind, text } = reader.next;
  if (kind === 'shell') return shell(reader);
  if (kind === 'code') {
    reader.skip();
    return { _tag: 'Code', code: text };
  }
  if (kind === 'sign' && (text === '<' || text === '>')) return packet(reader);
  if (kind === 'word' || kind === 'ellipsis') return call(reader);
  return reader.fail('a packet, a system call, a `shell command` or %{ code }%');
};

const event = (reader: Reader): ScriptEvent => {
  const { line } = reader;
  const { from } = reader.next;
  const when = time(reader);
  const what = action(reader);
  if ((when._tag === 'Any' || when.to !== undefined) && !('way' in what && what.way === 'out')) {
    throw reader.problem(from, 'any time, and a range of times, are for outbound packets alone');
  }
  return { time: when, action: what, line };
};

/** Rules about the times of neighbours. */
const checkTimes = (reader: Reader, before: ScriptEvent | undefined, next: ScriptEvent, from: number): void => {
  const { time: now } = next;
  if (before === undefined) {
    if (now._tag === 'Any' || now.from !== 0) throw reader.problem(from, 'the first event is at time 0');
    return;
  }
  if (before.time._tag === 'At' && now._tag === 'At' && now.from < before.time.from) {
    throw reader.problem(from, 'time runs backwards');
  }
};

const script = (reader: Reader): Script => {
  const options: Array<ScriptOption> = [];
  while (reader.next.kind === 'option') options.push(option(reader));
  const setUp = reader.next.kind === 'shell' ? shell(reader) : undefined;
  const events: Array<ScriptEvent> = [];
  while (reader.next.kind !== 'end' && reader.next.kind !== 'shell') {
    const { from } = reader.next;
    const next = event(reader);
    checkTimes(reader, events[events.length - 1], next, from);
    events.push(next);
  }
  if (events.length === 0) reader.fail('an event');
  const cleanUp = reader.next.kind === 'shell' ? shell(reader) : undefined;
  if (reader.next.kind !== 'end') reader.fail('the end of the script');
  return { options, setUp, events, cleanUp };
};

const NO_DEFINES: Defines = new Map();

/** Definitions in the file's own options, which are read before the words that they replace. */
const ownDefines = (source: string, given: Defines): Defines => {
  const found = new Map<string, string>();
  for (const match of source.matchAll(/^[ \t]*--define=([A-Za-z0-9_]+)=("(?:[^"\\]|\\.)*"|`[^`]*`|\S+)/gm)) {
    found.set(match[1] ?? '', match[2] ?? '');
  }
  // The command line overrides the file.
  for (const [name, text] of given) found.set(name, text);
  return found;
};

/**
 * Reads a script.
 *
 * Takes   the name of its file, for messages; its source; the names that are defined (`-D NAME=VALUE`): with what a word is
 *         replaced, and which parts between `#ifdef` and `#endif` are read
 * Gives   the script
 * Fails   at the first thing that is wrong, with its line, its column, and what would have been right
 *
 * @example
 * parseScript('a.pkt', '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3')._tag // 'Right'
 *
 * @category codec
 * @since 0.1.0
 */
export const parseScript = (
  file: string,
  source: string,
  defines: Defines = NO_DEFINES,
): E.Either<ScriptProblem, Script> => {
  const fail = ({ at, says }: LexError): E.Either<ScriptProblem, never> => E.left(problemAt(file, source, at, says));
  const kept = conditional(source, (name) => defines.has(name));
  if (kept._tag === 'Left') return fail(kept.left);
  const tokens = lex(kept.right, ownDefines(kept.right, defines));
  if (tokens._tag === 'Left') return fail(tokens.left);
  try {
    return E.right(script(new Reader(kept.right, tokens.right)));
  } catch (thrown) {
    if (thrown instanceof Unreadable) return fail({ at: thrown.at, says: thrown.message });
    throw thrown;
  }
};
