// How a message comes into a Maildir: written to `tmp`, waited for until it is on the disk, and only then given its name in `new`.
import type { Bytes } from '../../basis/bytes.ts';
import { bytes, utf8 } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import type { Instant } from '../../basis/time.ts';
import { program } from '../../program/block.ts';
import { close, random, realtime, writeAll } from '../../program/calls.ts';
import { attempt } from '../../program/control.ts';
import { closing, fsync, link, mkdir, open, readdir, rename, stat, unlink } from '../../program/files.ts';
import { fail } from '../../program/nodes.ts';
import type { Program } from '../../program/Program.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import type { Draft } from './Draft.ts';
import { STORING, storedEnd, toStored } from './lineEnds.ts';
import { fsyncDirectory } from './locks.ts';
import { showFileName, uniqueName, withSizes } from './names.ts';

const LF = 10;

const ignoring = (asked: Program<Errno, unknown>, errno: Errno): Program<Errno, void> =>
  program(function* () {
    const answer = yield* attempt(asked);
    if (E.isLeft(answer) && answer.left !== errno) yield* fail(answer.left);
  });

/**
 * Makes a Maildir where there is none: the folder, and in it `tmp`, `new` and `cur`.
 *
 * @category calls
 * @since 0.1.0
 */
export const prepare = (maildir: string): Program<Errno, void> =>
  program(function* () {
    for (const path of [maildir, `${maildir}/tmp`, `${maildir}/new`, `${maildir}/cur`]) {
      yield* ignoring(mkdir(path), 'EEXIST');
    }
  });

/**
 * Begins a message in a Maildir's `tmp`; the Maildir is made where there is none.
 *
 * Takes   the Maildir, and the name of this host, which becomes part of the file's
 * Gives   the draft, and the time since 1970
 *
 * @category calls
 * @since 0.1.0
 */
export const openDraft = (
  maildir: string,
  host: string,
): Program<Errno, { readonly draft: Draft; readonly at: Instant }> =>
  program(function* () {
    const at = yield* realtime;
    const chance = [yield* random, yield* random] as const;
    const unique = uniqueName({ at, chance, host });
    const path = `${maildir}/tmp/${unique}`;
    const first = yield* attempt(open(path, 'write', 'create', 'exclusive'));
    if (E.isLeft(first)) {
      if (first.left !== 'ENOENT') return yield* fail<Errno>(first.left);
      yield* prepare(maildir);
    }
    const fd = E.isRight(first) ? first.right : yield* open(path, 'write', 'create', 'exclusive');
    return { draft: { fd, path, unique, stored: 0, wire: 0, isLineStart: true, storing: STORING }, at };
  });

/** More of a message, as it came from the wire. The draft that is given is the one to go on with. */
export const writeDraft = (draft: Draft, octets: Bytes): Program<Errno, Draft> =>
  program(function* () {
    const [storing, stored] = toStored(draft.storing, octets);
    if (stored.length > 0) yield* writeAll(draft.fd, stored);
    return {
      fd: draft.fd,
      path: draft.path,
      unique: draft.unique,
      stored: draft.stored + stored.length,
      wire: draft.wire + octets.length,
      isLineStart: octets.length === 0 ? draft.isLineStart : octets[octets.length - 1] === LF,
      storing,
    };
  });

/** The last octets: a CR that was held back, and a line end where the last line has none. Then all of it is on the disk. */
const completed = (draft: Draft): Program<Errno, string> =>
  closing(
    draft.fd,
    program(function* () {
      const rest = storedEnd(draft.storing);
      if (rest.length > 0) yield* writeAll(draft.fd, rest);
      if (!draft.isLineStart) yield* writeAll(draft.fd, bytes(LF));
      yield* fsync(draft.fd);
      const more = draft.isLineStart ? 0 : 1;
      return withSizes(draft.unique, draft.stored + rest.length + more, draft.wire + 2 * more);
    }),
  );

/** Where a finished draft is to appear: in `new`, or in `cur` with flags. */
export interface Destination {
  readonly maildir: string;
  readonly flags?: string;
}

const nameIn = ({ maildir, flags }: Destination, base: string): string =>
  flags === undefined ? `${maildir}/new/${base}` : `${maildir}/cur/${showFileName({ base, flags })}`;

const folderOf = ({ maildir, flags }: Destination): string => `${maildir}/${flags === undefined ? 'new' : 'cur'}`;

/**
 * Gives a finished message its names: all of them, or none.
 *
 * The file is complete and on the disk before its first name appears, so nobody ever sees half of it. The first destination must be
 * where the draft was begun; the others become names of the same file. Where one of them fails, those before it are taken back.
 *
 * Takes   the draft, which cannot be used afterwards, and where it goes
 * Gives   the unchanging part of its name
 *
 * @category calls
 * @since 0.1.0
 */
export const deliver = (draft: Draft, destinations: ReadonlyArray<Destination>): Program<Errno, string> =>
  program(function* () {
    const [own, ...others] = destinations;
    if (own === undefined) {
      yield* discard(draft);
      return yield* fail<Errno>('EINVAL');
    }
    const answer = yield* attempt(named(draft, own, others));
    if (E.isRight(answer)) return answer.right;
    yield* attempt(unlink(draft.path));
    return yield* fail(answer.left);
  });

const named = (draft: Draft, own: Destination, others: ReadonlyArray<Destination>): Program<Errno, string> =>
  program(function* () {
    const base = yield* completed(draft);
    const done: Array<string> = [];
    const all = [...others, own];
    for (const destination of all) {
      const to = nameIn(destination, base);
      const answer = yield* attempt(destination === own ? rename(draft.path, to) : linked(draft.path, destination, to));
      if (E.isLeft(answer)) {
        for (const path of done) yield* attempt(unlink(path));
        return yield* fail(answer.left);
      }
      done.push(to);
    }
    for (const destination of all) yield* fsyncDirectory(folderOf(destination));
    return base;
  });

/** Another name in another Maildir, which is made where there is none. */
const linked = (from: string, { maildir }: Destination, to: string): Program<Errno, void> =>
  program(function* () {
    const first = yield* attempt(link(from, to));
    if (E.isRight(first)) return;
    if (first.left !== 'ENOENT') return yield* fail<Errno>(first.left);
    yield* prepare(maildir);
    return yield* link(from, to);
  });

/** Throws a draft away. */
export const discard = ({ fd, path }: Draft): Program<never, void> =>
  program(function* () {
    yield* attempt(close(fd));
    yield* attempt(unlink(path));
  });

/** Writes a small file so that it is there whole, on the disk, or as it was before. */
export const writeWhole = (path: string, octets: Bytes): Program<Errno, void> =>
  program(function* () {
    const aside = `${path}.new`;
    const fd = yield* open(aside, 'write', 'create', 'truncate');
    yield* closing(
      fd,
      program(function* () {
        yield* writeAll(fd, octets);
        yield* fsync(fd);
      }),
    );
    yield* rename(aside, path);
    yield* fsyncDirectory(path.slice(0, Math.max(1, path.lastIndexOf('/'))));
  });

/** Where the envelopes of mail for elsewhere lie, beside the messages. */
const ENVELOPES = 'envelopes';

/** Writes down for whom a message in the queue is, before the message is there: `from`, then a recipient a line. */
export const writeEnvelope = (
  queue: string,
  unique: string,
  from: string,
  to: ReadonlyArray<string>,
): Program<Errno, void> =>
  program(function* () {
    yield* prepare(queue);
    yield* ignoring(mkdir(`${queue}/${ENVELOPES}`), 'EEXIST');
    yield* writeWhole(`${queue}/${ENVELOPES}/${unique}`, utf8([from, ...to, ''].join('\n')));
  });

/** What was begun this long ago will never be finished. (Maildir: 36 hours) */
const ABANDONED = 36 * 3_600 * 1_000_000_000;

/** Removes what dead writers have left in `tmp`. */
export const swept = (maildir: string): Program<Errno, void> =>
  program(function* () {
    const at = yield* realtime;
    const entries = yield* readdir(`${maildir}/tmp`);
    for (const { name, kind } of entries) {
      if (kind !== 'file') continue;
      const path = `${maildir}/tmp/${name}`;
      const found = yield* attempt(stat(path));
      if (E.isRight(found) && at - found.right.mtime > ABANDONED) yield* attempt(unlink(path));
    }
  });
