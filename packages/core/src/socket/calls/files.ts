// The words of the calls that meet files. Paths are absolute inside the root of the process: `/`, or names each behind a slash.
import { text, utf8 } from '../../basis/bytes.ts';
import type { Instant } from '../../basis/time.ts';

/** O_RDONLY and O_WRONLY (both: O_RDWR), O_APPEND, O_CREAT, O_EXCL, O_TRUNC. */
export type OpenFlag = 'read' | 'write' | 'append' | 'create' | 'exclusive' | 'truncate';

/** SEEK_SET, SEEK_CUR, SEEK_END. */
export type Whence = 'set' | 'current' | 'end';

/** What stands under a name. `other`: what is neither, and a link that leads nowhere or out of the root. */
export type FileKind = 'file' | 'directory' | 'other';

/** What `stat` tells. */
export interface FileStatus {
  readonly kind: FileKind;
  /** Octets; of a directory, whatever the system says. */
  readonly size: number;
  /** When its content was changed last: time since 1970, as `realtime` tells it. */
  readonly mtime: Instant;
  /** Which file it is: names that lead to one file tell the same number. */
  readonly ino: number;
}

/** A line of `readdir`. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** What a path can get wrong; EACCES also where a symbolic link leaves the root. */
export type PathError = 'ENOENT' | 'ENOTDIR' | 'EACCES' | 'ELOOP' | 'ENAMETOOLONG' | 'EINVAL' | 'EIO';

/** What a change of a directory can get wrong besides. */
export type ChangeError = PathError | 'EROFS' | 'ENOSPC';

/** NAME_MAX and PATH_MAX of Linux, octets. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 4_095;

/** A name that is none, that walks, or that no path could say. A lone surrogate has no UTF-8. */
const isName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !name.includes('\0') && text(utf8(name)) === name;

/**
 * The names of a path.
 *
 * A path is `/`, or names each behind a slash. A name is UTF-8 without NUL and is neither empty nor `.` nor `..`: whoever takes
 * paths from elsewhere removes those before, so that no floor beneath has to guess what was meant.
 *
 * Takes   a path
 * Gives   its names, the outermost first; or the error that every call on files answers to it
 *
 * @example
 * pathNames('/mail/bob') // ['mail', 'bob']
 * pathNames('/mail/../bob') // 'EINVAL'
 *
 * @category calls
 * @since 0.1.0
 */
export const pathNames = (path: string): ReadonlyArray<string> | 'EINVAL' | 'ENAMETOOLONG' => {
  if (path === '/') return [];
  if (!path.startsWith('/')) return 'EINVAL';
  const names = path.slice(1).split('/');
  if (!names.every(isName)) return 'EINVAL';
  // A code unit is at least one octet and at most three: only names in between are counted.
  if (path.length * 3 > LONGEST_PATH && utf8(path).length > LONGEST_PATH) return 'ENAMETOOLONG';
  return names.some((name) => name.length * 3 > LONGEST_NAME && utf8(name).length > LONGEST_NAME)
    ? 'ENAMETOOLONG'
    : names;
};

/** The flags of `open` that make sense together; undefined: they do not. */
export const openFlags = (flags: ReadonlyArray<OpenFlag>): Readonly<Record<OpenFlag, boolean>> | undefined => {
  const has = (flag: OpenFlag): boolean => flags.includes(flag);
  const writes = has('write') || has('append');
  if (!has('read') && !writes) return undefined;
  if (has('truncate') && !writes) return undefined;
  if (has('exclusive') && !has('create')) return undefined;
  return {
    read: has('read'),
    write: writes,
    append: has('append'),
    create: has('create'),
    exclusive: has('exclusive'),
    truncate: has('truncate'),
  };
};
