// Files in memory, as a value: a table of inodes, and directories that lead from names to them. No symbolic links.
import { Map } from 'immutable';
import type { Bytes } from '../../basis/bytes.ts';
import type { Table } from '../../basis/table.ts';
import { emptyTable } from '../../basis/table.ts';
import type { Instant } from '../../basis/time.ts';
import { instant } from '../../basis/time.ts';
import { pathNames } from '../../socket/calls/files.ts';
import { EMPTY_CONTENT, overwrite } from './content.ts';
import type { Content } from './content.ts';

export interface DirectoryInode {
  readonly kind: 'directory';
  readonly entries: Map<string, number>;
  readonly mtime: Instant;
}

export interface FileInode {
  readonly kind: 'file';
  readonly content: Content;
  readonly mtime: Instant;
  /** How many names lead here. */
  readonly links: number;
  /** How many descriptors do. */
  readonly opens: number;
}

export type Inode = DirectoryInode | FileInode;

/**
 * The files of a host.
 *
 * @category state
 * @since 0.1.0
 */
export interface FileTree {
  readonly inodes: Table<Inode>;
  readonly next: number;
  /** Octets in all files. */
  readonly used: number;
  /** How many there may be; beyond that a write answers ENOSPC. */
  readonly capacity: number;
}

/** The number of `/`. */
export const ROOT = 1;

/** What the clock on the wall says when a world begins: 1 January 2026, midnight (UTC). */
export const EPOCH: Instant = instant(1_767_225_600_000_000_000);

/** The same tree with another inode at a number. */
export const withInode = (tree: FileTree, ino: number, inode: Inode): FileTree => ({
  ...tree,
  inodes: tree.inodes.set(ino, inode),
});

/** An inode that nothing leads to any more is gone, with its octets. */
export const settled = (tree: FileTree, ino: number): FileTree => {
  const inode = tree.inodes.get(ino);
  if (inode?.kind !== 'file' || inode.links > 0 || inode.opens > 0) return tree;
  return { ...tree, inodes: tree.inodes.remove(ino), used: tree.used - inode.content.size };
};

/** What a path leads to, name by name from the root. */
export const lookUp = (tree: FileTree, names: ReadonlyArray<string>): number | 'ENOENT' | 'ENOTDIR' => {
  let at = ROOT;
  for (const name of names) {
    const inode = tree.inodes.get(at);
    if (inode?.kind !== 'directory') return 'ENOTDIR';
    const next = inode.entries.get(name);
    if (next === undefined) return 'ENOENT';
    at = next;
  }
  return at;
};

/** The directory of a path's last name: itself, its number, and that name. */
export interface Place {
  readonly parent: DirectoryInode;
  readonly at: number;
  readonly name: string;
  /** What the name leads to now. */
  readonly ino: number | undefined;
}

/** Where a name is, or would be. The root has no place: it is nobody's to move or remove. */
export const placeOf = (tree: FileTree, names: ReadonlyArray<string>): Place | 'ENOENT' | 'ENOTDIR' | 'EACCES' => {
  const name = names.at(-1);
  if (name === undefined) return 'EACCES';
  const at = lookUp(tree, names.slice(0, -1));
  if (typeof at === 'string') return at;
  const parent = tree.inodes.get(at);
  return parent?.kind === 'directory' ? { parent, at, name, ino: parent.entries.get(name) } : 'ENOTDIR';
};

/** A directory in which a name leads there; undefined: in which it is not. */
export const withEntry = (
  tree: FileTree,
  { at, name }: Pick<Place, 'at' | 'name'>,
  ino: number | undefined,
  mtime: Instant,
): FileTree => {
  const parent = tree.inodes.get(at);
  if (parent?.kind !== 'directory') return tree;
  const entries = ino === undefined ? parent.entries.delete(name) : parent.entries.set(name, ino);
  return withInode(tree, at, { kind: 'directory', entries, mtime });
};

/** A new inode under a name that was free. */
export const added = (tree: FileTree, place: Place, inode: Inode, mtime: Instant): FileTree =>
  withEntry({ ...tree, inodes: tree.inodes.set(tree.next, inode), next: tree.next + 1 }, place, tree.next, mtime);

/** A directory with nothing in it. */
export const emptyDirectory = (mtime: Instant): DirectoryInode => ({ kind: 'directory', entries: Map(), mtime });

/** A file with nothing in it. */
export const emptyFile = (mtime: Instant): FileInode => ({
  kind: 'file',
  content: EMPTY_CONTENT,
  mtime,
  links: 1,
  opens: 0,
});

/** A tree with nothing but its root. */
export const EMPTY_TREE: FileTree = {
  inodes: emptyTable<Inode>().set(ROOT, emptyDirectory(EPOCH)),
  next: ROOT + 1,
  used: 0,
  capacity: Infinity,
};

const planted = (tree: FileTree, path: string, octets: Bytes | undefined): FileTree => {
  const names = pathNames(path);
  if (typeof names === 'string') return tree;
  let grown = tree;
  for (let depth = 1; depth <= names.length; depth++) {
    const place = placeOf(grown, names.slice(0, depth));
    if (typeof place === 'string' || place.ino !== undefined) continue;
    const isFile = depth === names.length && octets !== undefined;
    grown = added(grown, place, isFile ? emptyFile(EPOCH) : emptyDirectory(EPOCH), EPOCH);
  }
  const ino = lookUp(grown, names);
  const file = typeof ino === 'number' ? grown.inodes.get(ino) : undefined;
  if (typeof ino === 'string' || file?.kind !== 'file' || octets === undefined) return grown;
  const used = grown.used - file.content.size + octets.length;
  return { ...withInode(grown, ino, { ...file, content: overwrite(EMPTY_CONTENT, 0, octets) }), used };
};

/**
 * Files for a host to begin with.
 *
 * Takes   paths and what is in them, directories on the way being made; null: an empty directory; and how many octets fit
 * Gives   the tree; a path that is none is left out
 * Fails   never
 *
 * @example
 * fileTree({ '/index.html': utf8('<h1>Sockeye</h1>'), '/mail': null })
 *
 * @category constructors
 * @since 0.1.0
 */
export const fileTree = (files: Readonly<Record<string, Bytes | null>>, capacity: number = Infinity): FileTree =>
  Object.entries(files).reduce((tree, [path, octets]) => planted(tree, path, octets ?? undefined), {
    ...EMPTY_TREE,
    capacity,
  });
