import type { Fd } from '@sockeye/core';
import { OpenFile } from './OpenFile.ts';
import type { Socket } from './Socket.ts';

/** Where sockets and files begin: 0, 1 and 2 are the standard streams. */
const FIRST = 3;

/** What a process's descriptors stand for. As POSIX has it, a new one is the lowest that is free. */
export class Descriptors {
  private readonly held = new Map<number, Socket | OpenFile>();
  private readonly closedStreams = new Set<number>();
  private readonly limit: number;
  /** Below this one none is free. */
  private lowest = FIRST;

  constructor(limit: number) {
    this.limit = limit;
  }

  get isFull(): boolean {
    return this.held.size + FIRST >= this.limit;
  }

  add(socket: Socket | OpenFile): Fd {
    let fd = this.lowest;
    while (this.held.has(fd)) fd += 1;
    this.lowest = fd + 1;
    this.held.set(fd, socket);
    return fd as Fd;
  }

  get(fd: Fd): Socket | undefined {
    const held = this.held.get(fd);
    return held instanceof OpenFile ? undefined : held;
  }

  file(fd: Fd): OpenFile | undefined {
    const held = this.held.get(fd);
    return held instanceof OpenFile ? held : undefined;
  }

  /** Is it one of the standard streams, and still open? */
  isStream(fd: Fd): boolean {
    return fd >= 0 && fd < FIRST && !this.closedStreams.has(fd);
  }

  /** Does it lead to anything? */
  isHeld(fd: Fd): boolean {
    return this.isStream(fd) || this.held.has(fd);
  }

  closeStream(fd: Fd): void {
    this.closedStreams.add(fd);
  }

  remove(fd: Fd): void {
    this.held.delete(fd);
    if (fd < this.lowest) this.lowest = fd;
  }

  all(): ReadonlyArray<Socket | OpenFile> {
    return Array.from(this.held.values());
  }
}
