export type { Content } from './content.ts';
export type { Desk, OpenFile } from './answer.ts';
export { closing, isOpenCall, isPathCall, mayOpen, onOpen, onPath, opening } from './answer.ts';
export type { DirectoryInode, FileInode, FileTree, Inode } from './Tree.ts';
export { EMPTY_TREE, EPOCH, fileTree } from './Tree.ts';
export { filesOf } from './filesOf.ts';
