// Directories as listings: what is looked at, and how it is written.
import { utf8 } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import { realtime } from '../../../program/calls.ts';
import { attempt, iterate } from '../../../program/control.ts';
import { readdir, stat } from '../../../program/files.ts';
import { fail } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Entry } from '../listing.ts';
import { factsLine, longLine } from '../listing.ts';
import { fits, inside, isUnfinished, nameOf } from '../path.ts';
import type { ListStyle } from '../Service.ts';
import type { Source } from './SessionState.ts';

type List = Extract<Source, { readonly _tag: 'List' }>;

/** So many names are looked at before what was written is sent. */
const AT_ONCE = 256;

/** A name that would break a line is not shown: no client could ask for it. */
// oxlint-disable-next-line no-control-regex -- control characters are what is left out
const isShown = (name: string): boolean => !/[\0-\x1f\x7f]/.test(name) && !isUnfinished(name);

const isWanted = (style: ListStyle, name: string): boolean => {
  if (!isShown(name)) return false;
  if (style._tag === 'Facts') return true;
  if (style.pattern !== undefined) return fits(style.pattern, name);
  return style.all || !name.startsWith('.');
};

/** What a path leads to, as an entry of that name. */
export const entryOf = (path: string, name: string): Program<Fails<'stat'>, Entry> =>
  program(function* () {
    const { kind, size, mtime, ino } = yield* stat(path);
    return { name, kind, size, mtime, ino };
  });

/**
 * Begins a listing.
 *
 * Fails   with ENOENT where nothing is there, and ENOTDIR where facts are wanted of what is no directory
 */
export const beginList = (style: ListStyle, isWritable: boolean): Program<Fails<'stat' | 'readdir'>, List> =>
  program(function* () {
    const now = yield* realtime;
    const { kind, size, mtime, ino } = yield* stat(style.path);
    const common = { _tag: 'List', style, now, isWritable } as const;
    if (kind === 'directory') {
      const names = (yield* readdir(style.path)).map(({ name }) => name).filter((name) => isWanted(style, name));
      return { ...common, names, known: [] };
    }
    if (style._tag === 'Facts') return yield* fail('ENOTDIR' as const);
    if (style.pattern !== undefined) return { ...common, names: [], known: [] };
    // A file is a list of itself, under the name by which it was asked for.
    const name = style.prefix === '' ? nameOf(style.path) : style.prefix.replace(/\/$/, '');
    return { ...common, names: [], known: [{ name, kind, size, mtime, ino }] };
  });

const lineOf = ({ style, now, isWritable }: List, entry: Entry): string => {
  if (style._tag === 'Facts') return factsLine(entry, style.facts, isWritable);
  if (style._tag === 'Long') return longLine(entry, now, isWritable);
  return entry.name;
};

/** The next entries of a listing, as lines; a name that is gone by now, or leads out of the root, is left out. */
export const nextLines = (list: List): Program<never, readonly [list: List, lines: ReadonlyArray<string>]> =>
  iterate({ list, lines: [] as ReadonlyArray<string>, count: 0 }, ({ list: at, lines, count }) =>
    program(function* () {
      const [known, ...others] = at.known;
      if (known !== undefined) {
        return E.left({ list: { ...at, known: others }, lines: [...lines, lineOf(at, known)], count: count + 1 });
      }
      const name = at.names[count];
      if (name === undefined || count >= AT_ONCE)
        return E.right([{ ...at, names: at.names.slice(count) }, lines] as const);
      const prefix = at.style._tag === 'Names' ? at.style.prefix : '';
      const found = yield* attempt(entryOf(inside(at.style.path, name), prefix + name));
      if (E.isLeft(found) || found.right.kind === 'other') return E.left({ list: at, lines, count: count + 1 });
      return E.left({ list: at, lines: [...lines, lineOf(at, found.right)], count: count + 1 });
    }),
  );

/** All of a listing, for the control connection. */
export const allLines = (begun: List): Program<never, ReadonlyArray<string>> =>
  iterate({ list: begun, lines: [] as ReadonlyArray<string> }, ({ list, lines }) =>
    program(function* () {
      if (list.known.length === 0 && list.names.length === 0) return E.right(lines);
      const [left, more] = yield* nextLines(list);
      return E.left({ list: left, lines: lines.concat(more) });
    }),
  );

/** Lines of a listing as they go over the data connection: a listing is ASCII, whatever TYPE says. */
export const octetsOf = (lines: ReadonlyArray<string>): Uint8Array => utf8(lines.map((line) => `${line}\r\n`).join(''));
