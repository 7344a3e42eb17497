import type { Bytes } from '../../basis/bytes.ts';
import { readContent } from './content.ts';
import type { FileTree } from './Tree.ts';
import { ROOT } from './Tree.ts';

/**
 * What is in a tree, by path: what `fileTree` takes.
 *
 * Gives   the octets of each file, and null for a directory with nothing in it; sorted by code unit within each directory
 *
 * @example
 * filesOf(fileTree({ '/a/b': bytes(1), '/c': null })) // { '/a/b': bytes(1), '/c': null }
 *
 * @category state
 * @since 0.1.0
 */
export const filesOf = (tree: FileTree): Readonly<Record<string, Bytes | null>> => {
  const files: Record<string, Bytes | null> = {};
  const visit = (path: string, ino: number): void => {
    const inode = tree.inodes.get(ino);
    if (inode === undefined) return;
    if (inode.kind === 'file') {
      files[path] = readContent(inode.content, 0, inode.content.size);
      return;
    }
    if (inode.entries.size === 0 && path !== '') files[path] = null;
    const entries = Array.from(inode.entries).toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, child] of entries) visit(`${path}/${name}`, child);
  };
  visit('', ROOT);
  return files;
};
