import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import fs from 'node:fs/promises';
import type { Bytes, FileStatus, OpenFlag, Whence } from '@sockeye/core';
import { NO_BYTES, openFlags } from '@sockeye/core';
import { statusOf } from './Directory.ts';
import { Refused } from './errors.ts';
import { plain } from './inbox.ts';
import type { Handles } from './Socket.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

/** What `open` of C is given. O_NONBLOCK keeps a pipe that lies in the directory from holding up whoever opens it. */
const numberOf = (flags: ReadonlyArray<OpenFlag>): number => {
  const has = openFlags(flags);
  if (has === undefined) throw new Refused('EINVAL');
  return (
    (has.write ? (has.read ? O_RDWR : O_WRONLY) : O_RDONLY) |
    (has.append ? O_APPEND : 0) |
    (has.create ? O_CREAT : 0) |
    (has.exclusive ? O_EXCL : 0) |
    (has.truncate ? O_TRUNC : 0) |
    O_NOFOLLOW |
    O_NONBLOCK
  );
};

/** An open file. Calls on one are answered in their order, one after another, so that each finds it where the one before left it. */
export class OpenFile {
  private readonly handle: FileHandle;
  private readonly handles: Handles;
  private readonly flags: ReadonlyArray<OpenFlag>;
  /** Where it stands; undefined: at its end, wherever that is. */
  private position: number | undefined = 0;
  private last: Promise<unknown> = Promise.resolve();

  private constructor(handle: FileHandle, flags: ReadonlyArray<OpenFlag>, handles: Handles) {
    this.handle = handle;
    this.flags = flags;
    this.handles = handles;
  }

  /** Opens a file or a directory; what is neither is refused: a device or a pipe is nobody's to serve. */
  static async open(path: string, flags: ReadonlyArray<OpenFlag>, handles: Handles): Promise<OpenFile> {
    const handle = await fs.open(path, numberOf(flags), 0o666);
    const stats = await handle.stat();
    if (!stats.isFile() && !stats.isDirectory()) {
      await handle.close();
      throw new Refused('EACCES');
    }
    const file = new OpenFile(handle, flags, handles);
    handles.opened(file, () => void file.close());
    return file;
  }

  private inTurn<A>(call: () => Promise<A>): Promise<A> {
    const next = this.last.then(call, call);
    this.last = next;
    return next;
  }

  private has(flag: OpenFlag): boolean {
    return openFlags(this.flags)?.[flag] === true;
  }

  private async where(): Promise<number> {
    this.position ??= (await this.handle.stat()).size;
    return this.position;
  }

  read(size: number): Promise<Bytes> {
    return this.inTurn(async () => {
      if (!this.has('read')) throw new Refused('EBADF');
      if (!Number.isInteger(size) || size < 0) throw new Refused('EINVAL');
      if (size === 0) return NO_BYTES;
      const position = await this.where();
      const { bytesRead, buffer } = await this.handle.read(Buffer.allocUnsafeSlow(size), 0, size, position);
      this.position = position + bytesRead;
      return plain(buffer.subarray(0, bytesRead));
    });
  }

  write(bytes: Bytes): Promise<number> {
    return this.inTurn(async () => {
      if (!this.has('write')) throw new Refused('EBADF');
      const position = this.has('append') ? null : await this.where();
      const { bytesWritten } = await this.handle.write(bytes, 0, bytes.length, position);
      this.position = position === null ? undefined : position + bytesWritten;
      return bytesWritten;
    });
  }

  seek(offset: number, whence: Whence): Promise<number> {
    return this.inTurn(async () => {
      const from = whence === 'set' ? 0 : whence === 'current' ? await this.where() : (await this.handle.stat()).size;
      const position = from + offset;
      if (!Number.isSafeInteger(position) || position < 0) throw new Refused('EINVAL');
      this.position = position;
      return position;
    });
  }

  sync(): Promise<void> {
    return this.inTurn(() => this.handle.sync());
  }

  truncate(length: number): Promise<void> {
    return this.inTurn(async () => {
      if (!Number.isSafeInteger(length) || length < 0 || !this.has('write')) throw new Refused('EINVAL');
      await this.handle.truncate(length);
    });
  }

  stat(): Promise<FileStatus> {
    return this.inTurn(async () => statusOf(await this.handle.stat()));
  }

  /** What is on its way is done first. */
  close(): Promise<void> {
    return this.inTurn(async () => {
      try {
        await this.handle.close();
      } finally {
        this.handles.gone(this);
      }
    });
  }
}
