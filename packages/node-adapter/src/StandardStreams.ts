import type { Readable, Writable } from 'node:stream';
import type { Bytes, Errno, PollEvent } from '@sockeye/core';
import { errnoOf } from './errors.ts';
import { Inbox, plain } from './inbox.ts';
import type { Outcome } from './waits.ts';
import { Bell, done, failed, waiting } from './waits.ts';

/** Standard input is read no further than this ahead of the program. */
const AHEAD = 65_536;

/** One stream for output: `write` waits where it is full. */
class Output {
  private readonly bell = new Bell();
  private error: Errno | undefined;
  private isListening = false;
  private readonly open: () => Writable;

  constructor(open: () => Writable) {
    this.open = open;
  }

  write(bytes: Bytes | string): Outcome {
    const stream = this.open();
    this.listen(stream);
    if (this.error !== undefined) return failed(this.error);
    if (stream.write(bytes)) return done(bytes.length);
    return waiting([this.bell], () =>
      this.error !== undefined ? failed(this.error) : stream.writableNeedDrain ? undefined : done(bytes.length),
    );
  }

  private listen(stream: Writable): void {
    if (this.isListening) return;
    this.isListening = true;
    stream.on('drain', this.onDrain);
    stream.on('error', this.onError);
  }

  release(): void {
    if (!this.isListening) return;
    const stream = this.open();
    stream.off('drain', this.onDrain);
    // An error that comes late has nobody to hear it; without a listener Node would end the process for it.
    if (!stream.writableNeedDrain) stream.off('error', this.onError);
  }

  private readonly onDrain = (): void => this.bell.ring();

  private readonly onError = (error: unknown): void => {
    this.error = errnoOf(error);
    this.bell.ring();
  };
}

export interface Standard {
  readonly stdin: () => Readable;
  readonly stdout: () => Writable;
  readonly stderr: () => Writable;
}

/** Descriptors 0, 1 and 2. None is touched before the program asks: a program that reads nothing keeps nobody waiting. */
export class StandardStreams {
  readonly bell: Bell = new Bell();
  readonly output: Output;
  readonly errors: Output;
  private readonly inbox = new Inbox();
  private input: Readable | undefined;
  private hasEnded = false;
  private readonly streams: Standard;

  constructor(streams: Standard) {
    this.streams = streams;
    this.output = new Output(streams.stdout);
    this.errors = new Output(streams.stderr);
  }

  private readonly onData = (chunk: Uint8Array | string): void => {
    this.inbox.push(typeof chunk === 'string' ? plain(Buffer.from(chunk)) : plain(chunk));
    if (this.inbox.length >= AHEAD) this.input?.pause();
    this.bell.ring();
  };

  /** A stream that breaks has ended: `read` has no word for it. */
  private readonly onEnd = (): void => {
    this.hasEnded = true;
    this.bell.ring();
  };

  private open(): void {
    if (this.input !== undefined) return;
    const input = this.streams.stdin();
    this.input = input;
    if (input.readableEnded || input.destroyed) {
      this.hasEnded = true;
      return;
    }
    input.on('data', this.onData);
    input.on('end', this.onEnd);
    input.on('error', this.onEnd);
    input.on('close', this.onEnd);
  }

  read(size: number): Outcome {
    this.open();
    const look = (): Outcome | undefined => {
      if (this.inbox.length === 0 && !this.hasEnded && size > 0) return undefined;
      const bytes = this.inbox.take(size, false);
      if (this.inbox.length < AHEAD && !this.hasEnded) this.input?.resume();
      return done(bytes);
    };
    return look() ?? waiting([this.bell], look);
  }

  ready(): ReadonlySet<PollEvent> {
    this.open();
    return new Set<PollEvent>(this.inbox.length > 0 || this.hasEnded ? ['in'] : []);
  }

  /** Takes all listeners off, and reads no further. */
  release(): void {
    this.output.release();
    this.errors.release();
    const { input } = this;
    if (input === undefined) return;
    input.off('data', this.onData);
    input.off('end', this.onEnd);
    input.off('error', this.onEnd);
    input.off('close', this.onEnd);
    input.pause();
  }
}
