import type { Handles } from './Socket.ts';
import { after } from './waits.ts';
import type { Duration } from '@sockeye/core';

/** The handles of Node that a process holds open: the process is over when none is left. */
export class OpenHandles implements Handles {
  private readonly open = new Map<object, () => void>();
  private whenNone: (() => void) | undefined;

  opened(handle: object, destroy: () => void): void {
    this.open.set(handle, destroy);
  }

  gone(handle: object): boolean {
    const wasOpen = this.open.delete(handle);
    if (this.open.size === 0) this.whenNone?.();
    return wasOpen;
  }

  /** Calls back when all are gone; those that are not when the time is over are destroyed. */
  drain(patience: Duration, callback: () => void): void {
    if (this.open.size === 0) {
      callback();
      return;
    }
    const stop = after(patience, () => this.destroy());
    this.whenNone = (): void => {
      this.whenNone = undefined;
      stop();
      callback();
    };
  }

  private destroy(): void {
    for (const destroy of Array.from(this.open.values())) destroy();
  }
}
