// The calls on files over `node:fs`. The system works on them in threads of its own: no call holds up the others.
import type { AnyRequest, Errno, Fd, FileStatus, Request } from '@sockeye/core';
import { instant } from '@sockeye/core';
import { fileErrno } from './Directory.ts';
import { errnoOf } from './errors.ts';
import { OpenFile } from './OpenFile.ts';
import type { Resources } from './Resources.ts';
import type { Outcome, Reply } from './waits.ts';
import { done, failed, followedBy, later } from './waits.ts';

/** What a promise comes to, as a reply. */
const settled = async (promise: Promise<unknown>, errno: (error: unknown) => Errno): Promise<Reply> => {
  try {
    return done(await promise);
  } catch (error) {
    return failed(errno(error));
  }
};

const awaited = (promise: Promise<unknown>, errno: (error: unknown) => Errno): Outcome =>
  later((answer) => void settled(promise, errno).then(answer));

/** A promise as an outcome. */
export const eventually = (promise: Promise<unknown>): Outcome =>
  awaited(promise, (error) => fileErrno(error) ?? errnoOf(error));

/** `link` alone may say EPERM: there it means a directory. */
const linked = (promise: Promise<void>): Outcome => awaited(promise, errnoOf);

const open = (resources: Resources, { path, flags }: Request<'open'>): Outcome => {
  const { descriptors, directory, handles } = resources;
  if (descriptors.isFull) return failed('EMFILE');
  const opening = directory.target(path).then((target) => OpenFile.open(target, flags, handles));
  return followedBy(eventually(opening), (file) => {
    // Other threads may have taken the last descriptor meanwhile.
    if (!descriptors.isFull) return done(descriptors.add(file as OpenFile));
    void (file as OpenFile).close();
    return failed('EMFILE');
  });
};

/** What a socket or a standard stream is to `fstat`. */
const streamStatus = (fd: Fd): FileStatus => ({ kind: 'other', size: 0, mtime: instant(0), ino: fd });

const onDescriptor = (
  { descriptors }: Resources,
  request: Request<'lseek' | 'fsync' | 'ftruncate' | 'fstat'>,
): Outcome => {
  const file = descriptors.file(request.fd);
  if (file === undefined) {
    if (!descriptors.isHeld(request.fd)) return failed('EBADF');
    if (request.call === 'fstat') return done(streamStatus(request.fd));
    return failed(request.call === 'lseek' ? 'ESPIPE' : 'EINVAL');
  }
  switch (request.call) {
    case 'lseek':
      return eventually(file.seek(request.offset, request.whence));
    case 'fsync':
      return eventually(file.sync());
    case 'ftruncate':
      return eventually(file.truncate(request.length));
    case 'fstat':
      return eventually(file.stat());
  }
};

type FileRequest = Extract<
  AnyRequest,
  {
    readonly call:
      | 'open'
      | 'lseek'
      | 'fsync'
      | 'ftruncate'
      | 'fstat'
      | 'stat'
      | 'readdir'
      | 'unlink'
      | 'rename'
      | 'link'
      | 'mkdir'
      | 'rmdir'
      | 'utimes';
  }
>;

/** Answers a call on files. */
export const onFiles = (resources: Resources, request: FileRequest): Outcome => {
  const { directory } = resources;
  switch (request.call) {
    case 'open':
      return open(resources, request);
    case 'lseek':
    case 'fsync':
    case 'ftruncate':
    case 'fstat':
      return onDescriptor(resources, request);
    case 'stat':
      return eventually(directory.stat(request.path));
    case 'readdir':
      return eventually(directory.list(request.path));
    case 'unlink':
      return eventually(directory.unlink(request.path));
    case 'rename':
      return eventually(directory.rename(request.from, request.to));
    case 'link':
      return linked(directory.link(request.from, request.to));
    case 'mkdir':
      return eventually(directory.mkdir(request.path));
    case 'rmdir':
      return eventually(directory.rmdir(request.path));
    case 'utimes':
      return eventually(directory.utimes(request.path, request.mtime));
  }
};
