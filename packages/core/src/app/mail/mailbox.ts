// What is in a mailbox: its files, their numbers, their sizes; and what can be done with one.
import type { Bytes } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import { program } from '../../program/block.ts';
import { read, realtime } from '../../program/calls.ts';
import { attempt, iterate } from '../../program/control.ts';
import { closing, fstat, lseek, open, readdir, readFile, rename, unlink } from '../../program/files.ts';
import { fail } from '../../program/nodes.ts';
import type { Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import { writeWhole } from './delivery.ts';
import { toWire } from './lineEnds.ts';
import type { Holder } from './locks.ts';
import { INDEX_TERMS, locked, NOBODY } from './locks.ts';
import type { Message } from './Message.ts';
import { readFileName, showFileName, timeOf, wireSizeOf } from './names.ts';
import type { UidList } from './uidList.ts';
import { merged, readUidList, showUidList } from './uidList.ts';

/** The file of the numbers, in the folder of the mailbox. */
const UID_LIST = 'sockeye-uidlist';

const CHUNK = 65_536;
const LF = 10;
const CR = 13;

/** A file of a mailbox: what its name says, and in which folder it lies. */
export interface MailFile {
  readonly base: string;
  readonly flags: string;
  readonly isNew: boolean;
}

/**
 * A mailbox as it was when it was looked at.
 *
 * @category model
 * @since 0.1.0
 */
export interface Mailbox {
  readonly maildir: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  /** By rising numbers. */
  readonly messages: ReadonlyArray<Message>;
}

const compare = (a: MailFile, b: MailFile): number =>
  timeOf(a.base) - timeOf(b.base) || (a.base < b.base ? -1 : a.base > b.base ? 1 : 0);

/** The files of `new` and `cur`, the oldest first. One that is moved meanwhile is found in either; names with a dot are nobody's mail. */
export const listFiles = (maildir: string): Program<Errno, ReadonlyArray<MailFile>> =>
  program(function* () {
    const fresh = yield* readdir(`${maildir}/new`);
    const seen = yield* readdir(`${maildir}/cur`);
    const files = new Map<string, MailFile>();
    const add = (name: string, kind: string, isNew: boolean): void => {
      if (kind !== 'file' || name.startsWith('.') || name.includes('\n')) return;
      const { base, flags } = readFileName(name);
      files.set(base, { base, flags, isNew });
    };
    for (const { name, kind } of fresh) add(name, kind, true);
    for (const { name, kind } of seen) add(name, kind, false);
    return Array.from(files.values()).toSorted(compare);
  });

/** The path of a message's file, as its record has it. */
export const pathOf = (maildir: string, { base, flags, isNew }: MailFile): string =>
  isNew ? `${maildir}/new/${base}` : `${maildir}/cur/${showFileName({ base, flags })}`;

/** The list on the disk; undefined where there is none that can be read. */
const storedList = (maildir: string): Program<Errno, UidList | undefined> =>
  program(function* () {
    const octets = yield* attempt(readFile(`${maildir}/${UID_LIST}`));
    if (E.isRight(octets)) return readUidList(octets.right);
    return octets.left === 'ENOENT' ? undefined : yield* fail<Errno>(octets.left);
  });

/**
 * Files and list, brought into agreement and written down before anybody hears of a new number.
 *
 * A file that is renamed while the folder is read can be missed: where one seems to be gone, the folders are read a second time.
 */
const agreed = (maildir: string): Program<Errno, readonly [UidList, ReadonlyArray<MailFile>]> =>
  program(function* () {
    const before = yield* storedList(maildir);
    let files = yield* listFiles(maildir);
    const isMissing = (all: ReadonlyArray<MailFile>): boolean => {
      const here = new Set(all.map(({ base }) => base));
      return before !== undefined && before.entries.some(({ base }) => !here.has(base));
    };
    if (isMissing(files)) {
      const again = yield* listFiles(maildir);
      const known = new Set(again.map(({ base }) => base));
      files = [...again, ...files.filter(({ base }) => !known.has(base))].toSorted(compare);
    }
    const seconds = Math.floor((yield* realtime) / 1_000_000_000);
    const list = merged(
      before,
      files.map(({ base }) => base),
      seconds,
    );
    if (list !== before) yield* writeWhole(`${maildir}/${UID_LIST}`, showUidList(list));
    return [list, files] as const;
  });

/** How many octets a file has on the wire: each line end counts as two, and the last line has one. */
const measured = (fd: Fd): Program<Errno, number> =>
  iterate({ size: 0, last: LF }, (so) =>
    program(function* () {
      const octets = yield* read(fd, CHUNK);
      if (octets.length === 0) return E.right(so.size + (so.last === LF ? 0 : 2));
      let { size, last } = so;
      for (let i = 0; i < octets.length; i++) {
        const octet = octets[i] ?? 0;
        size += octet === LF && last !== CR ? 2 : 1;
        last = octet;
      }
      return E.left({ size, last });
    }),
  );

const sizeOf = (maildir: string, file: MailFile): Program<Errno, number> =>
  program(function* () {
    const fd = yield* open(pathOf(maildir, file), 'read');
    return yield* closing(fd, measured(fd));
  });

/**
 * Opens a mailbox: every message with its number, its flags and its size.
 *
 * Numbers rise strictly, are kept across restarts, and are never given twice, whatever other programs do to the files.
 *
 * Takes   a folder with `new`, `cur` and `tmp`, and who asks
 * Gives   the mailbox as it is now
 * Fails   with what the file system says; EAGAIN where another program keeps the list to itself for too long
 *
 * @category calls
 * @since 0.1.0
 */
export const openMailbox = (maildir: string, who: Holder = NOBODY): Program<Errno, Mailbox> =>
  program(function* () {
    const [list, files] = yield* locked(`${maildir}/${UID_LIST}.lock`, INDEX_TERMS, who, agreed(maildir));
    const byBase = new Map(files.map((file) => [file.base, file]));
    const present = list.entries.flatMap((entry) => {
      const file = byBase.get(entry.base);
      return file === undefined ? [] : [{ uid: entry.uid, file, size: wireSizeOf(entry.base) }];
    });
    // Only those are looked at whose names do not tell their sizes: what other programs have put here.
    const silent = present.filter(({ size }) => size === undefined);
    const sizes = yield* iterate({ at: 0, known: [] as ReadonlyArray<readonly [number, number]> }, ({ at, known }) =>
      program(function* () {
        const entry = silent[at];
        if (entry === undefined) return E.right(new Map(known));
        const size = yield* attempt(sizeOf(maildir, entry.file));
        // Whoever is gone by now is not in the mailbox; the list learns of it the next time.
        return E.left({ at: at + 1, known: E.isLeft(size) ? known : known.concat([[entry.uid, size.right]]) });
      }),
    );
    const messages = present.flatMap(({ uid, file, size }): ReadonlyArray<Message> => {
      const octets = size ?? sizes.get(uid);
      if (octets === undefined) return [];
      return [{ uid, base: file.base, flags: file.flags, isNew: file.isNew, size: octets }];
    });
    return { maildir, uidValidity: list.uidValidity, uidNext: list.uidNext, messages };
  });

/** Does something with a message's file, wherever it lies by now: another program may have moved it, or changed its flags. */
const found = <A>(
  maildir: string,
  message: MailFile,
  use: (file: MailFile, path: string) => Program<Errno, A>,
): Program<Errno, A> =>
  program(function* () {
    const first = yield* attempt(use(message, pathOf(maildir, message)));
    if (E.isRight(first)) return first.right;
    if (first.left !== 'ENOENT') return yield* fail<Errno>(first.left);
    const files = yield* listFiles(maildir);
    const file = files.find(({ base }) => base === message.base);
    return file === undefined ? yield* fail<Errno>('ENOENT') : yield* use(file, pathOf(maildir, file));
  });

/** A piece of a message. */
export interface Piece {
  /** As it goes on the wire: each line end CRLF. */
  readonly octets: Bytes;
  /** Where the next piece begins, in octets of the file. */
  readonly next: number;
  readonly isEnd: boolean;
}

const pieceOf = (fd: Fd, at: number): Program<Errno, Piece> =>
  program(function* () {
    const { size } = yield* fstat(fd);
    // One octet before, so that a CR at the end of the last piece is known.
    const from = Math.max(0, at - 1);
    yield* lseek(fd, from);
    const octets = yield* read(fd, CHUNK);
    const before = at > 0 && octets[0] === CR;
    const own = octets.subarray(at - from);
    const next = at + own.length;
    return { octets: toWire({ afterCr: before }, own)[1], next, isEnd: own.length === 0 || next >= size };
  });

/**
 * Reads a piece of a message, at most some 64 KiB of it.
 *
 * No descriptor stays open between two pieces: whoever does not come back has left nothing behind.
 *
 * Takes   the message, and how many octets of its file were read already
 * Fails   with ENOENT where it is gone
 *
 * @category calls
 * @since 0.1.0
 */
export const readPiece = (maildir: string, message: MailFile, at: number): Program<Errno, Piece> =>
  found(maildir, message, (_, path) =>
    program(function* () {
      const fd = yield* open(path, 'read');
      return yield* closing(fd, pieceOf(fd, at));
    }),
  );

/** Removes a message. One that is gone already is gone. */
export const removeMessage = (maildir: string, message: MailFile): Program<Errno, void> =>
  program(function* () {
    const answer = yield* attempt(found(maildir, message, (_, path) => unlink(path)));
    if (E.isLeft(answer) && answer.left !== 'ENOENT') yield* fail(answer.left);
  });

/** Gives a message other flags; it lies in `cur` from then on. `change` is given those that it has by now. */
export const changeFlags = (
  maildir: string,
  message: MailFile,
  change: (flags: string) => string,
): Program<Errno, MailFile> =>
  found(maildir, message, (file, path) =>
    program(function* () {
      const flags = readFileName(showFileName({ base: file.base, flags: change(file.flags) })).flags;
      const moved: MailFile = { base: file.base, flags, isNew: false };
      const to = pathOf(maildir, moved);
      if (to !== path) yield* rename(path, to);
      return moved;
    }),
  );
