// Programs that run beside a test: started, heard, stopped. All of them are of this process, and none outlives its test.
import dgram from 'node:dgram';
import net from 'node:net';
import { Readable, Writable } from 'node:stream';
import type { either as E } from 'fp-ts';
import type { Endpoint, Program } from '@sockeye/core';
import { endpoint, LOOPBACK } from '@sockeye/core';
import { run } from '@sockeye/node-adapter';

/** A standard output that keeps what it is given. */
export class Collected extends Writable {
  private readonly chunks: Array<Buffer> = [];
  private readonly watchers = new Set<() => void>();

  override _write(chunk: Buffer, _: BufferEncoding, callback: () => void): void {
    this.chunks.push(chunk);
    callback();
    for (const watch of this.watchers) watch();
  }

  octets(): Buffer {
    return Buffer.concat(this.chunks);
  }

  text(): string {
    return this.octets().toString();
  }

  /** Waits until a text has been written. */
  until(words: string, patience = 5_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`"${words}" did not come; this did: "${this.text()}"`)),
        patience,
      );
      const watch = (): void => {
        if (!this.text().includes(words)) return;
        clearTimeout(timer);
        this.watchers.delete(watch);
        resolve();
      };
      this.watchers.add(watch);
      watch();
    });
  }
}

export const collected = (): Collected => new Collected();

/** A standard input of these pieces. */
export const input = (...pieces: ReadonlyArray<Uint8Array>): Readable => Readable.from(pieces, { objectMode: false });

export interface Background {
  readonly output: () => string;
  readonly octets: () => Uint8Array;
  readonly until: (words: string) => Promise<void>;
  readonly stop: () => Promise<E.Either<unknown, unknown>>;
}

const running = new Set<Background>();

/** Starts a program on this standard input, and gives it the time to reach its first wait for a peer. */
export const background = async (
  program: Program<unknown, unknown>,
  ...stdin: ReadonlyArray<Uint8Array>
): Promise<Background> => {
  const out = collected();
  const aborts = new AbortController();
  let waits: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => (waits = resolve));
  const result = run(program, {
    stdout: out,
    stderr: collected(),
    stdin: input(...stdin),
    signal: aborts.signal,
    // A server is ready when it listens, or has bound its datagram socket; a program that ends is ready too.
    observe: (_, { call }) => {
      if (call === 'listen' || call === 'bind') setTimeout(waits, call === 'listen' ? 0 : 10);
    },
  })();
  void result.finally(waits);
  const self: Background = {
    output: () => out.text(),
    octets: () => new Uint8Array(out.octets()),
    until: (words) => out.until(words),
    stop: () => {
      running.delete(self);
      aborts.abort();
      return result;
    },
  };
  running.add(self);
  await isReady;
  return self;
};

/** Stops whatever a test has left running. */
export const stopAll = async (): Promise<void> => {
  await Promise.all(Array.from(running, (one) => one.stop()));
};

/** A port of loopback that is free. */
export const freePort = (protocol: 'tcp' | 'udp'): Promise<Endpoint> =>
  new Promise((resolve) => {
    if (protocol === 'udp') {
      const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1', () => {
        const { port } = socket.address();
        socket.close(() => resolve(endpoint(LOOPBACK, port)));
      });
      return;
    }
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(endpoint(LOOPBACK, port)));
    });
  });
