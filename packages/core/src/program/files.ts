// The calls on files as programs, one function a row.
import type { Bytes } from '../basis/bytes.ts';
import { E } from '../basis/fp.ts';
import type { Rope } from '../basis/rope.ts';
import { append, EMPTY_ROPE, rope, toBytes } from '../basis/rope.ts';
import type { Instant } from '../basis/time.ts';
import type { Calls, Fd } from '../socket/calls/Calls.ts';
import type { OpenFlag, Whence } from '../socket/calls/files.ts';
import type { Fails } from './calls.ts';
import { call, close, read, writeAll } from './calls.ts';
import { andThen, attempt, iterate } from './control.ts';
import { fail, succeed } from './nodes.ts';
import type { Program } from './Program.ts';

type Called<N extends keyof Calls, A = Calls[N]['reply']> = Program<Calls[N]['error'], A>;

/**
 * Opens a file; `read` and `write` go on from where it stands, which is its beginning.
 *
 * Takes   a path inside the root of the process, and how: at least one of `read`, `write`, `append`
 *
 * @example
 * open('/index.html', 'read')
 * open('/tmp/new', 'write', 'create', 'exclusive')
 *
 * @category calls
 * @since 0.1.0
 */
export const open = (path: string, ...flags: ReadonlyArray<OpenFlag>): Called<'open'> =>
  call<'open'>({ call: 'open', path, flags });

/** Moves to an octet; answers which one it is, from the beginning. */
export const lseek = (fd: Fd, offset: number, whence: Whence = 'set'): Called<'lseek'> =>
  call<'lseek'>({ call: 'lseek', fd, offset, whence });

/** Waits until what was written is on the disk. */
export const fsync = (fd: Fd): Called<'fsync'> => call<'fsync'>({ call: 'fsync', fd });

/** Cuts a file to a length, or lengthens it by zeros. */
export const ftruncate = (fd: Fd, length: number): Called<'ftruncate'> =>
  call<'ftruncate'>({ call: 'ftruncate', fd, length });

/** Kind, size, time and number of what a path leads to. */
export const stat = (path: string): Called<'stat'> => call<'stat'>({ call: 'stat', path });

/** The same of what is open. */
export const fstat = (fd: Fd): Called<'fstat'> => call<'fstat'>({ call: 'fstat', fd });

/** Takes a file's name away. */
export const unlink = (path: string): Called<'unlink'> => call<'unlink'>({ call: 'unlink', path });

/** Gives a file or a directory another name, whose file it replaces, all at once. */
export const rename = (from: string, to: string): Called<'rename'> => call<'rename'>({ call: 'rename', from, to });

/** Gives a file a second name, which must be free. */
export const link = (from: string, to: string): Called<'link'> => call<'link'>({ call: 'link', from, to });

/** Makes a directory. */
export const mkdir = (path: string): Called<'mkdir'> => call<'mkdir'>({ call: 'mkdir', path });

/** Removes a directory, which must be empty. */
export const rmdir = (path: string): Called<'rmdir'> => call<'rmdir'>({ call: 'rmdir', path });

/** The names in a directory, sorted by code unit. */
export const readdir = (path: string): Called<'readdir'> => call<'readdir'>({ call: 'readdir', path });

/** Sets when a file was changed last. */
export const utimes = (path: string, mtime: Instant): Called<'utimes'> =>
  call<'utimes'>({ call: 'utimes', path, mtime });

/** Uses a descriptor, and gives it back whatever comes of that. */
export const closing = <Err, A>(fd: Fd, use: Program<Err, A>): Program<Err, A> =>
  andThen(attempt(use), (answer) =>
    andThen(attempt(close(fd)), (): Program<Err, A> => (E.isRight(answer) ? succeed(answer.right) : fail(answer.left))),
  );

/** All of a file. It is held in memory: for files that are known to be small. */
export const readFile = (path: string): Program<Fails<'open' | 'read'>, Bytes> =>
  andThen(open(path, 'read'), (fd) =>
    closing(
      fd,
      iterate(EMPTY_ROPE, (all: Rope) =>
        andThen(read(fd, 65_536), (octets) =>
          succeed(octets.length === 0 ? E.right(toBytes(all)) : E.left(append(all, rope(octets)))),
        ),
      ),
    ),
  );

/** Writes a file whole, in place of what was there. Not at once: whoever reads meanwhile sees a part. */
export const writeFile = (path: string, octets: Bytes): Program<Fails<'open' | 'write'>, void> =>
  andThen(open(path, 'write', 'create', 'truncate'), (fd) => closing(fd, writeAll(fd, octets)));
