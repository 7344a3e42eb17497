// What changes names: each gives the next tree, or the error that Linux would answer.
import type { Instant } from '../../basis/time.ts';
import type { FileTree, Inode, Place } from './Tree.ts';
import { added, emptyDirectory, lookUp, placeOf, settled, withEntry, withInode } from './Tree.ts';

type Names = ReadonlyArray<string>;

type Placed = 'ENOENT' | 'ENOTDIR' | 'EACCES';

const there = (tree: FileTree, ino: number | undefined): Inode | undefined =>
  ino === undefined ? undefined : tree.inodes.get(ino);

/** One name less leads to it. */
const unlinked = (tree: FileTree, ino: number): FileTree => {
  const inode = tree.inodes.get(ino);
  if (inode === undefined) return tree;
  if (inode.kind === 'directory') return { ...tree, inodes: tree.inodes.remove(ino) };
  return settled(withInode(tree, ino, { ...inode, links: inode.links - 1 }), ino);
};

export const mkdir = (tree: FileTree, names: Names, now: Instant): FileTree | Placed | 'EEXIST' => {
  if (names.length === 0) return 'EEXIST';
  const place = placeOf(tree, names);
  if (typeof place === 'string') return place;
  return place.ino === undefined ? added(tree, place, emptyDirectory(now), now) : 'EEXIST';
};

export const unlink = (tree: FileTree, names: Names, now: Instant): FileTree | Placed | 'EISDIR' => {
  if (names.length === 0) return 'EISDIR';
  const place = placeOf(tree, names);
  if (typeof place === 'string') return place;
  const inode = there(tree, place.ino);
  if (inode === undefined || place.ino === undefined) return 'ENOENT';
  if (inode.kind === 'directory') return 'EISDIR';
  return unlinked(withEntry(tree, place, undefined, now), place.ino);
};

export const rmdir = (tree: FileTree, names: Names, now: Instant): FileTree | Placed | 'ENOTEMPTY' => {
  const place = placeOf(tree, names);
  if (typeof place === 'string') return place;
  const inode = there(tree, place.ino);
  if (inode === undefined || place.ino === undefined) return 'ENOENT';
  if (inode.kind !== 'directory') return 'ENOTDIR';
  return inode.entries.size > 0 ? 'ENOTEMPTY' : unlinked(withEntry(tree, place, undefined, now), place.ino);
};

export const link = (tree: FileTree, from: Names, to: Names, now: Instant): FileTree | Placed | 'EEXIST' | 'EPERM' => {
  const ino = lookUp(tree, from);
  if (typeof ino === 'string') return ino;
  const inode = tree.inodes.get(ino);
  if (to.length === 0) return 'EEXIST';
  const place = placeOf(tree, to);
  if (typeof place === 'string') return place;
  if (place.ino !== undefined) return 'EEXIST';
  if (inode?.kind !== 'file') return 'EPERM';
  return withEntry(withInode(tree, ino, { ...inode, links: inode.links + 1 }), place, ino, now);
};

/** May this take the place of that? */
const replaces = (mine: Inode, theirs: Inode | undefined): 'EISDIR' | 'ENOTDIR' | 'ENOTEMPTY' | undefined => {
  if (theirs === undefined) return undefined;
  if (mine.kind === 'file') return theirs.kind === 'directory' ? 'EISDIR' : undefined;
  if (theirs.kind === 'file') return 'ENOTDIR';
  return theirs.entries.size > 0 ? 'ENOTEMPTY' : undefined;
};

const moved = (tree: FileTree, from: Place, to: Place, ino: number, now: Instant): FileTree => {
  const left = withEntry(tree, from, undefined, now);
  const put = withEntry(left, to, ino, now);
  return to.ino === undefined ? put : unlinked(put, to.ino);
};

/** Is the one an outer directory of the other? */
const isAround = (outer: Names, inner: Names): boolean =>
  outer.length < inner.length && outer.every((name, depth) => inner[depth] === name);

export const rename = (
  tree: FileTree,
  from: Names,
  to: Names,
  now: Instant,
): FileTree | Placed | 'EISDIR' | 'ENOTEMPTY' | 'EINVAL' => {
  const old = placeOf(tree, from);
  if (typeof old === 'string') return old;
  const place = placeOf(tree, to);
  if (typeof place === 'string') return place;
  const inode = there(tree, old.ino);
  if (inode === undefined || old.ino === undefined) return 'ENOENT';
  if (isAround(from, to)) return 'EINVAL';
  if (isAround(to, from)) return 'ENOTEMPTY';
  // Two names of one file: both stay. (POSIX rename)
  if (place.ino === old.ino) return tree;
  return replaces(inode, there(tree, place.ino)) ?? moved(tree, old, place, old.ino, now);
};
