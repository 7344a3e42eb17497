// The calls on files, answered: by the tree, and by what a process has open.
import { E } from '../../basis/fp.ts';
import type { Table } from '../../basis/table.ts';
import type { Instant } from '../../basis/time.ts';
import type { AnyRequest, Calls, PathCallName, Request } from '../../socket/calls/Calls.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import type { DirectoryEntry, FileStatus } from '../../socket/calls/files.ts';
import { openFlags, pathNames } from '../../socket/calls/files.ts';
import { link, mkdir, rename, rmdir, unlink } from './change.ts';
import { overwrite, readContent, resized } from './content.ts';
import type { FileTree, Inode } from './Tree.ts';
import { added, emptyFile, lookUp, placeOf, settled, withInode } from './Tree.ts';

/** What a descriptor of a file stands for. */
export interface OpenFile {
  readonly ino: number;
  readonly flags: Calls['open']['request']['flags'];
  readonly position: number;
}

/** The files of a host, and what one process has open of them. */
export interface Desk {
  readonly tree: FileTree;
  readonly opened: Table<OpenFile>;
  /** The names of the directory that is `/` to the process. */
  readonly root: ReadonlyArray<string>;
}

type Reply = E.Either<Errno, unknown>;

type Answered = readonly [Desk, Reply];

const failed = (desk: Desk, errno: Errno): Answered => [desk, E.left(errno)];

const done = (desk: Desk, value?: unknown): Answered => [desk, E.right(value)];

const onTree = (desk: Desk, tree: FileTree): Desk => ({ tree, opened: desk.opened, root: desk.root });

/** A change of the tree, or why there is none. */
const changed = (desk: Desk, tree: FileTree | Errno): Answered =>
  typeof tree === 'string' ? failed(desk, tree) : done(onTree(desk, tree));

const namesOf = (desk: Desk, path: string): ReadonlyArray<string> | Errno => {
  const names = pathNames(path);
  return typeof names === 'string' || desk.root.length === 0 ? names : [...desk.root, ...names];
};

const statusOf = (inode: Inode, ino: number): FileStatus => ({
  kind: inode.kind,
  size: inode.kind === 'file' ? inode.content.size : inode.entries.size,
  mtime: inode.mtime,
  ino,
});

const sought = (desk: Desk, path: string): readonly [Inode, number] | Errno => {
  const names = namesOf(desk, path);
  if (typeof names === 'string') return names;
  const ino = lookUp(desk.tree, names);
  if (typeof ino === 'string') return ino;
  const inode = desk.tree.inodes.get(ino);
  return inode === undefined ? 'ENOENT' : [inode, ino];
};

const readdir = (desk: Desk, path: string): Answered => {
  const found = sought(desk, path);
  if (typeof found === 'string') return failed(desk, found);
  const [inode] = found;
  if (inode.kind !== 'directory') return failed(desk, 'ENOTDIR');
  const entries = Array.from(inode.entries, ([name, ino]): DirectoryEntry => {
    const kind = desk.tree.inodes.get(ino)?.kind ?? 'other';
    return { name, kind };
  });
  return done(
    desk,
    entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
};

const utimes = (desk: Desk, path: string, mtime: Instant): Answered => {
  if (!(mtime >= 0)) return failed(desk, 'EINVAL');
  const found = sought(desk, path);
  if (typeof found === 'string') return failed(desk, found);
  const [inode, ino] = found;
  return done(onTree(desk, withInode(desk.tree, ino, { ...inode, mtime })));
};

/** Does something with the names of a path. */
const named = (desk: Desk, path: string, change: (names: ReadonlyArray<string>) => FileTree | Errno): Answered => {
  const names = namesOf(desk, path);
  return typeof names === 'string' ? failed(desk, names) : changed(desk, change(names));
};

const both = (
  desk: Desk,
  from: string,
  to: string,
  change: (from: ReadonlyArray<string>, to: ReadonlyArray<string>) => FileTree | Errno,
): Answered =>
  named(desk, from, (first) => {
    const second = namesOf(desk, to);
    return typeof second === 'string' ? second : change(first, second);
  });

const lseek = (desk: Desk, file: OpenFile, inode: Inode, { fd, offset, whence }: Request<'lseek'>): Answered => {
  const size = inode.kind === 'file' ? inode.content.size : 0;
  const from = whence === 'set' ? 0 : whence === 'end' ? size : file.position;
  const position = from + offset;
  if (!Number.isSafeInteger(position) || position < 0) return failed(desk, 'EINVAL');
  return done({ ...desk, opened: desk.opened.set(fd, { ...file, position }) }, position);
};

const ftruncate = (desk: Desk, file: OpenFile, inode: Inode, length: number, now: Instant): Answered => {
  if (!Number.isSafeInteger(length) || length < 0) return failed(desk, 'EINVAL');
  if (inode.kind !== 'file' || openFlags(file.flags)?.write !== true) return failed(desk, 'EINVAL');
  const used = desk.tree.used + length - inode.content.size;
  if (used > desk.tree.capacity) return failed(desk, 'ENOSPC');
  const tree = withInode(desk.tree, file.ino, { ...inode, content: resized(inode.content, length), mtime: now });
  return done(onTree(desk, { ...tree, used }));
};

/** `read` of a file. */
const readFile = (desk: Desk, fd: number, file: OpenFile, size: number): Answered => {
  const inode = desk.tree.inodes.get(file.ino);
  if (inode?.kind === 'directory') return failed(desk, 'EISDIR');
  if (inode === undefined || openFlags(file.flags)?.read !== true) return failed(desk, 'EBADF');
  if (!Number.isInteger(size) || size < 0) return failed(desk, 'EINVAL');
  const octets = readContent(inode.content, file.position, size);
  return done({ ...desk, opened: desk.opened.set(fd, { ...file, position: file.position + octets.length }) }, octets);
};

/** `write` to a file. */
const writeFile = (desk: Desk, file: OpenFile, { fd, bytes }: Calls['write']['request'], now: Instant): Answered => {
  const inode = desk.tree.inodes.get(file.ino);
  const flags = openFlags(file.flags);
  if (inode?.kind !== 'file' || flags?.write !== true) return failed(desk, 'EBADF');
  const from = flags.append ? inode.content.size : file.position;
  const room = desk.tree.capacity - desk.tree.used + inode.content.size - from;
  const octets = bytes.subarray(0, Math.max(0, room));
  if (octets.length === 0 && bytes.length > 0) return failed(desk, 'ENOSPC');
  const content = overwrite(inode.content, from, octets);
  const tree = withInode(desk.tree, file.ino, { ...inode, content, mtime: now });
  const used = tree.used + content.size - inode.content.size;
  const opened = desk.opened.set(fd, { ...file, position: from + octets.length });
  return [{ tree: { ...tree, used }, opened, root: desk.root }, E.right(octets.length)];
};

type PathCall = Extract<AnyRequest, { readonly call: PathCallName }>;

const PATH_CALLS: Readonly<Record<PathCallName, true>> = {
  stat: true,
  unlink: true,
  rename: true,
  link: true,
  mkdir: true,
  rmdir: true,
  readdir: true,
  utimes: true,
};

export const isPathCall = (request: AnyRequest): request is PathCall => request.call in PATH_CALLS;

/** Answers a call on a path. */
export const onPath = (desk: Desk, request: PathCall, now: Instant): Answered => {
  switch (request.call) {
    case 'stat': {
      const found = sought(desk, request.path);
      return typeof found === 'string' ? failed(desk, found) : done(desk, statusOf(...found));
    }
    case 'readdir':
      return readdir(desk, request.path);
    case 'utimes':
      return utimes(desk, request.path, request.mtime);
    case 'mkdir':
      return named(desk, request.path, (names) => mkdir(desk.tree, names, now));
    case 'rmdir':
      return named(desk, request.path, (names) =>
        names.length === desk.root.length ? 'EACCES' : rmdir(desk.tree, names, now),
      );
    case 'unlink':
      return named(desk, request.path, (names) => unlink(desk.tree, names, now));
    case 'rename':
      return both(desk, request.from, request.to, (from, to) =>
        Math.min(from.length, to.length) === desk.root.length ? 'EACCES' : rename(desk.tree, from, to, now),
      );
    case 'link':
      return both(desk, request.from, request.to, (from, to) => link(desk.tree, from, to, now));
  }
};

/** Calls on a descriptor. */
export type OpenCall = Request<'read' | 'write' | 'lseek' | 'fsync' | 'ftruncate' | 'fstat'>;

const OPEN_CALLS: Readonly<Record<OpenCall['call'], true>> = {
  read: true,
  write: true,
  lseek: true,
  fsync: true,
  ftruncate: true,
  fstat: true,
};

export const isOpenCall = (request: AnyRequest): request is OpenCall => request.call in OPEN_CALLS;

/** Answers a call on a descriptor that leads to a file. */
export const onOpen = (desk: Desk, file: OpenFile, request: OpenCall, now: Instant): Answered => {
  const inode = desk.tree.inodes.get(file.ino);
  if (inode === undefined) return failed(desk, 'EBADF');
  switch (request.call) {
    case 'read':
      return readFile(desk, request.fd, file, request.size);
    case 'write':
      return writeFile(desk, file, request, now);
    case 'fstat':
      return done(desk, statusOf(inode, file.ino));
    case 'lseek':
      return lseek(desk, file, inode, request);
    case 'ftruncate':
      return ftruncate(desk, file, inode, request.length, now);
    // What is in memory is as safe as it will be.
    case 'fsync':
      return done(desk);
  }
};

/** Can this be opened? The descriptor comes later; nothing has changed until then. */
export const mayOpen = (desk: Desk, { path, flags }: Calls['open']['request']): Errno | undefined => {
  const names = namesOf(desk, path);
  if (typeof names === 'string') return names;
  const wanted = openFlags(flags);
  if (wanted === undefined) return 'EINVAL';
  const ino = lookUp(desk.tree, names);
  if (typeof ino === 'number') {
    if (wanted.exclusive) return 'EEXIST';
    return desk.tree.inodes.get(ino)?.kind === 'directory' && (wanted.write || wanted.create) ? 'EISDIR' : undefined;
  }
  if (ino === 'ENOTDIR' || !wanted.create) return ino;
  const place = placeOf(desk.tree, names);
  return typeof place === 'string' ? place : undefined;
};

/** Opens what may be opened, at a descriptor. */
export const opening = (desk: Desk, fd: number, { path, flags }: Calls['open']['request'], now: Instant): Desk => {
  const names = namesOf(desk, path);
  if (typeof names === 'string') return desk;
  let { tree } = desk;
  const place = placeOf(tree, names);
  if (typeof place !== 'string' && place.ino === undefined) tree = added(tree, place, emptyFile(now), now);
  const ino = lookUp(tree, names);
  const inode = typeof ino === 'number' ? tree.inodes.get(ino) : undefined;
  if (typeof ino === 'string' || inode === undefined) return desk;
  if (inode.kind === 'file') {
    const isCut = flags.includes('truncate');
    const content = isCut ? resized(inode.content, 0) : inode.content;
    const mtime = isCut ? now : inode.mtime;
    tree = withInode(tree, ino, { ...inode, content, mtime, opens: inode.opens + 1 });
    if (isCut) tree = { ...tree, used: tree.used - inode.content.size };
  }
  return { tree, opened: desk.opened.set(fd, { ino, flags, position: 0 }), root: desk.root };
};

/** A descriptor is given back. */
export const closing = (desk: Desk, fd: number): Desk => {
  const file = desk.opened.get(fd);
  if (file === undefined) return desk;
  const inode = desk.tree.inodes.get(file.ino);
  const tree =
    inode?.kind === 'file'
      ? settled(withInode(desk.tree, file.ino, { ...inode, opens: inode.opens - 1 }), file.ino)
      : desk.tree;
  return { tree, opened: desk.opened.remove(fd), root: desk.root };
};
