import type { Fd } from '@sockeye/core';
import type { Socket } from './Socket.ts';

/** Where sockets begin: 0, 1 and 2 are the standard streams. */
const FIRST = 3;

/** What a process's descriptors stand for. As POSIX has it, a new one is the lowest that is free. */
export class Descriptors {
  private readonly sockets = new Map<number, Socket>();
  private readonly closedStreams = new Set<number>();
  private readonly limit: number;
  /** Below this one none is free. */
  private lowest = FIRST;

  constructor(limit: number) {
    this.limit = limit;
  }

  get isFull(): boolean {
    return this.sockets.size + FIRST >= this.limit;
  }

  add(socket: Socket): Fd {
    let fd = this.lowest;
    while (this.sockets.has(fd)) fd += 1;
    this.lowest = fd + 1;
    this.sockets.set(fd, socket);
    return fd as Fd;
  }

  get(fd: Fd): Socket | undefined {
    return this.sockets.get(fd);
  }

  /** Is it one of the standard streams, and still open? */
  isStream(fd: Fd): boolean {
    return fd >= 0 && fd < FIRST && !this.closedStreams.has(fd);
  }

  closeStream(fd: Fd): void {
    this.closedStreams.add(fd);
  }

  remove(fd: Fd): void {
    this.sockets.delete(fd);
    if (fd < this.lowest) this.lowest = fd;
  }

  all(): ReadonlyArray<Socket> {
    return Array.from(this.sockets.values());
  }
}
