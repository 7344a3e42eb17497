import fs from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ChangeError, DirectoryEntry, Errno, FileKind, FileStatus, Instant } from '@sockeye/core';
import { instant, pathNames, text, utf8 } from '@sockeye/core';
import { Refused } from './errors.ts';

/** What of `fs.Stats` is told. */
export const statusOf = (stats: {
  readonly isFile: () => boolean;
  readonly isDirectory: () => boolean;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}): FileStatus => ({
  kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
  size: stats.size,
  mtime: instant(Math.round(stats.mtimeMs * 1_000_000)),
  ino: stats.ino,
});

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/**
 * The directory that is `/` to a process, and that nothing it asks for leaves.
 *
 * Each path is looked up name by name by the system's `realpath`: where a symbolic link leads out, the answer is EACCES. Whoever can
 * make links in the directory while a call is on its way could still lead it astray; our own calls make none.
 */
export class Directory {
  private readonly path: string | undefined;
  private root: string | undefined;

  /** Without a directory no path leads anywhere: all is EACCES. */
  constructor(path: string | undefined) {
    this.path = path;
  }

  private names(path: string): ReadonlyArray<string> {
    const names = pathNames(path);
    if (typeof names === 'string') throw new Refused(names);
    return names;
  }

  /** The real path of a real path, if it lies inside. */
  private async inside(path: string): Promise<string> {
    if (this.path === undefined) throw new Refused('EACCES');
    this.root ??= await fs.realpath(this.path);
    const real = await fs.realpath(path);
    if (real !== this.root && !real.startsWith(this.root.endsWith(sep) ? this.root : this.root + sep)) {
      throw new Refused('EACCES');
    }
    return real;
  }

  /** Where the last name of a path is: a link itself, not what it leads to. The root is nobody's to change. */
  async place(path: string, ofRoot: ChangeError | 'EEXIST' | 'EISDIR' = 'EACCES'): Promise<string> {
    const names = this.names(path);
    const name = names.at(-1);
    const root = this.path ?? '';
    if (name === undefined) throw new Refused(ofRoot);
    return join(await this.inside(join(root, ...names.slice(0, -1))), name);
  }

  /** What a path leads to, which may not be there yet. */
  async target(path: string): Promise<string> {
    if (this.names(path).length === 0) return this.inside(this.path ?? '');
    const place = await this.place(path);
    try {
      return await this.inside(place);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      // A link that leads nowhere might lead anywhere once it leads somewhere.
      const isLink = await fs.lstat(place).then(
        () => true,
        () => false,
      );
      if (isLink) throw new Refused('EACCES');
      return place;
    }
  }

  async stat(path: string): Promise<FileStatus> {
    return statusOf(await fs.stat(await this.target(path)));
  }

  private async kindOf(path: string): Promise<FileKind> {
    try {
      return (await this.stat(path)).kind;
    } catch {
      return 'other';
    }
  }

  /** Names that are no UTF-8 are left out: no path could say them. */
  async list(path: string): Promise<ReadonlyArray<DirectoryEntry>> {
    const found = await fs.readdir(await this.target(path), { withFileTypes: true, encoding: 'buffer' });
    const entries = await Promise.all(
      found.map(async (entry): Promise<ReadonlyArray<DirectoryEntry>> => {
        const name = text(entry.name);
        if (Buffer.compare(utf8(name), entry.name) !== 0) return [];
        const own = entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other';
        const kind = entry.isSymbolicLink() ? await this.kindOf(path === '/' ? `/${name}` : `${path}/${name}`) : own;
        return [{ name, kind }];
      }),
    );
    return entries.flat().toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  async unlink(path: string): Promise<void> {
    const place = await this.place(path, 'EISDIR');
    await fs.unlink(place);
  }

  async rename(from: string, to: string): Promise<void> {
    const [old, place] = [await this.place(from), await this.place(to)];
    await fs.rename(old, place);
  }

  async link(from: string, to: string): Promise<void> {
    const [old, place] = [await this.target(from), await this.place(to, 'EEXIST')];
    await fs.link(old, place);
  }

  async mkdir(path: string): Promise<void> {
    await fs.mkdir(await this.place(path, 'EEXIST'));
  }

  async rmdir(path: string): Promise<void> {
    await fs.rmdir(await this.place(path));
  }

  async utimes(path: string, mtime: Instant): Promise<void> {
    if (!(mtime >= 0)) throw new Refused('EINVAL');
    const seconds = mtime / 1_000_000_000;
    await fs.utimes(await this.target(path), seconds, seconds);
  }
}

/** Systems have more words than the table: the nearest that it has. */
const NEAREST: Readonly<Record<string, Errno>> = {
  EBUSY: 'EACCES',
  EPERM: 'EACCES',
  EDQUOT: 'ENOSPC',
  EFBIG: 'ENOSPC',
  ENFILE: 'EMFILE',
  ENXIO: 'EACCES',
  ETXTBSY: 'EACCES',
  EMLINK: 'ENOSPC',
};

/** What an error of `node:fs` is called here; undefined: as it calls itself. */
export const fileErrno = (error: unknown): Errno | undefined => NEAREST[codeOf(error)];
