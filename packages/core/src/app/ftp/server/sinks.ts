// Where what is received goes: a file that nobody sees before it is whole.
import type { Bytes } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import { close, random, read, writeAll } from '../../../program/calls.ts';
import { andThen, attempt, iterate } from '../../../program/control.ts';
import { closing, fsync, link, lseek, open, rename, stat, unlink } from '../../../program/files.ts';
import { fail, succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Fd } from '../../../socket/calls/Calls.ts';
import { fromNetwork, lastOf, NOTHING_HELD, pass } from '../../lineEnds.ts';
import { inside, nameOf, parentOf, unfinishedName } from '../path.ts';
import type { Transfer, Type } from '../Service.ts';
import type { Sink } from './SessionState.ts';
import { CHUNK } from './sources.ts';

type Storing = Exclude<Transfer, { readonly _tag: 'Retrieve' | 'List' }>;
type Trouble = Fails<'open' | 'stat' | 'read' | 'write' | 'lseek' | 'fsync' | 'rename' | 'link' | 'unlink'>;

/** A sink that is open, and what the first reply says of it. */
export interface OpenedSink {
  readonly sink: Sink;
  readonly says: string;
}

const create = (directory: string): Program<Fails<'open'>, readonly [Fd, string]> =>
  program(function* () {
    const high = yield* random;
    const low = yield* random;
    const unfinished = inside(directory, unfinishedName(high, low));
    return [yield* open(unfinished, 'read', 'write', 'create', 'exclusive'), unfinished] as const;
  });

/** Copies what a file has. */
const copy = (path: string, to: Fd): Program<Trouble, void> =>
  andThen(open(path, 'read'), (from) =>
    closing(
      from,
      iterate(undefined, () =>
        andThen(read(from, CHUNK), (octets) =>
          octets.length === 0
            ? succeed(E.right(undefined))
            : andThen(writeAll(to, octets), () => succeed(E.left(undefined))),
        ),
      ),
    ),
  );

/** Where in a file the transfer of so many octets has come to. */
interface Place {
  readonly offset: number;
  /** The CR of a line's end was received, its LF was not. */
  readonly hasCr: boolean;
}

/**
 * The place that a marker points to.
 *
 * Gives   undefined where it lies beyond the file
 */
const placeOf = (fd: Fd, marker: number, type: Type): Program<Trouble, Place | undefined> => {
  if (type === 'I') {
    return andThen(lseek(fd, 0, 'end'), (size) =>
      succeed(marker > size ? undefined : { offset: marker, hasCr: false }),
    );
  }
  return andThen(lseek(fd, 0), () =>
    iterate({ offset: 0, left: marker }, ({ offset, left }) =>
      program(function* () {
        if (left === 0) return E.right({ offset, hasCr: false });
        const octets = yield* read(fd, CHUNK);
        if (octets.length === 0) return E.right(undefined);
        const { passed, left: more, isWithin } = pass(octets, left);
        if (isWithin) return E.right({ offset: offset + passed, hasCr: true });
        return E.left({ offset: offset + passed, left: more });
      }),
    ),
  );
};

/** A file that is there and no directory, so that it can be replaced; false: nothing is there. */
const isThere = (path: string): Program<Fails<'stat'> | 'EISDIR', boolean> =>
  program(function* () {
    const found = yield* attempt(stat(path));
    if (E.isRight(found)) {
      if (found.right.kind !== 'file')
        return yield* fail<'EISDIR' | 'EACCES'>(found.right.kind === 'directory' ? 'EISDIR' : 'EACCES');
      return true;
    }
    return found.left === 'ENOENT' ? false : yield* fail(found.left);
  });

/** Fills a new sink with what the file has already, and goes to where the transfer goes on. */
const prepare = (transfer: Storing, path: string, fd: Fd): Program<Trouble, Place | 'marker'> =>
  program(function* () {
    const start: Place = { offset: 0, hasCr: false };
    if (transfer._tag === 'StoreUnique') return start;
    const isOld = yield* isThere(path);
    if (transfer._tag === 'Append') {
      if (isOld) yield* copy(path, fd);
      return { offset: yield* lseek(fd, 0, 'end'), hasCr: false };
    }
    if (transfer.restart === undefined) return start;
    if (isOld) yield* copy(path, fd);
    const place = yield* placeOf(fd, transfer.restart, transfer.type);
    if (place === undefined) return 'marker' as const;
    yield* lseek(fd, place.offset);
    return place;
  });

/** Takes away what was received of a transfer that did not come to its end. */
export const discard = ({ fd, unfinished }: Pick<Sink, 'fd' | 'unfinished'>): Program<never, void> =>
  program(function* () {
    yield* attempt(close(fd));
    yield* attempt(unlink(unfinished));
  });

const sayOf = (transfer: Storing, path: string): string =>
  // RFC 1123 §4.1.2.9: "150 FILE: pppp", for the name was chosen here.
  transfer._tag === 'StoreUnique'
    ? `FILE: ${nameOf(path)}`
    : `Opening ${transfer.type === 'A' ? 'ASCII' : 'BINARY'} mode data connection for ${nameOf(path)}.`;

/**
 * Opens a file for what will be received.
 *
 * What is received goes into a file of another name, in the same directory; a transfer that goes on with a file begins with a copy of
 * it. So at every instant the name leads to a whole file, the old one or the new one.
 *
 * Gives   `marker` where the restart marker lies beyond the file
 */
export const openSink = (transfer: Storing): Program<Trouble, OpenedSink | 'marker'> =>
  program(function* () {
    const number = transfer._tag === 'StoreUnique' ? [yield* random, yield* random] : [];
    const suffix = number.map((n) => n.toString(16).padStart(8, '0')).join('');
    const path =
      transfer._tag === 'StoreUnique' ? inside(transfer.directory, `${transfer.prefix}-${suffix}`) : transfer.path;
    if (path === '/') return yield* fail('EISDIR' as const);
    const [fd, unfinished] = yield* create(parentOf(path));
    const place = yield* attempt(prepare(transfer, path, fd));
    if (E.isLeft(place) || place.right === 'marker') {
      yield* discard({ fd, unfinished });
      return E.isLeft(place) ? yield* fail(place.left) : ('marker' as const);
    }
    const { hasCr } = place.right;
    const isNew = transfer._tag === 'StoreUnique';
    const sink: Sink = { fd, unfinished, path, isNew, isAscii: transfer.type === 'A', held: { hasCr } };
    return { sink, says: sayOf(transfer, path) };
  });

/** Octets that were received. */
export const keep = (sink: Sink, octets: Bytes): Program<Fails<'write'>, Sink> => {
  if (!sink.isAscii) return andThen(writeAll(sink.fd, octets), () => succeed(sink));
  const [held, kept] = fromNetwork(sink.held, octets);
  return andThen(writeAll(sink.fd, kept), () => succeed({ ...sink, held }));
};

/** The names of a directory are on the disk; where that cannot be asked for, as well. */
const syncNames = (directory: string): Program<never, unknown> =>
  attempt(andThen(open(directory, 'read'), (fd) => closing(fd, fsync(fd))));

/** All was received: the file is whole, is on the disk, and then gets its name. */
export const finish = (sink: Sink): Program<Trouble | 'EBADF', void> =>
  program(function* () {
    yield* writeAll(sink.fd, sink.isAscii ? lastOf(sink.held) : lastOf(NOTHING_HELD));
    yield* fsync(sink.fd);
    yield* close(sink.fd);
    if (sink.isNew) {
      yield* link(sink.unfinished, sink.path);
      yield* unlink(sink.unfinished);
    } else yield* rename(sink.unfinished, sink.path);
    yield* syncNames(parentOf(sink.path));
  });
