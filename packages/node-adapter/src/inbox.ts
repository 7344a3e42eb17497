import type { Bytes } from '@sockeye/core';
import { concatBytes, NO_BYTES } from '@sockeye/core';

/** A Buffer as plain octets, without a copy: `slice` and equality then mean what they mean everywhere. */
export const plain = (chunk: Uint8Array): Bytes => new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);

/** Octets of a stream that came and were not yet taken. */
export class Inbox {
  length = 0;
  private chunks: Array<Bytes> = [];
  /** Chunks before this one were taken; they are let go in bulk. */
  private first = 0;

  push(chunk: Bytes): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
  }

  /** At most so many octets, of as many chunks as that takes; they stay where they are if only looked at. */
  take(size: number, peek: boolean): Bytes {
    const pieces: Array<Bytes> = [];
    let wanted = Math.min(size, this.length);
    let at = this.first;
    let rest: Bytes | undefined;
    while (wanted > 0) {
      const chunk = this.chunks[at] ?? NO_BYTES;
      if (chunk.length > wanted) {
        pieces.push(chunk.subarray(0, wanted));
        rest = chunk.subarray(wanted);
        break;
      }
      pieces.push(chunk);
      wanted -= chunk.length;
      at += 1;
    }
    const octets = pieces.length === 1 ? (pieces[0] ?? NO_BYTES) : concatBytes(pieces);
    if (peek) return octets;
    this.length -= octets.length;
    if (rest !== undefined) this.chunks[at] = rest;
    if (this.length === 0) {
      this.chunks = [];
      this.first = 0;
    } else if (at > 64) {
      this.chunks = this.chunks.slice(at);
      this.first = 0;
    } else {
      for (let i = this.first; i < at; i++) this.chunks[i] = NO_BYTES;
      this.first = at;
    }
    return octets;
  }
}
